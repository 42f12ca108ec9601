"""Fifty thousand points on the canvas layer: each one painted, each one met by a click or a tap."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import WIDE
from tests.support.canvas import canvas_address

MANY = 50_000
LEFT_OUT = [0, 137, 24_999, 49_999]
MET = [20_111, 49_998]

pytestmark = pytest.mark.browser


@pytest.fixture(params=[1, 2], ids=["plain screen", "double screen"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """The page of points on a screen that can also be tapped."""
    size = {"width": WIDE[0], "height": WIDE[1]}
    context = browser.new_context(viewport=size, device_scale_factor=request.param, has_touch=True)
    with canvas_address() as address:
        opened = context.new_page()
        opened.goto(address)
        opened.wait_for_function("window.ready", polling=50)
        yield opened
        context.close()


def test_fifty_thousand_points_are_painted_and_each_is_met(page: Page) -> None:
    page.evaluate("([many]) => window.place(many)", [MANY])
    assert page.evaluate("window.missing()") == []
    page.evaluate("([many, out]) => window.place(many, out)", [MANY, LEFT_OUT])
    assert page.evaluate("window.missing()") == LEFT_OUT
    for number in MET:
        x, y = page.evaluate("(n) => window.middle(n)", number)
        for touch in (page.mouse.click, page.touchscreen.tap):
            page.wait_for_timeout(600)  # or two clicks are one double click
            page.evaluate("() => { window.met = undefined; }")
            touch(x, y)
            page.wait_for_function("window.met !== undefined", polling=50)
            assert page.evaluate("window.met") == str(number)


def test_a_pan_and_a_zoom_paint_what_is_now_in_view(page: Page) -> None:
    page.evaluate("([many]) => window.place(many)", [MANY])
    seen = page.evaluate("window.moved(13, [0, 450])")
    assert 0.45 * MANY < seen < 0.55 * MANY
    assert page.evaluate("window.moved(12, [0, -450])") == MANY
    assert page.evaluate("window.moved(14, [0, 0])") < 0.3 * MANY
