"""A report as its pages show it: divisions and figures, each cell with what is wrong in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.damage.catalogue import Indicator, load_indicators
from relief.damage.finding import Finding
from relief.damage.queries import ReportView
from relief.damage.report import Line, NewReport
from relief.web.typed import typed_figure, typed_time

FIVE = ("deaths", "missing", "injured", "resettled", "rooms_collapsed")


@dataclass(frozen=True, slots=True)
class CellView:
    """One figure of a report.

    Fields:
        line: None where the division was not asked or nobody has said anything.
        previous: what was released before, None also when there was nothing.
        change: value minus `previous` where both are known.
    """

    line: Line | None
    previous: Decimal | None
    change: Decimal | None
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        """Return the figure as the form's field holds it: empty, 待核 or digits."""
        if self.line is None:
            return ""
        return _("待核") if self.line.value is None else f"{self.line.value:f}"


@dataclass(frozen=True, slots=True)
class RowView:
    """One division of a report, its cells by indicator code, and its explanation."""

    code: str
    name: str
    cells: Mapping[str, CellView]
    explanation: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A whole report; `findings` are those of the report itself, without a cell.

    `ground` says what became of its townships since the disaster struck.
    """

    columns: tuple[Indicator, ...]
    rows: tuple[RowView, ...]
    findings: tuple[Finding, ...]
    errors: int
    ground: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class PhotosView:
    """The photos of a report.

    Fields:
        files: SHA-256 of those kept here.
        total: with those sent beside this desk.
        due: how many it should have, None while no response is on.
        reason: why there are fewer.
    """

    files: tuple[str, ...]
    beside: int
    total: int
    due: int | None
    reason: str

    @property
    def lacking(self) -> int:
        """Return how many more are due."""
        return max(0, (self.due or 0) - self.total)


def photos_view(view: ReportView, *, response_is_on: bool) -> PhotosView:
    """Return the photos of a report, beside how many it should have."""
    beside = view.row.photos
    asked = response_is_on and view.row.kind != "zero"
    return PhotosView(
        files=view.files,
        beside=beside,
        total=beside + len(view.files),
        due=load_indicators().photos.at_least if asked else None,
        reason=view.photos_reason,
    )


def report_table(
    view: ReportView,
    names: Mapping[str, str],
    order: Sequence[str] = (),
    ground: Sequence[Bilingual] = (),
) -> ReportTable:
    """Return the table of a report.

    Columns are the five figures and what else is reported; rows are the divisions of `order`, then
    those with lines that it does not name.
    """
    lines = {(line.division, line.indicator): line for line in view.lines}
    codes = {line.indicator for line in view.lines} | set(FIVE)
    catalogue = load_indicators().indicators
    further = [catalogue[code] for code in catalogue if code in codes and code not in FIVE]
    columns = (*(catalogue[code] for code in FIVE), *further)
    divisions = list(dict.fromkeys((*order, *sorted({division for division, _code in lines}))))
    office = view.row.division
    return ReportTable(
        columns,
        tuple(_row(view, lines, columns, code, names.get(code, code)) for code in divisions),
        tuple(
            placed.finding
            for placed in view.findings
            if placed.division == office and not placed.finding.indicators
        ),
        sum(placed.finding.severity == "error" for placed in view.findings),
        tuple(ground),
    )


def _row(
    view: ReportView,
    lines: Mapping[tuple[str, str], Line],
    columns: Sequence[Indicator],
    division: str,
    name: str,
) -> RowView:
    own = [placed.finding for placed in view.findings if placed.division == division]
    cells = {item.code: _cell(view, lines, own, division, item.code) for item in columns}
    said = [c.line.explanation for c in cells.values() if c.line and c.line.explanation]
    listed = tuple(finding for finding in own if finding.indicators)
    return RowView(division, name, cells, said[0] if said else "", listed)


def _cell(
    view: ReportView,
    lines: Mapping[tuple[str, str], Line],
    findings: Iterable[Finding],
    division: str,
    code: str,
) -> CellView:
    line = lines.get((division, code))
    figure = view.before.figures.get(division, {}).get(code)
    previous = None if figure is None else Decimal(figure)
    value = line.value if line else None
    change = value - previous if value is not None and previous is not None else None
    return CellView(line, previous, change, tuple(f for f in findings if code in f.indicators))


def corrected(
    view: ReportView,
    incident_id: str,
    table: ReportTable,
    form: Mapping[str, str],
    present: datetime,
) -> tuple[NewReport, list[Refused]]:
    """Return the version a submitted form describes, and what in it cannot be read.

    A field that stands as it was shown keeps its line and where it came from.
    """
    lines, faults = _typed_lines(table, form)
    as_of = view.row.as_of
    try:
        as_of = typed_time(form.get("as_of", ""), present, "as_of")
    except Refused as fault:
        faults.append(fault)
    new = NewReport(
        incident_id=incident_id,
        division=view.row.division,
        kind=form.get("kind", view.row.kind),
        as_of=as_of,
        drafted_from="typed",
        note=form.get("note", view.row.note).strip(),
        photos=_count(form.get("photos", "")),
        lines=tuple(lines),
        corrects=view.row.id,
        files=view.files,
        photos_reason=view.photos_reason,
    )
    return new, faults


def _typed_lines(table: ReportTable, form: Mapping[str, str]) -> tuple[list[Line], list[Refused]]:
    faults: list[Refused] = []
    lines: list[Line] = []
    for row in table.rows:
        why = form.get(f"why:{row.code}", row.explanation).strip()
        for item in table.columns:
            try:
                line = _typed_line(row, item.code, form, why)
            except Refused as fault:
                faults.append(fault)
                continue
            if line is not None:
                lines.append(line)
    return lines, faults


def _count(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def _typed_line(row: RowView, code: str, form: Mapping[str, str], why: str) -> Line | None:
    cell = row.cells[code]
    text = form.get(f"f:{row.code}:{code}", cell.text).strip()
    if not text:
        return None
    if text == cell.text and cell.line is not None:
        line = cell.line
        return Line(line.division, line.indicator, line.value, line.origin, why)
    return Line(row.code, code, typed_figure(text, f"{row.code}.{code}"), "typed", why)
