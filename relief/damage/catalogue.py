"""The indicators a report counts, read from `indicators.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from relief.core.sources import FaultyDataError, load_sources
from relief.core.wording import Bilingual
from relief.damage.finding import Severity

Kind = Literal["count", "decimal"]
"""Whole numbers, or decimal figures (areas, lengths, 万元)."""

Flow = Literal["cumulative", "current"]
"""Everything since the process began, or the state at the hour the report states."""

INDICATORS_FILE = Path(__file__).with_name("indicators.toml")


@dataclass(frozen=True, slots=True)
class Unit:
    """What an indicator is counted in."""

    code: str
    kind: Kind
    name: Bilingual


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the situation report.

    Fields:
        code: as reports, plans and the command line name it.
        group: the block of the form it stands in.
        cumulative: for a current figure, the code of its cumulative twin, else None.
        published_of: for a published total, the codes of its parts, else empty.
    """

    code: str
    group: str
    name: Bilingual
    unit: Unit
    flow: Flow
    source: str
    cumulative: str | None = None
    published_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sharp:
    """When a change needs a written explanation: at least `factor` and at least the floor."""

    factor: Decimal
    floors: Mapping[str, Decimal]
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Photos:
    """How many photos a report brings while a response is on.

    Fields:
        severity, severity_with_reason: of the finding that there are fewer, without and with a
            written reason.
    """

    at_least: int
    severity: Severity
    severity_with_reason: Severity
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class IndicatorCatalogue:
    """All indicators by code in the order of the form, and the numbers checks rest on."""

    indicators: Mapping[str, Indicator]
    units: Mapping[str, Unit]
    sharp: Sharp
    photos: Photos

    @property
    def totals(self) -> tuple[Indicator, ...]:
        """Return the totals that are published without their parts."""
        return tuple(i for i in self.indicators.values() if i.published_of)

    def kinds(self) -> dict[str, Kind]:
        """Return for each code whether its figures are whole numbers or decimals."""
        return {code: indicator.unit.kind for code, indicator in self.indicators.items()}


@cache
def load_indicators(path: Path = INDICATORS_FILE) -> IndicatorCatalogue:
    """Return the indicator catalogue.

    Raises:
        FaultyDataError: an entry without a listed source, an unknown unit or part, a code twice.
        KeyError: an entry that lacks a field.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    units = {
        code: Unit(code, entry["kind"], Bilingual(entry["zh"], entry["en"]))
        for code, entry in data["units"].items()
    }
    indicators: dict[str, Indicator] = {}
    for entry in data["indicator"]:
        if entry["code"] in indicators:
            raise FaultyDataError(path.name, f"indicator {entry['code']} is listed twice")
        indicators[entry["code"]] = _indicator(entry, units)
    _check_references(indicators)
    return IndicatorCatalogue(
        MappingProxyType(indicators), MappingProxyType(units), _sharp(data["sharp"]), _photos(data)
    )


def _indicator(entry: dict[str, Any], units: Mapping[str, Unit]) -> Indicator:
    _check_source(entry, entry["code"])
    if entry["unit"] not in units:
        raise FaultyDataError(
            INDICATORS_FILE.name, f"{entry['code']}: unknown unit {entry['unit']}"
        )
    return Indicator(
        code=entry["code"],
        group=entry["group"],
        name=Bilingual(entry["zh"], entry["en"]),
        unit=units[entry["unit"]],
        flow=entry["flow"],
        source=entry["source"],
        cumulative=entry.get("cumulative"),
        published_of=tuple(entry.get("published_of", ())),
    )


def _sharp(entry: dict[str, Any]) -> Sharp:
    _check_source(entry, "sharp")
    floors = {unit: Decimal(floor) for unit, floor in entry["floors"].items()}
    factor = Decimal(entry["factor"])
    return Sharp(factor, MappingProxyType(floors), entry["source"], entry["verified"])


def _photos(data: dict[str, Any]) -> Photos:
    entry = data["photos"]
    _check_source(entry, "photos")
    severities = (entry["severity"], entry["severity_with_reason"])
    if not set(severities) <= set(get_args(Severity)):
        raise FaultyDataError(INDICATORS_FILE.name, "photos: unknown severity")
    return Photos(entry["at_least"], *severities, entry["source"], entry["verified"])


def _check_source(entry: dict[str, Any], what: str) -> None:
    if entry.get("source") not in load_sources():
        raise FaultyDataError(INDICATORS_FILE.name, f"{what}: a number without a listed source")


def _check_references(indicators: Mapping[str, Indicator]) -> None:
    for indicator in indicators.values():
        named = {*indicator.published_of, *filter(None, (indicator.cumulative,))}
        if named - indicators.keys():
            fault = f"{indicator.code}: unknown {sorted(named - indicators.keys())}"
            raise FaultyDataError(INDICATORS_FILE.name, fault)
