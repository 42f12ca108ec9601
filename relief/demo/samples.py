"""Reads the published facts of the demo's event from `geo_data/samples/jishishan_2023`."""

import csv
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

from relief.core.clock import parse_time
from relief.core.ledger import Precision

FOLDER = Path(__file__).resolve().parents[2] / "geo_data" / "samples" / "jishishan_2023"


@dataclass(frozen=True, slots=True)
class Notice:
    """One published notice of a province: what its released report states in the replay.

    Fields:
        as_of, recorded_at: aware UTC; with a precision other than "minute" the hour only orders.
        values: figures by indicator code.
        reading, note: what the copy says, and what a reader has to know; `source` is its id.
    """

    id: str
    division: str
    as_of: datetime
    precision: Precision
    recorded_at: datetime
    values: dict[str, Decimal]
    reading: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Start:
    """A response started elsewhere, to be recorded as received.

    Fields:
        level: 1 to 4, 1 the gravest.
        occurred_at: aware UTC; with precision "day" the hour only orders and is not shown.
        decided_by, document: empty where the copy read does not say (待核).
    """

    id: str
    division: str
    response: str
    level: int
    label: str
    occurred_at: datetime
    precision: Precision
    recorded_at: datetime
    decided_by: str
    document: str
    reading: str
    source: str
    note: str


def read_sample(name: str) -> list[dict[str, str]]:
    """Return the rows of one CSV file of the event, as text by column."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_notices() -> list[Notice]:
    """Return the notices in the order in which the desk learns of them."""
    groups: dict[str, list[dict[str, str]]] = {}
    for row in read_sample("notices"):
        groups.setdefault(row["notice"], []).append(row)
    notices = [_notice(rows) for rows in groups.values()]
    return sorted(notices, key=lambda notice: (notice.recorded_at, notice.id))


def read_starts() -> list[Start]:
    """Return the responses started elsewhere, in the order in which the desk learns of them."""
    starts = [
        Start(
            id=row["id"],
            division=row["division"],
            response=row["response"],
            level=int(row["level"]),
            label=row["label"],
            occurred_at=parse_time(row["occurred_at"]),
            precision=cast("Precision", row["precision"]),
            recorded_at=parse_time(row["recorded_at"]),
            decided_by=row["decided_by"],
            document=row["document"],
            reading=row["reading"],
            source=row["source"],
            note=row["note"],
        )
        for row in read_sample("starts")
    ]
    return sorted(starts, key=lambda start: start.recorded_at)


def _notice(rows: list[dict[str, str]]) -> Notice:
    head = rows[0]
    return Notice(
        id=head["notice"],
        division=head["division"],
        as_of=parse_time(head["as_of"]),
        precision=cast("Precision", head["precision"]),
        recorded_at=parse_time(head["recorded_at"]),
        values={row["indicator"]: Decimal(row["value"]) for row in rows},
        reading=head["reading"],
        source=head["source"],
        note="；".join(dict.fromkeys(row["note"] for row in rows if row["note"])),
    )
