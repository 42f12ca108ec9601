"""`init`: a new, empty desk and its first administrator."""

import sys

import click

from relief.settings import Settings


@click.command()
@click.option("--admin", "username", required=True, metavar="NAME", help="Account name.")
@click.option("--division", default="000000000000", show_default=True, help="12-digit code.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_obj
def command(settings: Settings, username: str, division: str, *, password_stdin: bool) -> None:
    """Make the database and the first administrator; a desk that has one is left as it is.

    The password has at least ten characters; it is asked for twice, or read from standard input.
    """
    from relief.bootstrap import open_desk
    from relief.db.migrate import upgrade
    from relief.offices.first_administrator import make_first_administrator

    password = (
        sys.stdin.readline().rstrip("\n")
        if password_stdin
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    desk = open_desk(settings)
    upgrade(desk.database.writer)
    settings.protect()
    with desk.database.write() as session:
        make_first_administrator(session, username, password, division)
    click.echo(f"desk ready, administrator {username}", err=True)
