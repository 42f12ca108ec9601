"""Photos on the report page, and 灾情稳定 on the reports page, as the desk sees them."""

import io
import re

import pytest

from jobs.work_advance_clock import run
from relief.bootstrap import Desk
from relief.demo.stops import STOPS
from tests.support.person import Person
from tests.support.photos import JPEG, PNG
from tests.web.conftest import SLUG, TOKEN

I = f"/i/{SLUG}"  # noqa: E741 (the incident, as its pages begin)


def _advance(demo: Desk, target: str) -> None:
    run(demo, "w1", {"target": target}, lambda _done, _total: False)


def _drafted(officer: Person) -> str:
    officer.see(f"{I}/calls/new")
    officer.send("/calls", township="dhj", caller="镇长", words="又找到一人", deaths="4")
    officer.see(f"{I}/reports")
    officer.send("/reports/draft")
    return officer.path


def _attach(officer: Person, draft: str, *contents: bytes, reason: str = ""):
    page = officer.client.get(draft).get_data(as_text=True)
    photos = [(io.BytesIO(content), "IMG.jpg") for content in contents]
    data = {"csrf_token": TOKEN.search(page)[1], "photos": photos, "reason": reason}
    return officer.client.post(f"{draft}/photos", data=data, content_type="multipart/form-data")


@pytest.fixture
def after_four(demo: Desk) -> Desk:
    """The demo when the first response is on."""
    _advance(demo, "next")
    return demo


def test_a_response_holds_a_report_without_photos_back_and_says_what_to_do(app, after_four):
    officer, leader = Person(app, "jishishan"), Person(app, "jishishan-leader")
    draft = _drafted(officer)
    assert "已启动响应：应附 3 张，现有 0 张" in officer.see(draft)
    assert "差 3 张照片：请值班员补照片，或写明为什么没有，就能签发" in leader.see(draft)
    answer = _attach(officer, draft, reason="停电断网，天亮后补")
    draft = answer.location.split("#")[0]
    text = leader.see(draft)
    assert "为什么不足：停电断网，天亮后补" in text
    leader.send("/release", word="spoken", leader="副县长")
    assert "已签发" in leader.see(draft)


def test_photos_are_kept_shown_and_taken_away_again(app, after_four):
    officer = Person(app, "jishishan")
    draft = _drafted(officer)
    draft = _attach(officer, draft, JPEG, PNG).location.split("#")[0]
    text = officer.see(draft)
    assert "现有 2 张" in text
    sources = officer.page.xpath("//ul[@class='photos']//img/@src")
    assert len(sources) == 2
    assert officer.client.get(sources[0]).mimetype == "image/jpeg"
    digest = re.search(r"[0-9a-f]{64}", sources[0])[0]
    officer.post(f"{draft}/photos", remove=digest, reason="")
    officer.see(f"{I}/reports")
    newest = officer.page.xpath("//a[contains(@href, '/reports/')]/@href")[0]
    assert "现有 1 张" in officer.see(newest)


def test_only_photos_are_taken(app, after_four):
    officer = Person(app, "jishishan")
    draft = _drafted(officer)
    refused = _attach(officer, draft, b"%PDF-1.7 nothing")
    assert refused.status_code == 422
    assert "只收 JPG 或 PNG" in refused.get_data(as_text=True)


def test_before_any_response_no_photo_is_asked_for(app, demo: Desk):
    officer = Person(app, "jishishan")
    assert "应附" not in officer.see(_drafted(officer))


def test_the_leader_declares_it_stable_and_takes_it_back(app, demo: Desk):
    _advance(demo, "goods")
    leader, officer = Person(app, "jishishan-leader"), Person(app, "jishishan")
    assert "未宣布：每日续报照常" in leader.see(f"{I}/reports")
    leader.send("/stable", stable="1", reason="连续24小时无新增", document="积应急〔2023〕9号")
    assert "已宣布稳定" in leader.see(f"{I}/reports")
    strip = officer.see(f"{I}/strip")
    assert "核报" in strip
    assert "2023-12-22 23:59" in strip
    leader.send("/stable", stable="0", reason="余震又有损失")
    assert "未宣布" in leader.see(f"{I}/reports")
    assert "续报" in officer.see(f"{I}/strip")


def test_an_officer_cannot_declare_it(app, demo: Desk):
    officer = Person(app, "jishishan")
    officer.see(f"{I}/reports")
    assert officer.attempt_is_refused(f"{I}/stable")


@pytest.mark.parametrize("username", ["jishishan", "minhe", "gansu", "qinghai", "national"])
def test_at_every_stop_after_the_night_no_report_is_falsely_overdue(app, demo: Desk, username):
    person = Person(app, username)
    for stop in STOPS[1:]:
        _advance(demo, stop.name)
        strip = person.see(f"{I}/strip")
        assert "已超" not in strip, (stop.name, strip)
    assert "没有到期的报告" in strip
