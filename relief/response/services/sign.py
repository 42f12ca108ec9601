"""The paper follows the spoken decision (补签)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.errors import NotFound, OutOfScope, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, find_by_command
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.offices.queries import office_of
from relief.offices.tables import Account, Authority
from relief.response.decisions import Paper
from relief.response.standing import already
from relief.response.tables import Decision, Signature

SIGN = "response.sign"
DECISION = "响应决定 decision"


def sign(session: Session, scope: Scope, stamp: Stamp, paper: Paper) -> str:
    """Return the id of the signature; the same command again gets the first one's.

    Raises:
        NotFound: no such decision.
        OutOfScope: neither the tier's own office nor the office that recorded it as received.
        Refused: no document number, or the decision was not a spoken one.
        AlreadyDone: the paper is attached already.
    """
    decision = session.get(Decision, paper.decision_id)
    if decision is None:
        raise NotFound(DECISION, paper.decision_id)
    _check_office(session, scope, decision)
    if done := find_by_command(session, Signature, stamp.command_id):
        return done
    if decision.form != "telephone" or not decision.accepted:
        raise Refused(
            Bilingual("此决定无需补签", "This decision needs no late signature"), "decision"
        )
    if not paper.document.strip():
        raise Refused(Bilingual("请填写文号", "Give the document number"), "document")
    entry = Signature(
        **stamped(stamp),
        id=new_id(),
        decision_id=decision.id,
        document=paper.document.strip(),
        file_sha256=paper.file_sha256,
    )
    if _signature(session, decision) or not append(session, entry):
        return _beaten(session, stamp, decision)
    write_audit(session, scope.account_id, SIGN, decision.id, {"document": entry.document})
    note_change(session, "response")
    return entry.id


def _check_office(session: Session, scope: Scope, decision: Decision) -> None:
    scope.require(SIGN)
    own = office_of(session, scope.account_id)
    if own.division == decision.division_code:
        return
    recorder = session.scalar(
        select(Authority.division_code)
        .join(Account, Account.authority_id == Authority.id)
        .where(Account.id == decision.recorded_by)
    )
    if not decision.received or recorder != own.division:
        raise OutOfScope(SIGN, decision.division_code)


def _signature(session: Session, decision: Decision) -> Signature | None:
    return session.scalar(select(Signature).where(Signature.decision_id == decision.id))


def _beaten(session: Session, stamp: Stamp, decision: Decision) -> str:
    if done := find_by_command(session, Signature, stamp.command_id):
        return done
    winner = _signature(session, decision)
    if winner is None:
        raise NotFound(DECISION, decision.id)
    raise already(session, Bilingual("补签", "Signing"), winner)
