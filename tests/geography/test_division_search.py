"""The search by index over the nation, against looking at every division; both engines alike."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relief.core.division_code import at_level
from relief.core.scope import range_of
from relief.geography import queries
from relief.geography.name_search import is_narrow
from relief.geography.queries import search
from relief.geography.rows import NewDivision
from relief.geography.service import load_divisions

LETTERS = "大河家镇村委会石塬a1（"
SOUNDS = {"大": "da", "河": "he", "家": "jia", "镇": "zhen", "村": "cun", "委": "wei"}
ALL = [range_of("")]


def spelt(name):
    return "".join(SOUNDS.get(letter, "") for letter in name)


def division(code, name):
    sounds = [SOUNDS[letter] for letter in name if letter in SOUNDS]
    return NewDivision(code, name, "".join(sounds), "".join(sound[0] for sound in sounds))


NAMES = st.text(LETTERS, min_size=1, max_size=6)
CODES = st.from_regex(r"(62|63)(29|02)(00|27)(000|101|200)(000|001|200)", fullmatch=True)
TABLES = st.dictionaries(CODES, NAMES, min_size=1, max_size=25)
WORDS = st.one_of(
    st.text(LETTERS, min_size=1, max_size=4), st.sampled_from(["d", "dh", "62", "da"])
)


@pytest.fixture
def by_looking(monkeypatch):
    """Return a search that reads every division of the scope, however wide."""

    def look(*words):
        with monkeypatch.context() as patch:
            patch.setattr("relief.geography.name_search.is_narrow", lambda _ranges: True)
            return search(*words)

    return look


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(table=TABLES, words=WORDS, scope=st.sampled_from(["", "62"]), limit=st.integers(1, 30))
def test_the_index_finds_what_looking_at_each_would_in_the_same_order(
    session, by_looking, table, words, scope, limit
):
    inner = session.begin_nested()
    load_divisions(session, [division(code, name) for code, name in table.items()])
    ranges = [range_of(scope)]
    assert not is_narrow(ranges)
    found = search(session, words, ranges, limit)
    assert found == by_looking(session, words, ranges, limit)
    assert all(row.code.startswith(scope) for row in found)
    inner.rollback()


ROWS = [
    ("620000000000", "甘肃省"),
    ("622900000000", "临夏回族自治州"),
    ("622927000000", "积石山县"),
    ("622927101000", "大河家镇"),
    ("622927101200", "大河村委会"),
    ("622927101201", "河家村委会"),
    ("630222103000", "大河镇"),
]


@pytest.fixture
def loaded(session):
    load_divisions(session, [division(*row) for row in ROWS])
    return session


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("大河", ["大河镇", "大河家镇", "大河村委会"]),
        ("河家", ["大河家镇", "河家村委会"]),
        ("dh", ["大河镇", "大河家镇", "大河村委会"]),
        ("6229", ["积石山县", "大河家镇", "临夏回族自治州", "大河村委会", "河家村委会"]),
        ("（", []),
        ('"', []),
    ],
)
def test_the_whole_country_is_searched_by_index(loaded, words, names):
    assert [row.name for row in search(loaded, words, ALL)] == names


def test_a_name_that_begins_so_is_found_behind_more_shorter_ones_than_are_wanted(loaded):
    shorter = [division(f"62292710{n}000", f"石{letter}") for n, letter in enumerate("大河家", 3)]
    load_divisions(loaded, [*shorter, division("622927107000", "大石塬村镇")])
    load_divisions(loaded, [division("622927108000", "塬大石塬村镇")])
    found = search(loaded, "大石", ALL, 1)
    assert [row.name for row in found] == ["大石塬村镇"]
    load_divisions(loaded, [division("622927109000", "石大石")])
    assert search(loaded, "大石", ALL, 1) == found


@pytest.mark.parametrize("words", ["河%", "河_", "河/", "河'", "a%b", "河:words"])
def test_a_sign_that_means_something_in_sql_is_only_a_sign(loaded, words):
    assert search(loaded, words, ALL) == search(loaded, words, [range_of("6229")]) == []
    load_divisions(loaded, [division("622927109000", f"大{words}镇")])
    assert [row.name for row in search(loaded, words, ALL)] == [f"大{words}镇"]
    assert [row.name for row in search(loaded, words, [range_of("6229")])] == [f"大{words}镇"]


@pytest.mark.parametrize("ranges", [[], [range_of("64")], [range_of("62"), range_of("63")]])
def test_only_the_ranges_asked_for_are_found(loaded, ranges):
    found = [row.code for row in search(loaded, "大河", ranges)]
    inside = ["630222103000", "622927101000", "622927101200"]
    assert found == [code for code in inside if any(a <= code <= b for a, b in ranges)]


def test_a_rare_character_is_found_on_both_databases(loaded):
    load_divisions(loaded, [NewDivision("622927102000", "石𠮷镇", "shijizhen", "sjz")])
    assert [row.name for row in search(loaded, "𠮷", ALL)] == ["石𠮷镇"]


def test_what_was_rolled_back_is_not_found(database):
    with database.write() as session:
        load_divisions(session, [division(*row) for row in ROWS[:3]])
        point = session.begin_nested()
        load_divisions(session, [division(*ROWS[3])])
        point.rollback()
    with database.read() as session:
        assert search(session, "大河家", ALL) == []
        assert queries.divisions(session, [ROWS[3][0]]) == {}


def test_the_chain_of_a_village_is_read_in_one_statement(loaded):
    found = queries.chains(loaded, ["622927101200", "630222103000"])
    assert [row.name for row in found["622927101200"]] == [
        "甘肃省",
        "临夏回族自治州",
        "积石山县",
        "大河家镇",
        "大河村委会",
    ]
    # What the desk does not have is left out of the chain, not made up.
    assert [row.name for row in found["630222103000"]] == ["大河镇"]
    assert at_level("622927101200", "county") == found["622927101200"][2].code
