"""From people with relatives to an approved plan, in a browser; the leader on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import NARROW, Seat, chromium
from tests.support.serving import served

HOME = "/i/jishishan-2023"

pytestmark = pytest.mark.browser


def _resettled(officer: Seat) -> None:
    page = officer.page
    officer.go(f"{HOME}/sites")
    page.get_by_label("乡镇（投亲靠友时选）").select_option("622927101000")
    page.get_by_label("入住（人）").fill("300")
    page.get_by_role("button", name="存入").first.click()
    expect(page.locator("table").last).to_contain_text("大河家镇 投亲靠友")


def _planned(officer: Seat) -> str:
    """Return the path of a plan whose tents the officer has put down to 120."""
    page = officer.page
    officer.go(f"{HOME}/needs")
    # 300 with relatives, and 180 whom the night's calls spoke of.
    expect(page.locator(".plan-figures")).to_contain_text("480")
    page.get_by_role("button", name="编制调配方案").click()
    page.wait_for_url(lambda url: "/plans/" in url and "making" not in url, timeout=60_000)
    row = page.locator("tr", has_text="12 平方米棉帐篷").filter(has_text="改数量").first
    expect(row).to_contain_text("最近的有货库点")
    row.get_by_text("改数量").click()
    row.get_by_label("数量").fill("120")
    row.get_by_label("理由").fill("二号路未通")
    row.get_by_role("button", name="存入").click()
    expect(page.locator(".plan-lines")).to_contain_text("改为 120：二号路未通")
    return page.url.split("#")[0].removeprefix(officer.address)


def _approved(leader: Seat, plan: str) -> None:
    page = leader.page
    leader.go(plan)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    page.get_by_role("button", name="批准方案").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator("h1 + .badge")).to_contain_text("已批准")
    expect(page.get_by_role("link", name="调拨单第 1 号")).to_be_visible()


def test_a_plan_in_the_browser(demo_url: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    with served(data, demo_url) as address, chromium() as browser:
        officer = Seat(browser, address, "jishishan")
        _resettled(officer)
        plan = _planned(officer)
        leader = Seat(browser, address, "jishishan-leader", NARROW)
        _approved(leader, plan)
        officer.go(f"{HOME}/needs")
        town = officer.page.locator("tbody tr", has_text="大河家镇").first
        expect(town).to_contain_text("150 / 0 + 120")
        officer.go(f"{HOME}/")
        officer.page.get_by_role("button", name="缺口").click()
        expect(officer.page.locator("#legend")).to_contain_text("缺 12 平方米棉帐篷（顶）")
        for seat in (officer, leader):
            assert seat.faults == []
