"""`report`: the desk's papers, written to a file."""

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
from relief.commands.report_progress import progress
from relief.core.errors import NotFound, Refused
from relief.core.wording import Bilingual
from relief.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from relief.bootstrap import Desk
    from relief.core.scope import Scope
    from relief.incidents.queries import IncidentRow
    from relief.situation.brief import BriefContent, By

_AS_OF = click.option(
    "--as-of", "as_of", metavar="T", help="Hour to wind back to, Beijing time. [default: now]"
)
_BY = click.option(
    "--by",
    type=click.Choice(["county", "township", "village"]),
    help="Rows: counties, townships, or townships with every silent village by name.",
)
_AS = click.option(
    "--as",
    "username",
    metavar="ACCOUNT",
    help="Account whose office and divisions the paper speaks for. [default: the first that may "
    "issue briefs]",
)


@click.group()
def command() -> None:
    """Write a brief (快报) or a progress report (重建进度) to a file."""


@command.command()
@INCIDENT
@_AS_OF
@_BY
@FORMAT
@LANGUAGE
@_AS
@OUT
@click.pass_obj
def brief(  # noqa: PLR0913 (one argument an option)
    settings: Settings,
    *,
    incident: str,
    as_of: str | None,
    by: "By | None",
    form: str,
    language: str,
    username: str | None,
    out: str,
) -> None:
    """Write 快报 第N期 to OUT; "-" is standard output.

    At the desk's present the brief is issued: it gets its number and is kept, and the same facts
    keep their number. Wound back to an earlier hour nothing is kept, and the sheet says 回放.

    \b
    Exit codes: 0  written
                1  refused, with the reasons as JSON
                2  wrong usage
    """
    from relief.bootstrap import open_desk

    _refuse_workbook(form)
    desk = open_desk(settings)
    content, scope, printed_at = _content(desk, incident, as_of, by, username)
    made = _file(desk, content, form, language, (printed_at, scope.account_name))
    with click.open_file(out, "wb") as stream:
        stream.write(made)
    if out != "-":
        click.echo(f"{Path(out).name}: 第 {content.number} 期", err=True)


command.add_command(progress)


def _refuse_workbook(form: str) -> None:
    if form == "xlsx":
        raise Refused(
            Bilingual("快报没有 xlsx 格式：可选 pdf、docx、json", "A brief is pdf, docx or json"),
            "format",
        )


def _content(
    desk: "Desk", slug: str, as_of: str | None, by: "By | None", username: str | None
) -> "tuple[BriefContent, Scope, datetime]":
    from relief.bootstrap import now_in
    from relief.incidents.queries import find_incident
    from relief.situation.service import brief_content

    asked = hour(as_of)
    with desk.database.write() as session:
        scope, present = acting(session, username, "brief.issue"), now_in(session)
        incident = find_incident(session, slug)
        if incident is None:
            raise NotFound(kind="灾害事件 incident", key=slug)
        if asked is not None and asked < present:
            content = brief_content(session, scope, incident, at=asked, replay=True, by=by)
            return content, scope, present
        return _issued(session, scope, incident, present, by), scope, present


def _issued(
    session: "Session", scope: "Scope", incident: "IncidentRow", at: datetime, by: "By | None"
) -> "BriefContent":
    from relief.core.ledger import Stamp
    from relief.offices.queries import office_of
    from relief.situation import queries, service

    stamp = Stamp.make(at, scope.account_id, "command line")
    division = office_of(session, scope.account_id).division
    brief_id = service.issue_brief(session, scope, stamp, incident, division, at=at, by=by)
    return queries.brief(session, scope, brief_id).content


def _file(
    desk: "Desk", content: "BriefContent", form: str, language: str, printed: tuple[datetime, str]
) -> bytes:
    import json

    from relief.bootstrap import paper_maker
    from relief.situation.brief import content_to_json
    from relief.situation.sheet import Imprint, make_sheet

    if form == "json":
        answer = {"schema": SCHEMA, "brief": content_to_json(content)}
        return json.dumps(answer, ensure_ascii=False, indent=2).encode() + b"\n"
    maker = paper_maker(desk.settings)
    sheet = make_sheet(content, language, Imprint(*printed))
    return maker.pdf(sheet=sheet) if form == "pdf" else maker.docx(sheet=sheet)
