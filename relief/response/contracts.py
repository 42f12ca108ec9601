"""What `level` takes in, strictly: shared by the command line and the API."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import PlainValidator, ValidationError

from relief.core import division_code
from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.damage.catalogue import Kind, load_indicators
from relief.damage.contracts import (
    Count,
    Day,
    DivisionCode,
    Figure,
    StrictModel,
    Time,
    checked_figures,
    read_figure,
    refusals,
    refuse,
)
from relief.damage.finding import Figures, total
from relief.response.catalogue import base_kinds, load_hazards, value_kinds
from relief.response.measurement import Circumstances, Neighbour
from relief.response.plan import Plan
from relief.response.verdict import Caution

PROCESS = "process"
PERIODS = (PROCESS, "year_to_date")


def _magnitude(value: object) -> Decimal:
    figure = read_figure(value)
    if figure is None:
        refuse('应为十进制数字串，如 "6.2"', 'A decimal string is expected, such as "6.2"')
    return Decimal(figure)


class NeighbourInput(StrictModel):
    """A bordering division and its figures."""

    division: DivisionCode
    values: dict[str, Figure]


class LevelInput(StrictModel):
    """The figures of one disaster in one division, as `level` reads them."""

    division: DivisionCode
    values: dict[str, Figure]
    hazard: str | None = None
    occurred_on: Day | None = None
    as_of: Time | None = None
    period: str | None = None
    forecast: dict[str, Figure] | None = None
    base: dict[str, Figure] | None = None
    dry_days: Count | None = None
    magnitude: Annotated[Decimal, PlainValidator(_magnitude)] | None = None
    neighbours: list[NeighbourInput] | None = None


def read_circumstances(data: object, plan: Plan) -> tuple[Circumstances, list[Caution]]:
    """Return the case a JSON value describes for a plan, and warnings about how it was read.

    Raises:
        RefusedRows: what is wrong with it, each fault with its path; a division or a period the
            plan does not judge; totals that contradict their parts.
    """
    try:
        entry = LevelInput.model_validate(data)
    except ValidationError as error:
        raise refusals(error) from error
    faults = [*_period_faults(entry.period, plan), *_scope_faults(entry.division, plan)]
    read: dict[str, Figures] = {}
    for path, raw, kinds in _figure_groups(entry, plan):
        try:
            read[path] = checked_figures(raw, kinds, path)
        except RefusedRows as error:
            faults.extend(error.reasons)
            read[path] = {}
        faults.extend(contradictions(read[path], path))
    faults += [*_zero_base(read["base"]), *_neighbour_faults(entry, plan)]
    if faults:
        raise RefusedRows(faults)
    hazard, warnings = _hazard(entry.hazard)
    return _circumstances(entry, read, hazard), warnings


def _figure_groups(entry: LevelInput, plan: Plan) -> Iterator[tuple[str, Figures, dict[str, Kind]]]:
    """Yield each block of figures with its path and the codes that may stand in it."""
    kinds = value_kinds(plan)
    yield "values", entry.values, kinds
    yield "forecast", entry.forecast or {}, kinds
    yield "base", entry.base or {}, base_kinds(plan)
    for i, neighbour in enumerate(entry.neighbours or []):
        yield f"neighbours.{i}.values", neighbour.values, kinds


def _circumstances(
    entry: LevelInput, read: dict[str, Figures], hazard: str | None
) -> Circumstances:
    return Circumstances(
        division=entry.division,
        values=read["values"],
        forecast=read["forecast"],
        base=read["base"],
        hazard=hazard,
        occurred_on=entry.occurred_on,
        as_of=entry.as_of,
        dry_days=entry.dry_days,
        magnitude=entry.magnitude,
        neighbours=tuple(
            Neighbour(division=item.division, values=read[f"neighbours.{i}.values"])
            for i, item in enumerate(entry.neighbours or [])
        ),
    )


def contradictions(values: Figures, path: str) -> Iterator[Refused]:
    """Yield the published totals that the known parts do not add up to, or exceed.

    Source:
        DESIGN section 2, law 5: a total published without its parts is kept as a total.
    """
    for item in load_indicators().totals:
        stated = values.get(item.code)
        parts = [value for code in item.published_of if (value := values.get(code)) is not None]
        if stated is None or not parts:
            continue
        added, complete = total(parts), len(parts) == len(item.published_of)
        if added > stated or (complete and added != stated):
            yield _fault(
                f"{path}.{item.code}",
                f"公布总数 {stated} 与已知分项之和 {added} 矛盾",
                f"The published total {stated} contradicts its known parts, {added} together",
            )


def _fault(path: str, zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), path)


def _period_faults(period: str | None, plan: Plan) -> Iterator[Refused]:
    if period is None or period == PROCESS:
        return
    if period not in PERIODS:
        known = "、".join(PERIODS)
        yield _fault("period", f"应为 {known} 之一", f"One of {', '.join(PERIODS)} is expected")
        return
    clause = plan.scope.clause
    yield _fault(
        "period",
        f"预案按一次灾害过程判断（{clause}），不能用全年累计数字",
        f"The plan judges one disaster process ({clause}); year-to-date figures are refused",
    )


def _scope_faults(division: str, plan: Plan) -> Iterator[Refused]:
    unit, within = plan.scope.unit, plan.scope.within
    given = division_code.level_of(division)
    if given != unit:
        yield _fault(
            "division",
            f"本预案以{UNIT_NAMES[unit]}为单位判断，{division} 为{UNIT_NAMES[given]}",
            f"The plan judges one {unit} at a time; {division} is a {given}",
        )
    elif within is not None and not division_code.contains(within, division):
        yield _fault(
            "division",
            f"{division} 不在本预案适用范围（{within}）内",
            f"{division} lies outside the area of the plan ({within})",
        )


def _neighbour_faults(entry: LevelInput, plan: Plan) -> Iterator[Refused]:
    seen = {entry.division}
    for i, neighbour in enumerate(entry.neighbours or []):
        path = f"neighbours.{i}.division"
        if neighbour.division in seen:
            yield _fault(
                path, "相邻区划重复或为本区划", "A neighbour twice, or the division itself"
            )
        elif division_code.level_of(neighbour.division) != plan.scope.unit:
            yield _fault(path, "相邻区划级别不符", f"A neighbour has to be a {plan.scope.unit}")
        seen.add(neighbour.division)


def _zero_base(base: Figures) -> Iterator[Refused]:
    for code, value in base.items():
        if value == 0:
            yield _fault(f"base.{code}", "分母不能为 0", "A denominator is never 0")


def _hazard(name: str | None) -> tuple[str | None, list[Caution]]:
    """Return the hazard's code; an unknown one lists every branch, with a warning."""
    if name is None or name in load_hazards():
        return (None if name is None else load_hazards()[name]), []
    zh = f"不认识的灾种“{name}”，已列出全部分支"
    en = f"Unknown hazard “{name}”: the branches of every hazard are listed"
    return None, [Caution("hazard_unknown", Bilingual(zh, en))]


UNIT_NAMES: dict[str, str] = {
    "nation": "全国",
    "province": "省级",
    "prefecture": "地级",
    "county": "县级",
    "township": "乡级",
    "village": "村级",
}
