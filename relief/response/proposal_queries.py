"""Reads of proposals: what waits for a decision, and the evidence as it was frozen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from relief.core.scope import Scope
from relief.offices.queries import account_names
from relief.response.queries import levels_now
from relief.response.tables import Decision, Proposal


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal that waits.

    Fields:
        level: 1 to 4, 0 to end the response; label: in the plan's words.
        decider: the post the plan names; empty where it names none.
        evidence: frozen when it was proposed.
        overtaken: the level has changed since; it can only be turned down.
        own: proposed by the person who asks; nobody confirms his own.
    """

    id: str
    division: str
    subject: str
    response: str
    plan_id: str
    level: int
    label: str
    basis: str
    reason: str
    decider: str
    evidence: dict[str, Any]
    recorded_at: datetime
    recorded_by: str
    overtaken: bool
    own: bool


def waiting_proposals(
    session: Session, scope: Scope, incident_id: str, at: datetime | None = None
) -> list[ProposalRow]:
    """Return the proposals of tiers within scope that nobody has decided, the latest first."""
    answered = Decision.proposal_id == Proposal.id
    if at is not None:
        answered = and_(answered, Decision.recorded_at <= at)
    chosen = (
        select(Proposal)
        .outerjoin(Decision, answered)
        .where(Proposal.incident_id == incident_id, Decision.id.is_(None))
        .order_by(Proposal.recorded_at.desc(), Proposal.id.desc())
    )
    if at is not None:
        chosen = chosen.where(Proposal.recorded_at <= at)
    found = [row for row in session.scalars(chosen) if scope.covers(row.division_code)]
    levels = levels_now(session, incident_id, at, ended=True)
    in_force = {(row.division, row.response): row.decision_id for row in levels}
    names = account_names(session, {row.recorded_by for row in found})
    return [_row(row, in_force, names[row.recorded_by], scope) for row in found]


def _row(
    proposal: Proposal, in_force: dict[tuple[str, str], str], name: str, scope: Scope
) -> ProposalRow:
    current = in_force.get((proposal.division_code, proposal.response), "")
    return ProposalRow(
        id=proposal.id,
        division=proposal.division_code,
        subject=proposal.subject_code,
        response=proposal.response,
        plan_id=proposal.plan_id,
        level=proposal.level,
        label=proposal.evidence.get("proposed_label", ""),
        basis=proposal.basis,
        reason=proposal.reason,
        decider=proposal.decider,
        evidence=proposal.evidence,
        recorded_at=proposal.recorded_at,
        recorded_by=name,
        overtaken=proposal.evidence["in_force"]["decision_id"] != current,
        own=proposal.recorded_by == scope.account_id,
    )
