"""How many houses, households and rooms the house ledger has, by township and grade."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from relief.core.division_code import LEVEL_LENGTHS, at_level, pad
from relief.core.scope import CodeRange
from relief.damage.grading import load_grading
from relief.damage.house_projections import derive_houses
from relief.damage.house_tables import HouseNow
from relief.damage.houses import GRADES, Grade, HouseCount, worst
from relief.geography.queries import within_ranges

RANKS: tuple[Grade | None, ...] = (*GRADES, None)
"""Grades from the worst on, and last what is still 待核."""

_ROOMS = ("rooms", "rooms_collapsed", "rooms_severe", "rooms_general")
_Key = tuple[str, Grade | None]


def house_counts(
    session: Session, incident_id: str, ranges: Sequence[CodeRange], at: datetime | None = None
) -> tuple[HouseCount, ...]:
    """Return the ledger's houses by township and grade, as known at `at`; None is now.

    By township, then from the worst grade to those still 待核; a township without houses has no
    row. Two statements now, one of the incident's ledger for an hour before.
    """
    if at is not None:
        inside = (
            row
            for row in derive_houses(session, incident_id, at)
            if any(low <= row["division_code"] <= high for low, high in ranges)
        )
        sums, families = _folded(inside)
    else:
        chosen = and_(
            HouseNow.incident_id == incident_id,
            within_ranges(HouseNow.division_code, ranges),
        )
        sums, families = _sums(session, chosen), _families(session, chosen)
    keys = sorted(sums, key=lambda key: (key[0], RANKS.index(key[1])))
    return tuple(
        HouseCount(township=key[0], grade=key[1], households=families.get(key, 0), **sums[key])
        for key in keys
    )


def not_dwellings() -> frozenset[str]:
    """Return the exclusions of buildings nobody lives in: they have rooms, and no household."""
    terms = load_grading().exclusions.items()
    return frozenset(code for code, term in terms if not term.dwelling)


def _sums(session: Session, chosen: ColumnElement[bool]) -> dict[_Key, dict[str, Any]]:
    township = func.substr(HouseNow.division_code, 1, LEVEL_LENGTHS["township"])
    rooms = [func.sum(getattr(HouseNow, name)).label(name) for name in _ROOMS]
    generated = func.min(case((HouseNow.generated, 1), else_=0))
    rows = session.execute(
        select(
            township.label("township"),
            HouseNow.grade,
            func.count().label("houses"),
            generated.label("generated"),
            *rooms,
        )
        .where(chosen)
        .group_by(township, HouseNow.grade)
    ).mappings()
    return {
        (pad(row["township"]), row["grade"]): {
            "houses": row["houses"],
            "generated": bool(row["generated"]),
            **{name: int(row[name]) for name in _ROOMS},
        }
        for row in rows
    }


def _families(session: Session, chosen: ColumnElement[bool]) -> dict[_Key, int]:
    township = func.substr(HouseNow.division_code, 1, LEVEL_LENGTHS["township"]).label("township")
    places = {grade: place for place, grade in enumerate(GRADES)}
    rank = func.min(case(places, value=HouseNow.grade, else_=len(GRADES))).label("rank")
    worsts = (
        select(township, rank)
        .where(chosen, HouseNow.excluded.not_in(not_dwellings()))
        .group_by(township, HouseNow.household_id)
        .subquery()
    )
    rows = session.execute(
        select(worsts.c.township, worsts.c.rank, func.count().label("families")).group_by(
            worsts.c.township, worsts.c.rank
        )
    )
    return {(pad(row.township), RANKS[row.rank]): row.families for row in rows}


def _folded(
    rows: Iterable[Mapping[str, Any]],
) -> tuple[dict[_Key, dict[str, Any]], dict[_Key, int]]:
    sums: dict[_Key, dict[str, Any]] = {}
    grades: dict[tuple[str, str], list[Grade | None]] = {}
    empty = {"houses": 0, "generated": True, **dict.fromkeys(_ROOMS, 0)}
    for row in rows:
        township = at_level(row["division_code"], "township")
        held = sums.setdefault((township, row["grade"]), dict(empty))
        held["houses"] += 1
        held["generated"] = held["generated"] and row["generated"]
        for name in _ROOMS:
            held[name] += row[name]
        if row["excluded"] not in not_dwellings():
            grades.setdefault((township, row["household_id"]), []).append(row["grade"])
    families: dict[_Key, int] = {}
    for (township, _household), held_grades in grades.items():
        key = (township, worst(held_grades))
        families[key] = families.get(key, 0) + 1
    return sums, families
