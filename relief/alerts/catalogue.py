"""The ladder and the texts, read from their data files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from relief.alerts.alert import CHANNELS, KINDS, AlertKind, Channel
from relief.core.sources import FaultyDataError, load_sources
from relief.core.wording import Bilingual

LADDER_FILE = Path(__file__).parent / "ladder.toml"
TEMPLATES_FILE = Path(__file__).parent / "templates.toml"

Who = Literal["first", "second", "everyone", "visit"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder (轮次).

    Fields:
        number: from 1, without gaps.
        who: whom it reaches.
        channels: how.
        minutes: how long the desk waits for an answer before it climbs, by its own clock.
        source: id in `sources.toml`; verified: whether the number was read in a document.
    """

    number: int
    name: Bilingual
    who: Who
    channels: tuple[Channel, ...]
    minutes: int
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs in order, and the seconds in which an alert can still be stopped."""

    rungs: tuple[Rung, ...]
    hold_seconds: int
    hold_source: str
    hold_verified: bool

    def rung(self, number: int) -> Rung | None:
        """Return the rung of this number, None above the last."""
        return self.rungs[number - 1] if 0 < number <= len(self.rungs) else None

    def visit(self) -> Rung:
        """Return the rung on which somebody goes there: the last resort, and always there."""
        return next(rung for rung in self.rungs if rung.who == "visit")


@dataclass(frozen=True, slots=True)
class Template:
    """The text the form offers, with its places `{office}`, `{incident}`, `{minutes}`."""

    kind: AlertKind
    text: Bilingual
    source: str
    verified: bool

    def filled(self, *, office: Bilingual, incident: Bilingual) -> Bilingual:
        """Return the text with the office, the incident and the first rung's minutes in it."""
        minutes = load_ladder().rungs[0].minutes
        return Bilingual(
            self.text.zh.format(office=office.zh, incident=incident.zh, minutes=minutes),
            self.text.en.format(office=office.en, incident=incident.en, minutes=minutes),
        )


@cache
def load_ladder(path: Path = LADDER_FILE) -> Ladder:
    """Return the ladder.

    Raises:
        FaultyDataError: a number without source, a gap in the numbers, no rung that visits.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    rungs = tuple(_rung(path, row) for row in data["rung"])
    if [rung.number for rung in rungs] != list(range(1, len(rungs) + 1)):
        raise FaultyDataError(path.name, "rungs are numbered 1, 2, 3 …")
    if not any(rung.who == "visit" for rung in rungs):
        raise FaultyDataError(path.name, "no rung on which somebody goes there")
    hold = data["hold"]
    _require_source(path, hold)
    return Ladder(rungs, int(hold["seconds"]), hold["source"], bool(hold["verified"]))


@cache
def load_templates(path: Path = TEMPLATES_FILE) -> Mapping[AlertKind, Template]:
    """Return the texts by kind.

    Raises:
        FaultyDataError: a kind without a text, or no source.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    _require_source(path, data)
    if lacking := set(KINDS) - set(data):
        raise FaultyDataError(path.name, f"no text for {sorted(lacking)}")
    return {
        kind: Template(
            kind,
            Bilingual(data[kind]["zh"], data[kind]["en"]),
            data["source"],
            bool(data["verified"]),
        )
        for kind in KINDS
    }


def _rung(path: Path, row: Mapping[str, Any]) -> Rung:
    _require_source(path, row)
    unknown = set(row["channels"]) - set(CHANNELS)
    if unknown or row["who"] not in get_args(Who) or int(row["minutes"]) <= 0:
        raise FaultyDataError(path.name, f"rung {row['number']}: who, channels or minutes")
    return Rung(
        int(row["number"]),
        Bilingual(row["zh"], row["en"]),
        row["who"],
        tuple(row["channels"]),
        int(row["minutes"]),
        row["source"],
        bool(row["verified"]),
    )


def _require_source(path: Path, row: Mapping[str, Any]) -> None:
    if row.get("source") not in load_sources() or "verified" not in row:
        raise FaultyDataError(path.name, f"a number without source or verified: {dict(row)}")
