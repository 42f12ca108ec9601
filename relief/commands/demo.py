"""`demo`: a working desk on a real earthquake."""

import os
import sys

import click

from relief.settings import Settings


@click.command()
@click.option(
    "--at",
    "stop",
    type=click.Choice(["night", "goods", "rebuild"]),
    help="The hour to open on; a desk that is there already only moves forward. [default: night]",
)
@click.option("--no-serve", is_flag=True, help="Build the database and stop.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.pass_obj
def command(settings: Settings, stop: str | None, host: str, port: int, *, no_serve: bool) -> None:
    """Set up and open a desk on the Jishishan M6.2 earthquake of 2023-12-18 23:59.

    Builds the database, loads the divisions of Gansu and Qinghai, replays the event up to the hour,
    starts the desk and prints its address and sign-ins. A second run starts in seconds on what the
    first one built. Hours: night 2023-12-19 00:40, goods 2023-12-20 09:00, rebuild 2024-07-15.
    """
    from relief.demo.accounts import PASSWORD, SHOWN
    from relief.demo.build import build

    built = build(settings, stop, say=lambda line: click.echo(line, err=True))
    click.echo(f"desk of {built.incident}, {built.present}")
    click.echo(f"  http://{host}:{port}/")
    click.echo(f"  sign in as {', '.join(SHOWN)} with {PASSWORD}")
    if no_serve:
        return
    # A fresh process serves: what loading divisions and polygons took is given back.
    words = ["--data", str(settings.data), "serve", "--host", host, "--port", str(port)]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "relief", *words])  # noqa: S606 (our own)
