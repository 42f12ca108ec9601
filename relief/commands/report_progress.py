"""`report progress`: rebuilding as of a day, as a paper, a workbook or JSON."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from relief.commands.report_options import (
    FORMAT,
    INCIDENT,
    LANGUAGE,
    OUT,
    SCHEMA,
    acting,
    hour,
)
from relief.settings import Settings

if TYPE_CHECKING:
    from relief.bootstrap import Desk
    from relief.situation.progress import ProgressReport
    from relief.situation.progress_ground import Ground

_DAY = len("2024-07-15")


@click.command()
@INCIDENT
@click.option(
    "--as-of",
    "as_of",
    metavar="T",
    help="Day, or hour, the figures state, as this desk knew it then; Beijing time. [default: now]",
)
@click.option(
    "--by",
    type=click.Choice(["county", "township", "village"]),
    help="Rows. [default: counties where the account sees more than one, else townships]",
)
@FORMAT
@LANGUAGE
@click.option(
    "--as",
    "username",
    metavar="ACCOUNT",
    help="Account whose office and divisions the paper speaks for. [default: the one that sees "
    "most]",
)
@click.option("--corrected", is_flag=True, help="Count what was recorded after that day, too.")
@OUT
@click.pass_obj
def progress(  # noqa: PLR0913 (one argument an option)
    settings: Settings,
    *,
    incident: str,
    as_of: str | None,
    by: str | None,
    form: str,
    language: str,
    username: str | None,
    corrected: bool,
    out: str,
) -> None:
    """Write how far rebuilding is (重建进度) to OUT; "-" is standard output.

    A day is read as this desk knew it at that day's end, an hour as it knew it then; a day ahead of
    the desk's present is the present. Every rate comes with its counts and its denominator.

    \b
    Exit codes: 0  written
                1  refused, with the reasons as JSON
                2  wrong usage
    """
    from relief.bootstrap import open_desk

    desk = open_desk(settings)
    report, ground, printed = _read(desk, incident, (as_of, by, corrected), username)
    made = _file(desk, report, ground, (form, language), printed)
    with click.open_file(out, "wb") as stream:
        stream.write(made)
    if out != "-":
        click.echo(f"{Path(out).name}: {report.as_of:%Y-%m-%d}", err=True)


def _read(
    desk: "Desk", slug: str, asked: tuple[str | None, str | None, bool], username: str | None
) -> "tuple[ProgressReport, Ground | None, tuple[datetime, str]]":
    from dataclasses import replace

    from relief.bootstrap import now_in
    from relief.core.clock import beijing
    from relief.situation.progress_ask import end_of, settle
    from relief.situation.progress_queries import (
        progress_ground,
        progress_report,
        the_incident,
    )

    as_of, by, corrected = asked
    wanted = hour(as_of)
    if wanted is not None and as_of is not None and len(as_of.strip()) == _DAY:
        wanted = end_of(beijing(wanted).date())
    with desk.database.read() as session:
        scope = acting(session, username, "reconstruction.view", widest=True)
        scope.require("reconstruction.view")
        incident = the_incident(session, slug)
        present = now_in(session)
        at = min(wanted or present, present)
        ask = settle(
            beijing(at).date(),
            at=present if corrected else at,
            replay=not corrected and at < present,  # the ledgers as they stood then
            since=incident.occurred_at,
            by=by or "",
            corrected=corrected,
        )
        ask = replace(ask, replay=False)  # as of a day is what this paper is for: no 回放
        report = progress_report(session, scope, incident, ask)
        ground = progress_ground(session, scope, incident, report)
    return report, ground, (present, scope.account_name)


def _file(
    desk: "Desk",
    report: "ProgressReport",
    ground: "Ground | None",
    look: tuple[str, str],
    printed: tuple[datetime, str],
) -> bytes:
    import json

    from relief.bootstrap import progress_maker
    from relief.situation.progress_book import make_book
    from relief.situation.progress_json import report_to_json
    from relief.situation.progress_sheet import make_progress_sheet
    from relief.situation.sheet import Imprint

    form, language = look
    if form == "json":
        answer = {"schema": SCHEMA, "progress": report_to_json(report)}
        return json.dumps(answer, ensure_ascii=False, indent=2).encode() + b"\n"
    maker = progress_maker(desk.settings)
    if form == "xlsx":
        return maker.xlsx(book=make_book(report, language))
    sheet = make_progress_sheet(report, ground, language, Imprint(*printed))
    return maker.pdf(sheet=sheet) if form == "pdf" else maker.docx(sheet=sheet)
