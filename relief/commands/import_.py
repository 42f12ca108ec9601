"""`import`: filled workbooks into the desk."""

import sys
from pathlib import Path

import click

from relief.commands.import_houses import houses
from relief.commands.import_places import places
from relief.commands.import_population import population
from relief.commands.import_roster import roster
from relief.commands.importing import REFUSED, answer, import_options, incident_option
from relief.settings import Settings

NOT_BUILT = ("households", "stock")


@click.group()
def command() -> None:
    """Import a filled workbook; the second run of the same file changes nothing.

    Exit status 1 if any row was refused; the reasons name their cells.
    """


@command.command()
@incident_option
@import_options
@click.pass_obj
def reports(  # noqa: PLR0913 (one option a wish)
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
    """Import the township figures in FILE as a draft of the office's report; nobody is told yet.

    All rows or none, unless --good-rows. The office is the one the workbook names (填报单位), else
    the account's own; without --as the account is the first desk officer whose area has the office.
    A township's former code or name is taken as today's, and said so.
    --errors writes the same workbook back with every reason at its cell.
    """
    from relief.bootstrap import now_in, open_desk, workbook_reader, workbook_writer
    from relief.commands.acting import actor, id_of
    from relief.core.ledger import Stamp
    from relief.damage.services.import_reports import ImportJob, digest_of, import_reports
    from relief.damage.staging import office_named
    from relief.damage.workbook import SHEET

    content = file.read_bytes()
    raw = workbook_reader().read(content, sheet=SHEET)
    desk = open_desk(settings)
    with desk.database.write() as session:
        scope, own = actor(session, username, office or office_named(raw))
        digest = digest_of(content)
        job = ImportJob(id_of(session, incident), own, digest, good_rows, check)
        stamp = Stamp.make(now_in(session), scope.account_id, "workbook", job.command_id)
        outcome = import_reports(session, scope, stamp, job, raw)
    if errors is not None:
        marks = (*outcome.marks, *outcome.warnings)
        errors.write_bytes(workbook_writer().marked(raw, marks, sheet=SHEET))
    answer(outcome, as_json=as_json, warnings=outcome.warnings, already=outcome.already)


def _not_built(kind: str) -> click.Command:
    @click.command(kind, short_help="Not built yet.")
    @click.argument("file", required=False)
    def refuse(file: str | None) -> None:
        """Refuse: this version does not import it yet."""
        del file
        click.echo(
            f"尚未提供“{kind}”导入 / importing “{kind}” is not built yet",
            err=True,
        )
        sys.exit(REFUSED)

    return refuse


command.add_command(houses)
command.add_command(places)
command.add_command(population)
command.add_command(roster)
for _kind in NOT_BUILT:
    command.add_command(_not_built(_kind))
