"""`serve`: the web desk, and on one machine its worker as a child."""

import click

from relief.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-worker", is_flag=True, help="Do not start a worker beside the desk.")
@click.pass_obj
def command(settings: Settings, host: str, port: int, *, no_worker: bool) -> None:
    """Serve the desk until stopped (Ctrl-C or SIGTERM).

    On SQLite a worker runs as a child process; with several machines on PostgreSQL, give
    --no-worker here and run `worker` wherever it suits.
    """
    from relief.serving import serve

    serve(settings, host=host, port=port, with_worker=not no_worker)
