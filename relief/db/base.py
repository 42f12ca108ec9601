"""The declarative base, and the columns every ledger table carries."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from relief.core.identity import new_id
from relief.core.ledger import Stamp
from relief.db.types import ExactNumber, UtcTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the desk. Text, not VARCHAR: GDAL drops VARCHAR columns of a GeoPackage."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: UtcTime(),
        date: Date(),
        Decimal: ExactNumber(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


class LedgerEntry:
    """Columns of an append-only table; a trigger refuses UPDATE and DELETE on both databases.

    Declare `__table_args__` with `info={"ledger": True}` through `ledger_args`.
    """

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    recorded_by: Mapped[str]
    source: Mapped[str]
    command_id: Mapped[str] = mapped_column(unique=True)
    corrects: Mapped[str | None]


class LedgerLine:
    """Columns of the parts of a ledger entry, written with it and as unchangeable."""

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)


def ledger_args(*constraints: Any) -> tuple[Any, ...]:
    """Return `__table_args__` that mark a table append-only, with further constraints before."""
    return (*constraints, {"info": {"ledger": True}})


def stamped(stamp: Stamp) -> dict[str, Any]:
    """Return the ledger columns of a stamp, to be given to an entry's constructor."""
    return {
        "recorded_at": stamp.recorded_at,
        "recorded_by": stamp.recorded_by,
        "source": stamp.source,
        "command_id": stamp.command_id,
    }


def ledger_tables() -> list[str]:
    """Return the names of all append-only tables, sorted."""
    return sorted(t.name for t in Base.metadata.tables.values() if t.info.get("ledger"))
