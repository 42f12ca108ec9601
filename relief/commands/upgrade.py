"""`upgrade`: bring the database to this version."""

import shutil

import click

from relief.settings import DATABASE_FILE, Settings


@click.command()
@click.pass_obj
def command(settings: Settings) -> None:
    """Run the migrations the database has not had; a SQLite file is copied first."""
    from relief.bootstrap import open_desk
    from relief.core.clock import SystemClock
    from relief.db.migrate import upgrade

    path = settings.data / DATABASE_FILE
    if path.exists():
        copy = path.with_name(f"{DATABASE_FILE}.{SystemClock().now():%Y%m%dT%H%M%SZ}.bak")
        shutil.copy2(path, copy)
        click.echo(f"copied to {copy.name}", err=True)
    upgrade(open_desk(settings).database.writer)
    settings.protect()
    click.echo("up to date", err=True)
