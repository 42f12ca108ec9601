"""A row that fits any table's types and checks, for tests of what every table must refuse."""

import re
from datetime import UTC, date, datetime
from typing import Any

from shapely import MultiPolygon, Point, box
from sqlalchemy import JSON, Boolean, CheckConstraint, Column, Date, Integer, LargeBinary, Table

from relief.db.geometry import Geometry
from relief.db.types import ExactNumber, UtcTime

_ALLOWED = {
    "kind": "initial",
    "form": "written",
    "occurred_precision": "minute",
    "basis": "threshold",
    "hazard": "earthquake",
    "what": "released",
    "channel": "sms",
    "outcome": "reached",
    "division_code": "622927100000",
    "code": "622927100000",
    "number": 2,  # a later version follows another
    "rooms": 9,  # no fewer than those damaged
}
_BY_TYPE: dict[type, Any] = {
    UtcTime: datetime(2023, 12, 19, tzinfo=UTC),
    Date: date(2023, 12, 19),
    ExactNumber: 1,
    Integer: 1,
    Boolean: True,
    LargeBinary: b"x",
    JSON: {},
    Geometry: Point(102.79, 35.7),
}


def any_row(table: Table) -> dict[str, Any]:
    """Return a value for every column of `table`."""
    return {column.name: _value(column) for column in table.columns}


def _value(column: Column[Any]) -> Any:
    if column.name == "state" and column.table.name == "incidents_incident":
        return "open"
    if (listed := _listed(column)) is not None:
        return listed
    if column.foreign_keys:  # what the row it points to has there
        return _value(next(iter(column.foreign_keys)).column)
    if isinstance(column.type, Geometry) and column.type.kind == "MULTIPOLYGON":
        return MultiPolygon([box(102, 35, 103, 36)])
    if column.name in _ALLOWED:
        return _ALLOWED[column.name]
    return next((v for kind, v in _BY_TYPE.items() if isinstance(column.type, kind)), "x")


def _listed(column: Column[Any]) -> str | None:
    """Return the first value that a check of the table lists for the column, None for none."""
    checks = (c for c in column.table.constraints if isinstance(c, CheckConstraint))
    listed = re.compile(rf"\b{column.name} IN \('(\w+)'")
    found = (listed.search(str(check.sqltext)) for check in checks)
    return next((match[1] for match in found if match), None)
