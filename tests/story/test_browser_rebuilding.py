"""The last steps of a rebuilt house, in a browser: the officer's desk and the finance office."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from jobs.work_advance_clock import run
from relief.bootstrap import open_desk
from relief.settings import Settings
from tests.support.browser import NARROW, Seat, chromium
from tests.support.photos import jpeg_with, told
from tests.support.serving import served

R = "/i/jishishan-2023/rebuilding"

pytestmark = pytest.mark.browser


def _at_rebuild(data: Path, url: str) -> None:
    desk = open_desk(Settings(data, url))
    run(desk, "w1", {"target": "rebuild"}, lambda _done, _total: False)
    desk.database.dispose()


def _confirmed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("button", name="确定", exact=True).click()


def _accepted(officer: Seat, photo: Path) -> str:
    page = officer.page
    officer.go(f"{R}?stage=completed&mode=in_place")
    page.locator(".case-rows tbody a").first.click()
    expect(page.locator("#next")).to_contain_text("请先记录验收通过的查验")
    page.get_by_label("查验人").fill("示例质监员")
    page.locator("input[name=photo]").set_input_files(str(photo))
    page.get_by_role("button", name="存入查验").click()
    picture = page.locator("#visits img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    page.get_by_role("button", name="登记验收通过").click()
    page.get_by_role("button", name="登记入住").click()
    expect(page.locator(".case-facts")).to_contain_text("已腾出")
    expect(page.locator(".stages .now")).to_contain_text("已入住")
    return page.url.removeprefix(officer.address)


def _paid(finance: Seat, case: str) -> None:
    finance.go(case)
    page = finance.page
    page.get_by_label("凭证号").fill("示例拨付0715")
    page.get_by_role("button", name="登记发放").click()
    page.get_by_role("button", name="确定", exact=True).click()
    expect(page.locator("#money")).to_contain_text("示例拨付0715")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]


def _found_by_number(officer: Seat, case: str) -> None:
    page = officer.page
    number = page.locator("h1").inner_text().split()[-1]
    officer.go(R)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Control+k")
    page.keyboard.type(number)
    expect(page.locator("#palette-found [role=option]").first).to_contain_text(number)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{case}")


def test_a_house_is_accepted_and_its_case_closed(demo_url: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    photo = tmp_path / "house.jpg"
    photo.write_bytes(jpeg_with(told((102, 47, 24), (35, 42, 0))))
    _at_rebuild(data, demo_url)
    with served(data, demo_url) as address, chromium() as browser:
        officer = Seat(browser, address, "jishishan-rebuild")
        case = _accepted(officer, photo)
        finance = Seat(browser, address, "jishishan-finance", NARROW)
        _paid(finance, case)
        officer.go(case)
        _confirmed(officer.page, "归档销号")
        expect(officer.page.get_by_text("本案已办结归档。")).to_be_visible()
        _found_by_number(officer, case)
        for seat in (officer, finance):
            assert seat.faults == []
