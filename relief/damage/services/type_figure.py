"""One figure typed into the desk's table: a new version of the office's open draft."""

from decimal import Decimal

from sqlalchemy.orm import Session

from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.damage.report import Line, NewReport, merged, next_kind
from relief.damage.services.keep import base_lines, begin, following, keep_version
from relief.damage.versions import open_draft, released_kinds


def type_figure(  # noqa: PLR0913, PLR0917 (a cell of the table is its office, division and figure)
    session: Session,
    scope: Scope,
    stamp: Stamp,
    incident_id: str,
    office_division: str,
    division: str,
    indicator: str,
    value: Decimal | None,
    explanation: str,
) -> str:
    """Return the id of the office's open draft with this figure in it.

    Without an open draft one begins: the initial report, or a follow-up carrying what was released.
    Its 截至 moves to the hour of typing. A `value` of None is 待核; `explanation` says why the
    figure falls or changes sharply.

    Raises:
        OutOfScope, NotFound, RefusedRows: as `draft_report`.
    """
    scope.require("damage.draft", office_division)
    known = begin(session, stamp, incident_id, office_division)
    if known:
        return known
    current = open_draft(session, incident_id, office_division)
    typed = Line(division, indicator, value, "typed", explanation.strip())
    if current is not None and _stands(typed, current.lines):
        return current.id
    base = base_lines(session, incident_id, office_division, current)
    released = released_kinds(session, incident_id, office_division)
    new = NewReport(
        incident_id,
        office_division,
        next_kind(released),
        as_of=stamp.recorded_at,
        drafted_from="typed",
        lines=merged(base, [typed]),
    )
    return keep_version(session, stamp, following(new, current))


def _stands(typed: Line, lines: tuple[Line, ...]) -> bool:
    """Return whether the draft already says so in somebody's own words."""
    return any(
        (line.division, line.indicator, line.value, line.explanation)
        == (typed.division, typed.indicator, typed.value, typed.explanation)
        and line.origin == typed.origin
        for line in lines
    )
