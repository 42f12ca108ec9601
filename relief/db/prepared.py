"""A statement built and compiled once, then only run: for reads that are asked at every keystroke.

SQLAlchemy keeps the SQL of a statement it has seen, but a statement built anew must still be walked
to be recognised; for a search that takes the database a third of a millisecond that was the most.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Executable, Row
from sqlalchemy.orm import Session
from sqlalchemy.sql import ClauseElement


class Prepared:
    """The SQL of one statement for one database; its named parameters are given at each run.

    Values go to the driver and come back as it has them: for text and whole numbers. A list of
    values (`in_`) has no fixed SQL and does not belong here.
    """

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        """Compile the statement; nothing is run yet."""
        if not isinstance(statement, ClauseElement):
            raise TypeError("only a statement made of clauses can be compiled")
        compiled = statement.compile(dialect=dialect)
        self._sql = str(compiled)
        self._fixed = dict(compiled.params)
        self._order: Sequence[str] | None = getattr(compiled, "positiontup", None)

    def rows(self, session: Session, values: Mapping[str, Any]) -> Sequence[Row[*tuple[Any, ...]]]:
        """Return the rows; what the session has not written yet is written first, as always."""
        session.flush()
        given = {**self._fixed, **values}
        asked = tuple(given[name] for name in self._order) if self._order is not None else given
        return session.connection().exec_driver_sql(self._sql, asked).all()
