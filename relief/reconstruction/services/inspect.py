"""Records visits to the building: several of a kind; a failed one asks for rework and another."""

from collections.abc import Sequence
from typing import get_args

from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, commands_done
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.incidents.closed import require_open
from relief.reconstruction.projections import GENERATED
from relief.reconstruction.rows import Inspection, InspectionKind, Result
from relief.reconstruction.services.persons import person_ids
from relief.reconstruction.services.standing import ROOM, OpenCase, open_cases
from relief.reconstruction.tables import Visit


def inspect(session: Session, scope: Scope, stamp: Stamp, visit: Inspection) -> str:
    """Return the id of the visit; the same command again gets the first one's.

    What is seen can be recorded wherever the case stands.

    Raises:
        OutOfScope: another desk's case, or a role that does not step cases.
        NotFound: no such case.
        Refused: a closed incident, a wrong kind or result, rework without a finding, no inspector,
            a day to come or before the damage.
    """
    return inspect_all(session, scope, [(stamp, visit)])[0]


def inspect_all(
    session: Session, scope: Scope, visits: Sequence[tuple[Stamp, Inspection]]
) -> tuple[str, ...]:
    """Return the ids of visits recorded together, in order. All, or none.

    Raises:
        As `inspect`, for the first that cannot be recorded.
    """
    found = open_cases(session, scope, [visit.case_id for _stamp, visit in visits])
    commands = [stamp.command_id for stamp, _visit in visits]
    done = commands_done(session, Visit, commands)
    todo = [(stamp, visit) for stamp, visit in visits if stamp.command_id not in done]
    for incident_id in {found[visit.case_id].case.incident_id for _stamp, visit in todo}:
        require_open(session, incident_id)
    for stamp, visit in todo:
        _check(stamp, visit)
    people = _inspectors(session, todo, found)
    entries = [
        _visit(stamp, visit, found[visit.case_id], people[_key(visit, found)])
        for stamp, visit in todo
    ]
    if entries and not append(session, *entries):
        again = commands_done(session, Visit, commands)  # the same click, a moment earlier
        return tuple(again[command] for command in commands)
    for entry in entries:
        facts = {"case": entry.case_id, "kind": entry.kind, "result": entry.result}
        write_audit(session, scope.account_id, f"{ROOM}.inspected", entry.id, facts)
    note_change(session, ROOM)
    ids = done | {entry.command_id: entry.id for entry in entries}
    return tuple(ids[command] for command in commands)


def _check(stamp: Stamp, visit: Inspection) -> None:
    if visit.kind not in get_args(InspectionKind):
        raise Refused(Bilingual("请选择查验类别", "Choose the kind of visit"), "kind")
    if visit.result not in get_args(Result):
        raise Refused(Bilingual("请选择查验结果", "Choose the result"), "result")
    if visit.result == "rework" and not visit.finding.strip():
        raise Refused(Bilingual("要求整改须写明问题", "Rework: say what is wrong"), "finding")
    if visit.visited_on > beijing(stamp.recorded_at).date():
        raise Refused(Bilingual("日期晚于今天", "That day lies in the future"), "visited_on")
    if not visit.inspector.strip():
        raise Refused(Bilingual("请填查验人", "Name who inspected"), "inspector")


def _inspectors(
    session: Session,
    todo: Sequence[tuple[Stamp, Inspection]],
    found: dict[str, OpenCase],
) -> dict[tuple[str, str], str]:
    named: dict[str, set[str]] = {}
    for _stamp, visit in todo:
        county, name = _key(visit, found)
        named.setdefault(county, set()).add(name)
    made = all(stamp.source == GENERATED for stamp, _visit in todo)
    people = {}
    for county, names in sorted(named.items()):
        ids = person_ids(session, county, names, generated=made)
        people.update({(county, name): person for name, person in ids.items()})
    return people


def _key(visit: Inspection, found: dict[str, OpenCase]) -> tuple[str, str]:
    return found[visit.case_id].case.county_code, visit.inspector


def _visit(stamp: Stamp, visit: Inspection, known: OpenCase, inspector: str) -> Visit:
    return Visit(
        **stamped(stamp),
        id=new_id(),
        case_id=known.case.id,
        division_code=known.case.division_code,
        kind=visit.kind,
        visited_on=visit.visited_on,
        result=visit.result,
        finding=visit.finding.strip(),
        inspector_id=inspector,
        photo=visit.photo,
    )
