"""What a map of the incident that leaves the desk shows, in one language. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shapely.geometry.base import BaseGeometry

from relief.core.clock import beijing
from relief.incidents.queries import IncidentRow
from relief.situation.drawing import PAPER, STEPS, step_of
from relief.situation.picture import FIVE_FIGURES, Cell, Picture, Row, Sourced
from relief.situation.progress import Counts, ProgressReport, fold_rows
from relief.situation.progress_ask import ProgressAsk
from relief.situation.progress_sheet import as_of_line
from relief.situation.progress_words import RATE_NAMES, WHOLES, rate_text
from relief.situation.sheet_words import FIGURE_HEADS, SOURCES, Words, words

DEATH_STEPS = (0, 1, 3, 10, 30)
"""From how many dead each of the five steps begins (as on the desk's map)."""
_FIFTH = 20


@dataclass(frozen=True, slots=True)
class MapArea:
    """A county: its lines in degrees, and what is said when it is pointed at."""

    code: str
    name: str
    geometry: BaseGeometry
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MapZone:
    """A zone of the footprint; an estimate says so in its label."""

    label: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A township where it lies; `indicative` is 示意坐标."""

    code: str
    name: str
    lon: float
    lat: float
    indicative: bool
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MapQuestion:
    """One question of the map and every division's answer: a colour and a word."""

    title: str
    steps: tuple[tuple[str, str], ...]
    answers: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class IncidentMap:
    """A whole map: what is drawn, what is asked, and what every reader has to be told.

    Fields:
        bounds: west, south, east, north in degrees.
        lines: under the title: as of when, whose, 示例.
        notes: under the legend: lines are indicative, positions too.
    """

    language: str
    title: str
    lines: tuple[str, ...]
    bounds: tuple[float, float, float, float]
    counties: tuple[MapArea, ...]
    zones: tuple[MapZone, ...]
    points: tuple[MapPoint, ...]
    epicentre: tuple[float, float, str] | None
    questions: tuple[MapQuestion, ...]
    notes: tuple[str, ...]
    layer_names: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class MapLines:
    """Counties, zones and township points as geography has them, by code or label."""

    counties: Mapping[str, tuple[str, BaseGeometry]]
    zones: Mapping[str, BaseGeometry]
    points: Sequence[MapPoint]
    bounds: tuple[float, float, float, float]
    sources: tuple[str, ...]


def make_incident_map(
    incident: IncidentRow,
    pictures: tuple[Picture, Picture],
    report: ProgressReport,
    lines: MapLines,
    language: str,
) -> IncidentMap:
    """Return the map of an incident; `pictures` are by township and by county, of one moment."""
    w = words(language)
    rows = {row.code: row for picture in pictures for row in picture.rows}
    rebuilt = {**fold_rows(report.rows, "county"), **fold_rows(report.rows, "township")}
    return IncidentMap(
        language="en" if w.english else "zh-Hans",
        title=w(incident.name, incident.name_en or incident.name),
        lines=(_struck(incident, w), *_lines(pictures[0], report, w)),
        bounds=lines.bounds,
        counties=tuple(
            MapArea(code, name, shape, _facts(code, rows, rebuilt, w))
            for code, (name, shape) in lines.counties.items()
        ),
        zones=tuple(MapZone(label, shape) for label, shape in lines.zones.items()),
        points=tuple(_point(point, rows, rebuilt, w) for point in lines.points),
        epicentre=_epicentre(incident, w),
        questions=(_moved_in(rebuilt, w), _deaths(rows, w)),
        notes=_notes(lines, w),
        layer_names=(
            w("县界", "Counties"),
            w("烈度区", "Intensity zones"),
            w("震中", "Epicentre"),
        ),
    )


def map_file_name(incident: IncidentRow, ask: ProgressAsk, language: str) -> str:
    """Return the name under which the map is downloaded."""
    w = words(language)
    day = f"{beijing(ask.known_at):%Y%m%d-%H%M}"
    return w(f"{incident.name}地图-{day}.html", f"map-{incident.slug}-{day}.html")


def _struck(incident: IncidentRow, w: Words) -> str:
    at = w.minute(incident.occurred_at)
    return w(f"{at} 发生（北京时间）", f"Struck {at} (Beijing time)")


def _lines(picture: Picture, report: ProgressReport, w: Words) -> tuple[str, ...]:
    at = w.minute(picture.at)
    lines = [
        w(report.office, report.office_en or report.office),
        w(f"灾情：数据截至 {at}（北京时间）", f"Damage: data as of {at} (Beijing time)"),
        w("重建：", "Rebuilding: ") + as_of_line(report, w),
    ]
    if picture.replay:
        lines.append(w("回放：非正式文件", "REPLAY: not an issued paper"))
    if report.demo:
        lines.append(w("示例：含生成数据", "Example: holds generated data"))
    return tuple(lines)


def _point(
    point: MapPoint, rows: Mapping[str, Row], rebuilt: Mapping[str, Counts], w: Words
) -> MapPoint:
    facts = _facts(point.code, rows, rebuilt, w)
    if point.indicative:
        facts = (*facts, (w("位置", "Position"), w("示意坐标", "indicative")))
    return MapPoint(point.code, point.name, point.lon, point.lat, point.indicative, facts)


def _facts(
    code: str, rows: Mapping[str, Row], rebuilt: Mapping[str, Counts], w: Words
) -> tuple[tuple[str, str], ...]:
    facts = []
    row = rows.get(code)
    if row is not None:
        facts.append((w("烈度", "Zone"), row.zone.label or w.unknown))
        facts += [
            (w.of(head), _said(row.cells[figure], w))
            for head, figure in zip(FIGURE_HEADS, FIVE_FIGURES, strict=True)
        ]
    counts = rebuilt.get(code)
    name = w("重建", "Rebuilding")
    if counts is None:
        return (*facts, (name, w.unknown))
    said = [rate_text(counts.rate(m), w) for m in ("started", "completed", "moved_in")]
    return (*facts, (name, w("；", "; ").join(said)))


def _newest(cell: Cell) -> Sourced | None:
    """Return the official word where it is known, else the newest known one beside it."""
    words = [cell.official] if cell.official else []
    return next((word for word in (*words, *cell.beside) if word.value is not None), None)


def _said(cell: Cell, w: Words) -> str:
    """Return the figure as the brief writes it: not released ones in brackets with their source."""
    official = w.number(cell.official.value if cell.official else None)
    word = _newest(cell)
    if word is None or word is cell.official:
        return official
    beside = f"{w.of(SOURCES[word.kind])} {w.number(word.value)}"
    return w(f"{official}（{beside}）", f"{official} ({beside})")


def _moved_in(rebuilt: Mapping[str, Counts], w: Words) -> MapQuestion:
    steps = tuple(
        (colour, f"{_FIFTH * index}–{_FIFTH * (index + 1)}%") for index, colour in enumerate(STEPS)
    )
    answers = {}
    for code, counts in rebuilt.items():
        share = counts.rate("moved_in").percent
        if share is not None:
            answers[code] = (STEPS[step_of(float(share))], f"{share}%")
    name, whole = w.of(RATE_NAMES["moved_in"]), w.of(WHOLES["need"])
    title = w(f"重建：{name}（占{whole}）", f"Rebuilding: share moved in (of {whole})")
    return MapQuestion(title, (*steps, (PAPER, w.unknown)), answers)


def _deaths(rows: Mapping[str, Row], w: Words) -> MapQuestion:
    steps = [
        (colour, f"{low}–{above - 1}" if above - 1 > low else f"{low}")
        for colour, low, above in zip(STEPS, DEATH_STEPS, DEATH_STEPS[1:], strict=False)
    ]
    steps.append((STEPS[-1], f"≥ {DEATH_STEPS[-1]}"))
    answers = {}
    for code, row in rows.items():
        cell = row.cells["deaths"]
        word = _newest(cell)
        if word is not None and word.value is not None:
            answers[code] = (STEPS[_death_step(word.value)], _said(cell, w))
    title = w("灾情：死亡（人）", "Damage: dead")
    return MapQuestion(title, (*steps, (PAPER, w.unknown)), answers)


def _death_step(value: Decimal) -> int:
    return sum(value >= low for low in DEATH_STEPS) - 1


def _epicentre(incident: IncidentRow, w: Words) -> tuple[float, float, str] | None:
    if incident.lon is None or incident.lat is None:
        return None
    size = f" M{incident.magnitude}" if incident.magnitude else ""
    said = w(f"震中{size}", f"Epicentre{size}")
    return float(incident.lon), float(incident.lat), said


def _notes(lines: MapLines, w: Words) -> tuple[str, ...]:
    sources = w("、", ", ").join(lines.sources)
    notes = [
        w(f"界线仅供示意（{sources}）。", f"Lines are indicative ({sources})."),
        w("烈度区按公布的轴长示意。", "Intensity zones are drawn from the published axes."),
    ]
    if any(point.indicative for point in lines.points):
        notes.append(w("虚线圈：示意坐标。", "Dashed circles: indicative positions."))
    notes.append(
        w("待核：尚未核实，不等于 0。", "待核 (unverified): not known yet, which is not 0.")
    )
    return tuple(notes)
