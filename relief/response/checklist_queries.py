"""Which checklist line a task came from, so that the screen can say what was not verified."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.response.checklist import Item, Limit, checklist
from relief.response.tables import Decision, Proposal

KIND = "response_decision"


@dataclass(frozen=True, slots=True)
class Line:
    """A task's line in the checklist of the level that started it."""

    item: Item
    level: int
    verified: bool
    limit: Limit | None


def lines_of(session: Session, subjects: Iterable[str]) -> dict[str, Line]:
    """Return the checklist line by a task's subject; tasks of another origin are left out."""
    named = {subject: subject.split(":") for subject in subjects}
    parts = {s: p for s, p in named.items() if p[0] == KIND and len(p) == len((KIND, "id", "item"))}
    rows = session.execute(
        select(Decision.id, Decision.level, Proposal.plan_id)
        .join(Proposal, Proposal.id == Decision.proposal_id)
        .where(Decision.id.in_({part[1] for part in parts.values()}))
    )
    started = {row.id: (row.plan_id, row.level) for row in rows}
    found: dict[str, Line] = {}
    for subject, (_kind, decision, item_id) in parts.items():
        plan_id, level = started.get(decision, ("", 0))
        for item in checklist(plan_id, level):
            if item.id == item_id:
                limit = item.limits.get(level)
                found[subject] = Line(item, level, item.verified_at(level), limit)
    return found
