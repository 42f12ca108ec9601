"""The story goes on, the first night: who answered, who climbed, and which village is silent."""

import re
from collections.abc import Callable

import pytest

from jobs import climb_alerts
from jobs.work_advance_clock import run
from relief.alerts.alert_tables import Alert
from relief.all_projections import PROJECTIONS
from relief.bootstrap import Desk
from relief.db.audit import verify
from relief.db.projections import compare
from tests.support.alerting import leave
from tests.support.application import app_of
from tests.support.person import Person

I = "/i/jishishan-2023"  # noqa: E741 (the incident, as its pages begin)
DAHEJIA, CHUIMATAN = "622927101000", "622927100000"
ACROSS = ("官亭镇", "甘沟乡", "中川乡", "杏儿乡")
Someone = Callable[[str], Person]


@pytest.fixture
def someone(demo: Desk) -> Someone:
    """Return a function that signs somebody in."""
    app = app_of(demo)
    return lambda username: Person(app, username)


def test_the_desk_alerts_its_townships_until_no_village_is_silent(
    someone: Someone, demo: Desk
) -> None:
    officer = someone("jishishan")
    alert = _alerted(officer)
    assert leave(demo) == 8
    assert "已发出，未应答" in officer.see(alert)
    _answered_on_the_telephone_page(someone("dahejia"))
    _called(officer)
    _climbed(officer, demo, alert)
    _spoken_for(officer)
    _beyond_the_border(officer, someone("minhe"))
    _wound_back(officer, alert)
    with demo.database.read() as session:
        assert [d for p in PROJECTIONS for d in compare(session, p)] == []
        assert verify(session).broken_seal is None


def _alerted(officer: Person) -> str:
    text = officer.see(f"{I}/alerts/new")
    assert "已选 8 个乡镇" in text
    offered = officer.page.xpath('string(//fieldset[@class="alert-to"])')
    assert not any(name in offered for name in ACROSS)
    assert text.count("交民和县应急管理局叫应") == len(ACROSS)
    officer.send("/alerts")
    assert re.search(r"\d+ 秒后发出", officer.text)
    return officer.path


def _answered_on_the_telephone_page(town: Person) -> None:
    assert town.path == f"{I}/answers"
    town.send("/answers", words="已到岗，正在清点", deaths="3", missing="x")
    assert "已应答 00:40" in town.text


def _called(officer: Person) -> None:
    officer.see(f"{I}/call-list")
    assert "大河家镇" not in officer.text
    first = officer.page.xpath('//li[1]//input[@name="message_id"]/@value')[0]
    officer.send("/call-list", message_id=first, outcome="answered", words="正在清点")
    others = officer.page.xpath('//input[@name="message_id"]/@value')
    officer.send("/call-list", message_id=others[0], outcome="no_answer")
    assert "已拨 1 次" in officer.text


def _climbed(officer: Person, demo: Desk, alert: str) -> None:
    run(demo, "w1", {"target": "plus-5m"}, lambda _done, _total: False)
    assert climb_alerts.run(demo) == 6
    text = officer.see(alert)
    assert text.count("未应答，已升级") == 6
    assert "第 2 轮 副职" in text
    officer.send("/answer", words="副镇长在线，镇长已下村")
    assert "已应答 3 / 8 个乡镇" in officer.see(alert)
    assert "值班员代记" in officer.text


def _spoken_for(officer: Person) -> None:
    roll = f"{I}/roll-call?township={CHUIMATAN}"
    before = officer.see(roll)
    heard, of = map(int, re.search(r"已听到 (\d+) / (\d+) 村", before).groups())
    assert heard < of
    left = officer.page.xpath("//tr/@data-row")
    people = [
        int(w.replace(",", ""))
        for w in officer.page.xpath('//tr[@data-row]//span[@class="fig"]/text()')
    ]
    assert people == sorted(people, reverse=True)
    assert before.count("估算") >= len(left)
    for code in left:
        officer.see(f"{I}/calls/new?division={code}")
        officer.send("/calls", villages=code, caller="村支书", words="人都出来了")
    done = officer.see(roll)
    assert "所选范围内没有沉默的村了" in done
    assert f"已听到 {heard + len(left)} / {of} 村" in done
    silent = re.search(r"仍沉默 ([\d,]+) 村", done)[1]
    assert f"沉默 {silent} 村" in officer.see(f"{I}/")


def _beyond_the_border(officer: Person, neighbour: Person) -> None:
    text = officer.see(f"{I}/roll-call")
    assert text.count("由民和县应急管理局负责") == 4
    assert "还没有叫应" in neighbour.see(f"{I}/alerts")
    assert "4 个乡镇尚未叫应" in neighbour.text
    assert "官亭镇" in neighbour.see(f"{I}/roll-call")
    assert "已选 4 个乡镇" in neighbour.see(f"{I}/alerts/new")


def _wound_back(officer: Person, alert: str) -> None:
    text = officer.see(f"{alert}?at=2023-12-19T00:42:00%2B08:00")
    assert "录入和发送已关闭" in text
    assert "已升级" not in text
    assert "已应答 2 / 8 个乡镇" in text
    assert not [f for f in officer.page.forms if (f.action or "").startswith(I)]


def test_the_replayed_night_ends_with_everybody_heard(someone: Someone, demo: Desk) -> None:
    run(demo, "w1", {"target": "goods"}, lambda _done, _total: False)
    for desk, of in (("jishishan", 8), ("minhe", 4)):
        officer = someone(desk)
        text = officer.see(f"{I}/alerts")
        assert f"{of} / {of}" in text
        assert "示例" in text
        officer.see(officer.page.xpath("//a[@data-act]/@href")[0])
        assert "第 2 轮 副职" in officer.text
        assert "各村均已听到，点名完毕" in officer.see(f"{I}/roll-call")
        assert "没有要拨的电话" in officer.see(f"{I}/call-list")
        past = officer.see(f"{I}/roll-call?at=2023-12-19T03:00:00%2B08:00")
        assert re.search(r"仍沉默 \d+ 村", past)
    assert "各村均有音讯" in someone("national").see(f"{I}/")


def test_the_replay_calls_nobody_where_the_desk_has_called(someone: Someone, demo: Desk) -> None:
    someone("jishishan")
    officer = someone("jishishan")
    _alerted(officer)
    run(demo, "w1", {"target": "next"}, lambda _done, _total: False)
    with demo.database.read() as session:
        by_desk = session.query(Alert.office_division, Alert.source).order_by(Alert.office_division)
        assert [tuple(row) for row in by_desk] == [
            ("622927000000", "desk"),
            ("630222000000", "generated"),
        ]
