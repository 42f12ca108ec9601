"""`needs`: how many of which items do so many people need?"""

from collections.abc import Mapping
from typing import Any, BinaryIO

import click

from relief.commands.calculators import answer_or_refuse, read_input


@click.command("needs")
@click.option(
    "--people",
    "file",
    required=True,
    type=click.File("rb"),
    metavar="FILE",
    help='The people, one JSON object; "-" is standard input.',
)
def command(file: BinaryIO) -> None:
    """Say what so many people need for so many days, by a standard; no database is needed.

    FILE holds one JSON object:

    \b
      {"basis": {"resettled": 1201, "urgent_aid": 300, "households": null},
       "days": 3, "season": "cold", "standard": "demo-cold-2023"}

    All four fields are required. The basis holds counts of people (indicator codes) or
    "households", JSON integers; null, and what is absent, is unknown: what depends on it has the
    quantity null, never 0. Standards: sphere-2018, demo-cold-2023.

    Prints a line an item with its quantity (whole units, rounded up once, at the end), what it is
    counted by, the rate (units for one of the basis, and a day for water and food), where the rate
    comes from and whether that was verified. tent_36 is the same need as tent_12 in larger tents:
    either, not both. Stoves are counted by tents of 12 m².

    \b
    Exit codes: 0  answered
                1  refused: a negative or fractional count, an unknown basis or
                   standard, less than a day; reasons on standard output
                2  wrong usage
    """
    answer_or_refuse(lambda: _needs(file))


def _needs(file: BinaryIO) -> Mapping[str, Any]:
    from relief.needs.contracts import as_answer, read_people
    from relief.needs.needs import needs_of

    asked = read_people(read_input(file))
    return as_answer(needs_of(asked.basis, asked.standard, days=asked.days, season=asked.season))
