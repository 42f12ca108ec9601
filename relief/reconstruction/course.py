"""What a step makes of a case, and why it may be refused. Pure: the same facts, the same answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.damage.houses import HouseRow
from relief.reconstruction.catalogue import load_publicity
from relief.reconstruction.house_rules import house_fault
from relief.reconstruction.rows import CaseStep
from relief.reconstruction.stages import (
    CLOSED,
    EARLY_FROM,
    INSPECTION_KINDS,
    NEEDS_REASON,
    NEXT,
    STAGES,
    STATES,
    TARGETS,
    Mode,
    name_of,
    rank,
)

Kind = Literal["opened", "step", "too_early", "mode", "responsible"]
_LAST_CHECKED = "contracted"
# A visit that ended in rework stands in the way until a later one of its kind has passed.
_VISITS_BEFORE: Mapping[str, tuple[str, ...]] = {
    "main_structure": ("foundation",),
    "completed": ("foundation", "structure"),
    "accepted": ("foundation", "structure", "acceptance"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands.

    Fields:
        state_on: day of the stage or side state; counts_on: no later entry counts before it.
        until: last day of the posting that stands, None for none.
        early_on: the day it was seen moved in before acceptance, None when it was not.
        freed_on: the day its temporary place was freed.
    """

    stage: str
    side: str
    mode: Mode
    state_on: date
    counts_on: date
    until: date | None
    early_on: date | None
    freed_on: date | None

    @property
    def state(self) -> str:
        """Return the side state, else the stage."""
        return self.side or self.stage


@dataclass(frozen=True, slots=True)
class LastVisit:
    """The last visit of a kind: did it pass, and when was it."""

    passed: bool
    visited_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step is judged by besides where the case stands.

    Fields:
        today: the desk's local day.
        house: as the house ledger has it; None when it was withdrawn from the ledger.
        visits: the last one of each kind.
        money: what the money still lacks, None when it is paid up.
    """

    today: date
    house: HouseRow | None
    visits: Mapping[str, LastVisit]
    money: Bilingual | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it is to be written: its kind, and where the case stands after it."""

    kind: Kind
    standing: Standing
    moves_in: bool


def take_step(before: Standing, wish: CaseStep, facts: Facts) -> Taken:
    """Return what the step makes of the case.

    A family seen in the house before acceptance is recorded as moved in too early: the flag is set
    and the case stands where it stood; `moved_in` after acceptance counts it, and the flag stays.

    Raises:
        Refused: no such step from here, or one of the rules of its stage.
    """
    if wish.stage == "moved_in" and not before.side and before.stage in EARLY_FROM:
        _check_early(before, wish, facts)
        return Taken("too_early", replace(before, early_on=wish.occurred_on), moves_in=True)
    _check_table(before, wish.stage)
    _check_words(wish)
    counts_on = _check_day(before, wish, facts.today)
    _check_stage(before, wish, facts)
    return Taken("step", _stood(before, wish, counts_on), moves_in=wish.stage == "moved_in")


def posting_ends(posted_on: date) -> date:
    """Return the first day a posting put up on a day may end.

    Source: 省政府令177号 (Henan) art. 14: not less than 7 days (R5); the day itself is not counted.
    """
    return posted_on + timedelta(days=load_publicity().least_days)


def refused_today(before: Standing, facts: Facts) -> dict[str, Bilingual]:
    """Return, of the states the table allows, why a step taken today would be refused."""
    reasons = {}
    for state in NEXT[before.mode][before.state]:
        wish = CaseStep("", state, facts.today, reason="-", target=next(iter(TARGETS)))
        try:
            take_step(before, wish, facts)
        except Refused as refusal:
            reasons[state] = refusal.reason
    return reasons


def allowed_from(before: Standing) -> tuple[str, ...]:
    """Return the states a case can go to, in the order of the table; too early among them."""
    table = set(NEXT[before.mode][before.state])
    if not before.side and before.stage in EARLY_FROM and before.early_on is None:
        table.add("moved_in")
    return tuple(state for state in STATES if state in table)


def _check_early(before: Standing, wish: CaseStep, facts: Facts) -> None:
    _check_future(wish, facts.today)
    if facts.house is not None and wish.occurred_on < facts.house.occurred_on:
        raise Refused(
            Bilingual("早于房屋受损的日期，请核对", "Before the house was damaged: check the day"),
            "occurred_on",
        )
    if before.early_on is not None:
        raise Refused(
            Bilingual(
                "已登记提前入住；验收后再确认入住",
                "Recorded as moved in too early already; confirm the move after acceptance",
            ),
            "stage",
        )


def _check_table(before: Standing, wanted: str) -> None:
    if wanted not in STATES:
        raise Refused(Bilingual(f"没有“{wanted}”这一状态", f"No state “{wanted}”"), "stage")
    if wanted in NEXT[before.mode][before.state]:
        return
    here, there = name_of(before.state), name_of(wanted)
    listed = [name_of(state) for state in allowed_from(before)]
    zh, en = "、".join(n.zh for n in listed) or "—", ", ".join(n.en for n in listed) or "—"
    raise Refused(
        Bilingual(
            f"不能从“{here.zh}”到“{there.zh}”；可到：{zh}",
            f"No step from “{here.en}” to “{there.en}”; possible: {en}",
        ),
        "stage",
    )


def _check_words(wish: CaseStep) -> None:
    if wish.stage in NEEDS_REASON and not wish.reason.strip():
        raise Refused(Bilingual("请写明理由", "Give the reason"), "reason")
    if wish.stage == "transferred" and wish.target not in TARGETS:
        raise Refused(Bilingual("请选择转办去向", "Choose where it is transferred"), "target")


def _check_future(wish: CaseStep, today: date) -> None:
    if wish.occurred_on > today:
        raise Refused(
            Bilingual(f"{wish.occurred_on} 晚于今天", f"{wish.occurred_on} lies in the future"),
            "occurred_on",
        )


def _check_day(before: Standing, wish: CaseStep, today: date) -> date:
    _check_future(wish, today)
    if wish.precision == "unknown":  # it happened by that day: it counts from there at the earliest
        return max(wish.occurred_on, before.counts_on)
    if wish.occurred_on < before.counts_on:
        name = name_of(before.state)
        raise Refused(
            Bilingual(
                f"{wish.occurred_on} 早于“{name.zh}”的 {before.counts_on}，请核对或选“日期待核”",
                f"{wish.occurred_on} is before “{name.en}” on {before.counts_on}: "
                "check it, or choose “day unknown”",
            ),
            "occurred_on",
        )
    return wish.occurred_on


def _check_stage(before: Standing, wish: CaseStep, facts: Facts) -> None:
    if wish.stage in STAGES and rank(wish.stage) <= rank(_LAST_CHECKED) and facts.house is not None:
        fault = house_fault(facts.house, before.mode)
        if wish.stage == "graded" and facts.house.grade is None:
            fault = Bilingual("房屋还没有评定等级", "The house has not been graded yet")
        if fault:
            raise Refused(fault, "stage")
    if wish.stage == "publicised":
        _check_posting(wish)
    if wish.stage == "town_checked" and before.until and wish.occurred_on < before.until:
        raise Refused(
            Bilingual(
                f"公示到 {before.until} 才满，乡镇审核不能早于这一天",
                f"The posting ends on {before.until}: the township checks on that day or later",
            ),
            "occurred_on",
        )
    _check_visits(wish, facts)
    if wish.stage == "archived" and facts.money:
        raise Refused(facts.money, "stage")


def _check_posting(wish: CaseStep) -> None:
    least = posting_ends(wish.occurred_on)
    if wish.until is not None and wish.until < least:
        rule = load_publicity().reading
        raise Refused(
            Bilingual(
                f"公示至少到 {least}：{rule.zh}", f"The posting ends on {least} at least: {rule.en}"
            ),
            "until",
        )


def _check_visits(wish: CaseStep, facts: Facts) -> None:
    for kind in _VISITS_BEFORE.get(wish.stage, ()):
        last = facts.visits.get(kind)
        name = INSPECTION_KINDS[kind]
        if last is not None and not last.passed:
            raise Refused(
                Bilingual(
                    f"{last.visited_on} 的{name.zh}要求整改，复验通过后再继续",
                    f"{name.en} of {last.visited_on} asked for rework: first one that passes",
                ),
                "stage",
            )
        if kind == "acceptance" and (last is None or last.visited_on > wish.occurred_on):
            raise Refused(
                Bilingual(
                    "请先记录验收通过的查验，日期不晚于验收日",
                    "First record an acceptance visit that passed, on that day or before",
                ),
                "stage",
            )


def _stood(before: Standing, wish: CaseStep, counts_on: date) -> Standing:
    aside = wish.stage not in STAGES
    until = before.until if aside else None
    if wish.stage == "publicised":
        until = wish.until or posting_ends(wish.occurred_on)
    return Standing(
        stage=before.stage if aside else wish.stage,
        side=wish.stage if aside else "",
        mode=before.mode,
        state_on=wish.occurred_on,
        counts_on=counts_on,
        until=until,
        early_on=before.early_on,
        freed_on=before.freed_on,
    )


def is_closed(standing: Standing) -> bool:
    """Return whether nothing is built while the case stands so."""
    return standing.side in CLOSED
