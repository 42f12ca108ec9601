"""What every `import` takes and how it answers."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import click

from relief.core.sheets import Mark

REFUSED = 1
_OPTIONS = (
    click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    click.option("--as", "username", default="", metavar="USERNAME", help="Act as this account."),
    click.option("--office", default="", metavar="CODE", help="Whose workbook it is (12 digits)."),
    click.option("--check", is_flag=True, help="Say what would be refused; change nothing."),
    click.option("--good-rows", is_flag=True, help="Keep the rows without a fault."),
    click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT.xlsx"),
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
)


class Outcome(Protocol):
    """What became of a workbook: rows taken, rows refused, why cell by cell."""

    @property
    def accepted(self) -> int:
        """Return the rows taken in."""

    @property
    def refused(self) -> int:
        """Return the rows with a fault."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return why rows were refused."""

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as JSON."""


def import_options(function: Callable[..., None]) -> Callable[..., None]:
    """Return the command with the file and the options every import takes."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


incident_option = click.option(
    "--incident", required=True, metavar="ID", help="Id or slug of the incident."
)


def answer(
    outcome: Outcome,
    *,
    as_json: bool,
    warnings: Sequence[Mark] = (),
    unchanged: int | None = None,
    already: bool = False,
) -> None:
    """Print the outcome; exit 1 if any row was refused."""
    if as_json:
        click.echo(json.dumps({"schema": 1, **outcome.as_dict()}, ensure_ascii=False))
    for mark in (*outcome.marks, *warnings):
        click.echo(f"{mark.cell or '—'}: {mark.reason.zh} / {mark.reason.en}", err=True)
    same = "" if unchanged is None else f"，未变 unchanged {unchanged}"
    before = "，此前已导入 / imported before" if already else ""
    told = f"接受 accepted {outcome.accepted}{same}，退回 refused {outcome.refused}{before}"
    click.echo(told, err=True)
    if outcome.marks:
        sys.exit(REFUSED)
