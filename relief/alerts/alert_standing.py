"""Where each division of one alert stands: its rung, its person, its answer, what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.alerts.alert import BY_GATEWAY, WENT_OUT, DivisionStateName, How
from relief.alerts.alert_events import EventRow, events_of
from relief.alerts.alert_projections import message_rows
from relief.alerts.alert_rows import DivisionState
from relief.alerts.alert_tables import Alert, AnswerEntry
from relief.alerts.catalogue import load_ladder
from relief.core.clock import beijing
from relief.core.wording import Bilingual
from relief.db.projections import Row
from relief.offices.queries import account_names
from relief.offices.roster import PersonRow, people, responsibles

NO_POST = Bilingual(zh="", en="")
_NO_RUNG = Bilingual("—", "—")


def rung_name(number: int) -> Bilingual:
    """Return the name of a rung; of one above the last the last one's, before the first `—`."""
    ladder = load_ladder()
    rung = ladder.rung(min(number, len(ladder.rungs)))
    return rung.name if rung else _NO_RUNG


def posts_of(
    session: Session, codes: set[str], at: datetime | None
) -> dict[tuple[str, str], Bilingual]:
    """Return posts by division and person, as the roster stood on the Beijing day of `at`."""
    if at is None:
        return {}
    roster = responsibles(session, codes, beijing(at).date())
    return {(r.division_code, r.person_id): r.title for rows in roster.values() for r in rows}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the divisions of one alert are told with.

    Fields:
        sent: divisions to which something went out, or whose number was dialled.
        posts: (division, person) to his post.
    """

    sent: frozenset[str]
    answers: Mapping[str, AnswerEntry]
    events: Mapping[str, Sequence[EventRow]]
    people: Mapping[str, PersonRow]
    accounts: Mapping[str, str]
    posts: Mapping[tuple[str, str], Bilingual]


def division_states(
    session: Session, entry: Alert, rows: Sequence[Row], at: datetime | None
) -> tuple[DivisionState, ...]:
    """Return where the divisions of `rows` stand, each with its events."""
    events = events_of(session, entry, [row["division_code"] for row in rows], at)
    listed = [event for found in events.values() for event in found]
    wanted = [row["answer_id"] for row in rows if row["answer_id"]]
    given = session.scalars(select(AnswerEntry).where(AnswerEntry.id.in_(wanted))).all()
    messages = message_rows(session, [entry.id], at)
    persons = {event.who for event in listed} | {row["person_id"] for row in rows}
    known = _Known(
        sent=frozenset(m["division_code"] for m in messages if _went_out(m)),
        answers={answer.id: answer for answer in given},
        events=events,
        people=people(session, persons),
        accounts=account_names(session, {event.by for event in listed}),
        posts=posts_of(session, {row["division_code"] for row in rows}, entry.recorded_at),
    )
    return tuple(_division_state(row, known) for row in rows)


def _went_out(message: Row) -> bool:
    dialled = message["channel"] not in BY_GATEWAY and message["attempt"] > 0
    return dialled or message["state"] in WENT_OUT


def _division_state(row: Row, known: _Known) -> DivisionState:
    code, person_id = row["division_code"], row["person_id"] or ""
    person = known.people.get(person_id)
    answer = known.answers.get(row["answer_id"] or "")
    return DivisionState(
        code=code,
        state=_state_shown(row, sent=code in known.sent),
        rung=row["rung"],
        rung_name=rung_name(row["rung"]),
        person_id=person_id,
        person_name=person.name if person else "",
        post=known.posts.get((code, person_id), NO_POST),
        generated=person.generated if person else False,
        answered_at=answer.recorded_at if answer else None,
        answered_by=_answered_by(answer, known),
        how=cast("How", answer.how) if answer else None,
        on_behalf=answer.on_behalf if answer else False,
        next_climb_at=row["waits_until"],
        events=tuple(_named(event, known) for event in known.events[code]),
    )


def _state_shown(row: Row, *, sent: bool) -> DivisionStateName:
    if row["state"] != "waiting":
        return cast("DivisionStateName", row["state"])
    if row["rung"] > 1:
        return "climbed"
    return "sent" if sent else "waiting"


def _answered_by(answer: AnswerEntry | None, known: _Known) -> str:
    if answer is None:
        return ""
    person = known.people.get(answer.person_id or "")
    return person.name if person else known.accounts.get(answer.recorded_by, answer.recorded_by)


def _named(event: EventRow, known: _Known) -> EventRow:
    person = known.people.get(event.who)
    return replace(
        event, who=person.name if person else "", by=known.accounts.get(event.by, event.by)
    )
