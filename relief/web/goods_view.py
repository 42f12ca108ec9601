"""What the pages of goods show: rows put together, so that templates do not compute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from relief.core.errors import Refused, RefusedRows
from relief.core.scope import Scope
from relief.delivery.goods import Line
from relief.delivery.services.order import depot_rows
from relief.geography.queries import divisions
from relief.geography.rows import DivisionRow, PlaceRow
from relief.incidents.queries import IncidentRow
from relief.situation.open_ground import open_townships
from relief.supplies.catalogue import Item, load_items
from relief.supplies.moves import read_units
from relief.supplies.places import depot, kind_of
from relief.supplies.queries import StockRow
from relief.web.language import say


@dataclass(frozen=True, slots=True)
class DepotLine:
    """A depot's row: units by item in the catalogue's order; None where it has no books."""

    place: PlaceRow
    key: str
    units: tuple[int | None, ...]


def depot_lines(places: Iterable[PlaceRow], rows: Sequence[StockRow]) -> list[DepotLine]:
    """Return one row a depot, with the units it has of every item."""
    held: dict[str, dict[str, int]] = {}
    for row in rows:
        items = held.setdefault(row.place, {})
        items[row.item] = items.get(row.item, 0) + row.units
    lines = []
    for place in places:
        key = depot(place.id, place.division_code).key
        books = held.get(key)
        units = tuple(books.get(item, 0) if books else None for item in load_items())
        lines.append(DepotLine(place, key, units))
    return lines


def totals(lines: Sequence[DepotLine]) -> tuple[int, ...]:
    """Return the sums below the depots' rows, over those that have books."""
    return tuple(
        sum(line.units[number] or 0 for line in lines) for number in range(len(load_items()))
    )


def items() -> Mapping[str, Item]:
    """Return the goods, for names and units."""
    return load_items()


def item_choices() -> list[tuple[str, str]]:
    """Return the goods as a list to choose from."""
    return [(item.code, f"{say(item.name)} · {say(item.unit)}") for item in load_items().values()]


def depot_choices(session: Session, scope: Scope) -> list[tuple[str, str]]:
    """Return the depots the desk may ask: its own first, then those of the tiers above."""
    rows = depot_rows(session).values()
    own = [row for row in rows if scope.covers(row.division_code)]
    above = [row for row in rows if row not in own and _above(scope, row.division_code)]
    return [(row.id, row.name) for row in (*own, *above)]


def _above(scope: Scope, division: str) -> bool:
    held = division.rstrip("0")
    return any(prefix.startswith(held) for prefix in scope.prefixes)


def town_choices(session: Session, scope: Scope, incident: IncidentRow) -> list[tuple[str, str]]:
    """Return the incident's townships in scope; their initials stand first, to be typed."""
    rows = open_townships(session, scope, incident)
    counties = divisions(session, {row.parent_code for row in rows})
    ordered = sorted(rows, key=lambda row: (row.initials, row.code))
    return [(row.code, _town_text(row, counties.get(row.parent_code))) for row in ordered]


def _town_text(row: DivisionRow, county: DivisionRow | None) -> str:
    return f"{row.initials} {row.name}（{county.name if county else row.parent_code}）"


def typed_lines(names: Sequence[str], units: Sequence[str]) -> tuple[Line, ...]:
    """Return the lines typed; a line without a quantity is left out.

    Raises:
        Refused, RefusedRows: quantities that are no whole number above 0, each with its item.
    """
    lines, faults = [], []
    for name, text in zip(names, units, strict=False):
        if not text.strip():
            continue
        try:
            lines.append(Line(name, read_units(text, name)))
        except Refused as fault:
            faults.append(fault)
    if faults:
        raise RefusedRows(faults)
    return tuple(lines)


def reasons_of(error: Refused | RefusedRows) -> list[Refused]:
    """Return the faults of a refusal, their goods named as people name them."""
    known = load_items()
    faults = error.reasons if isinstance(error, RefusedRows) else [error]
    return [Refused(fault.reason, _named(known.get(fault.path), fault)) for fault in faults]


def _named(item: Item | None, fault: Refused) -> str:
    name = say(item.name) if item else ""
    return "" if name in say(fault.reason) else name


def page_number() -> int:
    """Return the page asked for, from 1."""
    return max(1, request.args.get("page", 1, int))


def place_text(key: str, depots: Mapping[str, str], towns: Mapping[str, DivisionRow]) -> str:
    """Return a place of the ledger by its name; an order's place by nothing but its kind."""
    if key in depots:
        return depots[key]
    code = key.partition(":")[2]
    if kind_of(key) in {"township", "households", "lost", "unknown"} and code in towns:
        return towns[code].name
    return ""
