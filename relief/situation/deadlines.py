"""What is due next, from whom, and in how many minutes. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from relief.core.division_code import NATION, at_level, chain, contains, level_of, pad
from relief.core.scope import Scope
from relief.damage.clocks import Reported, minutes_left, next_report
from relief.incidents.closed import closed
from relief.situation.facts import Facts
from relief.situation.picture import Due


def last_words(facts: Facts) -> dict[str, datetime]:
    """Return when every division was last heard from, with what was said of it from within.

    A call about a village is a word from its township; a county's own word is its last
    released report. A township of a newer code goes on from the older one's last word.
    """
    last: dict[str, datetime] = {}
    for code, row in facts.heard.items():
        for division in dict.fromkeys((code, _township(code))):
            last[division] = max(row.heard_at, last.get(division, row.heard_at))
    for code, at in released(facts).items():
        last[code] = max(at, last.get(code, at))
    for code, heirs in facts.ground.heirs.items():
        for heir in heirs if code in last else ():
            last[heir] = max(last[code], last.get(heir, last[code]))
    return last


def released(facts: Facts) -> dict[str, datetime]:
    """Return when each office last released a report, by its division."""
    return {
        code: office.released_at
        for code, office in facts.offices.items()
        if office.released_at is not None
    }


def due_of(facts: Facts, division: str, last_at: datetime | None) -> Due | None:
    """Return the next report a division owes, None when the incident is closed or no clock fits.

    A township that got another code since owes none: the newer one does.
    """
    if closed(facts.incident) or division in facts.ground.heirs:
        return None
    reported = reported_by(facts, division, last_at)
    due = next_report(level_of(division), reported, occurred_at=facts.incident.occurred_at)
    if due is None:
        return None
    return Due(
        kind=due.clock.kind,
        division=division,
        division_name=facts.name(division),
        due_at=due.at,
        minutes_left=minutes_left(due.at, facts.at),
        rule=due.clock.source,
        verified=due.clock.verified,
        without_notice=due.without_notice,
    )


def reported_by(facts: Facts, division: str, last_at: datetime | None) -> Reported:
    """Return what is known of a division's reports.

    It is stable where it or a division around it is declared so, and where every county of the
    incident within it is; the final reports below have come when each of those counties' has.
    """
    below = [code for code in facts.incident.counties if code != division]
    below = [code for code in below if contains(division, code)]
    around = [facts.stable[code] for code in chain(division) if code in facts.stable]
    finals = [facts.offices[code].final_at for code in below if code in facts.offices]
    office = facts.offices.get(division)
    return Reported(
        last_at=last_at,
        stable_at=min(around, default=None) or _all_of([facts.stable.get(c) for c in below]),
        received_at=_all_of(finals) if len(finals) == len(below) else None,
        final_at=office.final_at if office else None,
    )


def _all_of(times: Sequence[datetime | None]) -> datetime | None:
    """Return the last of the times when each is known, else None."""
    known = [at for at in times if at is not None]
    return max(known) if known and len(known) == len(times) else None


def owing_offices(facts: Facts) -> tuple[str, ...]:
    """Return the offices of the scope that owe reports: its counties and its own division."""
    within = {county for county in facts.counties if facts.scope.covers(county)}
    own = {own_division(facts.scope)} - {NATION}
    return tuple(sorted(within | {code for code in own if level_of(code) != "township"}))


def own_division(scope: Scope) -> str:
    """Return the division of a scope of one prefix; several prefixes stand for the nation."""
    return pad(scope.prefixes[0]) if len(scope.prefixes) == 1 else NATION


def all_dues(facts: Facts) -> tuple[Due, ...]:
    """Return everything due within the scope, the earliest hour first: what is overdue leads.

    A desk above several counties looks to its counties; townships owe their reports to those.
    """
    words, offices = last_words(facts), released(facts)
    wide = len(facts.counties) > 1
    townships = [] if wide else [(row.code, words.get(row.code)) for row in facts.townships]
    owed = [*townships, *((code, offices.get(code)) for code in owing_offices(facts))]
    return in_order(due for code, last in owed if (due := due_of(facts, code, last)))


def in_order(dues: Iterable[Due]) -> tuple[Due, ...]:
    """Return the dues by hour; at the same hour the widest division first, then by code."""
    return tuple(sorted(dues, key=lambda due: (due.due_at, due.division)))


def latest_within(words: Mapping[str, datetime], codes: Iterable[str]) -> datetime | None:
    """Return the latest word from any of the divisions, None when all are silent."""
    return max((words[code] for code in codes if code in words), default=None)


def _township(code: str) -> str:
    return at_level(code, "township")
