"""A zone is drawn with the mouse, another by keyboard; looked at, kept, and its villages shown."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import Seat

HOME = "/i/jishishan-2023/footprint"

pytestmark = pytest.mark.browser


def test_a_zone_is_drawn_looked_at_and_kept(browser: Browser, address: str) -> None:
    officer = Seat(browser, address, "jishishan")
    page = officer.page
    officer.go(HOME)
    expect(page.locator(".foot-version-list li")).to_have_count(1)
    page.get_by_role("link", name="绘制、生成或导入").click()
    page.wait_for_load_state("networkidle")
    map_ = page.locator("#foot-map")
    for x, y in ((200, 100), (500, 100), (500, 300), (200, 300), (60, 60)):
        map_.click(position={"x": x, "y": y})
    page.get_by_role("button", name=re.compile("撤销一点")).click()
    page.get_by_role("button", name=re.compile("完成此形")).click()
    rows = page.locator("#foot-list tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.locator("td.num")).to_have_text(re.compile(r"[\d,]+\.\d+"))
    page.get_by_label("等级（数字，越大越重）").fill("9")
    map_.focus()
    for key in (" ", "ArrowRight", " ", "ArrowDown", " ", " ", "Backspace", "Enter"):
        page.keyboard.press(key)
        page.wait_for_timeout(400)  # the map glides
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="核对并预览").click()
    expect(page.get_by_role("heading", name="核对影响范围")).to_be_visible()
    expect(page.locator("#foot-preview tbody tr")).to_have_count(2)
    page.get_by_label("谁绘制或发布").fill("积石山县应急局")
    page.get_by_role("button", name="存入并采用").click()
    page.get_by_role("button", name="确定", exact=True).click()
    expect(page.locator(".foot-version-list li").first).to_contain_text("第 2 版")
    expect(page.locator(".foot-version-list li").first).to_contain_text("积石山县应急局")
    listed = page.locator("tr[data-rank='8'] td[data-villages]")
    expect(listed).to_have_attribute("data-villages", "135")
    page.get_by_role("link", name="估算的村").click()
    expect(page.locator(".foot-villages tbody tr").first).to_be_visible()
    assert officer.faults == []
