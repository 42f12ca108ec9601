"""The post the plan names decides on a proposal; what a level sets in motion starts with it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.upsert import upsert
from relief.offices.queries import account_names, office_of
from relief.offices.tasks import NewTask, assign_all
from relief.response.checklist import Item, newly_due
from relief.response.decisions import DECLINED, FORMS, PRECISIONS, Choice
from relief.response.plans_in_force import same_post
from relief.response.projections import level_now_row
from relief.response.standing import already, decision_in_force
from relief.response.tables import Decision, LevelNow, Proposal

DECIDE = "response.decide"
PROPOSAL = "响应建议 proposal"


def decide(session: Session, scope: Scope, stamp: Stamp, choice: Choice) -> str:
    """Return the id of the decision; the same command again gets the first one's.

    A written decision is taken by the account that holds the post the plan names. One spoken on the
    telephone is taken down by another deciding account of the tier and stays to be signed.

    Raises:
        NotFound: no such proposal.
        OutOfScope: another tier's, or a role that does not decide.
        Refused: his own proposal, not his to decide, overtaken, or incomplete.
        AlreadyDone: somebody else decided first.
    """
    proposal = session.get(Proposal, choice.proposal_id)
    if proposal is None:
        raise NotFound(PROPOSAL, choice.proposal_id)
    scope.require(DECIDE, proposal.division_code)
    office = office_of(session, scope.account_id)
    if office.division != proposal.division_code:
        raise OutOfScope(DECIDE, proposal.division_code)
    if done := find_by_command(session, Decision, stamp.command_id):
        return done
    if earlier := _decision_on(session, proposal):
        raise _told(session, earlier)
    _check_person(scope, office.post, proposal, choice)
    _check_words(stamp, choice)
    before = _standing_as_proposed(session, proposal, choice)
    entry = _entry(stamp, proposal, choice, before.id if before else "", office.post)
    if not append(session, entry):
        return _beaten(session, stamp, proposal, choice)
    if entry.accepted:
        upsert(session, LevelNow, [level_now_row(entry)])
        _start_checklist(session, stamp, proposal, entry, before)
    facts = {"proposal": proposal.id, "level": entry.level, "accepted": entry.accepted}
    write_audit(session, scope.account_id, DECIDE, entry.id, facts)
    note_change(session, "response")
    return entry.id


def _check_person(scope: Scope, post: str, proposal: Proposal, choice: Choice) -> None:
    if proposal.recorded_by == scope.account_id:
        raise Refused(
            Bilingual("不能确认自己提出的建议", "Nobody confirms his own proposal"), "proposal"
        )
    if choice.form == "telephone" or not proposal.decider or same_post(post, proposal.decider):
        return
    raise Refused(
        Bilingual(
            f"按预案此级由“{proposal.decider}”决定；您的职务是“{post}”。本人电话决定的，请按“电话”登记",
            f"By the plan “{proposal.decider}” decides this level; your post is “{post}”. "
            "If he decided on the telephone, record it so",
        ),
        "post",
    )


def _check_words(stamp: Stamp, choice: Choice) -> None:
    if choice.precision not in PRECISIONS:
        raise Refused(Bilingual("时间精度应为分、日或不明", "Minute, day or unknown?"), "precision")
    if choice.form not in FORMS:
        raise Refused(Bilingual("请选择书面或电话", "Written or by telephone?"), "form")
    if not choice.reason.strip():
        raise Refused(Bilingual("请写明理由", "Give the reason"), "reason")
    if choice.occurred_at is not None and choice.occurred_at > stamp.recorded_at:
        raise Refused(
            Bilingual("决定时间不能晚于现在", "A decision is not taken in the future"),
            "occurred_at",
        )


def _standing_as_proposed(session: Session, proposal: Proposal, choice: Choice) -> Decision | None:
    before = decision_in_force(
        session, proposal.incident_id, proposal.division_code, proposal.response
    )
    seen = proposal.evidence["in_force"]["decision_id"]
    if choice.accepted and (before.id if before else "") != seen:
        raise _overtaken(session, before)
    return before


def _overtaken(session: Session, before: Decision | None) -> Refused:
    if before is None:
        return Refused(Bilingual("响应级别已变化", "The level has changed"), "proposal")
    by = account_names(session, {before.recorded_by})[before.recorded_by]
    at = f"{beijing(before.recorded_at):%Y-%m-%d %H:%M}"
    return Refused(
        Bilingual(
            f"建议提出后级别已变：{by} {at} 登记为 {before.level} 级（0 为终止）；请重新提出",
            f"The level has changed since: {by} {at} recorded level {before.level} (0: ended); "
            "propose again",
        ),
        "proposal",
    )


def _beaten(session: Session, stamp: Stamp, proposal: Proposal, choice: Choice) -> str:
    if done := find_by_command(session, Decision, stamp.command_id):
        return done
    if earlier := _decision_on(session, proposal):
        raise _told(session, earlier)
    _standing_as_proposed(session, proposal, choice)
    raise Refused(Bilingual("请重新提出", "Propose again"), "proposal")


def _decision_on(session: Session, proposal: Proposal) -> Decision | None:
    return session.scalar(select(Decision).where(Decision.proposal_id == proposal.id))


def _told(session: Session, winner: Decision) -> AlreadyDone:
    deed = Bilingual("此建议的同意", "Accepting this proposal")
    if not winner.accepted:
        deed = Bilingual("此建议的退回", "Turning this proposal down")
    return already(session, deed, winner)


def _entry(stamp: Stamp, proposal: Proposal, choice: Choice, before_id: str, post: str) -> Decision:
    decision_id = new_id()
    when: datetime = choice.occurred_at or stamp.recorded_at
    return Decision(
        **stamped(stamp),
        id=decision_id,
        proposal_id=proposal.id,
        incident_id=proposal.incident_id,
        division_code=proposal.division_code,
        subject_code=proposal.subject_code,
        response=proposal.response,
        level=proposal.level,
        accepted=choice.accepted,
        received=False,
        decided_by=proposal.decider or post,
        form=choice.form,
        document=choice.document.strip(),
        reason=choice.reason.strip(),
        occurred_at=when,
        occurred_precision=choice.precision,
        follows=before_id if choice.accepted else f"{DECLINED}{proposal.id}",
    )


def _start_checklist(
    session: Session, stamp: Stamp, proposal: Proposal, entry: Decision, before: Decision | None
) -> None:
    # A level received from elsewhere started nothing here: its lines are still to be assigned.
    running = before.level if before is not None and not before.received else 0
    items = newly_due(proposal.plan_id, entry.level, running)
    assign_all(session, stamp, [_task(entry, item) for item in items])


def _task(entry: Decision, item: Item) -> NewTask:
    limit = item.limits.get(entry.level)
    exact = entry.occurred_precision == "minute"
    begun = entry.occurred_at if exact else entry.recorded_at
    return NewTask(
        incident_id=entry.incident_id,
        division=entry.division_code,
        subject=f"response_decision:{entry.id}:{item.id}",
        title=item.title,
        owner=item.owner,
        due_at=begun + limit.offset if limit else None,
    )
