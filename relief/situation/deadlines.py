"""What is due next, from whom, and in how many minutes. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from relief.core.division_code import NATION, at_level, level_of, pad
from relief.core.scope import Scope
from relief.damage.clocks import minutes_left, next_report
from relief.situation.cells import REPORT
from relief.situation.facts import Facts
from relief.situation.picture import Due

OPEN = "open"


def last_words(facts: Facts) -> dict[str, datetime]:
    """Return when every division was last heard from, with what was said of it from within.

    A call about a village is a word from its township; a county's own word is its last
    released report.
    """
    last: dict[str, datetime] = {}
    for code, row in facts.heard.items():
        for division in dict.fromkeys((code, _township(code))):
            last[division] = max(row.heard_at, last.get(division, row.heard_at))
    return last


def released(facts: Facts) -> dict[str, datetime]:
    """Return when each office last released a report, by its division."""
    last: dict[str, datetime] = {}
    for figure in facts.figures:
        if figure.kind == REPORT:
            at = figure.recorded_at
            last[figure.reporter] = max(at, last.get(figure.reporter, at))
    return last


def due_of(facts: Facts, division: str, last_at: datetime | None) -> Due | None:
    """Return the next report a division owes, None when the incident is closed or no clock fits."""
    if facts.incident.state != OPEN:
        return None
    due = next_report(level_of(division), occurred_at=facts.incident.occurred_at, last_at=last_at)
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
    )


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
