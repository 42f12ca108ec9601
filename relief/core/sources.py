"""Where a number comes from: the documents and copies that data files name.

Every threshold, standard and indicator in a data file carries the id of an entry of
`relief/sources.toml`; the catalogue that reads the file refuses a number whose source is not there.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

Read = Literal["full", "quoted", "press"]
"""How much was read: the text itself, a part quoted elsewhere, or a press copy."""


class FaultyDataError(ValueError):
    """A data file of the desk that does not load: the program is broken, not somebody's input."""

    def __init__(self, file: str, fault: str) -> None:
        """Keep the file's name and what is wrong in it."""
        super().__init__(f"{file}: {fault}")
        self.file = file
        self.fault = fault


SOURCES_FILE = Path(__file__).resolve().parent.parent / "sources.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One document, or one copy of it.

    Fields:
        id: what data files name, such as "gbh-2016-25" or "N4".
        title: the document's title in its own language, or what the copy is about.
        read: how much of it was read.
        number: the document number to cite, empty where none is known.
        issuer: who issued it, empty where not known.
        issued_on, in_force_from, in_force_to: ISO days (or years, where only the year is
            known); `in_force_to` is the first day it no longer holds; empty where not known.
        where: the copy that was read: an address, or ids of other entries.
        note: what a reader has to know before he relies on it.
    """

    id: str
    title: str
    read: Read
    number: str = ""
    issuer: str = ""
    issued_on: str = ""
    in_force_from: str = ""
    in_force_to: str = ""
    where: str = ""
    note: str = ""

    @property
    def citation(self) -> str:
        """Return what a paper cites: title and document number, as far as known."""
        return f"《{self.title}》{self.number}" if self.number else self.title


@cache
def load_sources(path: Path = SOURCES_FILE) -> Mapping[str, Source]:
    """Return every source by id, in the order of the file.

    Raises:
        FaultyDataError: an entry without id, title or `read`, with an unknown key, or listed twice.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
    sources: dict[str, Source] = {}
    for entry in entries:
        source = _source(entry)
        if source.id in sources:
            raise FaultyDataError(path.name, f"source {source.id} is listed twice")
        sources[source.id] = source
    return MappingProxyType(sources)


def _source(entry: dict[str, Any]) -> Source:
    known = {field.name for field in fields(Source)}
    missing = {"id", "title", "read"} - entry.keys()
    if missing or entry.keys() - known or not all(isinstance(v, str) for v in entry.values()):
        raise FaultyDataError(SOURCES_FILE.name, f"id, title, read, and texts only: {entry}")
    if entry["read"] not in get_args(Read):
        raise FaultyDataError(SOURCES_FILE.name, f"{entry['id']}: read is full, quoted or press")
    return Source(**entry)
