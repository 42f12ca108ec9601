"""What the cells of a filled workbook mean. Pure, no files."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from relief.core.clock import parse_time
from relief.core.sheets import CellValue


def cell_name(row: int, column: int) -> str:
    """Return a cell's name, such as "D9", for a row and a column counted from 0."""
    letters, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row + 1}"


def text_of(value: CellValue) -> str:
    """Return a cell's text; a whole number loses the ".0" spreadsheets give it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def first_line(value: CellValue) -> str:
    """Return the first line of a cell: headings carry the English one below the Chinese."""
    lines = text_of(value).splitlines()
    return lines[0].strip() if lines else ""


def time_of(value: CellValue) -> datetime | None:
    """Return the aware time a cell states, Beijing time where it says no offset."""
    if isinstance(value, datetime):
        return parse_time(value.isoformat()) if value.tzinfo is None else value
    try:
        return parse_time(text_of(value).replace("/", "-"))
    except ValueError:
        return None


def number_of(value: CellValue) -> Decimal | None:
    """Return the number a cell holds; None when it is no number (a date, a word, yes or no)."""
    if isinstance(value, bool | datetime):
        return None
    try:
        number = Decimal(text_of(value).replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
