"""How many people of a township need things: the register and the reports, never added. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from relief.core.division_code import contains, prefix_of
from relief.core.scope import Scope
from relief.damage.queries import SourcedFigure
from relief.shelters.queries import Resettled

Source = Literal["register", "report", "draft", "call", "unknown"]
INDICATORS = ("resettled_now", "resettled")
"""The people who are resettled now, where that is reported; else all who ever were."""


@dataclass(frozen=True, slots=True)
class People:
    """The people of one township who need things.

    Fields:
        count: None is 待核; else the greater of register and report: either may lag behind.
        source: which of them it is.
        register: who is at sites and with relatives, as recorded by name of the place.
        reported: what was reported or told, None 待核; `reported_by` says by what.
    """

    count: int | None = None
    source: Source = "unknown"
    register: Resettled = field(default_factory=Resettled)
    reported: int | None = None
    reported_by: Source = "unknown"


def people_of(register: Resettled | None, words: Iterable[SourcedFigure], scope: Scope) -> People:
    """Return the people of a township.

    Args:
        register: of the shelters room, None when it has no entry.
        words: every source's last figure about this township.
        scope: whose drafts count.
    """
    register = register or Resettled()
    reported, by = _reported(list(words), scope)
    placed = register.people
    if placed is not None and (reported is None or placed >= reported):
        return People(placed, "register", register, reported, by)
    return People(reported, by, register, reported, by)


def by_township(figures: Iterable[SourcedFigure]) -> Mapping[str, list[SourcedFigure]]:
    """Return the figures about the resettled by division."""
    found: dict[str, list[SourcedFigure]] = {}
    for figure in figures:
        if figure.indicator in INDICATORS:
            found.setdefault(figure.division, []).append(figure)
    return found


def _reported(words: list[SourcedFigure], scope: Scope) -> tuple[int | None, Source]:
    for indicator in INDICATORS:
        about = [word for word in words if word.indicator == indicator]
        best = _best(about, scope)
        if best is not None and best.value is not None:
            return int(best.value), best.kind
    return None, "unknown"


def _best(words: list[SourcedFigure], scope: Scope) -> SourcedFigure | None:
    # The narrowest office above the township answers for it; then the newest word that knows.
    reports = [w for w in words if w.kind == "report" and contains(w.reporter, w.division)]
    official = max(reports, key=lambda w: (len(prefix_of(w.reporter)), *_age(w)), default=None)
    if official is not None and official.value is not None:
        return official
    rest = [w for w in words if w.kind != "report" and w.value is not None]
    seen = [w for w in rest if w.kind == "call" or scope.covers(w.reporter)]
    return max(seen, key=_age, default=None)


def _age(word: SourcedFigure) -> tuple[datetime, str]:
    return word.recorded_at, word.entry_id
