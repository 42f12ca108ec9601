"""The map in a browser: the zoom changes the level, an empty layer speaks, a failure is retried."""

import random
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from shapely import Point

from relief.bootstrap import open_desk
from relief.geography.place_loading import load_places
from relief.geography.rows import NewPlace
from relief.settings import Settings
from tests.support.browser import Seat

HOME = "/i/jishishan-2023"

pytestmark = pytest.mark.browser


def test_the_map_in_the_browser(browser: Browser, address: str) -> None:
    officer = Seat(browser, address, "jishishan")
    officer.go(f"{HOME}/")
    expect(officer.page.locator("#map-line")).to_contain_text(re.compile(r"乡镇 \d+.*村 \d+"))
    _zooms(officer)
    _fails_and_tries_again(officer)
    _gaps(officer)
    assert [fault for fault in officer.faults if "503" not in fault] == []


def _zooms(officer: Seat) -> None:
    line = officer.page.locator("#map-line")
    expect(line).to_contain_text("示意坐标")
    for _ in range(6):
        officer.page.locator(".leaflet-control-zoom-out").click()
        officer.page.wait_for_timeout(400)
    expect(line).not_to_contain_text("村 ")
    expect(officer.page.locator("#legend")).to_contain_text("按其中最重的县填色")


def _fails_and_tries_again(officer: Seat) -> None:
    page = officer.page
    page.route("**/view.json*", lambda route: route.fulfill(status=503, body="busy"))
    page.locator(".leaflet-control-zoom-out").click()
    failed = page.locator("#map-failed")
    expect(failed).to_contain_text("重试")
    assert page.locator(".leaflet-overlay-pane path").count() > 1  # the old layer stays
    page.unroute("**/view.json*")
    expect(failed).to_be_hidden(timeout=20_000)
    _empty_sea(officer)


def _empty_sea(officer: Seat) -> None:
    page = officer.page
    map_box = page.locator("#map").bounding_box()
    middle = map_box["x"] + map_box["width"] / 2, map_box["y"] + map_box["height"] / 2
    for _ in range(5):
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] - 340, middle[1], steps=4)
        page.mouse.up()
    empty = page.locator("#map-empty")
    expect(empty).to_contain_text("没有区划界线")
    empty.get_by_role("button", name="回到受灾区域").click()
    expect(empty).to_be_hidden()
    expect(page.locator("#map-line")).to_contain_text("乡镇")


def _gaps(officer: Seat) -> None:
    page = officer.page
    page.get_by_role("button", name="底数", exact=True).click()
    expect(page.locator("#legend summary")).to_contain_text("有实测或地名库位置的村")
    officer.go("/coverage")
    page.locator(".coverage-rows tbody tr a.btn").first.click()
    page.locator(".coverage-gaps tbody tr a.btn").first.click()
    expect(page).to_have_url(re.compile("/places/(one|import)"))


HOUSES = 21_000


def test_more_than_twenty_thousand_houses_are_drawn_one_by_one(
    browser: Browser, address: str, demo_url: str, tmp_path: Path
) -> None:
    officer = Seat(browser, address, "jishishan")
    seen = officer.page.request.get(f"{address}{HOME}/layers/view.json?width=700").json()
    west, south, east, north = seen["fit"]
    desk = open_desk(Settings(tmp_path / "data", demo_url))
    with desk.database.write() as session:
        load_places(session, _town((west + east) / 2, (south + north) / 2))
    desk.database.dispose()
    officer.go(f"{HOME}/")
    line = officer.page.locator("#map-line")
    expect(line).to_contain_text("乡镇")
    for _ in range(12):
        if "房屋" in line.inner_text():
            break
        officer.page.locator(".leaflet-control-zoom-in").click()
        officer.page.wait_for_timeout(700)
    expect(line).to_contain_text(f"房屋 {HOUSES:,}")
    assert officer.faults == []


def _town(lon: float, lat: float) -> list[NewPlace]:
    dice = random.Random(1)  # noqa: S311 (positions for a walk)
    return [
        NewPlace(
            id=f"house:{number}",
            kind="house",
            name=f"{number}号",
            division_code="622927103201",
            point=Point(lon + dice.uniform(-0.02, 0.02), lat + dice.uniform(-0.015, 0.015)),
            quality="surveyed",
            source="test",
            generated=True,
        )
        for number in range(HOUSES)
    ]
