"""The map's own canvas layer against Leaflet's circle markers over the same points.

In a headless Chromium without a GPU, 1440 × 900, every point on the screen: the first draw (points
made, added and painted), then a pan, then a zoom out that keeps all of them in view.
"""

import statistics

from tests.benchmarks.measure import line
from tests.support.browser import WIDE, chromium
from tests.support.canvas import canvas_address

SIZES = (5_000, 50_000)
ROUNDS = 12
BASELINES = {"canvas": "L.circleMarker on L.canvas()", "svg": "L.circleMarker on L.svg()"}
BEARABLE_SVG = 5_000
STEPS = {
    "first": "canvas layer, first draw",
    "pan": "canvas layer, pan",
    "zoom": "canvas layer, zoom",
}


def main() -> None:
    with canvas_address() as address, chromium() as browser:
        context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(address)
        page.wait_for_function("window.ready", polling=50)
        for size in SIZES:
            ways = ["ours", "canvas"] + (["svg"] if size <= BEARABLE_SVG else [])
            _print(_taken(page, ways, size), size)


def _taken(page, ways: list[str], size: int) -> dict[str, list[dict[str, float]]]:
    """Return the milliseconds of each way, in turns so that all share the noise."""
    taken: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for number in range(ROUNDS + 1):
        for way in ways:
            found = page.evaluate("([way, many]) => window.round(way, many)", [way, size])
            if number:
                taken[way].append(found)
    return taken


def _print(taken: dict[str, list[dict[str, float]]], size: int) -> None:
    def p50_s(way: str, step: str) -> float:
        return statistics.median(one[step] for one in taken[way]) / 1000

    for step, name in STEPS.items():
        for way, baseline in BASELINES.items():
            if way in taken:
                ours, base = p50_s("ours", step), p50_s(way, step)
                print(line(name, f"{size:,} points, p50", ours, baseline, base))


if __name__ == "__main__":
    main()
