"""A township answers an alert and says in the same breath what it knows: figures, villages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from relief.alerts.alert import Answer
from relief.alerts.service import record_call
from relief.alerts.services.answer import ANSWER, answer
from relief.alerts.slip import CallSlip
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.db.turn import take_turn


@dataclass(frozen=True, slots=True)
class Said:
    """What was said beside the answer itself.

    Fields:
        incident_id: the incident whose alert it is.
        figures: of the five, those told; None is 待核, one not told is absent.
        villages: those of the township he spoke for: no longer silent.
        caller: who speaks.
    """

    incident_id: str
    figures: Mapping[str, Decimal | None]
    villages: tuple[str, ...]
    caller: str


def answer_with_slip(
    session: Session, scope: Scope, stamp: Stamp, given: Answer, said: Said
) -> str:
    """Return the id of the answer; what was said beside it becomes a slip of the call log.

    The figures are then a spoken source like any other call's: the desk drafts from them, they are
    official for nobody. Without figures or villages there is no slip.

    Raises:
        OutOfScope, NotFound, Refused: as `answer`.
        RefusedRows: a figure or village the slip cannot hold; nothing is kept then.
    """
    speaks = bool(said.figures or said.villages)
    if speaks:  # the call log's turn comes before the division's, as nobody takes them otherwise
        take_turn(session, f"alerts:{said.incident_id}")
    answer_id = answer(session, scope, stamp, given)
    if speaks:
        slip = CallSlip(
            incident_id=said.incident_id,
            division=given.division,
            occurred_at=stamp.recorded_at,
            caller=said.caller,
            words=given.words,
            figures=said.figures,
            villages=said.villages,
        )
        own = replace(stamp, command_id=f"{stamp.command_id}:slip", source="answer")
        record_call(session, scope, own, slip, action=ANSWER)
    return answer_id
