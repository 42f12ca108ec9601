"""Takes steps: one case or many at once, with the same checks, in sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from relief.aid.services.entitle import Approved, Reached, cancel, entitle, release
from relief.core.clock import beijing
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.db.append import commands_done
from relief.db.base import stamped
from relief.incidents.closed import require_open
from relief.reconstruction.course import Taken, take_step
from relief.reconstruction.facts import facts_of
from relief.reconstruction.rows import CaseStep
from relief.reconstruction.services.standing import (
    OpenCase,
    check_seen,
    check_wishes,
    open_cases,
    write_entries,
)
from relief.reconstruction.services.temporary import free
from relief.reconstruction.stages import SIDES, reached
from relief.reconstruction.tables import Case, CaseEntry

_MONEY_FROM = "contracted"


@dataclass(frozen=True, slots=True)
class _Step:
    """A wish that may be written: the case as it stands, and what becomes of it."""

    stamp: Stamp
    wish: CaseStep
    known: OpenCase
    taken: Taken

    @property
    def subject(self) -> str:
        """Return the case's id, by which the aid room knows it."""
        return self.known.case.id

    @property
    def frees(self) -> bool:
        """Return whether the family leaves its temporary place with this step."""
        return (
            self.taken.moves_in
            and self.known.case.people > 0
            and self.known.standing.freed_on is None
        )


def step(session: Session, scope: Scope, stamp: Stamp, wish: CaseStep) -> str:
    """Return the id of the entry by which a case takes a step; the same command gets the first's.

    "moved_in" before acceptance is recorded, flagged too early and not counted; the case stands
    where it stood, and `moved_in` after acceptance counts it. Moving in, early or not, frees the
    temporary place once, in this transaction.

    Raises:
        OutOfScope: another desk's case, or a role that does not step cases.
        NotFound: no such case.
        AlreadyDone: somebody stepped first: who and when.
        Refused: a closed incident, no such step, or a rule of the stage (`course.take_step`).
    """
    return step_all(session, scope, [(stamp, wish)])[0]


def step_all(
    session: Session, scope: Scope, wishes: Sequence[tuple[Stamp, CaseStep]]
) -> tuple[str, ...]:
    """Return the ids of the steps of different cases, taken together, in order. All, or none.

    The statements do not grow with the cases, save that each move into a house frees its place.

    Raises:
        As `step`, for the first that cannot be taken; Refused for a case named twice.
    """
    found = open_cases(session, scope, [wish.case_id for _stamp, wish in wishes])
    check_wishes([wish for _stamp, wish in wishes], found)
    commands = [stamp.command_id for stamp, _wish in wishes]
    done = commands_done(session, CaseEntry, commands)
    todo = [(stamp, wish) for stamp, wish in wishes if stamp.command_id not in done]
    steps = _judged(session, todo, found)
    if not steps:
        return tuple(done[command] for command in commands)
    freed = free(session, scope, [_move(step) for step in steps if step.frees])
    entries = [(step.known, _entry(step, freed)) for step in steps]
    write_entries(session, scope, entries)
    _tell_aid(session, steps)
    ids = done | {entry.command_id: entry.id for _known, entry in entries}
    return tuple(ids[command] for command in commands)


def _judged(
    session: Session,
    todo: Sequence[tuple[Stamp, CaseStep]],
    found: Mapping[str, OpenCase],
) -> list[_Step]:
    for incident_id in {found[wish.case_id].case.incident_id for _stamp, wish in todo}:
        require_open(session, incident_id)
    asked = {wish.case_id: wish.stage for _stamp, wish in todo}
    known = facts_of(session, [found[case_id].case for case_id in asked], asked)
    steps = []
    for stamp, wish in todo:
        case = found[wish.case_id]
        check_seen(session, case, wish.after, wish.stage)
        facts = replace(known[wish.case_id], today=beijing(stamp.recorded_at).date())
        steps.append(_Step(stamp, wish, case, take_step(case.standing, wish, facts)))
    return steps


def _move(step: _Step) -> tuple[Stamp, Case, date]:
    return step.stamp, step.known.case, step.wish.occurred_on


def _entry(step: _Step, freed: Mapping[str, int]) -> CaseEntry:
    known, wish, after = step.known, step.wish, step.taken.standing
    return CaseEntry(
        **stamped(step.stamp),
        id=new_id(),
        case_id=known.case.id,
        seq=known.entry.seq + 1,
        incident_id=known.case.incident_id,
        division_code=known.case.division_code,
        kind=step.taken.kind,
        stage=after.stage,
        side=after.side,
        stage_on=after.state_on,
        mode=after.mode,
        responsible_id=known.entry.responsible_id,
        early_on=after.early_on,
        freed_on=wish.occurred_on if step.frees else after.freed_on,
        freed=freed.get(known.case.id, 0),
        occurred_on=wish.occurred_on,
        precision=wish.precision,
        counts_on=after.counts_on,
        until=after.until,
        reason=wish.reason.strip(),
        target=wish.target if wish.stage == "transferred" else "",
        evidence=list(wish.evidence),
        follows=known.entry.id,
    )


def _tell_aid(session: Session, steps: Sequence[_Step]) -> None:
    """Tell the room to the left what was approved, reached and closed."""
    onward = [step for step in steps if step.taken.kind == "step"]
    approved = [
        (s.stamp, Approved(s.subject, s.known.case.incident_id, s.known.case.division_code,
                           s.taken.standing.mode))
        for s in onward
        if s.wish.stage == "county_approved"
    ]  # fmt: skip
    closed = [(s.stamp, s.subject, s.wish.reason.strip()) for s in onward if s.wish.stage in SIDES]
    come = [
        (s.stamp, Reached(s.subject, s.wish.stage, s.taken.standing.counts_on))
        for s in onward
        if s.wish.stage not in SIDES and reached(s.wish.stage, _MONEY_FROM)
    ]
    if approved:
        entitle(session, approved)
    if closed:
        cancel(session, closed)
    if come:
        release(session, come)
