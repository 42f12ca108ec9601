"""`divisions former`: the file of former codes and names into the desk."""

import json
from pathlib import Path

import click

from relief.settings import Settings

NATION = "000000000000"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "username", default="", metavar="USERNAME", help="Act as this account.")
@click.option("--check", is_flag=True, help="Say what would be refused; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def former(settings: Settings, file: Path, username: str, *, check: bool, as_json: bool) -> None:
    """Load former codes and names from FILE (CSV or XLSX); they find today's division ever after.

    Columns 现区划代码, 原代码, 原名称, 起, 止, 原因, 来源; a day nobody knows is 待核. All rows or
    none; a second run changes nothing. Without --as the first administrator acts.
    """
    from relief.bootstrap import former_reader, name_speller, now_in, open_desk
    from relief.commands.acting import administrator
    from relief.core.ledger import Stamp
    from relief.geography.former_service import check_formers, write_former

    rows = former_reader()(file)
    desk = open_desk(settings)
    if check:
        with desk.database.read() as session:
            check_formers(session, rows)
        click.echo(f"{len(rows)} 行可以写入 / rows can be written", err=True)
        return
    with desk.database.write() as session:
        scope = administrator(session, username)
        stamp = Stamp.make(now_in(session), scope.account_id, file.name)
        done = write_former(session, scope, stamp, rows, name_speller())
    if as_json:
        click.echo(json.dumps({"schema": 1, "added": done.added, "unchanged": done.unchanged}))
    click.echo(f"新增 added {done.added}，未变 unchanged {done.unchanged}", err=True)
