"""The desk in a browser: the map asked for shortfalls, a falling figure typed with its reason."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import Seat

HOME = "/i/jishishan-2023"
DAHEJIA = "622927101000"
LAYER = "/layers/shortfall.json"

pytestmark = pytest.mark.browser


def test_the_desk_in_the_browser(browser: Browser, address: str) -> None:
    officer = Seat(browser, address, "jishishan")
    _shortfalls(officer, Seat(browser, address, "jishishan"))
    _falling_figure(officer, Seat(browser, address, "jishishan-leader"))
    assert officer.faults == []


# --- the layer of shortfalls


def _shortfalls(officer: Seat, other: Seat) -> None:
    page = officer.page
    asked: list[str] = []
    page.on("request", lambda request: LAYER in request.url and asked.append(request.url))
    officer.go(f"{HOME}/")
    page.wait_for_load_state("networkidle")
    assert asked == []  # nobody has asked yet
    expect(page.locator("#map-figures [data-figure]")).to_have_count(0)
    page.get_by_role("button", name="缺口", exact=True).click()
    expect(page.locator("#map-figures [data-figure]")).to_have_count(10)
    expect(page.locator("[data-for=damage]")).to_be_hidden()
    expect(page.locator("#legend summary")).to_have_text("缺 12 平方米棉帐篷（顶） · 乡镇（点）")
    assert _counts(officer) == _on_the_page_of_needs(other, 0)
    for number, name in ((1, "折叠床（张）"), (6, "饮用水（升）"), (7, "粮食（公斤）")):
        page.locator("#map-figures [data-figure]").nth(number).click()
        expect(page.locator("#legend summary")).to_contain_text(name)
        assert _counts(officer) == _on_the_page_of_needs(other, number)
    page.locator('[data-figure="food.days"]').click()
    expect(page.locator("#legend summary")).to_contain_text("粮食：现有够几天")
    assert len(asked) == 1
    _moves_by_itself(officer, other, asked)
    page.get_by_role("button", name="灾情", exact=True).click()
    expect(page.locator("#map-figures [data-for=short]").first).to_be_hidden()
    expect(page.locator("[data-for=damage]")).to_be_visible()


def _moves_by_itself(officer: Seat, other: Seat, asked: list[str]) -> None:
    """Somebody records people elsewhere: the layer that is open follows without a click."""
    page = officer.page
    page.locator('[data-figure="tent_12"]').click()
    before = _counts(officer)
    other.go(f"{HOME}/sites")
    other.page.get_by_label("乡镇（投亲靠友时选）").select_option("622927206000")
    other.page.get_by_label("入住（人）").fill("9000")
    other.page.get_by_role("button", name="存入").first.click()
    expect(other.page.locator("table").last).to_contain_text("9,000")
    darkest = page.locator("#legend li").nth(4).locator(".num")
    expect(darkest).to_have_text(str(before[4] + 1), timeout=30_000)
    assert len(asked) > 1
    assert _counts(officer) == _on_the_page_of_needs(other, 0)


def _counts(officer: Seat) -> list[int]:
    """Return how many townships the legend counts in each step, and as unknown."""
    lines = officer.page.locator("#legend ul").first.locator("li .num").all_inner_texts()
    return [int(line.replace(",", "")) for line in lines]


def _on_the_page_of_needs(other: Seat, number: int) -> list[int]:
    """Return the same counts from the numbers on the page of needs, by the legend's steps."""
    other.go(f"{HOME}/needs")
    cells = other.page.locator(f".plan-need tbody tr td:nth-child({5 + number})")
    values = cells.evaluate_all("cells => cells.map(cell => cell.dataset.value)")
    people = {0: 0.5, 1: 1, 6: 22.5, 7: 1.5}[number]
    breaks = [1, *(int(-(-n * people // 1)) for n in (200, 1_000, 4_000))]
    steps = [None if v == "" else sum(int(v) >= least for least in breaks) for v in values]
    return [*(steps.count(step) for step in range(5)), steps.count(None)]


# --- a figure that falls


def _falling_figure(officer: Seat, leader: Seat) -> None:
    """A released 3 is typed down to 2: the desk asks why, keeps what was typed, and takes it."""
    _released(officer, leader)
    page = officer.page
    officer.go(f"{HOME}/")
    cell = page.locator(f"tr[data-code='{DAHEJIA}'] td[data-indicator='deaths']")
    expect(cell).to_contain_text("3")
    cell.dblclick()
    cell.locator("input").first.fill("2")
    page.keyboard.press("Enter")
    asked = page.locator(".typing-why")
    expect(asked).to_be_visible()
    expect(asked).to_contain_text("原因")
    expect(cell.locator("input").first).to_have_value("2")
    why = asked.locator("input")
    expect(why).to_be_focused()
    page.keyboard.press("Enter")  # no reason is no answer
    expect(asked).to_be_visible()
    why = page.locator(".typing-why input")
    why.fill("一人重复计数，镇卫生院核对")
    page.keyboard.press("Enter")
    expect(asked).to_be_hidden()
    expect(cell).to_contain_text("草 2")
    expect(page.locator("#desk-saved")).not_to_be_empty()
    officer.go(f"{HOME}/reports")
    page.locator("#content table a").first.click()
    expect(page.locator("#content")).to_contain_text("一人重复计数，镇卫生院核对")
    expect(page.locator("h1")).to_contain_text(re.compile("续报|初报"))


def _released(officer: Seat, leader: Seat) -> None:
    officer.go(f"{HOME}/reports")
    officer.page.locator("form[action$='/reports/draft'] button").first.click()
    draft = officer.page.url.removeprefix(officer.address)
    leader.go(draft)
    leader.page.get_by_role("button", name="签发并报出", exact=True).click()
    leader.page.get_by_role("button", name="确定", exact=True).click()
    leader.page.get_by_role("button", name="立即发出").click()
    expect(leader.page.locator("#content")).to_contain_text("已签发")
