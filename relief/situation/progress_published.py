"""Totals of rebuilding as published, from `published_rebuilding.toml`: beside the ledger."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from relief.core.sources import FaultyDataError, load_sources
from relief.situation.progress import Published

FILE = Path(__file__).with_name("published_rebuilding.toml")


def published_totals(slug: str) -> tuple[Published, ...]:
    """Return what was published of an incident, in the order of the file; nothing is added up.

    Raises:
        FaultyDataError: a number of the file names no source of `relief/sources.toml`.
    """
    return tuple(total for incident, total in _load() if incident == slug)


@cache
def _load() -> tuple[tuple[str, Published], ...]:
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["published"]
    return tuple((entry["incident"], _published(entry)) for entry in entries)


def _published(entry: dict[str, Any]) -> Published:
    if entry["source"] not in load_sources():
        raise FaultyDataError(FILE.name, f"unknown source {entry['source']}")
    return Published(
        division=entry["division"],
        scope=entry["scope"]["zh"],
        scope_en=entry["scope"]["en"],
        what=entry["what"]["zh"],
        what_en=entry["what"]["en"],
        value=entry["value"],
        unit="户",
        unit_en="households",
        approximate=entry["approximate"],
        as_of=entry["as_of"],
        reading=entry["reading"],
        source=entry["source"],
    )
