"""`job NAME`: run one scheduled job now."""

import click

from relief.settings import Settings


@click.command()
@click.argument("name")
@click.pass_obj
def command(settings: Settings, name: str) -> None:
    """Run the job NAME once, now, and print how much it did."""
    from jobs.scheduler import JOBS, run_now
    from relief.bootstrap import open_desk

    known = {job.name: job for job in JOBS}
    if name not in known:
        listed = ", ".join(known)
        message = f"no job {name}; there are: {listed}"
        raise click.UsageError(message)
    click.echo(run_now(open_desk(settings), known[name]))
