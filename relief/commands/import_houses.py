"""`import houses`: a filled house ledger into the desk, in parts with progress."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from relief.settings import Settings

if TYPE_CHECKING:
    from relief.damage.house_import import HouseOutcome

REFUSED = 1


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--incident", required=True, metavar="ID", help="Id or slug of the incident.")
@click.option("--as", "username", default="", metavar="USERNAME", help="Act as this account.")
@click.option("--office", default="", metavar="CODE", help="Importing office (12 digits).")
@click.option("--check", is_flag=True, help="Say what would be refused; change nothing.")
@click.option("--good-rows", is_flag=True, help="Keep the rows without a fault.")
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT.xlsx")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
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
    left as they are. The office is the one the workbook names (填报单位), else the county all rows
    lie in; without --as the account is the first desk officer whose area has the office. Rows are
    staged 500 at a time; a run that is interrupted goes on where it stopped.
    --errors writes the same workbook back with every reason at its cell.
    """
    from jobs.work_import_houses import bring_in, read_sheet
    from relief.bootstrap import open_desk, workbook_writer
    from relief.commands.acting import actor, id_of
    from relief.damage.house_import import HouseImport
    from relief.damage.house_staging import office_named
    from relief.damage.house_workbook import SHEET
    from relief.damage.services.import_reports import digest_of

    content = file.read_bytes()
    raw = read_sheet(content)
    desk = open_desk(settings)
    with desk.database.read() as session:
        scope, own = actor(session, username, office or office_named(raw))
        job = HouseImport(id_of(session, incident), own, digest_of(content), good_rows, check)
    outcome = bring_in(desk, scope, job, raw, _say)
    if errors is not None:
        errors.write_bytes(workbook_writer().marked(raw, outcome.marks, sheet=SHEET))
    _answer(outcome, as_json=as_json)


def _say(done: int, total: int) -> bool:
    click.echo(f"{done}/{total}", err=True)
    return False


def _answer(outcome: "HouseOutcome", *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"schema": 1, **outcome.as_dict()}, ensure_ascii=False))
    for mark in outcome.marks:
        click.echo(f"{mark.cell or '—'}: {mark.reason.zh} / {mark.reason.en}", err=True)
    already = "，此前已导入 / imported before" if outcome.already else ""
    click.echo(
        f"接受 accepted {outcome.accepted}，未变 unchanged {outcome.unchanged}，"
        f"退回 refused {outcome.refused}{already}",
        err=True,
    )
    if outcome.marks:
        sys.exit(REFUSED)
