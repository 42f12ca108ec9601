"""Entering published reports with checks and projections, against the bare insert of their rows."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from relief.core.identity import new_id
from relief.damage.services.release import enter_published
from relief.damage.tables import Report, ReportFigure
from relief.db.migrate import upgrade
from relief.db.session import Database
from tests.benchmarks.measure import line, median_s
from tests.make import GANSU, NIGHT, earthquake, stamp

SIZES = {20: 5, 200: 3, 2_000: 1}


@contextmanager
def filled() -> Iterator[Database]:
    folder = Path(tempfile.mkdtemp(prefix="relief-bench-"))
    database = Database(f"sqlite:///{folder / 'relief.db'}")
    upgrade(database.writer)
    with database.write() as session:
        earthquake(session)
    yield database
    database.dispose()
    shutil.rmtree(folder)


def enter(database: Database, count: int) -> None:
    at = NIGHT
    with Session(database.writer) as session:
        for number in range(count):
            at += timedelta(minutes=1)
            figures = {"deaths": number, "injured": number}
            enter_published(session, stamp(at), "incident-1", GANSU, at, figures, "E7", "quote")
        session.rollback()


def bare(database: Database, count: int) -> None:
    reports, lines = [], []
    for number in range(count):
        report = new_id()
        reports.append(_report(report, number))
        lines += [_line(report, code, number) for code in ("deaths", "injured")]
    with Session(database.writer) as session:
        session.execute(insert(Report), reports)
        session.execute(insert(ReportFigure), lines)
        session.rollback()


def _report(report: str, number: int) -> dict:
    return {
        "id": report,
        "recorded_at": NIGHT,
        "recorded_by": "officer",
        "source": "E7",
        "command_id": new_id(),
        "incident_id": "incident-1",
        "division_code": GANSU,
        "kind": "initial",
        "as_of": NIGHT,
        "drafted_from": "published",
        "note": str(number),
        "photos": 0,
    }


def _line(report: str, code: str, number: int) -> dict:
    return {
        "id": new_id(),
        "report_id": report,
        "division_code": GANSU,
        "indicator": code,
        "value": number,
        "origin": "E7",
        "explanation": "",
    }


def main() -> None:
    with filled() as database:
        for count, rounds in SIZES.items():
            ours = median_s(lambda n=count: enter(database, n), rounds)
            base = median_s(lambda n=count: bare(database, n), rounds)
            print(
                line("reports entered and projected", f"{count} reports", ours, "bare insert", base)
            )
