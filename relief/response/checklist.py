"""What a level sets in motion: the checklist of a plan, each line with its owner and time limit."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from relief.core.sources import load_sources
from relief.core.wording import Bilingual

FOLDER = Path(__file__).with_name("checklists")
GRAVEST, MILDEST = 1, 4


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit counted from the decision.

    Fields:
        illustrative: read in another authority's plan; it only says how long such a thing takes.
    """

    hours: int
    source: str
    verified: bool
    illustrative: bool

    @property
    def offset(self) -> timedelta:
        """Return the limit as a span of time."""
        return timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist.

    Fields:
        mildest: the mildest level it belongs to; every graver level has it too.
        limits: by level; a level without one has no limit in any text at hand.
        read_for: the levels for which the line was read in the plan; elsewhere it is unverified.
    """

    id: str
    title: Bilingual
    owner: Bilingual
    mildest: int
    clause: str
    source: str
    read_for: frozenset[int]
    limits: Mapping[int, Limit]

    def verified_at(self, level: int) -> bool:
        """Return whether the plan was read to say so for this level."""
        return level in self.read_for


def checklist(plan_id: str, level: int) -> tuple[Item, ...]:
    """Return what the plan sets in motion at a level, in order; empty for level 0."""
    if not GRAVEST <= level <= MILDEST:
        return ()
    return tuple(item for item in load_checklist(plan_id) if level <= item.mildest)


def newly_due(plan_id: str, level: int, before: int) -> tuple[Item, ...]:
    """Return the lines a change of level adds; those of the level before are under way already."""
    running = {item.id for item in checklist(plan_id, before)}
    return tuple(item for item in checklist(plan_id, level) if item.id not in running)


@cache
def load_checklist(plan_id: str) -> tuple[Item, ...]:
    """Return every line of a plan's checklist; empty where the plan has no file here.

    Raises:
        ValueError: a line or a limit without a listed source, a level out of range, an id twice.
    """
    path = FOLDER / f"{plan_id}.toml"
    return read_checklist(path.read_text(encoding="utf-8")) if path.exists() else ()


def read_checklist(text: str) -> tuple[Item, ...]:
    """Return the lines a TOML text describes.

    Raises:
        ValueError: see `load_checklist`.
    """
    items = tuple(_item(entry) for entry in tomllib.loads(text)["item"])
    if len({item.id for item in items}) != len(items):
        message = "a checklist id stands twice"
        raise ValueError(message)
    return items


def _item(entry: dict[str, Any]) -> Item:
    limits = {
        level: _limit(limit, entry["id"])
        for limit in entry.get("limits", ())
        for level in limit["levels"]
    }
    levels = {entry["mildest"], *limits}
    if not all(GRAVEST <= level <= MILDEST for level in levels):
        message = f"{entry['id']}: a level lies between 1 and 4"
        raise ValueError(message)
    return Item(
        id=entry["id"],
        title=Bilingual(entry["zh"], entry["en"]),
        owner=Bilingual(entry["owner_zh"], entry["owner_en"]),
        mildest=entry["mildest"],
        clause=entry["clause"],
        source=_listed(entry["source"], entry["id"]),
        read_for=frozenset(entry["read_for"]),
        limits=limits,
    )


def _limit(entry: dict[str, Any], item_id: str) -> Limit:
    return Limit(
        hours=entry["hours"],
        source=_listed(entry["source"], item_id),
        verified=entry["verified"],
        illustrative=entry["illustrative"],
    )


def _listed(source: str, item_id: str) -> str:
    if source not in load_sources():
        message = f"{item_id}: source {source!r} is not listed"
        raise ValueError(message)
    return source
