"""Which rung of the ladder comes next for a division, and who is asked on it. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from relief.alerts.alert import Channel
from relief.alerts.catalogue import Ladder, Rung
from relief.offices.roster import Responsible

RungOutcome = Literal["reached", "exhausted", "no_responsible"]


@dataclass(frozen=True, slots=True)
class ToCarry:
    """One message of a rung: how, and to whom (None: somebody goes there)."""

    channel: Channel
    person_id: str | None


@dataclass(frozen=True, slots=True)
class Reached:
    """What a division comes to.

    Fields:
        rung: its number; one above the last when no rung is left.
        minutes: how long it is waited there; None when nothing comes after.
        person_id: who is asked first.
    """

    rung: int
    outcome: RungOutcome
    minutes: int | None
    person_id: str | None
    messages: tuple[ToCarry, ...]

    def waits_until(self, reached_at: datetime) -> datetime | None:
        """Return when the next rung follows without an answer, None when none does."""
        return None if self.minutes is None else reached_at + timedelta(minutes=self.minutes)


def first_rung(ladder: Ladder, roster: Sequence[Responsible]) -> Reached:
    """Return where a division begins; with nobody on the roster somebody goes there at once."""
    if roster:
        return next_rung(ladder, roster, after=0, in_call_list=())
    visit = ladder.visit()
    messages = tuple(ToCarry(channel, None) for channel in visit.channels)
    return Reached(visit.number, "no_responsible", None, None, messages)


def next_rung(
    ladder: Ladder,
    roster: Sequence[Responsible],
    *,
    after: int,
    in_call_list: Collection[str | None],
) -> Reached:
    """Return the next rung after `after` that reaches somebody, `exhausted` when there is none.

    The roster is in the order in which people are asked. Who stands `in_call_list` already does not
    get there twice.
    """
    for rung in ladder.rungs[after:]:
        asked = _asked(rung, roster)
        if asked or rung.who == "visit":
            messages = _messages(rung, asked, in_call_list)
            first = asked[0].person_id if asked else None
            return Reached(rung.number, "reached", rung.minutes, first, messages)
    return Reached(len(ladder.rungs) + 1, "exhausted", None, None, ())


def _asked(rung: Rung, roster: Sequence[Responsible]) -> Sequence[Responsible]:
    if rung.who == "visit":
        return ()
    if rung.who == "everyone":
        return roster
    place = 0 if rung.who == "first" else 1
    return roster[place : place + 1]


def _messages(
    rung: Rung, asked: Sequence[Responsible], in_call_list: Collection[str | None]
) -> tuple[ToCarry, ...]:
    if rung.who == "visit":
        return tuple(ToCarry(channel, None) for channel in rung.channels)
    return tuple(
        ToCarry(channel, person.person_id)
        for person in asked
        for channel in rung.channels
        if channel != "phone" or person.person_id not in in_call_list
    )
