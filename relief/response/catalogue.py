"""The plans this desk knows, from `plans/*.toml`: a number without a source does not load."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from relief.core import division_code
from relief.core.errors import InvalidDivisionCode, Refused, RefusedRows
from relief.core.sources import FaultyDataError, load_sources
from relief.core.wording import Bilingual
from relief.damage.catalogue import Kind, load_indicators
from relief.damage.contracts import refusals
from relief.response.plan import SEVERITY, Number, Plan, Rule, exact

PLANS_FOLDER = Path(__file__).with_name("plans")
HAZARDS_FILE = Path(__file__).with_name("hazards.toml")

BASE_FACTS: Mapping[str, Kind] = MappingProxyType({"agri_pastoral_population": "count"})
"""Denominators every plan may use, given in `base`."""

DERIVED_UNITS: Mapping[str, Kind] = MappingProxyType({"mu": "decimal", "share": "decimal"})
"""Units a rule compares in beside those of the indicators."""

_ADAPTER = TypeAdapter(Plan)


def plan_ids() -> tuple[str, ...]:
    """Return the ids of all plans, in alphabetical order."""
    return tuple(sorted(path.stem for path in PLANS_FOLDER.glob("*.toml")))


@cache
def load_plan(plan_id: str) -> Plan:
    """Return a plan by its id, such as "cn-2016".

    Raises:
        Refused: no plan has this id (path "plan").
        FaultyDataError: its file does not load.
    """
    if plan_id not in plan_ids():
        known = ", ".join(plan_ids())
        zh, en = f"没有预案“{plan_id}”，可用：{known}", f"No plan “{plan_id}”; known are: {known}"
        raise Refused(Bilingual(zh, en), "plan")
    file = PLANS_FOLDER / f"{plan_id}.toml"
    try:
        plan = read_plan(file.read_text(encoding="utf-8"))
    except RefusedRows as error:
        faults = "; ".join(f"{fault.path}: {fault.reason.en}" for fault in error.reasons)
        raise FaultyDataError(file.name, faults) from error
    if plan.id != plan_id:
        raise FaultyDataError(file.name, f"the plan inside is called {plan.id}")
    return plan


def load_plans() -> Mapping[str, Plan]:
    """Return every plan by id."""
    return MappingProxyType({plan_id: load_plan(plan_id) for plan_id in plan_ids()})


def read_plan(text: str) -> Plan:
    """Return the plan a TOML text describes.

    Raises:
        RefusedRows: every fault with its path: not TOML, a missing or unknown key, a float, a
            number without a listed source, an unknown indicator, bands out of order.
    """
    try:
        data = tomllib.loads(text)
        plan = _ADAPTER.validate_json(json.dumps(data))
    except ValidationError as error:
        raise refusals(error) from error
    except (ValueError, TypeError) as error:
        wording = Bilingual(f"不是有效的预案文件：{error}", f"Not a plan file: {error}")
        raise RefusedRows([Refused(wording)]) from error
    faults = [
        *_source_faults(plan),
        *_reference_faults(plan),
        *_number_faults(plan),
        *_scope_faults(plan),
    ]
    if faults:
        raise RefusedRows(faults)
    return plan


def value_kinds(plan: Plan) -> dict[str, Kind]:
    """Return the codes a caller may put into `values`: the indicators and the plan's own facts."""
    return load_indicators().kinds() | _fact_kinds(plan, "values")


def base_kinds(plan: Plan) -> dict[str, Kind]:
    """Return the denominators a caller may put into `base`."""
    return dict(BASE_FACTS) | _fact_kinds(plan, "base")


def unit_kind(unit: str) -> Kind | None:
    """Return whether a rule's unit counts or measures; None for a unit nobody knows."""
    known = load_indicators().units.get(unit)
    return known.kind if known else DERIVED_UNITS.get(unit)


@cache
def load_hazards() -> Mapping[str, str]:
    """Return the hazard code by every name it arrives under, the code itself among them.

    Source:
        DOMAIN 10: the statistics regulation's list and GB/T 28921 (codes recalled).
    """
    names = tomllib.loads(HAZARDS_FILE.read_text(encoding="utf-8"))["names"]
    return MappingProxyType(
        {name: code for code, others in names.items() for name in (code, *others)}
    )


def _fact_kinds(plan: Plan, given_in: str) -> dict[str, Kind]:
    facts = (fact for fact in plan.facts if fact.given_in == given_in)
    return {fact.code: unit_kind(fact.unit) or "decimal" for fact in facts}


def _fault(path: str, zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), path)


def _source_faults(plan: Plan) -> Iterator[Refused]:
    named: list[tuple[str, Any]] = [("source", plan.source)]
    named += [(f"levels.{i}.source", level.source) for i, level in enumerate(plan.levels)]
    named += [(f"facts.{i}.source", fact.source) for i, fact in enumerate(plan.facts)]
    bands = plan.linkage.bands if plan.linkage else ()
    named += [(f"linkage.bands.{i}.source", band.source) for i, band in enumerate(bands)]
    for i, rule in enumerate(plan.rules):
        named.append((f"rules.{i}.source", rule.source))
        named += [
            (f"rules.{i}.thresholds.{j}.source", t.source) for j, t in enumerate(rule.thresholds)
        ]
    for path, source in named:
        if source not in load_sources():
            yield _fault(path, f"来源“{source}”未列入来源目录", f"Source “{source}” is not listed")


def _reference_faults(plan: Plan) -> Iterator[Refused]:
    steps = [level.step for level in plan.levels]
    if len(set(steps)) != len(steps):
        yield _fault("levels", "级别重复", "A level stands twice")
    ids = [rule.id for rule in plan.rules]
    if len(set(ids)) != len(ids):
        yield _fault("rules", "规则编号重复", "A rule id stands twice")
    if plan.linkage and plan.linkage.rule not in ids:
        yield _fault("linkage.rule", "没有这条规则", "There is no such rule")
    for i, rule in enumerate(plan.rules):
        yield from _rule_faults(plan, rule, f"rules.{i}")
        spoken = [threshold.step for threshold in rule.all_thresholds()]
        if len(set(spoken)) != len(spoken) or set(spoken) - set(steps):
            yield _fault(
                f"rules.{i}.thresholds", "级别重复或未定义", "A step twice, or not a level"
            )


def _rule_faults(plan: Plan, rule: Rule, path: str) -> Iterator[Refused]:
    values, base = value_kinds(plan), base_kinds(plan)
    named = {*rule.terms, *filter(None, (rule.published,))}
    for code in sorted(named - values.keys()):
        yield _fault(f"{path}.terms", f"不认识的指标“{code}”", f"Unknown indicator “{code}”")
    if not rule.terms:
        yield _fault(f"{path}.terms", "没有指标", "No indicator")
    if unit_kind(rule.unit) is None:
        yield _fault(f"{path}.unit", f"不认识的单位“{rule.unit}”", f"Unknown unit “{rule.unit}”")
    shares = rule.operator == "share"
    if shares != (rule.unit == "share") or shares != (rule.denominator is not None):
        yield _fault(path, "比例须有分母", "A share needs a denominator, and only a share has one")
    if rule.denominator and rule.denominator not in values.keys() | base.keys():
        yield _fault(f"{path}.denominator", "不认识的分母", "Unknown denominator")
    for hazard in sorted(set(rule.hazards) - set(load_hazards().values())):
        yield _fault(f"{path}.hazards", f"不认识的灾种“{hazard}”", f"Unknown hazard “{hazard}”")


def _number_faults(plan: Plan) -> Iterator[Refused]:
    bands = plan.linkage.bands if plan.linkage else ()
    for i, band in enumerate(bands):
        yield from _band_faults(f"linkage.bands.{i}", band.at_least, band.below)
    for i, rule in enumerate(plan.rules):
        path = f"rules.{i}.thresholds"
        faults = [
            fault for t in rule.thresholds for fault in _band_faults(path, t.at_least, t.below)
        ]
        faults += [
            f
            for t in rule.thresholds
            for g in t.guards
            for f in _band_faults(path, g.at_least, None)
        ]
        yield from faults
        bounds = (
            []
            if faults
            else [
                (SEVERITY[t.step], exact(t.at_least))
                for t in rule.thresholds
                if t.at_least is not None
            ]
        )
        ascending = [bound for _, bound in sorted(bounds, reverse=True)]
        if ascending != sorted(set(ascending)):
            yield _fault(path, "级别越高，标准应越大", "A graver level needs a larger threshold")


def _band_faults(path: str, at_least: Number | None, below: Number | None) -> Iterator[Refused]:
    try:
        low, high = (None if n is None else exact(n) for n in (at_least, below))
    except (ArithmeticError, ValueError, OverflowError):
        yield _fault(path, "不是十进制数", "Not a decimal number")
        return
    if (low is not None and low < 0) or (low is not None and high is not None and high <= low):
        yield _fault(
            path,
            "上限应大于下限，且不为负",
            "A band ends above its beginning, which is not negative",
        )


def _scope_faults(plan: Plan) -> Iterator[Refused]:
    if plan.scope.within is not None:
        try:
            division_code.check(plan.scope.within)
        except InvalidDivisionCode as error:
            yield Refused(error.wording(), "scope.within")
    dates = (plan.in_force_from or "", plan.in_force_to or "9999")
    if dates[0] >= dates[1]:
        yield _fault("in_force_to", "失效日期应晚于施行日期", "The plan ends before it begins")
