"""`import roster`: a filled roster of responsible persons into the desk."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from relief.settings import Settings

if TYPE_CHECKING:
    from relief.offices.roster_import import RosterOutcome

REFUSED = 1


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", default="", metavar="USERNAME", help="Act as this account.")
@click.option("--office", default="", metavar="CODE", help="Whose roster it is (12 digits).")
@click.option("--check", is_flag=True, help="Say what would be refused; change nothing.")
@click.option("--good-rows", is_flag=True, help="Keep the rows without a fault.")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT.xlsx")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
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
    from relief.core.ledger import Stamp
    from relief.offices.roster_import import RosterImport, import_roster
    from relief.offices.roster_workbook import SHEET, office_named

    raw = workbook_reader().read(file.read_bytes(), sheet=SHEET)
    desk = open_desk(settings)
    with desk.database.write() as session:
        scope, own = actor(session, username, office or office_named(raw))
        stamp = Stamp.make(now_in(session), scope.account_id, "workbook")
        job = RosterImport(own, good_rows, check)
        outcome = import_roster(session, scope, stamp, job, raw)
    if errors is not None:
        errors.write_bytes(workbook_writer().marked(raw, outcome.marks, sheet=SHEET))
    _answer(outcome, as_json=as_json)


def _answer(outcome: "RosterOutcome", *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"schema": 1, **outcome.as_dict()}, ensure_ascii=False))
    for mark in outcome.marks:
        click.echo(f"{mark.cell or '—'}: {mark.reason.zh} / {mark.reason.en}", err=True)
    click.echo(
        f"接受 accepted {outcome.accepted}，未变 unchanged {outcome.unchanged}，"
        f"退回 refused {outcome.refused}",
        err=True,
    )
    if outcome.marks:
        sys.exit(REFUSED)
