"""`import population`: how many people live in each division, out of a filled workbook."""

from pathlib import Path

import click

from relief.commands.importing import answer, import_options
from relief.settings import Settings


@click.command()
@import_options
@click.pass_obj
def population(  # noqa: PLR0913 (one option a wish)
    settings: Settings,
    *,
    file: Path,
    username: str,
    office: str,
    check: bool,
    good_rows: bool,
    errors: Path | None,
    as_json: bool,
) -> None:
    """Import the people of townships and villages in FILE, one division a row.

    All rows or none, unless --good-rows. A figure that stands already is left as it is; one that
    differs needs its reason (更正理由) and is kept beside the one before it. A former code or name
    is taken as today's, and said so; a figure above that of the division around it is pointed out.
    The office is the one the workbook names (填报单位), else the county all rows lie in; without
    --as the account is the first desk officer whose area has it.
    --errors writes the same workbook back with every reason at its cell.
    """
    from relief.bootstrap import now_in, open_desk, workbook_reader, workbook_writer
    from relief.commands.acting import actor
    from relief.core.filled_sheet import SheetImport, office_named
    from relief.core.ledger import Stamp
    from relief.geography.population_import import import_people
    from relief.geography.population_workbook import LAYOUT, SHEET

    raw = workbook_reader().read(file.read_bytes(), sheet=SHEET)
    desk = open_desk(settings)
    with desk.database.write() as session:
        scope, own = actor(session, username, office or office_named(raw, LAYOUT))
        stamp = Stamp.make(now_in(session), scope.account_id, "workbook")
        outcome = import_people(session, scope, stamp, SheetImport(own, good_rows, check), raw)
    if errors is not None:
        marks = (*outcome.marks, *outcome.warnings)
        errors.write_bytes(workbook_writer().marked(raw, marks, sheet=SHEET))
    answer(outcome, as_json=as_json, warnings=outcome.warnings, unchanged=outcome.unchanged)
