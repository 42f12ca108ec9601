"""`import roster`: a filled roster of responsible persons into the desk."""

from pathlib import Path

import click

from relief.commands.importing import answer, import_options
from relief.settings import Settings


@click.command()
@import_options
@click.pass_obj
def roster(  # noqa: PLR0913 (one option a wish)
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
    """Import the responsible persons in FILE: who is alerted first, who after him, their numbers.

    All rows or none, unless --good-rows. What stands already is left as it is; a new person or
    number begins on the row's day. The office is the one the workbook names (填报单位), else the
    county all rows lie in; without --as the account is the first desk officer whose area has it.
    --errors writes the same workbook back with every reason at its cell.
    """
    from relief.bootstrap import now_in, open_desk, workbook_reader, workbook_writer
    from relief.commands.acting import actor
    from relief.core.filled_sheet import SheetImport, office_named
    from relief.core.ledger import Stamp
    from relief.offices.roster_import import import_roster
    from relief.offices.roster_workbook import LAYOUT, SHEET

    raw = workbook_reader().read(file.read_bytes(), sheet=SHEET)
    desk = open_desk(settings)
    with desk.database.write() as session:
        scope, own = actor(session, username, office or office_named(raw, LAYOUT))
        stamp = Stamp.make(now_in(session), scope.account_id, "workbook")
        job = SheetImport(own, good_rows, check)
        outcome = import_roster(session, scope, stamp, job, raw)
    if errors is not None:
        errors.write_bytes(workbook_writer().marked(raw, outcome.marks, sheet=SHEET))
    answer(outcome, as_json=as_json, unchanged=outcome.unchanged)
