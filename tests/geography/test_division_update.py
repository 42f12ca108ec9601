from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.core.clock import parse_time
from relief.core.errors import AlreadyDone, OutOfScope, Refused, RefusedRows
from relief.core.ledger import Stamp
from relief.core.scope import Scope, range_of
from relief.geography.former_queries import formers, today_of
from relief.geography.queries import chains, children, search, townships_of, validity, villages_of
from relief.geography.rows import NewDivision
from relief.geography.service import load_divisions
from relief.geography.update_apply import apply_update, take_back
from relief.geography.update_diff import differences
from relief.geography.update_queries import lines_page, updates
from relief.geography.update_service import (
    Judgement,
    LineFilter,
    NewUpdate,
    discard,
    file_update,
    judge,
    judge_line,
)

OLD = {
    "620000000000": "甘肃省",
    "622900000000": "临夏州",
    "622927000000": "积石山县",
    "622927100000": "吹麻滩镇",
    "622927104000": "石塬乡",
    "622927104200": "上塬村委会",
    "622927104201": "下塬村委会",
    "622927105000": "安集乡",
    "622927105200": "大河村委会",
    "622927106000": "银川乡",
    "622927106200": "沿坪村委会",
    "622927106201": "新民村委会",
    "622927106202": "老虎村委会",
}
NEW = {
    "620000000000": "甘肃省",
    "622900000000": "临夏州",
    "622927000000": "积石山县",
    "622927100000": "吹麻滩镇",
    "622927100205": "沿坪村委会",
    "622927100206": "新民村委会",
    "622927104000": "石塬镇",
    "622927104200": "上塬村委会",
    "622927104201": "下塬村委会",
    "622927104202": "河边社区居委会",
    "622927110000": "安集乡",
    "622927110001": "大河社区居委会",
}
KINDS = {
    ("renamed", "622927104000", "622927104000"),
    ("recoded", "622927105000", "622927110000"),
    ("recoded", "622927105200", "622927110001"),
    ("recoded", "622927106200", "622927100205"),
    ("recoded", "622927106201", "622927100206"),
    ("merged", "622927106000", ""),
    ("closed", "622927106202", ""),
    ("new", "", "622927104202"),
}
CHIEF = Scope("a-1", "管理员", ("",), actions=frozenset({"divisions.edit"}))
STAMP = Stamp.make(parse_time("2024-07-01"), "a-1", "test")
LATER = Stamp.make(parse_time("2025-07-01"), "a-2", "test")
DAY = date(2024, 6, 30)
ALL = [range_of("")]


def spell(name):
    return f"p{len(name)}", "p"


def rows(table):
    return [NewDivision(c, n, *spell(n), date(2023, 6, 30)) for c, n in table.items()]


def newer(names=None, day=DAY, sha="1"):
    return NewUpdate("t.csv", sha, day, NEW if names is None else names)


@pytest.fixture
def filed(session):
    load_divisions(session, rows(OLD))
    update_id, count = file_update(session, CHIEF, STAMP, newer(), spell)
    assert count == len(KINDS)
    return session, update_id


def lines(session, update_id, **wanted):
    return lines_page(session, CHIEF, LineFilter(update_id, **wanted), 1).items


def line(session, update_id, kind):
    return lines(session, update_id, kind=kind)[0]


def accept_all(session, update_id):
    return judge(session, CHIEF, STAMP, LineFilter(update_id), "accepted")


def valid(session):
    found = [row.code for row in children(session, "622927000000")]
    return found, {code: [c.name for c in children(session, code)] for code in found}


def test_what_changed_is_told_by_kind():
    found = differences(OLD, NEW)
    assert {(c.kind, c.old_code, c.new_code) for c in found} == KINDS
    merged = next(c for c in found if c.kind == "merged")
    assert (merged.successor, merged.why) == ("622927100000", "2/2")


def test_a_table_that_speaks_of_one_province_or_level_closes_nothing_elsewhere():
    assert differences(OLD | {"630000000000": "青海省"}, NEW) == differences(OLD, NEW)
    townships = {code: name for code, name in OLD.items() if code.endswith("000")}
    assert differences(OLD, townships) == []


TABLES = st.dictionaries(
    st.from_regex(r"6229(27|26)(000|10[0-3])(000|20[0-3])", fullmatch=True),
    st.sampled_from(["一村", "二村", "三镇", "三乡", "四社区", "四村委会"]),
)


@given(TABLES, TABLES)
def test_every_difference_is_told_once_and_doing_them_gives_the_newer_table(old, new):
    spoken = {(c[:2], len(c.rstrip("0"))) for c in new}
    done = dict(old)
    changes = differences(old, new)
    for change in changes:
        if change.kind in {"closed", "merged", "recoded"}:
            del done[change.old_code]
    for change in changes:
        if change.new_code:
            done[change.new_code] = change.new_name
    assert {c: n for c, n in done.items() if c in new} == new
    assert all(c in old for c in done.keys() - new.keys()), spoken
    assert differences(done, new) == []


def test_nothing_is_changed_until_it_is_applied(filed):
    session, update_id = filed
    assert valid(session)[0] == [c for c in OLD if c.endswith("000") and c[6:9] != "000"]
    with pytest.raises(RefusedRows) as refused:
        apply_update(session, CHIEF, STAMP, update_id)
    assert "8 行未核对" in refused.value.reasons[0].reason.zh


def test_what_was_accepted_is_done_from_its_day_on(filed):
    session, update_id = filed
    accept_all(session, update_id)
    assert apply_update(session, CHIEF, STAMP, update_id) == len(KINDS)
    assert valid(session)[0] == ["622927100000", "622927104000", "622927110000"]
    assert valid(session)[1]["622927110000"] == ["大河社区居委会"]
    days = validity(session, ["622927105000", "622927110000"])
    assert days["622927105000"].valid_to == days["622927110000"].valid_from == DAY
    assert days["622927105000"].holds_on(date(2024, 6, 29))
    assert not days["622927105000"].holds_on(DAY)
    assert days["622927110000"].holds_on(DAY)
    # The closed row stays, under its own code.
    assert chains(session, ["622927105200"])["622927105200"][-1].name == "大河村委会"


def test_an_incident_that_began_before_keeps_the_townships_its_figures_stand_in(filed):
    session, update_id = filed
    accept_all(session, update_id)
    apply_update(session, CHIEF, STAMP, update_id)
    county = ["622927000000"]
    today = {row.code for row in townships_of(session, county)}
    before = {row.code for row in townships_of(session, county, date(2024, 6, 1))}
    after = {row.code for row in townships_of(session, county, date(2024, 7, 1))}
    assert before - today == {"622927105000", "622927106000"}
    assert after == today
    inside = villages_of(session, ["622927105000"], date(2024, 6, 1))["622927105000"]
    assert [row.name for row in inside] == ["大河村委会"]
    assert villages_of(session, ["622927105000"]) == {"622927105000": []}


def test_former_codes_and_names_find_the_division_of_today(filed):
    session, update_id = filed
    accept_all(session, update_id)
    apply_update(session, CHIEF, STAMP, update_id)
    found = search(session, "石塬乡", ALL)[0]
    assert (found.name, found.former) == ("石塬镇", "石塬乡")
    assert [row.name for row in search(session, "石塬镇", ALL)] == ["石塬镇"]
    assert today_of(session, ["622927105200", "622927106000"]) == {
        "622927105200": "622927110001",
        "622927106000": "622927100000",
    }
    assert formers(session, ["622927104000"])["622927104000"][0].valid_until == DAY


def test_the_same_table_again_finds_nothing_to_change(filed):
    session, update_id = filed
    accept_all(session, update_id)
    apply_update(session, CHIEF, STAMP, update_id)
    assert file_update(session, CHIEF, LATER, newer(), spell) == ("", 0)


def test_a_second_press_of_apply_does_nothing_and_is_told(filed):
    session, update_id = filed
    accept_all(session, update_id)
    apply_update(session, CHIEF, STAMP, update_id)
    with pytest.raises(AlreadyDone) as told:
        apply_update(session, CHIEF, LATER, update_id)
    assert (told.value.by, told.value.at) == ("a-1", "2024-07-01 00:00")


def test_rejecting_what_others_stand_on_is_refused_by_code(filed):
    session, update_id = filed
    town = next(r for r in lines(session, update_id) if r.new_code == "622927110000")
    judge_line(session, CHIEF, STAMP, Judgement(town.id, "open", "rejected"))
    accept_all(session, update_id)
    with pytest.raises(RefusedRows) as refused:
        apply_update(session, CHIEF, STAMP, update_id)
    assert [reason.path for reason in refused.value.reasons] == ["622927110001"]
    assert valid(session)[0][0] == "622927100000"


def test_the_second_reviewer_of_a_line_is_told_who_was_first(filed):
    session, update_id = filed
    row = line(session, update_id, "new")
    judge_line(session, CHIEF, STAMP, Judgement(row.id, "open", "accepted"))
    with pytest.raises(AlreadyDone) as told:
        judge_line(session, CHIEF, LATER, Judgement(row.id, "open", "rejected"))
    assert told.value.by == "a-1"
    judge_line(session, CHIEF, LATER, Judgement(row.id, "accepted", "rejected"))


def test_the_reviewer_names_what_a_closed_division_went_to(filed):
    session, update_id = filed
    row = line(session, update_id, "closed")
    with pytest.raises(Refused):
        judge_line(session, CHIEF, STAMP, Judgement(row.id, "open", "accepted", "62292"))
    said = Judgement(row.id, "open", "accepted", "622927100205")
    judge_line(session, CHIEF, STAMP, said)
    accept_all(session, update_id)
    apply_update(session, CHIEF, STAMP, update_id)
    assert today_of(session, [row.old_code]) == {row.old_code: "622927100205"}


def test_a_successor_that_is_no_division_is_refused(filed):
    session, update_id = filed
    row = line(session, update_id, "closed")
    judge_line(session, CHIEF, STAMP, Judgement(row.id, "open", "accepted", "622927199000"))
    accept_all(session, update_id)
    with pytest.raises(RefusedRows) as refused:
        apply_update(session, CHIEF, STAMP, update_id)
    assert refused.value.reasons[0].path == "622927199000"


def test_taking_the_whole_back_puts_everything_as_it_was_and_it_can_come_again(filed):
    session, update_id = filed
    before = valid(session), search(session, "石塬", ALL), search(session, "p3", ALL)
    accept_all(session, update_id)
    apply_update(session, CHIEF, STAMP, update_id)
    assert take_back(session, CHIEF, LATER, update_id) == len(KINDS)
    assert (valid(session), search(session, "石塬", ALL), search(session, "p3", ALL)) == before
    assert today_of(session, ["622927105000"]) == {}
    with pytest.raises(AlreadyDone):
        take_back(session, CHIEF, LATER, update_id)
    again, count = file_update(session, CHIEF, LATER, newer(), spell)
    assert count == len(KINDS)
    accept_all(session, again)
    apply_update(session, CHIEF, LATER, again)
    assert valid(session)[0] == ["622927100000", "622927104000", "622927110000"]
    assert [u.state for u in updates(session)] == ["applied", "taken_back"]


def test_one_line_can_be_taken_back_unless_others_stand_on_it(filed):
    session, update_id = filed
    accept_all(session, update_id)
    apply_update(session, CHIEF, STAMP, update_id)
    renamed, new = line(session, update_id, "renamed"), line(session, update_id, "new")
    town = next(r for r in lines(session, update_id) if r.new_code == "622927110000")
    assert take_back(session, CHIEF, LATER, update_id, renamed.id) == 1
    assert chains(session, ["622927104000"])["622927104000"][-1].name == "石塬乡"
    assert take_back(session, CHIEF, LATER, update_id, new.id) == 1
    with pytest.raises(RefusedRows):
        take_back(session, CHIEF, LATER, update_id, town.id)
    undone = {row.id: row.undone_by for row in lines(session, update_id) if row.undone_by}
    assert undone == {renamed.id: "a-2", new.id: "a-2"}


def test_a_discarded_update_changes_nothing_and_lets_the_next_one_in(filed):
    session, update_id = filed
    with pytest.raises(Refused):
        file_update(session, CHIEF, STAMP, newer(sha="2"), spell)
    assert file_update(session, CHIEF, STAMP, newer(), spell) == (update_id, len(KINDS))
    discard(session, CHIEF, STAMP, update_id)
    with pytest.raises(AlreadyDone):
        apply_update(session, CHIEF, STAMP, update_id)
    assert file_update(session, CHIEF, STAMP, newer(sha="2"), spell)[0] != update_id


def test_a_reviewer_judges_and_applies_only_within_his_divisions(filed):
    session, update_id = filed
    other = Scope("a-3", "青海", ("63",), actions=frozenset({"divisions.edit"}))
    assert judge(session, other, STAMP, LineFilter(update_id), "accepted") == 0
    accept_all(session, update_id)
    for scope in (other, Scope("a-4", "值班员", ("",))):
        with pytest.raises(OutOfScope):
            apply_update(session, scope, STAMP, update_id)
    with pytest.raises(OutOfScope):
        file_update(session, other, STAMP, newer(sha="3"), spell)
