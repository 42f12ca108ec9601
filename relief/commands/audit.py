"""`audit verify`: the hash chain of the audit log."""

import json
import sys

import click

from relief.settings import Settings


@click.group()
def command() -> None:
    """Check the audit log."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def verify(settings: Settings, *, as_json: bool) -> None:
    """Check every seal against the rows it covers and name the unsealed tail.

    Exit status 1 when a seal does not fit.
    """
    from relief.bootstrap import open_desk
    from relief.db.audit import verify as verify_chain

    with open_desk(settings).database.read() as session:
        verdict = verify_chain(session)
    answer = {
        "schema": 1,
        "ok": verdict.broken_seal is None,
        "sealed": verdict.sealed,
        "unsealed": list(verdict.unsealed),
        "broken_seal": verdict.broken_seal,
    }
    words = f"sealed {verdict.sealed}, unsealed {len(verdict.unsealed)}, "
    words += "chain whole" if answer["ok"] else f"seal {verdict.broken_seal} does not fit"
    click.echo(json.dumps(answer) if as_json else words)
    sys.exit(0 if answer["ok"] else 1)
