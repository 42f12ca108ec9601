"""`doctor`: what is missing or wrong on this machine."""

import json
import sys

import click

from relief.settings import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, *, as_json: bool) -> None:
    """Check the set-up, one line a check; exit status 1 when one fails."""
    from relief.doctor import examine

    checks = examine(settings)
    if as_json:
        listed = [{"check": c.name, "ok": c.ok, "detail": c.detail} for c in checks]
        click.echo(json.dumps({"schema": 1, "checks": listed}, ensure_ascii=False))
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.detail}")
    sys.exit(0 if all(check.ok for check in checks) else 1)
