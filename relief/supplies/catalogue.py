"""The goods this desk counts, from `items.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from relief.core.errors import Refused
from relief.core.sources import FaultyDataError, load_sources
from relief.core.wording import Bilingual

ITEMS_FILE = Path(__file__).with_name("items.toml")


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of goods.

    Fields:
        unit: the base unit it is counted in.
        pack: units in the smallest package that travels, 1 or more.
        weight_kg: of one unit.
        source: id in `relief/sources.toml`; `verified` is False until a document was read.
    """

    code: str
    name: Bilingual
    unit: Bilingual
    pack: int
    weight_kg: Decimal
    source: str
    verified: bool


@cache
def load_items(path: Path = ITEMS_FILE) -> Mapping[str, Item]:
    """Return every item by code, in the order of the file.

    Raises:
        FaultyDataError: an item without a listed source, without a pack, or listed twice.
    """
    items: dict[str, Item] = {}
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["item"]:
        item = _item(row, path.name)
        if item.code in items:
            raise FaultyDataError(path.name, f"item {item.code} is listed twice")
        items[item.code] = item
    return MappingProxyType(items)


def find_item(code: str) -> Item:
    """Return the item of this code.

    Raises:
        Refused: the desk counts no such item.
    """
    item = load_items().get(code)
    if item is None:
        raise Refused(
            Bilingual(f"没有物资“{code}”：请从列表选择", f"No item “{code}”: choose from the list"),
            "item",
        )
    return item


def _item(row: dict[str, Any], file: str) -> Item:
    if row["source"] not in load_sources():
        raise FaultyDataError(file, f"{row['code']}: source {row['source']} is not listed")
    if not isinstance(row["pack"], int) or row["pack"] < 1:
        raise FaultyDataError(file, f"{row['code']}: a pack holds at least one unit")
    return Item(
        code=row["code"],
        name=Bilingual(row["zh"], row["en"]),
        unit=Bilingual(row["unit_zh"], row["unit_en"]),
        pack=row["pack"],
        weight_kg=Decimal(row["weight_kg"]),
        source=row["source"],
        verified=row["verified"],
    )
