"""`user`: accounts from the command line."""

import sys

import click

from relief.settings import Settings


@click.group()
def command() -> None:
    """Add, reset and disable accounts; every deed is in the audit log."""


def _password() -> str:
    return sys.stdin.readline().rstrip("\n")


@command.command()
@click.argument("username")
@click.option("--name", "display_name", required=True, help="The name shown on the screen.")
@click.option("--role", "roles", multiple=True, required=True, help="May be given repeatedly.")
@click.option("--division", "divisions", multiple=True, required=True, help="12-digit code.")
@click.option("--authority", required=True, help="Id of the office.")
@click.option("--authority-name", default="", help="Its Chinese name, when it is new.")
@click.option("--post", default="", help="The post he signs with, as the plan names it.")
@click.pass_obj
def add(  # noqa: PLR0913 (one option a fact of the account)
    settings: Settings,
    username: str,
    display_name: str,
    roles: tuple[str, ...],
    divisions: tuple[str, ...],
    authority: str,
    authority_name: str,
    post: str,
) -> None:
    """Add the account USERNAME; the password is read from standard input."""
    from relief.bootstrap import open_desk
    from relief.core.division_code import prefix_of
    from relief.core.wording import Bilingual
    from relief.db.audit import write_audit
    from relief.offices.accounts import NewAccount, add_account, add_authority

    new = NewAccount(
        username=username,
        display_name=display_name,
        password=_password(),
        authority_id=authority,
        post=post,
        post_en=post,
        roles=roles,
        prefixes=tuple(prefix_of(code) for code in divisions),
    )
    with open_desk(settings).database.write() as session:
        name = authority_name or authority
        add_authority(session, authority, Bilingual(name, name), divisions[0])
        write_audit(session, add_account(session, new), "user_add", username, {})
    click.echo(f"added {username}", err=True)


@command.command()
@click.argument("username")
@click.pass_obj
def reset(settings: Settings, username: str) -> None:
    """Set a new password, read from standard input; the account's sessions end."""
    from relief.bootstrap import open_desk
    from relief.db.audit import write_audit
    from relief.offices.accounts import reset_password

    with open_desk(settings).database.write() as session:
        reset_password(session, username, _password())
        write_audit(session, "command line", "user_reset", username, {})
    click.echo(f"password of {username} set", err=True)


@command.command()
@click.argument("username")
@click.option("--enable", is_flag=True, help="Open the account again.")
@click.pass_obj
def disable(settings: Settings, username: str, *, enable: bool) -> None:
    """Close the account USERNAME and end its sessions."""
    from relief.bootstrap import open_desk
    from relief.db.audit import write_audit
    from relief.offices.accounts import disable as disable_account

    with open_desk(settings).database.write() as session:
        disable_account(session, username, disabled=not enable)
        deed = "user_enable" if enable else "user_disable"
        write_audit(session, "command line", deed, username, {})
    click.echo(f"{username} {'enabled' if enable else 'disabled'}", err=True)
