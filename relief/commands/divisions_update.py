"""`divisions update`: a newer code table, filed to be reviewed line by line."""

import hashlib
import json
from datetime import date, datetime
from pathlib import Path

import click

from relief.settings import Settings


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--cut-off", type=click.DateTime(["%Y-%m-%d"]), help="The table's day, such as 2024-06-30."
)
@click.option("--as", "username", default="", metavar="USERNAME", help="Act as this account.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def update(
    settings: Settings, file: Path, cut_off: datetime | None, username: str, *, as_json: bool
) -> None:
    """File the newer table in FILE (CSV or XLSX) for review; nothing is changed yet.

    The desk's own table and this one are compared for the provinces and levels FILE speaks of: new,
    closed, merged, renamed, recoded. An administrator accepts or rejects each line on the page
    区划 › 年度更新 and applies them. The same file again files nothing twice. Without --cut-off the
    day is the last 30 June.
    """
    from relief.bootstrap import division_table, now_in, open_desk
    from relief.commands.acting import administrator
    from relief.core.clock import beijing
    from relief.core.ledger import Stamp
    from relief.geography.division_table import check_table
    from relief.geography.update_service import NewUpdate, file_update

    table = division_table((), file)
    count = check_table(table.rows(), (), lambda done: click.echo(f"{done:,} …", err=True))
    click.echo(f"已检查 checked {count:,}", err=True)
    names = {row.code: row.name for row in table.rows()}
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    desk = open_desk(settings)
    with desk.database.write() as session:
        scope = administrator(session, username)
        now = now_in(session)
        day = cut_off.date() if cut_off else last_cut_off(beijing(now).date())
        stamp = Stamp.make(now, scope.account_id, file.name)
        new = NewUpdate(file.name, digest, day, names)
        update_id, lines = file_update(session, scope, stamp, new, table.speller())
    if as_json:
        click.echo(json.dumps({"schema": 1, "update": update_id or None, "lines": lines}))
    elif update_id:
        click.echo(f"待核对 to review: {lines:,}（/divisions/updates/{update_id}）")
    else:
        click.echo("没有变化 nothing to change")


def last_cut_off(today: date) -> date:
    """Return the last 30 June before or on a day (DOMAIN 10, K4)."""
    own = date(today.year, 6, 30)
    return own if own <= today else date(today.year - 1, 6, 30)
