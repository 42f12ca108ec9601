"""Which level a plan makes due, rule by rule, with what is lacking and what is unknown.

Pure and exact: an unknown figure never turns a rule false that could be true.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from relief.response.cautions import cautions
from relief.response.measurement import Circumstances, Measured, foreseen, measure
from relief.response.plan import SEVERITY, Guard, Plan, Rule, Threshold, exact
from relief.response.verdict import Evaluation, Linked, Row, Unmet

LEVELS: tuple[Literal[1, 2, 3, 4], ...] = (1, 2, 3, 4)


def evaluate(plan: Plan, case: Circumstances) -> Evaluation:
    """Return what a plan makes of a disaster: the level due, the level possible, and why.

    Args:
        plan: the plan, whose scope unit the division has (callers check).
        case: figures of one process in one division.

    Source:
        DOMAIN 1.1 engine rules 1–6; DESIGN section 5.
    """
    rules = [rule for rule in plan.rules if rule.applies_to(case.hazard)]
    rows = tuple(sorted(_rows(rules, case), key=lambda row: SEVERITY[row.step]))
    met = {row.step for row in rows if row.met}
    possible = {row.step for row in rows if row.met is None and row.threshold is not None}
    step = min(met, key=lambda step: SEVERITY[step], default=None)
    linked = tuple(_linked(plan, case))
    return Evaluation(
        plan=plan,
        step=step,
        level=next((level for level in LEVELS if level in met), None),
        could_be=next((level for level in LEVELS if level in met | possible), None),
        rows=rows,
        nearest_unmet=tuple(unmet for rule in rules for unmet in _nearest_unmet(rule, rows, case)),
        linked=linked,
        cautions=tuple(cautions(plan, case, rows, linked, step)),
    )


def _rows(rules: list[Rule], case: Circumstances) -> Iterator[Row]:
    expected = foreseen(case.values, case.forecast)
    for rule in rules:
        observed = measure(rule, case.values, case.base)
        likely = measure(rule, expected, case.base)
        for threshold in rule.all_thresholds():
            met = _met(threshold, observed, case)
            if met is not True and _met(threshold, likely, case):
                yield _row(rule, threshold, likely, True, "forecast")  # noqa: FBT003 - a verdict
            else:
                yield _row(rule, threshold, observed, met, "observed")


def _row(
    rule: Rule,
    threshold: Threshold,
    measured: Measured,
    met: bool | None,  # noqa: FBT001 - true, false, and unknown
    basis: Literal["observed", "forecast"],
) -> Row:
    return Row(
        step=threshold.step,
        rule=rule.id,
        name=rule.name,
        unit=rule.unit,
        value=measured.value,
        partial=measured.partial,
        threshold=None if threshold.at_least is None else exact(threshold.at_least),
        below=None if threshold.below is None else exact(threshold.below),
        met=met,
        basis=basis,
        clause=threshold.clause or rule.clause,
        source=threshold.source,
        verified=threshold.verified,
        inclusive=threshold.inclusive,
    )


def _met(threshold: Threshold, measured: Measured, case: Circumstances) -> bool | None:
    """Return true, false, or None where an unknown figure could still decide."""
    if threshold.at_least is None:
        return None
    reached: bool | None = None
    if measured.value is not None and threshold.reached_by(measured.value):
        reached = True
    elif measured.complete:
        reached = False
    verdicts = [reached, *(_holds(guard, case) for guard in threshold.guards)]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _guarded(guard: Guard, case: Circumstances) -> Fraction | None:
    known = case.dry_days if guard.fact == "dry_days" else case.magnitude
    return None if known is None else Fraction(known)


def _holds(guard: Guard, case: Circumstances) -> bool | None:
    value = _guarded(guard, case)
    return None if value is None else value >= exact(guard.at_least)


def _nearest_unmet(rule: Rule, rows: tuple[Row, ...], case: Circumstances) -> Iterator[Unmet]:
    """Yield the lowest step a rule has not reached, where something is known of it."""
    own = [row for row in rows if row.rule == rule.id and row.threshold is not None and not row.met]
    if not own or own[-1].value is None:
        return
    row = own[-1]  # gravest first: the last one is the lowest
    threshold = next(t for t in rule.thresholds if t.step == row.step)
    yield from _lacking(row, threshold, case)


def _lacking(row: Row, threshold: Threshold, case: Circumstances) -> Iterator[Unmet]:
    value, bound = row.value, row.threshold
    if value is None or bound is None:
        return
    if not threshold.reached_by(value):
        yield Unmet(row.step, row.rule, row.unit, value, bound, inclusive=threshold.inclusive)
        return
    # The figure is reached: what lacks is the other half of an AND, such as the dry days.
    for guard in threshold.guards:
        other = _guarded(guard, case)
        if other is not None and other < exact(guard.at_least):
            bound = exact(guard.at_least)
            yield Unmet(row.step, row.rule, guard.fact, other, bound, condition=guard.fact)
            return


def _linked(plan: Plan, case: Circumstances) -> Iterator[Linked]:
    """Yield the levels that may be joined: a neighbour meets the rule, this one is in the band."""
    if plan.linkage is None:
        return
    name = plan.linkage.rule
    rule = next(rule for rule in plan.rules if rule.id == name)
    own = measure(rule, case.values, case.base)
    if own.value is None or not own.complete:
        return
    thresholds = {threshold.step: threshold for threshold in rule.thresholds}
    for band in sorted(plan.linkage.bands, key=lambda band: SEVERITY[band.step]):
        if not exact(band.at_least) <= own.value < exact(band.below):
            continue
        for neighbour in sorted(case.neighbours, key=lambda item: item.division):
            theirs = measure(rule, neighbour.values, {})
            threshold = thresholds.get(band.step)
            if threshold and theirs.value is not None and threshold.reached_by(theirs.value):
                yield Linked(band.step, neighbour.division, verified=band.verified)
