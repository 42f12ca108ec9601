"""`import houses`: a filled house ledger into the desk, in parts with progress."""

from pathlib import Path

import click

from relief.commands.importing import answer, import_options, incident_option
from relief.settings import Settings


@click.command()
@incident_option
@import_options
@click.pass_obj
def houses(  # noqa: PLR0913 (one option a wish)
    settings: Settings,
    *,
    file: Path,
    incident: str,
    username: str,
    office: str,
    check: bool,
    good_rows: bool,
    errors: Path | None,
    as_json: bool,
) -> None:
    """Import the house ledger in FILE: households, their houses, and the grades given.

    All rows or none, unless --good-rows. Rows that stand in the ledger already, word for word, are
    left as they are. A village's former code or name is taken as today's, and said so. The office
    is the one the workbook names (填报单位), else the county all rows lie in; without --as the
    account is the first desk officer whose area has the office. Rows are staged 500 at a time; a
    run that is interrupted goes on where it stopped. --errors writes the workbook back, marked.
    """
    from jobs.work_import_houses import bring_in, read_sheet
    from relief.bootstrap import open_desk, workbook_writer
    from relief.commands.acting import actor, id_of
    from relief.core.filled_sheet import office_named
    from relief.damage.house_import import HouseImport
    from relief.damage.house_workbook import LAYOUT, SHEET
    from relief.damage.services.import_reports import digest_of

    content = file.read_bytes()
    raw = read_sheet(content)
    desk = open_desk(settings)
    with desk.database.read() as session:
        scope, own = actor(session, username, office or office_named(raw, LAYOUT))
        job = HouseImport(id_of(session, incident), own, digest_of(content), good_rows, check)
    outcome = bring_in(desk, scope, job, raw, _say)
    warned, same, already = outcome.warnings, outcome.unchanged, outcome.already
    if errors is not None:
        marked = workbook_writer().marked(raw, (*outcome.marks, *warned), sheet=SHEET)
        errors.write_bytes(marked)
    answer(outcome, as_json=as_json, warnings=warned, unchanged=same, already=already)


def _say(done: int, total: int) -> bool:
    click.echo(f"{done}/{total}", err=True)
    return False
