"""The map of a progress report: how many have moved in, of those in need. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relief.core.division_code import Level
from relief.geography.names import county_stem
from relief.situation.drawing import (
    GROUND,
    INK,
    INK_2,
    LINE,
    PAPER,
    STEPS,
    Anchor,
    Area,
    Dot,
    Drawing,
    Label,
    Line,
    Mark,
    Point,
    step_of,
    text_width,
)
from relief.situation.progress import Counts, ProgressReport, fold_rows
from relief.situation.progress_ground import ASPECT, Ground, GroundPoint, Ring
from relief.situation.progress_words import RATE_NAMES, WHOLES, percent_text
from relief.situation.sheet_words import Words

WIDTH = 480.0
HEIGHT = WIDTH / ASPECT
_FOOT = 34.0
_RADIUS, _SIZE, _SMALL = 6.5, 10.5, 9.5
_DASH = (5.0, 3.0)
_STEP_PERCENT = 20
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Frame:
    """From degrees to points; the ground's frame is true to shape at its middle latitude."""

    west: float
    north: float
    per_lon: float
    per_lat: float

    def at(self, lon: float, lat: float) -> Point:
        return round((lon - self.west) * self.per_lon, 1), round(
            (self.north - lat) * self.per_lat, 1
        )

    def all(self, corners: Ring) -> tuple[Point, ...]:
        return tuple(self.at(*corner) for corner in corners)


def map_drawing(report: ProgressReport, ground: Ground | None, w: Words) -> Drawing | None:
    """Return the map with the rate of moving in beside each division; None without lines."""
    if ground is None:
        return None
    level: Level = "county" if report.by == "county" else "township"
    held = fold_rows(report.rows, level)
    frame = _fit(ground)
    counties = held if level == "county" else {}
    marks: list[Mark] = [
        *_counties(ground, frame, counties),
        *_zones(ground, frame),
        *(_county_labels(ground, frame, counties) if level == "county" else ()),
        *(_townships(ground.points, frame, held) if level == "township" else ()),
        *_legend(report, ground, w),
    ]
    name, whole = w.of(RATE_NAMES["moved_in"]), w.of(WHOLES["need"])
    title = w(f"{name}（占{whole}）", f"Share moved in (of {whole})")
    return Drawing(title, _says(report, w), WIDTH, HEIGHT + _FOOT, tuple(marks))


def _fit(ground: Ground) -> _Frame:
    west, south, east, north = ground.bounds
    return _Frame(west, north, WIDTH / (east - west), HEIGHT / (north - south))


def _counties(ground: Ground, frame: _Frame, held: Mapping[str, Counts]) -> list[Mark]:
    marks: list[Mark] = []
    for shape in ground.counties:
        fill = _fill(held.get(shape.code)) if held else GROUND
        marks += [Area(frame.all(ring), fill) for ring in shape.rings]
    borders = [Line(frame.all(line), INK_2, 0.8) for s in ground.counties for line in s.lines]
    edge = ((0.0, 0.0), (WIDTH, 0.0), (WIDTH, HEIGHT), (0.0, HEIGHT))
    return [*marks, *borders, Area(edge, "", LINE, 0.8)]


def _zones(ground: Ground, frame: _Frame) -> list[Mark]:
    lines = [line for zone in ground.zones for line in zone.lines]
    return [Line(frame.all(line), INK, 0.9, _DASH) for line in lines]


def _county_labels(ground: Ground, frame: _Frame, held: Mapping[str, Counts]) -> list[Mark]:
    marks: list[Mark] = []
    for shape in ground.counties:
        x, y = frame.at(*shape.at)
        counts = held.get(shape.code)
        marks.append(Label(x, y - 2, county_stem(shape.name), _SIZE, "middle", INK, box=True))
        marks.append(Label(x, y + 11, _figure(counts), _SIZE, "middle", INK, bold=True, box=True))
    return marks


def _townships(
    points: Sequence[GroundPoint], frame: _Frame, held: Mapping[str, Counts]
) -> list[Mark]:
    places = [(p, frame.at(p.lon, p.lat)) for p in points if p.code in held]
    taken: list[Box] = [(x - 7, y - 7, x + 7, y + 7) for _p, (x, y) in places]
    dots: list[Mark] = []
    labels: list[Mark] = []
    for point, (x, y) in places:
        dash = (2.0, 1.5) if point.indicative else ()
        dots.append(Dot(x, y, _RADIUS, _fill(held[point.code]), INK, 0.9, dash))
        label = _placed(f"{point.name} {_figure(held[point.code])}", x, y, taken)
        if label is not None:
            labels.append(label)
    return [*dots, *labels]


def _placed(text: str, x: float, y: float, taken: list[Box]) -> Label | None:
    """Return the label at the first free place round the point, None where there is no room."""
    width = text_width(text, _SIZE)
    tries: tuple[tuple[float, float, Anchor], ...] = (
        (10, 4, "start"),
        (-10, 4, "end"),
        (0, -11, "middle"),
        (0, 19, "middle"),
        (8, -7, "start"),
        (-8, -7, "end"),
        (8, 15, "start"),
        (-8, 15, "end"),
    )
    for right, below, anchor in tries:
        left = x + right - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
        wanted = (left, y + below - _SIZE, left + width, y + below + 2)
        inside = wanted[0] >= 0 and wanted[2] <= WIDTH and wanted[1] >= 0 and wanted[3] <= HEIGHT
        if inside and not any(_meet(wanted, other) for other in taken):
            taken.append(wanted)
            return Label(x + right, y + below, text, _SIZE, anchor, INK, box=True)
    return None


def _meet(one: Box, other: Box) -> bool:
    apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
    return not apart


def _legend(report: ProgressReport, ground: Ground, w: Words) -> list[Mark]:
    marks: list[Mark] = []
    x, top = 4.0, HEIGHT + 6
    for index, colour in enumerate(STEPS):
        low = index * _STEP_PERCENT
        last = index == len(STEPS) - 1
        text = f"{low}–100%" if last else f"{low}–{low + _STEP_PERCENT}%"
        marks += [_swatch(x, top, colour), Label(x + 14, top + 9, text, _SMALL, "start", INK_2)]
        x += 22 + text_width(text, _SMALL)
    marks += [_swatch(x, top, PAPER), Label(x + 14, top + 9, w.unknown, _SMALL, "start", INK_2)]
    notes = [w("界线仅供示意", "lines are indicative")]
    if ground.zones:
        notes.append(w("虚线：烈度区", "dashed: intensity zones"))
    if report.by != "county" and any(point.indicative for point in ground.points):
        notes.append(w("虚线圈：示意坐标", "dashed dot: indicative position"))
    text = w("；", "; ").join(notes)
    return [*marks, Label(4, top + 24, text, _SMALL, "start", INK_2)]


def _swatch(x: float, y: float, fill: str) -> Area:
    return Area(((x, y), (x + 11, y), (x + 11, y + 11), (x, y + 11)), fill, LINE, 0.5)


def _fill(counts: Counts | None) -> str:
    rate = counts.rate("moved_in").percent if counts is not None else None
    return PAPER if rate is None else STEPS[step_of(float(rate))]


def _figure(counts: Counts | None) -> str:
    return "待核" if counts is None else percent_text(counts.rate("moved_in"))


def _says(report: ProgressReport, w: Words) -> str:
    return w("；", "; ").join(f"{row.name} {_figure(row.counts)}" for row in report.rows)
