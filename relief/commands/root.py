"""The root of the command line: every group is loaded only when it is called."""

import json
import os
import sys
from importlib import import_module

import click

from relief.core.errors import RefusedRows, ReliefError
from relief.core.wording import Bilingual
from relief.settings import read_settings

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "Set up and open a desk on the Jishishan earthquake."),
    "init": ("init", "Make a new, empty desk and its first administrator."),
    "serve": ("serve", "Serve the desk (with its worker, on one machine)."),
    "worker": ("worker", "Do the long work: imports, papers."),
    "job": ("job", "Run one scheduled job now."),
    "upgrade": ("upgrade", "Bring the database to this version."),
    "user": ("user", "Add, reset, disable accounts."),
    "doctor": ("doctor", "Say what is missing or wrong on this machine."),
    "divisions": ("divisions", "Load and show divisions."),
    "points": ("points", "Give every township and village without a position one."),
    "incidents": ("incidents", "List incidents: id and slug."),
    "template": ("template", "Write an empty workbook to fill in."),
    "import": ("import_", "Import a filled workbook."),
    "export": ("export", "Write what this desk holds to a file."),
    "level": ("level", "Say which response level figures make due (no database)."),
    "check-report": ("check_report", "Check a situation report's figures (no database)."),
    "needs": ("needs", "Say what people need, by a standard (no database)."),
    "allocate": ("allocate", "Share stock out fairly, at least cost (no database)."),
    "plan": ("plan", "Check a response plan's data file."),
    "rebuild": ("rebuild", "Rebuild or check the projections."),
    "audit": ("audit", "Verify the audit chain."),
    "report": ("report", "Write a brief to a file."),
}
REFUSED, USAGE, FAILED = 1, 2, 3


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, imported now."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _help = COMMANDS[cmd_name]
        found: click.Command = import_module(f"relief.commands.{module}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_module, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", metavar="DIR", help="Data folder (default ./data, or RELIEF_DATA).")
@click.pass_context
def root(ctx: click.Context, data: str | None) -> None:
    """Relief desk: from the first telephone call to the day the last family moves in.

    The database is SQLite in the data folder, or PostgreSQL where RELIEF_DATABASE_URL names one.

    Exit status: 0 done, 1 refused (with reasons), 2 usage, 3 failed and nothing changed.
    """
    ctx.obj = read_settings(data)


def main() -> None:
    """Run the command line; a refusal is exit 1 with its reasons as JSON, never a traceback."""
    try:
        root(standalone_mode=True, prog_name="python -m relief")
    except ReliefError as error:
        click.echo(json.dumps(refusal(error), ensure_ascii=False))
        click.echo(error.wording().zh, err=True)
        sys.exit(REFUSED)
    except Exception as error:  # noqa: BLE001 (disk, database, library: said, and exit 3)
        failed(error)


def failed(error: Exception) -> None:
    """Say in one line that the command failed and exit 3; RELIEF_TRACE=1 shows where."""
    if os.environ.get("RELIEF_TRACE"):
        raise error
    first = str(error).strip().partition("\n")[0]
    click.echo(
        f"失败，未作改动 / failed, nothing changed: {type(error).__name__}: {first}", err=True
    )
    sys.exit(FAILED)


def refusal(error: ReliefError) -> dict[str, object]:
    """Return the JSON of a refusal: one entry a fault."""
    if isinstance(error, RefusedRows):
        listed = [(reason.path, reason.reason) for reason in error.reasons]
    else:
        listed = [(str(getattr(error, "path", "")), error.wording())]
    return {"schema": 1, "errors": [_entry(path, wording) for path, wording in listed]}


def _entry(path: str, wording: Bilingual) -> dict[str, object]:
    return {"path": path, "message": wording.as_dict()}
