"""`export`: what this desk holds, as files for others."""

import click

from relief.commands.export_geopackage import geopackage
from relief.commands.export_places import places


@click.group()
def command() -> None:
    """Write what this desk holds to a file, within the divisions of the account that asks."""


command.add_command(places)
command.add_command(geopackage)
