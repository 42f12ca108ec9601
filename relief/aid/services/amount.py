"""The finance office enters an amount by document where no standard is known, or it is another."""

from sqlalchemy.orm import Session

from relief.aid.money import yuan
from relief.aid.projections import refresh
from relief.aid.queries import paid_fen, standing_entitlements
from relief.aid.rows import NewAmount
from relief.aid.services.entitle import ROOM, following, write_entitlements
from relief.aid.services.pay import PAY, SUBJECT
from relief.aid.tables import Entitlement
from relief.core.errors import NotFound, Refused
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import find_by_command
from relief.db.audit import write_audit
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.incidents.closed import require_open

MOST_FEN = 1_000_000_000_00
_DEED = "amount"


def enter_amount(session: Session, scope: Scope, stamp: Stamp, new: NewAmount) -> str:
    """Return the id of the entry by which a case's amount is what a document says.

    The instalments are divided anew; those paid stay paid and are taken off. Milestones already
    reached release theirs at once.

    Raises:
        OutOfScope: not this finance office's division.
        NotFound: the case has not been approved.
        Refused: a closed incident or case, no document, no whole amount, or less than was paid.
    """
    subject = new.subject
    take_turn(session, f"aid|{subject}")
    last = standing_entitlements(session, [subject]).get(subject)
    if last is None:
        raise NotFound(SUBJECT, subject)
    scope.require(PAY, last.division_code)
    if done := find_by_command(session, Entitlement, f"{stamp.command_id}:{_DEED}"):
        return done
    require_open(session, last.incident_id)
    paid = paid_fen(session, [subject]).get(subject, 0)
    _check(last, new, paid)
    entry = following(
        stamp,
        _DEED,
        last,
        standard="",
        total_fen=new.total_fen,
        document=new.document.strip(),
        amount_source="",
        verified=True,
    )
    write_entitlements(session, [entry], {subject: paid})
    refresh(session, [subject])
    facts = {"subject": subject, "total_fen": new.total_fen, "document": entry.document}
    write_audit(session, scope.account_id, "aid.amount", entry.id, facts)
    note_change(session, ROOM)
    return entry.id


def _check(last: Entitlement, new: NewAmount, paid: int) -> None:
    if last.cancelled:
        raise Refused(
            Bilingual("个案已中止，重新审批后再录入", "The case is closed: first approve it again")
        )
    whole = isinstance(new.total_fen, int) and not isinstance(new.total_fen, bool)
    if not whole or not 0 < new.total_fen <= MOST_FEN:
        raise Refused(Bilingual("金额应为大于 0 的整分", "Whole fen above 0"), "total_fen")
    if new.total_fen < paid:
        raise Refused(
            Bilingual(
                f"已拨付 {yuan(paid)} 元，金额不能更少",
                f"{yuan(paid)} yuan are paid already: not less than that",
            ),
            "total_fen",
        )
    if not new.document.strip():
        raise Refused(Bilingual("请填依据文件", "Name the document"), "document")
