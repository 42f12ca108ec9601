"""A row of a file names its division as it is called today, or as it was called before."""

import pytest

from relief.core.wording import Bilingual
from relief.geography.former_queries import leads_of, with_leads
from relief.geography.former_service import NewFormer, write_former
from relief.geography.row_divisions import Leads, RowDivisions
from relief.geography.rows import NewDivision
from relief.geography.service import load_divisions
from relief.geography.tables import Division
from tests.geography.test_former import OFFICER, STAMP, TOWN, entry, spell
from tests.support.statements import statements

OTHER = "622927105000"
VILLAGE, TWIN = "622927104201", "622927105201"
BEFORE = "622927204000"
OF = Bilingual("本表内", "in this table")
KNOWN = {
    TOWN: ("石塬镇",),
    OTHER: ("刘集镇",),
    VILLAGE: ("石塬镇", "三二家村委会"),
    TWIN: ("刘集镇", "三二家村委会"),
}
LEADS = Leads(
    {BEFORE: (TOWN,), "622927205000": (OTHER, TOWN), "622927206000": ("630222211000",)},
    {"石塬乡": (TOWN,), "老乡": (OTHER, TOWN), "石源村委会": (VILLAGE,)},
)
NAMES = RowDivisions(KNOWN, OF, leads=LEADS)


@pytest.mark.parametrize(
    ("code", "name", "division"),
    [
        (TOWN, "", TOWN),
        (TOWN, "石塬镇", TOWN),
        ("", "石塬镇", TOWN),
        ("", "石塬镇 三二家村", VILLAGE),
        ("", "刘集镇三二家", TWIN),
    ],
)
def test_todays_own_word_is_taken_without_a_note(code, name, division):
    meant = NAMES.meant(code, name, 7)
    assert (meant.division, meant.fault, meant.note) == (division, None, None)


@pytest.mark.parametrize(
    ("code", "name", "division", "said"),
    [
        (BEFORE, "", TOWN, BEFORE),
        (BEFORE, "石塬镇", TOWN, BEFORE),
        (BEFORE, "石塬乡", TOWN, f"{BEFORE} 石塬乡"),
        (TOWN, "石塬乡", TOWN, "石塬乡"),
        ("", "石塬乡", TOWN, "石塬乡"),
        ("", "石塬乡三二家村", VILLAGE, "石塬乡三二家村"),
        ("", "石源社区", VILLAGE, "石源社区"),
    ],
)
def test_a_former_word_is_taken_as_today_and_the_row_says_so(code, name, division, said):
    meant = NAMES.meant(code, name, 7)
    assert (meant.division, meant.fault) == (division, None)
    assert f"第 7 行：原“{said}”，现为 {' '.join(KNOWN[division])}（{division}）" in meant.note.zh
    assert f"Row 7: “{said}” is now" in meant.note.en


@pytest.mark.parametrize(
    ("code", "name", "column", "words"),
    [
        ("62292710400", "石塬镇", "code", "有 11 位，应为 12 位"),
        ("1.50402E+11", "石塬镇", "code", "科学计数法"),
        ("６２２９２７１０４０００", "", "code", "不是数字"),
        ("622927999000", "", "code", "不在本表内"),
        ("622927206000", "", "code", "不在本表内"),
        ("622927205000", "", "code", f"有多个，请填现代码：石塬镇（{TOWN}）、刘集镇（{OTHER}）"),
        ("", "老乡", "code", f"有多个，请填现代码：石塬镇（{TOWN}）、刘集镇（{OTHER}）"),
        ("", "三二家村", "code", "有多个"),
        ("", "", "code", "不在本表内"),
        (TOWN, "刘集镇", "name", "是“石塬镇”，不是“刘集镇”"),
        (BEFORE, "刘集镇", "name", "是“石塬镇”，不是“刘集镇”"),
    ],
)
def test_what_leads_nowhere_or_twice_is_refused_at_its_cell(code, name, column, words):
    meant = NAMES.meant(code, name, 7)
    assert meant.fault is not None
    assert meant.fault[0] == column
    assert words in meant.fault[1].zh
    assert meant.fault[1].en
    assert meant.note is None


def test_of_a_name_that_a_closed_and_an_open_one_bear_the_open_one_is_meant():
    names = RowDivisions({TOWN: ("石塬镇",), BEFORE: ("石塬镇",)}, OF, closed={BEFORE})
    assert names.meant("", "石塬镇", 7).division == TOWN
    assert names.meant(BEFORE, "石塬镇", 7).division == BEFORE


@pytest.fixture
def recoded(session):
    """Once 622927904000, then 622927204000, today 622927104000; and 石塬乡 was its name."""
    rows = [("622927000000", "县"), (TOWN, "石塬镇"), (OTHER, "刘集镇"), (BEFORE, "石塬乡")]
    load_divisions(session, [NewDivision(code, name, "x", "x") for code, name in rows])
    earlier = entry(BEFORE, code="622927904000", name="石源公社")
    write_former(session, OFFICER, STAMP, [earlier], spell)
    session.get(Division, BEFORE).valid_to = STAMP.recorded_at.date()
    write_former(session, OFFICER, STAMP, [entry(code=BEFORE, name="石塬乡")], spell)
    return session


def test_a_code_recoded_twice_is_followed_to_its_end(recoded):
    leads = leads_of(recoded, [BEFORE, "622927904000", TOWN, "9" * 12], ["石源公社", "无名乡"])
    assert leads.codes == {BEFORE: (TOWN,), "622927904000": (TOWN,)}
    assert leads.names == {"石源公社": (TOWN,)}


def test_a_code_that_became_two_leads_to_both(recoded):
    split = NewFormer("f", OTHER, BEFORE, "", None, None, "拆分", "E3")
    write_former(recoded, OFFICER, STAMP, [split], spell)
    assert leads_of(recoded, [BEFORE]).codes == {BEFORE: (TOWN, OTHER)}


def test_a_file_is_asked_in_a_few_statements_however_many_rows(recoded):
    rows = [(BEFORE, ""), ("", "石塬乡")] + [(f"622927{n:03}000", f"{n}乡") for n in range(500)]
    with statements(recoded) as seen:
        names = with_leads(recoded, RowDivisions({TOWN: ("石塬镇",)}, OF), rows)
    assert len(seen) <= 3
    assert names.meant(*rows[0], 7).division == names.meant(*rows[1], 8).division == TOWN


def test_a_file_that_says_todays_words_asks_nothing(recoded):
    with statements(recoded) as seen:
        with_leads(recoded, RowDivisions({TOWN: ("石塬镇",)}, OF), [(TOWN, "石塬镇")] * 500)
    assert seen == []
