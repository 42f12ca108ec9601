"""「先去两百顶」 by keyboard, the keeper's depot, and the township's phone, in a browser."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import NARROW, Seat, chromium
from tests.support.serving import served

HOME = "/i/jishishan-2023"
LONGEST_PUSH_S = 30

pytestmark = pytest.mark.browser


def _push(officer: Seat) -> str:
    """Return the path of the order given with the keyboard alone."""
    page = officer.page
    officer.go(f"{HOME}/")
    page.wait_for_load_state("networkidle")
    started = time.monotonic()
    page.keyboard.press("o")
    page.wait_for_url("**/orders/new")
    expect(page.locator("#units-1")).to_be_focused()
    page.keyboard.type("200")
    page.keyboard.press("Tab")
    page.keyboard.type("dhj")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("第 1 号")
    assert time.monotonic() - started < LONGEST_PUSH_S
    expect(page.locator(".goods-facts")).to_contain_text("大河家镇")
    return page.url.removeprefix(officer.address)


def _kept(keeper: Seat, order: str) -> None:
    page = keeper.page
    keeper.go(order)
    page.get_by_role("button", name="接受", exact=True).click()
    page.fill("input[name=vehicle]", "甘N12345")
    page.get_by_role("button", name="确认发出", exact=True).click()
    page.get_by_role("button", name="出库单 PDF（三联）").click()
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="下载").click(timeout=60_000)
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def _received(town: Seat) -> None:
    page = town.page
    town.go(f"{HOME}/receipts")
    page.locator(".goods-card").click()
    page.get_by_label("实收").fill("190")
    page.get_by_role("button", name="确认收货").click()
    expect(page.locator(".reasons")).to_contain_text("不一致须写明原因")
    page.get_by_label("原因").fill("三号车未到")
    page.get_by_role("button", name="确认收货").click()
    page.get_by_label("12 平方米棉帐篷").fill("190")
    page.get_by_role("button", name="发放到户").click()
    _fits(page)
    page.get_by_text("办结", exact=True).first.click()
    page.get_by_role("button", name="办结", exact=True).click()
    expect(page.locator("h1 + .badge")).to_contain_text("已办结")
    _fits(page)


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]


def test_two_hundred_tents_in_the_browser(demo_url: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    with served(data, demo_url) as address, chromium() as browser:
        officer = Seat(browser, address, "jishishan")
        order = _push(officer)
        keeper = Seat(browser, address, "jishishan-keeper")
        _kept(keeper, order)
        town = Seat(browser, address, "dahejia", NARROW)
        _received(town)
        officer.go(f"{HOME}/road")
        row = officer.page.locator("table").first.locator("tbody tr").first
        expect(row).to_contain_text("12 平方米棉帐篷")
        assert [t.strip() for t in row.locator("td").all_inner_texts()][:5] == [
            *("200", "190", "0", "0", "10"),
        ]
        for seat in (officer, keeper, town):
            assert seat.faults == []
