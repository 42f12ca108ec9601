"""快报: numbered once, frozen, and honest about what is not known."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from relief.alerts.service import record_call
from relief.alerts.slip import CallSlip
from relief.core.errors import NotFound, OutOfScope
from relief.incidents.queries import find_incident
from relief.situation.brief import content_from_json, content_to_json, same_facts
from relief.situation.queries import brief, issued_briefs
from relief.situation.service import brief_content, issue_brief
from relief.situation.sheet import Imprint, file_name, make_sheet
from relief.situation.tables import Brief
from tests.make import DAHEJIA, JISHISHAN, NIGHT, account, published, scope, stamp


def later(minutes: int):
    return NIGHT + timedelta(minutes=minutes)


def issue(session, incident, minutes=0, command=None, by=None):
    at = later(minutes)
    mark = stamp(at, command=command)
    return issue_brief(session, scope(), mark, incident, JISHISHAN, at=at, by=by)


def call(session, incident, minutes=0, deaths=3):
    at = later(minutes)
    figures = {"deaths": Decimal(deaths), "missing": None}
    slip = CallSlip(incident.id, DAHEJIA, at, figures=figures)
    record_call(session, scope(), stamp(at), slip)


def text_of(sheet):
    parts = [sheet.number, sheet.as_of, sheet.imprint, *sheet.marks, *sheet.notes]
    for section in sheet.sections:
        parts += [section.heading, *section.paragraphs]
        if section.table:
            parts += [" ".join(row) for row in section.table.rows]
    return "\n".join(parts)


def sheet_of(content, language="zh_Hans"):
    return make_sheet(content, language, Imprint(NIGHT, "王值班"))


def test_new_facts_get_the_next_number_and_the_same_facts_keep_theirs(session, incident):
    first = issue(session, incident)
    assert issue(session, incident, 5) == first
    call(session, incident, 6)
    second = issue(session, incident, 7)
    assert brief(session, scope(), second).number == 2
    listed = issued_briefs(session, scope(), incident.id, 1)
    assert [row.number for row in listed.items] == [2, 1]


def test_the_same_command_gets_the_first_answer(session, incident):
    first = issue(session, incident, command="click")
    call(session, incident, 1)
    assert issue(session, incident, 2, command="click") == first


def test_the_content_is_frozen_and_survives_its_json(session, incident):
    call(session, incident)
    published(session, {"deaths": 86})
    issued = brief(session, scope(), issue(session, incident, 1))
    call(session, incident, 2, deaths=9)
    again = brief(session, scope(), issued.id)
    assert again.content == issued.content
    assert content_from_json(content_to_json(issued.content)) == issued.content


def test_another_desk_cannot_read_or_issue_it(session, incident):
    brief_id = issue(session, incident)
    with pytest.raises(NotFound):
        brief(session, scope("630222"), brief_id)
    assert issued_briefs(session, scope("630222"), incident.id, 1).total == 0
    with pytest.raises(OutOfScope):
        issue_brief(session, scope("630222"), stamp(), incident, JISHISHAN, at=NIGHT)
    with pytest.raises(OutOfScope):
        auditor = scope(roles=("auditor",))
        issue_brief(session, auditor, stamp(), incident, JISHISHAN, at=NIGHT)


def test_the_sheet_says_what_is_known_from_whom_and_what_is_not(session, incident):
    call(session, incident)
    published(session, {"deaths": 86})
    content = brief_content(session, scope(), incident, at=later(1), replay=False)
    text = text_of(sheet_of(content))
    assert "第 1 期" in text
    assert "数据截至 2023年12月19日 00:41（北京时间）" in text
    assert "大河家镇 Ⅷ 待核（电3） 待核 待核 待核 待核 00:40" in text
    assert "吹麻滩镇 待核 待核 待核 待核 待核 待核 未听到" in text
    assert "甘肃省签发数（截至 12月19日 00:40）：死亡 86" in text
    assert "1 个村尚未听到，约1,204人：大河家镇1/1 村" in text.replace(" 1/1", "1/1")
    assert "12月19日 01:29 前 初报（还有 48 分，时限未核实）：吹麻滩镇" in text
    assert "打印：2023年12月19日 00:40　王值班" in text
    assert "0" not in [cell for s in sheet_of(content).sections if s.table for cell in s.table.rows]


def test_by_village_every_silent_village_is_named(session, incident):
    content = brief_content(session, scope(), incident, at=NIGHT, replay=False, by="village")
    assert "（大河村委会）" in text_of(sheet_of(content))


def test_the_english_sheet_says_the_same(session, incident):
    call(session, incident)
    content = brief_content(session, scope(), incident, at=later(1), replay=False)
    text = text_of(sheet_of(content, "en"))
    assert "No. 1" in text
    assert "Data as of 2023-12-19 00:41 (Beijing time)" in text
    assert "待核 (call 3)" in text
    assert "initial report by 12-19 01:29 (48 min left, clock unverified)" in text


def test_a_replay_says_so_and_is_never_issued(session, incident):
    issue(session, incident)
    content = brief_content(session, scope(), incident, at=NIGHT, replay=True)
    assert "回放 2023年12月19日 00:40" in text_of(sheet_of(content))
    assert "回放" in file_name(content, "zh_Hans", "pdf")
    assert session.scalar(select(func.count()).select_from(Brief)) == 1


def test_generated_data_are_marked_as_an_example(session, incident):
    demo = replace(incident, demo=True)
    content = brief_content(session, scope(), demo, at=NIGHT, replay=False)
    assert "示例" in text_of(sheet_of(content))


def test_minutes_passing_are_no_new_fact(session, incident):
    first = brief_content(session, scope(), incident, at=NIGHT, replay=False)
    second = brief_content(session, scope(), incident, at=later(9), replay=False)
    assert first != second
    assert same_facts(first, second)


@pytest.fixture
def two_desks(database, request):
    """A committed earthquake for writers that compete."""
    from tests.make import earthquake

    with database.write() as session:
        earthquake(session)
        account(session, "officer")
    return database


def test_two_at_once_with_the_same_facts_issue_one_brief(two_desks):
    def one(command):
        with two_desks.write() as session:
            incident = find_incident(session, "quake")
            return issue(session, incident, command=command)

    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(one, ["a", "b", "c", "a"]))
    assert len(set(ids)) == 1
    with two_desks.read() as session:
        assert session.scalar(select(func.count()).select_from(Brief)) == 1


def test_two_at_once_with_different_views_get_following_numbers(two_desks):
    def one(by):
        with two_desks.write() as session:
            incident = find_incident(session, "quake")
            return issue(session, incident, command=by, by=by)

    with ThreadPoolExecutor(3) as pool:
        ids = list(pool.map(one, ["township", "county", "village"]))
    assert len(set(ids)) == 3
    with two_desks.read() as session:
        assert sorted(session.scalars(select(Brief.number))) == [1, 2, 3]
