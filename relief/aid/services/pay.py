"""Pays instalments, each once; what the bank sends back can be paid again."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.aid.money import yuan
from relief.aid.projections import refresh
from relief.aid.rows import Payment as Wish
from relief.aid.tables import InstalmentNow, Payment
from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, Refused
from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.append import append, commands_done
from relief.db.audit import write_audit
from relief.db.base import stamped
from relief.db.changes import note_change
from relief.db.turn import take_turn
from relief.incidents.closed import require_open
from relief.offices.queries import account_names

PAY = "aid.pay"
SUBJECT = "补助 aid"
INSTALMENT = "拨款 instalment"
_PAYABLE = ("released", "returned")


def pay(session: Session, scope: Scope, stamp: Stamp, payment: Wish) -> str:
    """Return the id of the payment of one whole instalment; the same command gets the first one's.

    Raises:
        OutOfScope: not a finance office's deed, or another division.
        NotFound: no such instalment.
        AlreadyDone: it is paid: by whom and when.
        Refused: a closed incident, its milestone is not reached, it is cancelled, no voucher, or a
            day to come or before the milestone.
    """
    return pay_all(session, scope, [(stamp, payment)])[0]


def pay_all(
    session: Session, scope: Scope, wishes: Sequence[tuple[Stamp, Wish]]
) -> tuple[str, ...]:
    """Return the ids of payments of different instalments made together, in order. All, or none.

    Raises:
        As `pay`, for the first that cannot be paid.
    """
    found = _held(session, [wish.instalment_id for _stamp, wish in wishes])
    for now in found.values():
        scope.require(PAY, now.division_code)
    commands = [stamp.command_id for stamp, _wish in wishes]
    done = commands_done(session, Payment, commands)
    todo = [(stamp, wish) for stamp, wish in wishes if stamp.command_id not in done]
    for incident_id in {found[wish.instalment_id].incident_id for _stamp, wish in todo}:
        require_open(session, incident_id)
    for stamp, wish in todo:
        _check(session, stamp, found[wish.instalment_id], wish)
    entries = [_entry(stamp, found[wish.instalment_id], wish) for stamp, wish in todo]
    if not append(session, *entries):
        raise _told(session, found[todo[0][1].instalment_id])
    _written(session, scope, entries)
    ids = done | {entry.command_id: entry.id for entry in entries}
    return tuple(ids[command] for command in commands)


def send_back(session: Session, scope: Scope, stamp: Stamp, instalment_id: str, reason: str) -> str:
    """Return the id of the entry that says the bank sent a payment back; it can be paid again.

    Raises:
        OutOfScope, NotFound: as `pay`.
        Refused: no reason, or it is not paid.
    """
    now = _held(session, [instalment_id])[instalment_id]
    scope.require(PAY, now.division_code)
    if done := commands_done(session, Payment, [stamp.command_id]):
        return done[stamp.command_id]
    if now.state != "paid":
        raise Refused(Bilingual("这笔尚未拨付", "It has not been paid"))
    if not reason.strip():
        raise Refused(Bilingual("请写明理由", "Give the reason"), "reason")
    entry = Payment(
        **stamped(stamp),
        id=new_id(),
        instalment_id=instalment_id,
        subject=now.subject,
        division_code=now.division_code,
        state="returned",
        amount_fen=now.amount_fen,
        paid_on=beijing(stamp.recorded_at).date(),
        document="",
        reason=reason.strip(),
        follows=now.entry_id,
    )
    if not append(session, entry):
        raise _told(session, now)
    _written(session, scope, [entry])
    return entry.id


def _held(session: Session, ids: Sequence[str]) -> Mapping[str, InstalmentNow]:
    chosen = select(InstalmentNow).where(InstalmentNow.instalment_id.in_(set(ids)))
    for subject in sorted({row.subject for row in session.scalars(chosen)}):
        take_turn(session, f"aid|{subject}")
    rows = session.scalars(chosen.execution_options(populate_existing=True))
    found = {row.instalment_id: row for row in rows}
    if missing := [i for i in ids if i not in found]:
        raise NotFound(INSTALMENT, missing[0])
    return found


def _check(session: Session, stamp: Stamp, now: InstalmentNow, wish: Wish) -> None:
    if now.state == "paid" or (wish.after and wish.after != now.entry_id):
        raise _told(session, now)
    if now.state not in _PAYABLE:
        words = {
            "planned": Bilingual(
                "对应的建设节点尚未达到，不能拨付", "Its milestone is not reached: nothing is due"
            ),
            "cancelled": Bilingual("这笔已取消", "It is cancelled"),
        }
        raise Refused(words[now.state])
    if not wish.document.strip():
        raise Refused(Bilingual("请填拨付凭证或批次", "Name the voucher or batch"), "document")
    if wish.paid_on > beijing(stamp.recorded_at).date():
        raise Refused(Bilingual("日期晚于今天", "That day lies in the future"), "paid_on")
    if now.released_on is not None and wish.paid_on < now.released_on:
        raise Refused(
            Bilingual(
                f"早于节点达到的 {now.released_on}，请核对",
                f"Before the milestone of {now.released_on}: please check",
            ),
            "paid_on",
        )


def _entry(stamp: Stamp, now: InstalmentNow, wish: Wish) -> Payment:
    again = now.state == "returned"
    return Payment(
        **stamped(stamp),
        id=new_id(),
        instalment_id=now.instalment_id,
        subject=now.subject,
        division_code=now.division_code,
        state="paid",
        amount_fen=now.amount_fen,
        paid_on=wish.paid_on,
        document=wish.document.strip(),
        reason="",
        follows=now.entry_id if again else f"instalment:{now.instalment_id}",
    )


def _written(session: Session, scope: Scope, entries: Sequence[Payment]) -> None:
    refresh(session, {entry.subject for entry in entries})
    for entry in entries:
        facts = {"subject": entry.subject, "fen": entry.amount_fen, "document": entry.document}
        write_audit(session, scope.account_id, f"aid.{entry.state}", entry.id, facts)
    note_change(session, "aid")


def _told(session: Session, now: InstalmentNow) -> AlreadyDone:
    deed = Bilingual(f"这笔 {yuan(now.amount_fen)} 元的拨付", f"Paying {yuan(now.amount_fen)} yuan")
    by = account_names(session, {now.changed_by})[now.changed_by]
    return AlreadyDone(deed, by, f"{beijing(now.changed_at):%Y-%m-%d %H:%M}")
