"""The first night walked in a browser, on both databases, with nothing asked of the internet."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import NARROW, Seat

I = "/i/jishishan-2023"  # noqa: E741 (the incident, as its pages begin)
DAHEJIA = "622927101000"
FASTEST_SLIP_S = 40

pytestmark = pytest.mark.browser


def _row(page: Page, code: str):
    return page.locator(f"tr[data-code='{code}']")


def _confirm(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()
    page.get_by_role("button", name="确定", exact=True).click()


def test_the_first_night_in_the_browser(browser: Browser, address: str) -> None:
    officer = Seat(browser, address, "jishishan")
    _table_and_map(officer)
    _slip_by_keyboard(officer)
    leader = Seat(browser, address, "jishishan-leader")
    _report_released(officer, leader)
    _figure_typed(officer)
    _brief(officer)
    seats = _level(browser, address)
    _replay(officer)
    phone = Seat(browser, address, "jishishan", NARROW)
    _narrow(phone)
    for seat in (officer, leader, phone, *seats):
        assert seat.faults == []


def _table_and_map(officer: Seat) -> None:
    page = officer.page
    expect(page.locator("#desk-table tbody tr")).to_have_count(17)
    expect(page.locator(".strip-due")).to_contain_text("还有")
    expect(page.locator(".strip-silent")).to_contain_text("沉默")
    expect(page.locator("#map canvas").first).to_be_visible()
    page.get_by_role("button", name="只看地图").click()
    expect(page.locator("#desk-table")).to_be_hidden()
    page.locator(".desk-fill-back").click()
    expect(page.locator("#desk-table")).to_be_visible()


def _slip_by_keyboard(officer: Seat) -> None:
    page, keys = officer.page, officer.page.keyboard
    started = time.monotonic()
    page.locator("body").click(position={"x": 2, "y": 2})
    keys.press("n")
    expect(page.locator("[data-slip] form[data-begun]")).to_be_visible()
    expect(page.locator("#f-township")).to_be_focused()
    keys.type("dhj")
    typed = {"caller": "马镇长", "phone": "", "occurred_at": "00:40", "words": "又找到一人遇难"}
    for field, text in typed.items():
        keys.press("Tab")
        expect(page.locator(f"#f-{field}")).to_be_focused()
        if text:
            keys.press("Control+a")
            keys.type(text)
    for figure in ("4", "x", "15", "300", "60"):
        keys.press("Tab")
        keys.type(figure)
    keys.press("Control+Enter")
    expect(page.locator("#drawer")).to_contain_text("大河家镇")
    assert time.monotonic() - started < FASTEST_SLIP_S
    expect(_row(page, DAHEJIA)).to_contain_text("话 4")


def _report_released(officer: Seat, leader: Seat) -> None:
    officer.go(f"{I}/reports")
    officer.page.locator("form[action$='/reports/draft'] button").first.click()
    expect(officer.page.locator("h1")).to_contain_text("初报")
    draft = officer.page.url.removeprefix(officer.address)
    leader.go(draft)
    _confirm(leader.page, "签发并报出")
    leader.page.get_by_role("button", name="立即发出").click()
    expect(leader.page.locator("#content")).to_contain_text("已签发")


def _figure_typed(officer: Seat) -> None:
    page = officer.page
    officer.go(f"{I}/")
    cell = _row(page, DAHEJIA).locator("td[data-indicator='deaths']")
    expect(cell).to_contain_text("4")
    cell.dblclick()
    cell.locator("input").first.fill("5")
    page.keyboard.press("Enter")
    expect(_row(page, DAHEJIA)).to_contain_text("草 5")


def _brief(officer: Seat) -> None:
    page = officer.page
    page.get_by_role("link", name="快报", exact=True).click()
    expect(page.locator("#content")).to_contain_text("待核")
    page.get_by_role("button", name="PDF", exact=True).click()
    link = page.locator("a[href*='/files/']").first
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def _level(browser: Browser, address: str) -> list[Seat]:
    admin, office = Seat(browser, address, "admin"), Seat(browser, address, "national")
    admin.go("/admin/")
    _confirm(admin.page, "推进到 2023-12-19 04:00")
    expect(admin.page.locator("#content")).to_contain_text("2023-12-19 04:00", timeout=30_000)
    for _ in range(60):
        office.go(f"{I}/level")
        if "还差 14" in office.page.inner_text("#content"):
            break
        time.sleep(0.5)
    expect(office.page.locator("#subject-620000000000")).to_contain_text("Ⅲ级")
    subject = office.page.locator("#subject-620000000000")
    subject.locator("summary", has_text="提出响应建议").click()
    subject.locator("textarea[name=reason]").fill("甘肃86人遇难")
    subject.get_by_role("button", name="提出建议").click()
    subject.get_by_role("button", name="确定", exact=True).click()
    expect(office.page.locator(".proposal")).to_contain_text("甘肃86人遇难")
    secretary = Seat(browser, address, "national-secretary")
    secretary.go(f"{I}/level")
    secretary.page.locator(".proposal textarea[name=reason]").fill("同意")
    _confirm(secretary.page, "同意")
    expect(secretary.page.locator(".strip-tiers")).to_contain_text("Ⅲ级")
    county = Seat(browser, address, "jishishan")
    county.go(f"{I}/ladder")
    expect(county.page.locator("#content")).to_contain_text("秘书长")
    expect(county.page.locator("#content")).to_contain_text("预案未录入")
    return [admin, office, secretary, county]


def _replay(officer: Seat) -> None:
    page = officer.page
    officer.go(f"{I}/")
    page.locator("#slider").focus()
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"[?&]at="))
    expect(page.locator("html")).to_have_attribute("data-mode", "replay")
    expect(page.locator(".frame-word")).to_contain_text("回放")
    expect(page.locator("[data-editable]")).to_have_count(0)
    page.get_by_role("link", name="回到现在").first.click()
    expect(page.locator("html")).to_have_attribute("data-mode", "live")


def _narrow(phone: Seat) -> None:
    page = phone.page
    phone.go(f"{I}/")
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator(".asks-buttons a")).to_have_count(3)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW[0], "the page is wider than the telephone"
