"""The reads a piece of code sends, to prove that it asks the database in sets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import Session


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Yield the list that fills with every read sent inside the block."""
    engine = session.get_bind()
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def walked(session: Session, work: Callable[[], object]) -> set[str]:
    """Return what SQLite reads whole, row by row, in the reads of `work`: tables and indexes."""
    engine = session.get_bind()
    seen: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, values, *_rest) -> None:
        if statement.startswith(("SELECT", "WITH")):
            seen.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    plans = (
        session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        for statement, values in seen
    )
    steps = [row[3].split() for plan in plans for row in plan]
    return {step[1] for step in steps if step[0] == "SCAN" and "VIRTUAL" not in step}
