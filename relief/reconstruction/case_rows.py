"""Cases and their last entries put into rows, with the names that belong to them."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from relief.incidents.queries import find_incident
from relief.reconstruction.catalogue import Deadline, deadline_for
from relief.reconstruction.numbers import case_number
from relief.reconstruction.projections import GENERATED
from relief.reconstruction.rows import CaseRow
from relief.reconstruction.services.persons import person_names
from relief.reconstruction.services.standing import mode_of
from relief.reconstruction.stages import CLOSED, rank, reached
from relief.reconstruction.tables import Case, CaseEntry

ERASED = "—"
Found = Sequence[tuple[Case, CaseEntry]]


def case_rows(session: Session, found: Found, today: date) -> list[CaseRow]:
    """Return the rows of cases of one incident, in order."""
    slug = slug_of(session, found[0][0].incident_id) if found else ""
    names = person_names(session, {entry.responsible_id for _case, entry in found})
    return [_row(entry_case, entry, slug, today, names) for entry_case, entry in found]


def slug_of(session: Session, incident_id: str) -> str:
    """Return the incident's slug, by which data files name it; empty when there is none."""
    incident = find_incident(session, incident_id)
    return incident.slug if incident else ""


def days_over(rule: Deadline | None, entry: CaseEntry, today: date) -> int | None:
    """Return how many days a case is past its deadline, None while it is not."""
    if rule is None or entry.side in CLOSED or rank(entry.stage) >= rank(rule.milestone):
        return None
    days = (today - rule.due_on).days
    return days if days > 0 else None


def _row(case: Case, entry: CaseEntry, slug: str, today: date, names: Mapping[str, str]) -> CaseRow:
    rule = deadline_for(slug, entry.mode, case.division_code)
    return CaseRow(
        id=case.id,
        number=case_number(case.county_code, case.number),
        incident_id=case.incident_id,
        house_id=case.house_id,
        household_id=case.household_id,
        division_code=case.division_code,
        mode=mode_of(entry.mode),
        stage=entry.stage,
        stage_on=entry.stage_on,
        side=entry.side,
        due_on=rule.due_on if rule else None,
        days_over=days_over(rule, entry, today),
        responsible=names.get(entry.responsible_id, ERASED),
        too_early=entry.early_on is not None,
        counted=entry.side not in CLOSED and reached(entry.stage, "moved_in"),
        generated=case.source == GENERATED,
        entry_id=entry.id,
        changed_at=entry.recorded_at,
    )
