"""What a reader of an evaluation has to know before he relies on it."""

from collections.abc import Iterator, Sequence
from datetime import date

from relief.core.clock import beijing
from relief.core.wording import Bilingual
from relief.response.measurement import Circumstances
from relief.response.plan import SEVERITY, Plan, Step
from relief.response.verdict import Caution, Linked, Row

DAY_LENGTH = len("2016-03-10")


def in_force(plan: Plan, day: date) -> bool | None:
    """Return whether a plan held on a day; None where its dates do not tell.

    A date known by its year alone leaves that year open.
    """
    begin, end = plan.in_force_from, plan.in_force_to
    if begin is None:
        return None
    start, stop = day.isoformat()[: len(begin)], day.isoformat()[: len(end or "")]
    if start < begin or (
        end is not None and (stop > end or (stop == end and len(end) == DAY_LENGTH))
    ):
        return False
    by_year = (begin, start), (end, stop)
    return None if any(b == d and len(d) < DAY_LENGTH for b, d in by_year if b) else True


def cautions(
    plan: Plan,
    case: Circumstances,
    rows: Sequence[Row],
    linked: Sequence[Linked],
    step: Step | None,
) -> Iterator[Caution]:
    """Yield the warnings that belong to an evaluation, in a fixed order."""
    yield from _dates(plan, case)
    yield from _unread(rows, linked, step)
    if any(_above_the_known(row, rows) for row in rows):
        yield _caution(
            "above_band",
            "数值已超出所掌握的最高一档，更高级别的条件未掌握",
            "A figure lies above the gravest band at hand; the next level's number is missing",
        )
    if case.neighbours and plan.linkage is None:
        zh, en = "本预案条件中没有相邻联动", "This plan has no linked start with neighbours"
        yield _caution("no_linkage", zh, en)


def _unread(rows: Sequence[Row], linked: Sequence[Linked], step: Step | None) -> Iterator[Caution]:
    """Yield warnings about numbers that were not read in the plan's text, or are not at hand."""
    deciding = [row for row in rows if row.met and row.step == step]
    if deciding and not any(row.verified for row in deciding):
        zh, en = "所依据的条件未经原文核对", "The threshold relied on was not read in the text"
        yield _caution("unverified", zh, en)
    if any(not item.verified for item in linked):
        zh, en = "联动条件未经原文核对", "The band of the linked start was not read in the text"
        yield _caution("linkage_unverified", zh, en)
    empty = sorted({str(row.step) for row in rows if row.threshold is None})
    if empty:
        named = ", ".join(empty)
        yield _caution(
            "thresholds_missing",
            f"预案部分条件的数值未掌握（级别 {named}）",
            f"Some thresholds of the plan are not at hand (steps {named})",
        )


def _dates(plan: Plan, case: Circumstances) -> Iterator[Caution]:
    day = case.occurred_on
    if day is None:
        return
    held = in_force(plan, day)
    span = f"{plan.in_force_from or '?'} – {plan.in_force_to or ''}"
    if held is False:
        yield _caution(
            "not_in_force",
            f"灾害发生于 {day}，本预案当日不在施行期内（{span}）",
            f"The plan was not in force on {day} ({span})",
        )
    elif held is None:
        yield _caution(
            "in_force_unknown",
            f"本预案在 {day} 是否施行待核（{span}）",
            f"Whether the plan was in force on {day} is not known ({span})",
        )
    if case.as_of is not None and beijing(case.as_of).date() < day:
        yield _caution(
            "as_of_before_occurrence",
            "截至时间早于灾害发生日期",
            "The figures are of an hour before the disaster",
        )


def _above_the_known(row: Row, rows: Sequence[Row]) -> bool:
    """Return whether a value passes the end of its band and the next graver number is missing."""
    if not row.met or row.value is None or row.below is None or row.value < row.below:
        return False
    graver = [r for r in rows if r.rule == row.rule and SEVERITY[r.step] < SEVERITY[row.step]]
    return bool(graver) and graver[-1].threshold is None


def _caution(code: str, zh: str, en: str) -> Caution:
    return Caution(code, Bilingual(zh, en))
