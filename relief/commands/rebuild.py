"""`rebuild`: the projections from their ledgers."""

import json
import sys

import click

from relief.settings import Settings


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; say where they differ.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, *, check: bool, as_json: bool) -> None:
    """Write every …_now table anew from its ledger, or prove that they agree.

    Exit status 1 with --check when any row differs.
    """
    from relief.all_projections import PROJECTIONS
    from relief.bootstrap import open_desk
    from relief.db.projections import compare, rebuild

    database = open_desk(settings).database
    if not check:
        with database.write() as session:
            counts = {p.table.name: rebuild(session, p) for p in PROJECTIONS}
        click.echo(json.dumps({"schema": 1, "rows": counts}) if as_json else _lines(counts))
        return
    with database.read() as session:
        found = [d for p in PROJECTIONS for d in compare(session, p)]
    listed = [{"table": d.table, "key": [str(part) for part in d.key]} for d in found]
    answer = {"schema": 1, "ok": not found, "differences": listed}
    click.echo(json.dumps(answer) if as_json else _lines({d.table: len(found) for d in found}))
    sys.exit(1 if found else 0)


def _lines(counts: dict[str, int]) -> str:
    return "\n".join(f"{name}: {count}" for name, count in counts.items()) or "ok"
