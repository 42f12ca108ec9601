"""`worker`: the long work and the jobs."""

import click

from relief.settings import Settings


@click.command()
@click.option(
    "--until-idle", type=float, metavar="SECONDS", help="End when nothing came for so long."
)
@click.pass_obj
def command(settings: Settings, until_idle: float | None) -> None:
    """Do long work (imports, papers) and tick the jobs, until stopped.

    Any number may run on one database; one of them leads and ticks the jobs.
    """
    from jobs.worker import serve_until_stopped
    from relief.bootstrap import open_desk

    serve_until_stopped(open_desk(settings), idle_s=until_idle)
