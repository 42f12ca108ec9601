"""Deadlines, frost, reasons, the posting and what goes with a grade, from the room's data."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from relief.core.scope import CodeRange, range_of
from relief.core.sources import FaultyDataError, load_sources
from relief.core.wording import Bilingual
from relief.reconstruction.stages import MODES, Mode, Stage

HERE = Path(__file__).parent
DEADLINES_FILE, RULES_FILE = HERE / "deadlines.toml", HERE / "rules.toml"
REASONS_FILE = HERE / "reasons.toml"


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when a way of rebuilding has to have reached a milestone.

    Fields:
        incident: slug; divisions: leading digits of where it holds.
        precision: "month" where the text names the month alone and its last day is taken.
    """

    incident: str
    divisions: tuple[str, ...]
    mode: Mode
    due_on: date
    precision: str
    milestone: Stage
    reading: Bilingual
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Frost:
    """Days without outdoor work, both included."""

    incident: str
    from_on: date
    until: date
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a house is not rebuilt for; `from_house` are the house ledger's words for the same."""

    code: str
    name: Bilingual
    from_house: tuple[str, ...]
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Publicity:
    """How long a case is posted at least, in days after the day it is put up."""

    least_days: int
    reading: Bilingual
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class GradeRule:
    """The ways of rebuilding that go with a grade."""

    modes: tuple[Mode, ...]
    reading: Bilingual
    source: str
    verified: bool


@cache
def load_deadlines(path: Path = DEADLINES_FILE) -> tuple[Deadline, ...]:
    """Return every deadline, in the order of the file.

    Raises:
        FaultyDataError: no listed source, or an unknown way or stage.
    """
    return tuple(_deadline(row, path.name) for row in _rows(path, "deadline"))


@cache
def load_frosts(path: Path = DEADLINES_FILE) -> tuple[Frost, ...]:
    """Return the frosts, in the order of the file."""
    return tuple(
        Frost(row["incident"], row["from_on"], row["until"], row["source"], row["verified"])
        for row in _rows(path, "frost")
    )


@cache
def load_reasons(path: Path = REASONS_FILE) -> Mapping[str, Reason]:
    """Return the reasons by code, in the order of the file."""
    return MappingProxyType({row["code"]: _reason(row) for row in _rows(path, "reason")})


@cache
def load_publicity(path: Path = RULES_FILE) -> Publicity:
    """Return the rule of the posting."""
    row = tomllib.loads(path.read_text(encoding="utf-8"))["publicity"]
    _sourced(row, path.name)
    return Publicity(row["least_days"], _words(row["reading"]), row["source"], row["verified"])


@cache
def load_grade_rules(path: Path = RULES_FILE) -> Mapping[str, GradeRule]:
    """Return what goes with each grade of the house ledger."""
    return MappingProxyType({row["grade"]: _grade(row, path.name) for row in _rows(path, "grade")})


def deadline_for(incident: str, mode: str, division: str) -> Deadline | None:
    """Return the deadline of an incident (by slug) there, None when none is known (待核)."""
    return next(
        (
            rule
            for rule in load_deadlines()
            if rule.incident == incident
            and rule.mode == mode
            and division.startswith(rule.divisions)
        ),
        None,
    )


def deadlines(incident: str, ranges: Sequence[CodeRange] = ()) -> dict[str, Deadline]:
    """Return the deadline of each way known within the ranges (none given: anywhere).

    Where places differ the earliest stands, and its reading says them all.
    """
    found: dict[str, list[Deadline]] = {}
    for rule in load_deadlines():
        if rule.incident == incident and _meets(rule, ranges):
            found.setdefault(rule.mode, []).append(rule)
    return {mode: _together(rules) for mode, rules in found.items()}


def frost_on(incident: str, day: date) -> Frost | None:
    """Return the frost a day lies in, None when it lies in none."""
    return next(
        (f for f in load_frosts() if f.incident == incident and f.from_on <= day <= f.until), None
    )


def _meets(rule: Deadline, ranges: Sequence[CodeRange]) -> bool:
    own = [range_of(prefix) for prefix in rule.divisions]
    return not ranges or any(
        low <= last and first <= high for low, high in ranges for first, last in own
    )


def _together(rules: Sequence[Deadline]) -> Deadline:
    first = min(rules, key=lambda rule: rule.due_on)
    if len(rules) == 1:
        return first
    reading = Bilingual(
        "；".join(rule.reading.zh for rule in rules), "; ".join(rule.reading.en for rule in rules)
    )
    places = tuple(prefix for rule in rules for prefix in rule.divisions)
    return Deadline(
        first.incident,
        places,
        first.mode,
        first.due_on,
        first.precision,
        first.milestone,
        reading,
        first.source,
        first.verified,
    )


def _rows(path: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))[name]
    for row in rows:
        _sourced(row, path.name)
    return rows


def _sourced(row: dict[str, Any], file: str) -> None:
    if row["source"] not in load_sources():
        raise FaultyDataError(file, f"source {row['source']} is not listed: {row}")


def _deadline(row: dict[str, Any], file: str) -> Deadline:
    if row["mode"] not in MODES or row["milestone"] not in get_args(Stage):
        raise FaultyDataError(file, f"no such way or stage: {row}")
    return Deadline(**{
        **row,
        "divisions": tuple(row["divisions"]),
        "reading": _words(row["reading"]),
    })  # fmt: skip


def _reason(row: dict[str, Any]) -> Reason:
    name = Bilingual(row["zh"], row["en"])
    return Reason(row["code"], name, tuple(row["from_house"]), row["source"], row["verified"])


def _grade(row: dict[str, Any], file: str) -> GradeRule:
    if set(row["modes"]) - set(MODES):
        raise FaultyDataError(file, f"no such way: {row}")
    return GradeRule(tuple(row["modes"]), _words(row["reading"]), row["source"], row["verified"])


def _words(row: dict[str, str]) -> Bilingual:
    return Bilingual(row["zh"], row["en"])
