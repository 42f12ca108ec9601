"""One case with all that belongs to it: its history, its visits, what can be done next and when."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.errors import NotFound
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.offices.queries import account_names
from relief.reconstruction.case_rows import ERASED, case_rows, slug_of
from relief.reconstruction.catalogue import deadline_for, frost_on
from relief.reconstruction.course import allowed_from, refused_today
from relief.reconstruction.facts import EVERY, facts_of
from relief.reconstruction.projections import GENERATED
from relief.reconstruction.rows import CaseView, InspectionKind, InspectionRow, Result, StepRow
from relief.reconstruction.services.persons import person_names
from relief.reconstruction.services.standing import CASE, mode_of, standing_of
from relief.reconstruction.stages import EARLY_FROM, MODE_OPEN
from relief.reconstruction.standing_queries import standing
from relief.reconstruction.tables import Case, CaseEntry, Visit

_OUTDOORS = ("started", "main_structure")
_KINDS: Mapping[str, InspectionKind] = {
    "foundation": "foundation",
    "structure": "structure",
    "acceptance": "acceptance",
    "revisit": "revisit",
}
_RESULTS: Mapping[str, Result] = {"passed": "passed", "rework": "rework"}


def case(
    session: Session, scope: Scope, case_id: str, *, today: date, at: datetime | None = None
) -> CaseView:
    """Return one case with all that belongs to it: now, or as known at `at`.

    Wound back, nothing is said about what would be refused today.

    Raises:
        NotFound: no such case within scope, or not yet at that hour.
    """
    found = session.execute(standing(at=at).where(Case.id == case_id)).one_or_none()
    if found is None or not scope.covers(found[0].division_code):
        raise NotFound(CASE, case_id)
    own, last = found[0], found[1]
    slug = slug_of(session, own.incident_id)
    now = standing_of(last)
    rule = deadline_for(slug, last.mode, own.division_code)
    return CaseView(
        row=case_rows(session, [(own, last)], today)[0],
        steps=_steps(session, own, slug, at),
        inspections=_inspections(session, own, at),
        allowed=allowed_from(now),
        waits=_waits(session, own, last, today) if at is None else {},
        early_move=not now.side and now.stage in EARLY_FROM,
        temporary_site=own.temporary_site,
        temporary_division=own.temporary_division,
        people=own.people,
        freed_on=last.freed_on,
        due_source=rule.source if rule else "",
        due_verified=rule.verified if rule else False,
        due_reading=rule.reading if rule else None,
        may_change_mode=now.state in MODE_OPEN,
    )


def _waits(session: Session, own: Case, last: CaseEntry, today: date) -> dict[str, Bilingual]:
    facts = facts_of(session, [own], {own.id: EVERY})[own.id]
    return refused_today(standing_of(last), replace(facts, today=today))


def _steps(session: Session, own: Case, slug: str, at: datetime | None) -> tuple[StepRow, ...]:
    chosen = select(CaseEntry).where(CaseEntry.case_id == own.id)
    if at is not None:
        chosen = chosen.where(CaseEntry.recorded_at <= at)
    entries = session.scalars(chosen.order_by(CaseEntry.seq)).all()
    names = account_names(session, {entry.recorded_by for entry in entries})
    people = person_names(session, {entry.responsible_id for entry in entries})
    rows = []
    freed_before: date | None = None
    for entry in entries:
        notes = _notes(own, entry, slug, frees=entry.freed_on != freed_before)
        freed_before = entry.freed_on
        rows.append(_step(entry, notes, people, names))
    return tuple(rows)


def _step(
    entry: CaseEntry,
    notes: Sequence[Bilingual],
    people: Mapping[str, str],
    names: Mapping[str, str],
) -> StepRow:
    early = entry.kind == "too_early"
    posting = entry.kind == "step" and entry.stage == "publicised" and not entry.side
    return StepRow(
        id=entry.id,
        kind=entry.kind,
        state="moved_in" if early else entry.side or entry.stage,
        mode=mode_of(entry.mode),
        occurred_on=entry.occurred_on,
        precision="unknown" if entry.precision == "unknown" else "day",
        until=entry.until if posting else None,
        reason=entry.reason,
        target=entry.target if entry.side == "transferred" else "",
        evidence=tuple(str(digest) for digest in entry.evidence),
        responsible=people.get(entry.responsible_id, ERASED),
        notes=tuple(notes),
        recorded_at=entry.recorded_at,
        recorded_by=names[entry.recorded_by],
        generated=entry.source == GENERATED,
    )


def _notes(own: Case, entry: CaseEntry, slug: str, *, frees: bool) -> list[Bilingual]:
    notes = []
    outdoors = entry.kind == "step" and entry.stage in _OUTDOORS and not entry.side
    if outdoors and (frost := frost_on(slug, entry.occurred_on)):
        notes.append(
            Bilingual(
                f"{frost.until} 前为冰冻期，不宜室外施工，请核对日期和养护措施",
                f"Frost until {frost.until}: no outdoor work; check the day and the curing",
            )
        )
    if entry.kind == "too_early":
        notes.append(
            Bilingual("验收前入住，不计入已入住", "In before acceptance: not counted as moved in")
        )
    if frees:
        notes.append(_freed(own.people, entry.freed))
    return notes


def _freed(people: int, freed: int) -> Bilingual:
    if freed == people:
        return Bilingual(f"临时安置腾退 {freed} 人", f"{freed} people left the temporary place")
    return Bilingual(
        f"临时安置登记在住只有 {freed} 人（该户 {people} 人），按 {freed} 人腾退",
        f"The register had only {freed} of the family's {people} there: {freed} left it",
    )


def _inspections(session: Session, own: Case, at: datetime | None) -> tuple[InspectionRow, ...]:
    chosen = select(Visit).where(Visit.case_id == own.id)
    if at is not None:
        chosen = chosen.where(Visit.recorded_at <= at)
    visits = session.scalars(chosen.order_by(Visit.visited_on, Visit.recorded_at, Visit.id)).all()
    names = account_names(session, {visit.recorded_by for visit in visits})
    people = person_names(session, {visit.inspector_id for visit in visits})
    return tuple(
        InspectionRow(
            id=visit.id,
            kind=_KINDS[visit.kind],
            visited_on=visit.visited_on,
            result=_RESULTS[visit.result],
            finding=visit.finding,
            inspector=people.get(visit.inspector_id, ERASED),
            photo=visit.photo,
            recorded_at=visit.recorded_at,
            recorded_by=names[visit.recorded_by],
            generated=visit.source == GENERATED,
        )
        for visit in visits
    )
