"""Moves a staged batch of houses into the ledger: one statement a table, whatever its size."""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, Text, case, cast, literal, null, select
from sqlalchemy.orm import Session

from relief.core.ledger import Stamp
from relief.damage.house_import import HouseImport
from relief.damage.house_import_tables import StagedHouse
from relief.damage.house_tables import House, HouseGrading, HouseNow
from relief.damage.services.house_standing import ROOM
from relief.db.changes import note_change
from relief.db.copying import copy_rows
from relief.households.staged import register_staged

Values = dict[str, ColumnElement[Any]]


def move_houses(session: Session, stamp: Stamp, job: HouseImport) -> None:
    """Write the good rows of a batch to ledgers and projections.

    Raises:
        sqlalchemy.exc.IntegrityError: a family or its house was recorded in between.
    """
    number = cast(StagedHouse.row, Text)
    command = (literal(f"{job.command_id}:") + number).label("command")
    good = select(StagedHouse, command).where(
        StagedHouse.batch == job.command_id, StagedHouse.verdict == "good"
    )
    register_staged(session, stamp, good.where(StagedHouse.new_household).subquery())
    rows, graded = good.subquery(), good.where(StagedHouse.grade != "").subquery()
    copy_rows(session, House, _facts(rows, stamp) | _house(rows, job))
    copy_rows(session, HouseGrading, _facts(graded, stamp) | _grading(graded, job))
    copy_rows(session, HouseNow, _now(rows, stamp, job))
    note_change(session, ROOM)


def _facts(staged: Subquery, stamp: Stamp) -> Values:
    row = staged.c
    return {
        "command_id": row.command,
        "recorded_at": literal(stamp.recorded_at, House.recorded_at.type),
        "recorded_by": literal(stamp.recorded_by),
        "source": literal(stamp.source),
        "division_code": row.division_code,
        "rooms_collapsed": row.rooms_collapsed,
        "rooms_severe": row.rooms_severe,
        "rooms_general": row.rooms_general,
        "sole_dwelling": row.sole_dwelling,
        "excluded": row.excluded,
    }


def _house(staged: Subquery, job: HouseImport) -> Values:
    row = staged.c
    return {
        "id": row.house_id,
        "house_id": row.house_id,
        "incident_id": literal(job.incident_id),
        "household_id": row.household_id,
        "structure": row.structure,
        "rooms": row.rooms,
        "occurred_on": row.occurred_on,
        "withdrawn": literal(value=False),
        "reason": literal(""),
    }


def _grading(staged: Subquery, job: HouseImport) -> Values:
    row = staged.c
    return {
        "id": row.grading_id,
        "house_id": row.house_id,
        "incident_id": literal(job.incident_id),
        "grade": row.grade,
        "appraisal": row.appraisal,
        "reason": row.reason,
        "follows": row.house_id,
    }


def _now(staged: Subquery, stamp: Stamp, job: HouseImport) -> Values:
    row = staged.c
    graded = row.grade != ""
    facts = _facts(staged, stamp)
    at, by = facts.pop("recorded_at"), facts.pop("recorded_by")
    del facts["command_id"], facts["source"]
    return facts | {
        "house_id": row.house_id,
        "entry_id": case((graded, row.grading_id), else_=row.house_id),
        "facts_id": row.house_id,
        "incident_id": literal(job.incident_id),
        "household_id": row.household_id,
        "structure": row.structure,
        "rooms": row.rooms,
        "grade": case((graded, row.grade), else_=null()),
        "appraisal": case((graded, row.appraisal), else_=null()),
        "occurred_on": row.occurred_on,
        "generated": literal(value=False),
        "changed_at": at,
        "changed_by": by,
    }
