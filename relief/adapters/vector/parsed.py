"""A file taken apart, before its coordinates are understood."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shapely.geometry.base import BaseGeometry

from relief.core.sheets import CellValue, RawSheet
from relief.core.wording import Bilingual
from relief.geography.coordinates import CoordinateSystem
from relief.geography.vector import EncodingFrom, Fault, Form


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its geometry in the file's own coordinates; with faults it has none to judge."""

    row: int
    values: Mapping[str, CellValue]
    shape: BaseGeometry | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a form's reader gives; fields as those of `VectorFile`."""

    form: Form
    layers: tuple[str, ...]
    layer: str
    said: CoordinateSystem | None
    encoding: str
    encoding_from: EncodingFrom
    rows: Sequence[Row]
    notes: tuple[Bilingual, ...] = ()
    columns: tuple[str, ...] = ()
    sheet: RawSheet | None = None
    heading_row: int = 0


def cell(value: Any) -> CellValue:
    """Return a value as a cell; what has no cell form becomes its text."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str | bool | int | float | datetime):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def kept_text(value: CellValue) -> CellValue:
    """Return a cell without what no database holds: NUL and half a surrogate pair become `�`."""
    return _UNKEPT.sub("\ufffd", value) if isinstance(value, str) else value


_UNKEPT = re.compile("[\0\ud800-\udfff]")
