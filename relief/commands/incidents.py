"""`incidents`: the incidents of this desk."""

import json

import click

from relief.settings import Settings

SCHEMA = 1


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def command(settings: Settings, *, as_json: bool) -> None:
    """List the incidents of this desk: id, slug and name, the latest first.

    Other commands' --incident takes either the id or the slug.
    """
    from relief.bootstrap import open_desk
    from relief.core.clock import beijing
    from relief.incidents.queries import list_incidents

    with open_desk(settings).database.read() as session:
        found = list_incidents(session)
    rows = [
        {
            "id": row.id,
            "slug": row.slug,
            "name": row.name,
            "name_en": row.name_en,
            "hazard": row.hazard,
            "occurred_at": beijing(row.occurred_at).isoformat(),
            "state": row.state,
            "counties": list(row.counties),
            "demo": row.demo,
        }
        for row in found
    ]
    if as_json:
        click.echo(json.dumps({"schema": SCHEMA, "incidents": rows}, ensure_ascii=False).encode())
        return
    for row in found:
        click.echo(f"{row.id}  {row.slug}  {row.name}")
    if not found:
        click.echo("没有灾害事件 / no incidents", err=True)
