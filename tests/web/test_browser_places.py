"""Places in a browser: a file of roads with a doubt in it, and a position corrected on the map."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import NARROW, Seat

SEAT = "/places/one?id=township:622927101000"
ROWS = (
    "类别,名称,区划代码,坐标质量,经度,纬度\n"
    "道路中断点,G310 K1850,622927101000,实测,102.80,35.80\n"
    "道路中断点,远处的点,622927101000,实测,110.0,35.8\n"
)

pytestmark = pytest.mark.browser


def test_places_in_the_browser(browser: Browser, address: str) -> None:
    officer = Seat(browser, address, "jishishan")
    _import(officer)
    _reopen(officer)
    _correct_on_the_map(officer)
    phone = Seat(browser, address, "jishishan", NARROW)
    _fits_a_telephone(phone)
    assert officer.faults == []
    assert phone.faults == []


def _import(officer: Seat) -> None:
    page = officer.page
    officer.go("/places")
    page.get_by_role("link", name="导入位置", exact=True).click()
    sent = {"name": "roads.csv", "mimeType": "text/csv", "buffer": ROWS.encode("gbk")}
    page.set_input_files("input[name=file]", files=[sent])
    page.select_option("select[name=crs]", "EPSG:4490")
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_text("等待确认，未作改动")).to_be_visible(timeout=90_000)
    expect(page.get_by_text(re.compile("边界之外 .* 公里"))).to_be_visible()
    expect(page.get_by_text("自动识别，请核对汉字")).to_be_visible()
    page.get_by_role("button", name="看过了，照样收下 2 行").click()
    expect(page.get_by_text("接受 2 行，未变 0 行，退回 0 行。")).to_be_visible(timeout=90_000)
    page.get_by_role("link", name="全部位置").first.click()
    page.get_by_role("link", name="道路中断点 2").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def _reopen(officer: Seat) -> None:
    page = officer.page
    page.get_by_role("link", name="G310 K1850").click()
    page.locator("summary", has_text="恢复通行").click()
    page.fill("#end-reason", "交警电话")
    page.get_by_role("button", name="恢复通行", exact=True).click()
    page.get_by_role("button", name="确定", exact=True).click()
    expect(page.get_by_text(re.compile("已结束 2023-12-19"))).to_be_visible()
    page.locator("summary", has_text="再次中断").click()
    page.get_by_role("button", name="再次中断", exact=True).click()
    page.get_by_role("button", name="确定", exact=True).click()
    expect(page.locator("summary", has_text="恢复通行")).to_be_visible()
    expect(page.locator(".places-history tbody tr")).to_have_count(3)


def _correct_on_the_map(officer: Seat) -> None:
    page = officer.page
    officer.go(SEAT)
    shown = page.locator("#place-map[data-ready]")
    expect(shown).to_be_visible()
    before = page.input_value("input[name=lon]")
    shown.click(position={"x": 300, "y": 200})
    after = page.input_value("input[name=lon]")
    assert after != before
    assert page.locator("#place-map").get_attribute("data-chosen").startswith(after)
    page.fill("input[name=reason]", "现场测量")
    page.get_by_role("button", name="更正位置", exact=True).click()
    expect(page.locator(".places-history tbody tr")).to_have_count(2)
    expect(page.locator(".places-facts").first).to_contain_text(after)
    expect(page.locator(".places-history")).to_contain_text("现场测量")


def _fits_a_telephone(phone: Seat) -> None:
    for path in ("/places", SEAT, "/places/import", "/places/export"):
        phone.go(path)
        wide = phone.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW[0], (path, wide)
