"""The desk alerts by one key, watches the count-down; a township's phone answers, in a browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import NARROW, Seat, chromium
from tests.support.serving import served

I = "/i/jishishan-2023"  # noqa: E741 (the incident, as its pages begin)
LONGEST_MS = 40_000
HAMLET = "622927203000"

pytestmark = pytest.mark.browser


def _alerted(officer: Seat) -> str:
    """Return the path of the alert issued with the keyboard; one before it is stopped in time."""
    page = officer.page
    paths = []
    for stopped in (True, False):
        officer.go(f"{I}/")
        page.wait_for_load_state("networkidle")
        page.keyboard.press("a")
        expect(page.get_by_label("将发出的全文")).to_be_focused()
        expect(page.locator("[data-chosen-word]")).to_have_text("已选 8 个乡镇")
        _sizes(page)
        page.get_by_role("button", name=re.compile("^发出")).click()
        expect(page.locator("[data-held]")).to_contain_text("秒后发出")
        expect(page.get_by_role("button", name="停止，不发出")).to_be_focused()
        if stopped:
            page.keyboard.press("Enter")
            expect(page.locator(".alert-head .badge").first).to_have_text("已停止，未发出")
        paths.append(page.url.removeprefix(officer.address))
    expect(page.locator(".alert-progress")).to_contain_text("已应答 0 / 8", timeout=LONGEST_MS)
    expect(page.locator("[data-held]")).to_have_count(0)
    return paths[-1]


def _sizes(page: Page) -> None:
    """See the text counted as it is typed, and the townships as they are ticked."""
    text = page.get_by_label("将发出的全文")
    offered = text.input_value()
    text.fill(offered + "。" * 70)
    expect(page.locator("[data-size]")).to_contain_text("2 条短信")
    text.fill(offered)
    expect(page.locator("[data-size]")).to_contain_text("1 条短信")
    box = page.locator(f"input[value='{HAMLET}']")
    box.uncheck()
    expect(page.locator("[data-chosen-word]")).to_have_text("已选 7 个乡镇")
    box.check()


def _answered(town: Seat) -> None:
    page = town.page
    page.wait_for_url("**/answers")
    button = page.get_by_role("button", name="已收到", exact=True)
    assert button.bounding_box()["height"] >= 60
    _fits(page)
    page.get_by_text("一并报数").click()
    page.get_by_label("因灾死亡人口").fill("3")
    page.get_by_label("说明").fill("已到岗")
    _fits(page)
    button.click()
    expect(page.locator(".ask .badge-ok")).to_contain_text("已应答")


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]


def _called(officer: Seat, alert: str) -> None:
    page = officer.page
    officer.go(f"{I}/call-list")
    page.wait_for_load_state("networkidle")
    calls = page.locator(".calls > li")
    expect(calls).to_have_count(7)
    expect(calls.first).to_have_attribute("aria-selected", "true")
    first = calls.first.locator("strong").text_content()
    page.keyboard.press("2")
    expect(calls.last.locator("strong")).to_have_text(first)
    expect(calls.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("j")
    expect(calls.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("k")
    page.keyboard.press("1")
    expect(calls).to_have_count(6)
    officer.go(alert)
    expect(page.locator(".alert-progress")).to_contain_text("已应答 2 / 8")


def _climbed(officer: Seat, alert: str) -> None:
    page = officer.page
    officer.go(alert)
    page.locator(".strip-clock summary").click()
    page.get_by_role("button", name=re.compile(r"\+5 分钟")).click()
    officer.go(alert)
    row = page.locator(f"tr[data-row='{HAMLET}']")
    expect(row).to_contain_text("未应答，已升级", timeout=LONGEST_MS)
    expect(row).to_contain_text("第 2 轮")
    row.locator("summary", has_text="代为应答").click()
    row.get_by_label("对方说了什么").fill("副乡长在线")
    row.get_by_role("button", name="记下应答").click()
    expect(page.locator(f"tr[data-row='{HAMLET}']")).to_contain_text("值班员代记")


def _called_the_roll(officer: Seat) -> None:
    page = officer.page
    officer.go(f"{I}/roll-call?township={HAMLET}")
    page.wait_for_load_state("networkidle")
    rows = page.locator("tr[data-row]")
    left = rows.count()
    assert left > 0
    for number in range(left, 0, -1):
        expect(rows).to_have_count(number)
        page.keyboard.press("j")
        village = rows.first.locator("th").text_content()
        page.keyboard.press("Enter")
        expect(page.locator("#drawer [name=caller]")).to_be_focused()
        expect(page.locator("#drawer").get_by_label(village, exact=True)).to_be_checked()
        page.keyboard.type("村支书")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#drawer [data-saved]")).to_be_visible()
        page.keyboard.press("Escape")
        expect(rows).to_have_count(number - 1, timeout=LONGEST_MS)
    expect(page.locator("#roll .empty")).to_contain_text("没有沉默的村了")


def test_who_answered_in_the_browser(demo_url: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    with served(data, demo_url) as address, chromium() as browser:
        officer = Seat(browser, address, "jishishan")
        alert = _alerted(officer)
        town = Seat(browser, address, "dahejia", NARROW)
        _answered(town)
        _called(officer, alert)
        _climbed(officer, alert)
        _called_the_roll(officer)
        for seat in (officer, town):
            assert seat.faults == []
