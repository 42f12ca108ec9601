"""Places on the screen: the words to choose from, and what an import or a form says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from flask import request
from flask_babel import gettext as _
from shapely.geometry import Point
from sqlalchemy.orm import Session

from relief.bootstrap import projector
from relief.core.cells import number_of
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.db.tables import Work
from relief.db.work import ENDED
from relief.geography.coordinates import (
    BD09,
    CGCS2000,
    FIRST_ZONE,
    GCJ02,
    LAST_ZONE,
    SYSTEMS,
    WGS84,
    CoordinateSystem,
    declared,
    to_stored,
)
from relief.geography.place_service import Correction
from relief.geography.place_words import KINDS, QUALITIES, quality_of
from relief.geography.queries import children, divisions
from relief.web.language import say
from relief.web.sent_workbook import reasons_of

Options = list[tuple[str, str]]
PLAIN = (CGCS2000, WGS84, GCJ02, BD09)


@dataclass(frozen=True, slots=True)
class PlaceImportView:
    """An import of places on the screen; `waits` for the importer to confirm what is doubtful."""

    id: str
    open: bool
    done: int
    total: int
    imported: bool
    waits: bool
    already: bool
    accepted: int
    unchanged: int
    refused: int
    doubtful: int
    reasons: tuple[Refused, ...]
    reasons_in_all: int
    warnings: tuple[Refused, ...]
    warnings_in_all: int
    notes: tuple[Refused, ...]
    notes_in_all: int
    marked: str
    reading: dict[str, Any]
    asked: dict[str, Any]


def import_view(row: Work) -> PlaceImportView:
    """Return the work row of an import as the page reads it."""
    got = row.result or {}
    return PlaceImportView(
        id=row.id,
        open=row.state not in ENDED,
        done=row.done,
        total=row.total,
        imported=bool(got.get("batch")),
        waits=bool(got.get("to_confirm")),
        already=bool(got.get("already")),
        accepted=int(got.get("accepted", 0)),
        unchanged=int(got.get("unchanged", 0)),
        refused=int(got.get("refused", 0)),
        doubtful=int(got.get("doubtful", 0)),
        reasons=reasons_of(got.get("reasons", ())),
        reasons_in_all=int(got.get("reasons_in_all", 0)),
        warnings=reasons_of(got.get("warnings", ())),
        warnings_in_all=int(got.get("warnings_in_all", 0)),
        notes=reasons_of(got.get("notes", ())),
        notes_in_all=int(got.get("notes_in_all", 0)),
        marked=str(got.get("sha256") or ""),
        reading=dict(got.get("reading", {})),
        asked=dict(row.arguments),
    )


def kind_options() -> Options:
    """Return the kinds to filter by."""
    return [("", _("全部")), *((key, say(word)) for key, word in KINDS.items())]


def quality_options(*, every: bool = True) -> Options:
    """Return the qualities to choose from, with "all" before them for a filter."""
    head = [("", _("全部"))] if every else []
    return [*head, *((key, say(word)) for key, word in QUALITIES.items())]


def division_options(session: Session, own: str, chosen: str) -> Options:
    """Return the divisions to filter by: those below one's own, and below the one chosen."""
    found = children(session, own)
    if chosen:
        deeper = children(session, chosen)
        at = next((n for n, row in enumerate(found) if row.code == chosen), None)
        if at is None:
            found = [*divisions(session, [chosen]).values(), *deeper]
        else:
            found[at + 1 : at + 1] = deeper
    return [("", _("全部")), *((row.code, row.name) for row in found)]


def system_options(near_lon: float | None = None) -> Options:
    """Return the systems a position can be typed or a file declared in.

    The three zones around a longitude, or all of them without one.
    """
    middle = None if near_lon is None else round(near_lon / 3)
    around = range(FIRST_ZONE, LAST_ZONE + 1)
    if middle is not None:
        around = range(max(FIRST_ZONE, middle - 1), min(LAST_ZONE, middle + 1) + 1)
    zones = [system for system in SYSTEMS.values() if system.zone in around]
    return [(s.key, _system_word(s)) for s in (*PLAIN, *zones)]


def read_correction(surveyed_on: date | None) -> Correction:
    """Return the position typed, as the desk stores it.

    Raises:
        Refused: no number, an unknown system, or a point that lies nowhere.
    """
    form = request.form
    system = declared(form.get("crs", ""))
    typed = Point(_number("lon"), _number("lat"))
    point = to_stored(typed, system, projector())
    lon, lat = shapely.get_coordinates(point)[0]
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004 (degrees)
        raise Refused(
            Bilingual(
                f"坐标不在“{system.name.zh}”的范围内，请核对次序和坐标系",
                f"The position lies outside “{system.name.en}”: look at the order and the system",
            ),
            "lon",
        )
    return Correction(
        point,
        quality_of(form.get("quality", "")) or "",
        form.get("origin", ""),
        surveyed_on,
        form.get("reason", ""),
    )


def _number(name: str) -> float:
    typed = request.form.get(name, "")
    number = number_of(typed)
    if number is None:
        raise Refused(Bilingual(f"“{typed}”应为数字", f"“{typed}”: a number is expected"), name)
    return float(number)


def _system_word(system: CoordinateSystem) -> str:
    return f"{say(system.name)} · {system.key}" if system.epsg else say(system.name)


def kinds_in(names: Sequence[str]) -> tuple[str, ...]:
    """Return those of the names that are kinds of places."""
    return tuple(name for name in names if name in KINDS)
