"""The story, first night: from the first telephone call to the decision.

Each step is walked through the pages themselves on both databases; the next chapters (goods, and
the day the last family moves in) continue where this one ends.
"""

import re
from collections.abc import Callable

import pytest

from jobs.worker import work_once
from relief.all_projections import PROJECTIONS
from relief.bootstrap import Desk
from relief.db.audit import verify
from relief.db.projections import compare
from tests.support.application import app_of
from tests.support.person import Person

I = "/i/jishishan-2023"  # noqa: E741 (the incident, as its pages begin)
DAHEJIA, LIUJI = "622927101000", "622927200000"
Someone = Callable[[str], Person]


@pytest.fixture
def someone(demo: Desk) -> Someone:
    """Return a function that signs somebody in."""
    app = app_of(demo)
    return lambda username: Person(app, username)


def _advance(admin: Person, demo: Desk) -> str:
    admin.see("/admin/")
    admin.send("/clock", target="next")
    assert work_once(demo)
    return admin.see(admin.path)


def _call(officer: Person, township: str, words: str, **figures: str) -> None:
    officer.see(f"{I}/calls/new")
    officer.send(
        "/calls", township=township, caller="镇长", occurred_at="00:39", words=words, **figures
    )


def _file(person: Person, demo: Desk) -> bytes:
    """Follow the work just filed to its file."""
    assert work_once(demo)
    person.see(person.path)
    link = re.search(r"/files/[0-9a-f]{64}", person.client.get(person.path).get_data(as_text=True))
    assert link, person.text
    return person.client.get(link[0]).data


def test_the_first_night(someone: Someone, demo: Desk) -> None:
    officer, leader = someone("jishishan"), someone("jishishan-leader")
    _step_1_table(officer)
    report = _step_2_reports(officer, leader)
    _step_2_brief(officer, demo)
    _step_3_level(someone, demo)
    _wound_back(officer, report)
    with demo.database.read() as session:
        assert [d for p in PROJECTIONS for d in compare(session, p)] == []
        assert verify(session).broken_seal is None


def _step_1_table(officer: Person) -> None:
    text = officer.see(f"{I}/")
    assert "大河家镇" in text
    assert "官亭镇" not in text
    assert "待核" in text
    assert len(officer.page.xpath("//table//tr[@data-code]")) == 17
    assert "下一项" in text
    assert re.search(r"沉默 \d+ 村", text)


def _step_2_reports(officer: Person, leader: Person) -> str:
    _call(
        officer,
        "dhj",
        "又找到一人遇难",
        deaths="4",
        missing="x",
        injured="15",
        resettled="300",
        rooms_collapsed="60",
    )
    assert "又找到一人遇难" in officer.see(f"{I}/calls")
    officer.see(f"{I}/reports")
    officer.send("/reports/draft")
    draft = officer.path
    assert "初报" in officer.text
    assert officer.attempt_is_refused(f"{draft}/release")
    assert "第 1 期" not in leader.see(f"{I}/reports")
    leader.see(draft)
    leader.send("/release", word="spoken", leader="带班领导")
    assert "已签发" in leader.see(draft)
    figures = {"division": DAHEJIA, "indicator": "deaths", "value": "3"}
    page = officer.see(f"{I}/")
    assert "+4" not in page
    found = officer.post(f"{I}/figures", **figures).json["findings"]
    assert [(f["rule"], f["severity"]) for f in found] == [("3.4.11", "error")]
    explained = officer.post(f"{I}/figures", **figures, explanation="核对姓名，一人重复登记")
    assert explained.json["findings"] == []
    assert "续报" in officer.see(f"{I}/reports")
    return draft


def _step_2_brief(officer: Person, demo: Desk) -> None:
    text = officer.see(f"{I}/briefs")
    assert "待核" in text
    officer.send("/briefs", format="pdf", language="zh_Hans")
    paper = _file(officer, demo)
    assert paper.startswith(b"%PDF")
    officer.see(f"{I}/briefs")
    assert "1" in officer.text


def _step_3_level(someone: Someone, demo: Desk) -> None:
    admin, office = someone("admin"), someone("national")
    _advance(admin, demo)
    text = office.see(f"{I}/level")
    assert "应启动 Ⅲ级" in text
    assert "还差 14" in text
    office.send("/level/propose", subject="620000000000", level="3", reason="甘肃86人遇难")
    assert office.attempt_is_refused(f"{I}/level/decide")
    vice = someone("national-secretary")
    assert "甘肃86人遇难" in vice.see(f"{I}/level")
    vice.send("/level/decide", accepted="yes", form="telephone", reason="同意")
    assert "待补签" in vice.see(f"{I}/level")
    assert "Ⅲ级" in someone("jishishan").see(f"{I}/ladder")
    assert "预案未录入" in someone("jishishan").see(f"{I}/ladder")
    assert "会商" in office.see(f"{I}/tasks")
    _advance(admin, demo)
    text = office.see(f"{I}/level")
    assert "应启动 Ⅱ级" in text
    assert "未达到" in text.split("青海省 灾情")[1]


def _wound_back(officer: Person, report: str) -> None:
    text = officer.see(f"{I}/?at=2023-12-19T00:30:00%2B08:00")
    assert "回放" in text
    assert "录入和发送已关闭" in text
    assert not [f for f in officer.page.forms if (f.action or "").startswith(I)]
    assert report
