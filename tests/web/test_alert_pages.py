"""叫应 on the screen: who gets what, the count-down, the call list, the township's telephone."""

import re

import pytest
from sqlalchemy import select

from relief.alerts.alert_tables import Alert, AlertDivision, AlertEnd, AnswerEntry, MessageNow
from relief.alerts.queries import heard
from relief.alerts.tables import Call, CallVillage
from relief.bootstrap import now_in
from relief.db.tables import AuditRow
from relief.geography.queries import villages_of
from relief.incidents.queries import find_incident
from relief.offices.roster import phones, responsibles
from tests.make import DAHEJIA
from tests.support.alerting import later, leave
from tests.support.application import app_of
from tests.support.person import Person
from tests.web.conftest import SLUG
from tests.web.test_statement_counts import counted

I = f"/i/{SLUG}"  # noqa: E741 (the incident, as its pages begin)
OWN = (
    "622927100000",
    "622927101000",
    "622927104000",
    "622927200000",
    "622927202000",
    "622927203000",
    "622927204000",
    "622927206000",
)
ACROSS = ("官亭镇", "甘沟乡", "中川乡", "杏儿乡")
GUANTING = "630222103000"
FOUR = (GUANTING, "630222209000", "630222210000", "630222211000")


@pytest.fixture
def someone(demo):
    app = app_of(demo)
    return lambda username: Person(app, username)


def issued(officer: Person, **changes: str) -> str:
    """Send the form as it is offered and return the alert's path."""
    officer.see(f"{I}/alerts/new")
    officer.send("/alerts", **changes)
    return officer.path


def boxes(page) -> dict[str, bool]:
    found = page.xpath('//input[@name="divisions"]')
    return {box.get("value"): box.get("checked") is not None for box in found}


def test_the_form_offers_the_desks_own_hardest_struck_and_nobody_across_the_border(someone):
    officer = someone("jishishan")
    text = officer.see(f"{I}/alerts/new")
    offered = boxes(officer.page)
    assert tuple(code for code, chosen in offered.items() if chosen) == OWN
    assert len(offered) == 17
    assert not any(code.startswith("63") for code in offered)
    beyond = officer.page.xpath("//li[@data-beyond]")
    assert [row.get("data-beyond") for row in beyond] == sorted(FOUR)
    for row, name in zip(beyond, ACROSS, strict=True):
        assert name in row.text_content()
        assert "交民和县应急管理局叫应" in row.text_content()
        assert row.xpath(".//input") == []
        assert text.count(name) == 1


def test_what_is_handed_over_stands_on_the_other_desks_page_until_it_is_called(someone, demo):
    ours, theirs = someone("jishishan"), someone("minhe")
    assert "8 个乡镇尚未叫应" in ours.see(f"{I}/alerts")
    issued(ours)
    assert "尚未叫应" not in ours.see(f"{I}/alerts")
    assert "4 个乡镇尚未叫应" in theirs.see(f"{I}/alerts")
    assert not any(name in theirs.text for name in ("大河家镇", "吹麻滩镇"))
    link = theirs.page.xpath('//p[@class="alert-uncalled"]//a/@href')[0]
    theirs.see(link)
    assert {code for code, chosen in boxes(theirs.page).items() if chosen} == set(FOUR)
    theirs.send("/alerts")
    stopped = theirs.path
    assert "尚未叫应" not in theirs.see(f"{I}/alerts")
    theirs.see(stopped)
    theirs.send("/stop")
    assert "4 个乡镇尚未叫应" in theirs.see(f"{I}/alerts")
    assert "尚未叫应" not in theirs.see(f"{I}/alerts?at=2023-12-19T00:30:00%2B08:00")


def test_part_of_the_four_leaves_the_rest_to_be_called(someone, demo):
    theirs = someone("minhe")
    theirs.see(f"{I}/alerts/new")
    theirs.send("/alerts", divisions=GUANTING)
    text = theirs.see(f"{I}/alerts")
    assert "3 个乡镇尚未叫应" in text
    assert "官亭镇" not in theirs.page.xpath('string(//p[@class="alert-uncalled"])')


def test_it_shows_who_gets_it_with_a_masked_number_and_how_long_the_text_is(someone, demo):
    officer = someone("jishishan")
    text = officer.see(f"{I}/alerts/new")
    assert "镇长 祁镇长 +86" in text
    assert "示例台：不会拨通任何真实号码" in text
    assert re.search(r"\d+ 字 · 1 条短信（一条最多 70 字）", text)
    assert "秒内可停止" in text
    with demo.database.read() as session:
        held = responsibles(session, OWN, now_in(session).date())
        numbers = phones(session, {p.person_id for rows in held.values() for p in rows})
    assert not any(number in text for number in numbers.values())


def test_the_eight_are_called_and_none_of_the_four(someone, demo):
    issued(someone("jishishan"))
    with demo.database.read() as session:
        called = session.scalars(select(AlertDivision.division_code)).all()
        messages = session.scalars(select(MessageNow.division_code)).all()
    assert tuple(sorted(called)) == OWN
    assert set(messages) == set(OWN)


def test_a_township_across_the_border_is_refused_and_nothing_is_kept(someone, demo):
    officer = someone("jishishan")
    officer.see(f"{I}/alerts/new")
    answer = officer.attempt("/alerts", divisions=GUANTING)
    assert answer.status_code == 403
    with demo.database.read() as session:
        assert session.scalars(select(Alert.id)).all() == []
    assert "官亭镇" not in officer.see(f"{I}/alerts")


def test_a_form_with_faults_comes_back_as_typed(someone):
    officer = someone("jishishan")
    officer.see(f"{I}/alerts/new")
    answer = officer.attempt("/alerts", text=" ", divisions=DAHEJIA)
    assert answer.status_code == 422
    assert "请写叫应内容" in answer.text
    assert answer.text.count(" checked") == 2


def test_a_held_alert_counts_down_and_can_be_stopped(someone, demo):
    officer = someone("jishishan")
    path = issued(officer)
    assert re.search(r"\d+ 秒后发出", officer.text)
    assert "祁镇长" in officer.text
    assert officer.page.xpath("//*[@data-held]")
    officer.send("/stop")
    assert "已停止，未发出" in officer.see(path)
    assert not officer.page.xpath("//*[@data-held]")
    with demo.database.read() as session:
        assert session.scalars(select(AlertEnd.what)).all() == ["stopped"]
        assert set(session.scalars(select(MessageNow.state))) == {"stopped"}
    assert "没有要拨的电话" in officer.see(f"{I}/call-list")


def test_what_has_left_is_not_stopped_any_more(someone, demo):
    officer = someone("jishishan")
    path = issued(officer)
    leave(demo)
    assert officer.post(f"{path}/stop").status_code == 409
    assert "已发出，未应答" in officer.see(path)
    assert "00:45" in officer.text


def test_the_call_list_shows_numbers_in_full_and_writes_the_look_down(someone, demo):
    officer = someone("jishishan")
    issued(officer)
    leave(demo)
    text = officer.see(f"{I}/call-list")
    assert re.search(r"\+86100000\d{7}", text)
    keys = officer.page.xpath("//li[1]//button[@data-act-key]/@data-act-key")
    assert keys == ["1", "2", "3", "4", "5"]
    with demo.database.read() as session:
        looks = session.scalars(select(AuditRow).where(AuditRow.action == "roster.look")).all()
        assert len(looks[-1].detail["persons"]) == len(OWN)
    assert officer.attempt_is_refused(f"{I}/call-list")


def test_one_key_an_outcome_and_the_order_follows(someone, demo):
    officer = someone("jishishan")
    path = issued(officer)
    leave(demo)
    officer.see(f"{I}/call-list")
    names = officer.page.xpath("//li//strong/text()")
    first = officer.page.xpath('//li[1]//input[@name="message_id"]/@value')[0]
    officer.send("/call-list", message_id=first, outcome="no_answer")
    assert officer.page.xpath("//li//strong/text()") == [*names[1:], names[0]]
    assert "已拨 1 次" in officer.text
    second = officer.page.xpath('//li[1]//input[@name="message_id"]/@value')[0]
    officer.send("/call-list", message_id=second, outcome="answered", words="正在清点")
    assert len(officer.page.xpath("//li//strong")) == len(OWN) - 1
    text = officer.see(path)
    assert "已应答 1 / 8 个乡镇" in text
    assert "值班员代记" in text
    assert "正在清点" in text
    assert "无人接" in text


def test_nobody_but_the_desk_dials_or_issues(someone, demo):
    issued(someone("jishishan"))
    leave(demo)
    town = someone("dahejia")
    for path in (f"{I}/call-list", f"{I}/alerts/new"):
        assert town.client.get(path).status_code == 403


def test_the_official_is_asked_first_when_he_signs_in_and_answers_with_one_button(someone, demo):
    officer = someone("jishishan")
    path = issued(officer)
    assert someone("dahejia").path == f"{I}/"
    leave(demo)
    town = someone("dahejia")
    assert town.path == f"{I}/answers"
    assert "请在 00:45 前应答" in town.text
    assert town.page.xpath('//button[contains(@class, "ask-big")]')[0].text_content() == "已收到"
    town.send("/answers")
    assert "已应答 00:40" in town.text
    assert someone("dahejia").path == f"{I}/"
    assert "00:40 祁镇长 网页" in officer.see(path)
    officer.see(f"{I}/")
    marks = officer.page.xpath('//*[@class="tick-answer"]/*/text()')
    assert marks == ["大河家镇 应答 2023-12-19 00:40"]


def test_he_may_say_figures_and_villages_in_the_same_breath(someone, demo):
    issued(someone("jishishan"))
    leave(demo)
    town = someone("dahejia")
    silent = town.page.xpath('//input[@name="villages"]/@value')
    town.send("/answers", deaths="4", missing="x", words="四人遇难", villages=silent[0])
    with demo.database.read() as session:
        call = session.scalars(
            select(Call).order_by(Call.recorded_at.desc(), Call.id.desc())
        ).first()
        assert (call.division_code, call.source) == (DAHEJIA, "answer")
        incident = find_incident(session, SLUG)
        spoken = heard(session, incident.id)
        assert session.scalars(
            select(CallVillage.division_code).where(CallVillage.call_id == call.id)
        ).all() == [silent[0]]
        assert silent[0] in spoken
        assert DAHEJIA in spoken
    log = someone("jishishan").see(f"{I}/calls")
    assert "镇长 祁镇长" in log
    assert "四人遇难" in log


def test_a_figure_that_is_none_keeps_nothing_of_it(someone, demo):
    issued(someone("jishishan"))
    leave(demo)
    town = someone("dahejia")
    answer = town.attempt("/answers", deaths="三")
    assert answer.status_code == 422
    assert "应为数字、0 或 待核" in answer.text
    assert 'value="三"' in answer.text
    with demo.database.read() as session:
        assert session.scalars(select(AnswerEntry.id)).all() == []


def test_an_official_answers_for_his_own_township_only(someone, demo):
    issued(someone("jishishan"))
    leave(demo)
    town = someone("dahejia")
    with demo.database.read() as session:
        alert_id = session.scalars(select(Alert.id)).one()
    other = town.post(f"{I}/answers", alert_id=alert_id, division=OWN[0])
    assert other.status_code == 403
    behalf = town.post(f"{I}/alerts/{alert_id}/answer", division=DAHEJIA)
    assert behalf.status_code == 403
    guanting = someone("guanting")
    assert "现在没有要应答的叫应" in guanting.see(f"{I}/answers")


def test_the_silent_climb_to_the_deputy_and_the_desk_answers_on_behalf(someone, demo):
    officer = someone("jishishan")
    path = issued(officer)
    leave(demo)
    later(demo, 5)
    text = officer.see(path)
    assert "未应答，已升级" in text
    assert "第 2 轮 副职" in text
    assert "副镇长" in text
    officer.send("/answer", words="副镇长在线")
    assert "副镇长在线" in officer.see(path)
    assert "已应答 1 / 8 个乡镇" in officer.text


def test_an_alert_wound_back_is_shown_as_it_stood_and_takes_nothing(someone, demo):
    officer = someone("jishishan")
    path = issued(officer)
    leave(demo)
    later(demo, 5)
    text = officer.see(f"{path}?at=2023-12-19T00:41:00%2B08:00")
    assert "已升级" not in text
    assert not [f for f in officer.page.forms if "/alerts/" in (f.action or "")]
    before = officer.see(f"{I}/alerts?at=2023-12-19T00:39:00%2B08:00")
    assert "还没有叫应" in before
    assert "回放时不拨电话" in officer.see(f"{I}/call-list?at=2023-12-19T00:41:00%2B08:00")
    town = someone("dahejia")
    assert town.see(f"{I}/answers?at=2023-12-19T00:41:00%2B08:00")
    assert town.path == f"{I}/alerts"


def test_the_list_is_filtered_and_another_desk_sees_nothing(someone, demo):
    officer = someone("jishishan")
    path = issued(officer)
    assert "0 / 8" in officer.see(f"{I}/alerts")
    assert "没有符合的叫应" in officer.see(f"{I}/alerts?kind=warning")
    assert "没有符合的叫应" in officer.see(f"{I}/alerts?township=622927102000")
    assert "0 / 8" in officer.see(f"{I}/alerts?kind=roll_call&township={DAHEJIA}")
    minhe = someone("minhe")
    assert minhe.client.get(path).status_code == 404
    assert "还没有叫应" in minhe.see(f"{I}/alerts")
    assert "0 / 8" in someone("gansu").see(f"{I}/alerts")


def test_the_roll_call_page_counts_its_own_and_names_the_neighbours(someone):
    officer = someone("jishishan")
    text = officer.see(f"{I}/roll-call")
    silent = re.search(r"仍沉默 (\d+) 村 · ([\d,]+) 人 估算", text)
    assert silent
    assert f"沉默 {silent[1]} 村 约 {silent[2]} 人" in text
    beyond = officer.page.xpath('//section[@class="roll-beyond"]')[0]
    words = " ".join(beyond.text_content().split())
    assert all(name in words for name in ACROSS)
    assert words.count("由民和县应急管理局负责") == len(ACROSS)
    assert not beyond.xpath(".//a|.//button|.//input")
    listed = " ".join(officer.page.xpath('//tr[@class="roll-town"]')[0].text_content().split())
    assert "/" in listed


def test_heard_opens_the_slip_with_the_village_ticked(someone):
    officer = someone("jishishan")
    officer.see(f"{I}/roll-call")
    link = officer.page.xpath("//a[@data-act]/@href")[0]
    village = re.search(r"division=(\d{12})", link)[1]
    officer.see(link)
    ticked = officer.page.xpath('//input[@name="villages"][@checked]/@value')
    assert ticked == [village]
    assert officer.page.xpath('//input[@name="caller"][@autofocus]')
    officer.send("/calls", villages=village)
    assert village not in str(
        officer.see(f"{I}/roll-call") and officer.page.xpath("//tr/@data-row")
    )


def test_the_roll_call_ends_with_none_left(someone, demo):
    officer = someone("jishishan")
    officer.see(f"{I}/roll-call?township={DAHEJIA}")
    with demo.database.read() as session:
        rows = villages_of(session, [DAHEJIA])[DAHEJIA]
    left = len(officer.page.xpath("//tr[@data-row]"))
    assert left < len(rows)
    while codes := officer.page.xpath("//tr/@data-row"):
        officer.see(f"{I}/calls/new?division={codes[0]}")
        officer.send("/calls", villages=codes[0])
        officer.see(f"{I}/roll-call?township={DAHEJIA}")
    assert "所选范围内没有沉默的村了" in officer.text


def test_a_roll_wound_back_shows_what_was_heard_then_and_has_no_key(someone):
    officer = someone("jishishan")
    now = officer.see(f"{I}/roll-call")
    text = officer.see(f"{I}/roll-call?at=2023-12-19T00:10:00%2B08:00")
    assert "已听到 0 / " in text
    assert "已听到 0 / " not in now
    assert not officer.page.xpath("//a[@data-act]")


def test_the_roster_masks_numbers_and_is_kept_by_its_own_desk(someone, demo):
    officer = someone("jishishan")
    text = officer.see("/roster")
    assert "祁镇长" in text
    assert not re.search(r"\+86100000\d{7}", text)
    assert "官亭镇" not in text
    officer.see(f"/roster/edit?division={DAHEJIA}&rank=2")
    assert re.search(
        r'value="\+86100000\d{7}"',
        officer.client.get(f"/roster/edit?division={DAHEJIA}&rank=2").text,
    )
    officer.send("/roster", name="马示新", deed="enter")
    assert "马示新" in officer.text
    officer.see(f"/roster/edit?division={DAHEJIA}&rank=3")
    wrong = officer.attempt("/roster", name="某人", post="干事", phone="12", deed="enter")
    assert wrong.status_code == 422
    assert 'value="某人"' in wrong.text
    assert officer.client.get(f"/roster/edit?division={GUANTING}").status_code == 404
    assert officer.post("/roster", division=GUANTING, rank="1").status_code == 403


def test_who_is_on_leave_is_asked_last(someone):
    officer = someone("jishishan")
    officer.see("/roster?q=dahejia")
    officer.send("/roster/leave", from_on="2023-12-18", to_on="2023-12-20")
    assert "休假中" in officer.text
    text = officer.see(f"{I}/alerts/new")
    assert "正职休假" in text


def test_a_post_without_anybody_is_said_so(someone):
    officer = someone("jishishan")
    for rank in ("1", "2"):
        officer.see(f"/roster/edit?division={DAHEJIA}&rank={rank}")
        officer.send("/roster", deed="vacate", rank=rank)
    assert "无责任人" in officer.see("/roster?shown=missing")
    assert "大河家镇" in officer.text
    assert "名册无责任人，须派人上门" in officer.see(f"{I}/alerts/new")


@pytest.mark.parametrize("page", ["alerts", "alerts/new", "roll-call", "call-list", "answers"])
def test_every_page_is_written_in_english_too(someone, page):
    officer = someone("jishishan")
    officer.see("/styleguide")
    officer.send("/language", language="en")
    text = officer.see(f"{I}/{page}")
    assert re.search(r"Alerts|Roll call|Calls to make|Answers|New alert", text)
    html = officer.client.get(f"{I}/{page}").text
    assert not re.search(r"\s(style|on[a-z]+)=", html)


def test_statements_do_not_grow_with_alerts_and_townships(someone, demo, app, sign_in):
    officer = someone("jishishan")
    path = issued(officer)
    leave(demo)
    client = sign_in("jishishan")
    pages = (f"{I}/alerts", f"{I}/call-list", f"{I}/answers")
    before = [counted(app, client, page) for page in pages]
    of_one = counted(app, client, path)
    for _again in range(3):
        issued(officer)
    leave(demo)
    assert [counted(app, client, page) for page in pages] == before
    assert counted(app, client, path) == of_one <= 44
