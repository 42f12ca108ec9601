"""A report on a telephone: one township a card, and no page wider than the screen."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import NARROW, Seat

pytestmark = pytest.mark.browser
LIST = "/i/jishishan-2023/reports"


def test_a_report_fits_a_telephone(browser: Browser, address: str) -> None:
    phone = Seat(browser, address, "jishishan", NARROW)
    page = phone.page
    phone.go(LIST)
    page.get_by_role("button", name="按电话单起草", exact=True).click()
    town = page.locator(".report-rows tbody th", has_text="大河家镇")
    expect(town).to_be_visible()
    _fits(page, town.bounding_box())
    page.get_by_role("link", name="更正草稿", exact=True).click()
    expect(page.locator(".table-form")).to_be_visible()
    _fits(page, page.locator(".table-form tbody th").first.bounding_box())
    phone.go(LIST)
    _fits(page, None)
    assert phone.faults == []


def _fits(page: Page, name: dict[str, float] | None) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    assert name is None or name["height"] < 40, name  # a township's name stands on one line
