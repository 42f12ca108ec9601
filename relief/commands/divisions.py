"""`divisions`: load the code table, show a division."""

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from relief.commands.divisions_former import former
from relief.commands.divisions_load import load
from relief.commands.divisions_update import update
from relief.core.division_kind import KIND_NAMES
from relief.settings import Settings

if TYPE_CHECKING:
    from relief.geography.former_queries import FormerRow
    from relief.geography.queries import Validity
    from relief.geography.rows import DivisionRow

SCHEMA = 1


@click.group()
def command() -> None:
    """Load and show divisions (统计用区划代码, 2023, 12 digits)."""


command.add_command(load)
command.add_command(former)
command.add_command(update)


@command.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def show(settings: Settings, code: str, *, as_json: bool) -> None:
    """Show a division by its code: name, what it lies in, how many divisions lie within.

    CODE has 12 digits; fewer are filled up with zeros (622927 is 622927000000). A former code
    finds today's division and says so.
    """
    from relief.bootstrap import open_desk
    from relief.core.division_code import pad
    from relief.core.errors import NotFound
    from relief.geography.former_queries import formers, today_of
    from relief.geography.queries import chains, children, validity

    asked = pad(code)
    with open_desk(settings).database.read() as session:
        whole = today_of(session, [asked]).get(asked, asked)
        path = chains(session, [whole])[whole]
        within = children(session, whole)
        days = validity(session, [whole]).get(whole)
        past = formers(session, [whole]).get(whole, [])
    if not path or path[-1].code != whole or days is None:
        raise NotFound(kind="区划 division", key=whole)
    answer = _as_json(path, len(within), days, past)
    if asked != whole:
        answer["asked"] = asked
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False).encode())
        return
    kind, row = KIND_NAMES[path[-1].kind], path[-1]
    if asked != whole:
        click.echo(f"{asked} 是曾用代码，现为 / is a former code, today {whole}")
    told = " › ".join(outer.name for outer in path)
    click.echo(f"{whole} {told} ({kind.zh} {kind.en}, {row.level}, {len(within)} within)")
    for entry in past:
        click.echo(f"  原 formerly {entry.former_code} {entry.former_name} {entry.reason}".rstrip())


def _as_json(
    path: "Sequence[DivisionRow]", within: int, days: "Validity", past: "Sequence[FormerRow]"
) -> dict[str, object]:
    row = path[-1]
    return {
        "schema": SCHEMA,
        "code": row.code,
        "name": row.name,
        "level": row.level,
        "kind": {"id": row.kind, **KIND_NAMES[row.kind].as_dict()},
        "parent": row.parent_code,
        "pinyin": row.pinyin,
        "initials": row.initials,
        "path": [{"code": outer.code, "name": outer.name} for outer in path],
        "children": within,
        "valid_from": _iso(days.valid_from),
        "valid_to": _iso(days.valid_to),
        "former": [
            {
                "code": entry.former_code,
                "name": entry.former_name,
                "from": _iso(entry.valid_from),
                "until": _iso(entry.valid_until),
                "reason": entry.reason,
                "source": entry.source,
            }
            for entry in past
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
