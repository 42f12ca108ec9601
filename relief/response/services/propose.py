"""The tier's own office proposes a level, with the evidence frozen as it was shown."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from relief.core.errors import OutOfScope, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.incidents.queries import IncidentRow
from relief.offices.queries import office_of
from relief.response.decisions import BASES, NewProposal
from relief.response.plans_in_force import ENDED, ROMAN, decider_of, label_of, responses_of
from relief.response.recommendation import Recommendation
from relief.response.standing import (
    already,
    decision_in_force,
    evidence_of,
    incident_of,
    subjects_of,
)
from relief.response.tables import Decision, Proposal

PROPOSE = "response.propose"


def propose(session: Session, scope: Scope, stamp: Stamp, wish: NewProposal) -> str:
    """Return the id of the proposal; the same command again gets the first one's.

    Raises:
        OutOfScope: not the tier's own office, or a role that does not propose.
        Refused: the wish is incomplete, is in force already, contradicts the engine while it claims
            a threshold, or was made on figures that have changed since.
    """
    scope.require(PROPOSE, wish.division)
    if office_of(session, scope.account_id).division != wish.division:
        raise OutOfScope(PROPOSE, wish.division)
    if done := find_by_command(session, Proposal, stamp.command_id):
        return done
    incident = incident_of(session, wish.incident_id)
    wish = _complete(incident, wish)
    before = decision_in_force(session, incident.id, wish.division, wish.response)
    _check_change(wish, before)
    plan, found, evidence = evidence_of(session, incident, wish, stamp.recorded_at)
    _check_basis(wish, found)
    level_before = before.level if before else ENDED
    named = decider_of(plan, wish.level, level_before)
    standing = {"decision_id": before.id if before else "", "level": level_before}
    label = label_of(plan, wish.level)
    entry = _entry(stamp, wish, named or wish.decider.strip(), plan.id if plan else "")
    entry.evidence = evidence | {"in_force": standing, "proposed_label": label}
    return _write(session, scope, stamp, entry)


def _write(session: Session, scope: Scope, stamp: Stamp, entry: Proposal) -> str:
    if not append(session, entry):
        if done := find_by_command(session, Proposal, stamp.command_id):
            return done
        raise already(session, Bilingual("此建议", "This proposal"), entry)
    write_audit(session, scope.account_id, PROPOSE, entry.id, _facts(entry))
    note_change(session, "response")
    return entry.id


def _facts(entry: Proposal) -> dict[str, Any]:
    return {"division": entry.division_code, "response": entry.response, "level": entry.level}


def _complete(incident: IncidentRow, wish: NewProposal) -> NewProposal:
    subjects = subjects_of(incident, wish.division)
    if wish.level not in (ENDED, *ROMAN):
        raise Refused(Bilingual("级别应为 0 至 4", "A level lies between 0 and 4"), "level")
    if wish.basis not in BASES:
        raise Refused(Bilingual("请选择启动依据", "Choose the basis"), "basis")
    if not wish.reason.strip():
        raise Refused(Bilingual("请写明理由", "Give the reason"), "reason")
    if wish.response not in responses_of(incident.hazard):
        raise Refused(
            Bilingual("此灾种没有这种响应", "This hazard has no such response"), "response"
        )
    subject = wish.subject or (subjects[0] if len(subjects) == 1 else "")
    if subject not in subjects:
        raise Refused(
            Bilingual("请选择依据哪个地区的灾情", "Choose whose figures it rests on"), "subject"
        )
    return replace(wish, subject=subject, reason=wish.reason.strip())


def _check_change(wish: NewProposal, before: Decision | None) -> None:
    level = before.level if before else ENDED
    if wish.level == level:
        words = Bilingual("此响应未启动", "This response is not on")
        if level:
            words = Bilingual(f"{ROMAN[level]}响应已在执行中", f"Level {level} is in force already")
        raise Refused(words, "level")


def _check_basis(wish: NewProposal, found: Recommendation | None) -> None:
    if found is not None and wish.seen and wish.seen != found.seen():
        raise Refused(
            Bilingual(
                "页面打开后数字已更新，请重新核看依据后再提出",
                "The figures have changed since the page was opened: look again, then propose",
            ),
            "seen",
        )
    if wish.basis != "threshold":
        return
    due = found.answer.level if found is not None else None
    if due != wish.level:
        zh = ROMAN.get(due or 0, "未达到任何级别") if found else "预案未录入"
        en = f"level {due}" if due else "no level"
        raise Refused(
            Bilingual(
                f"按启动条件应为：{zh}；如另有考虑，请选“酌情”并写明理由",
                f"The conditions give: {en if found else 'plan not keyed'}; otherwise choose "
                "discretion and say why",
            ),
            "basis",
        )


def _entry(stamp: Stamp, wish: NewProposal, decider: str, plan_id: str) -> Proposal:
    return Proposal(
        **stamped(stamp),
        id=new_id(),
        incident_id=wish.incident_id,
        division_code=wish.division,
        subject_code=wish.subject,
        response=wish.response,
        plan_id=plan_id,
        level=wish.level,
        basis=wish.basis,
        reason=wish.reason,
        decider=decider,
    )
