"""What the calculators share: one JSON value in, one out, refusals with their reasons."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

import click

from relief.core.errors import Refused, RefusedRows, ReliefError
from relief.damage.contracts import read_json

SCHEMA = 1
REFUSED = 1
LARGEST_INPUT_BYTES = 64 * 1024 * 1024


def read_input(stream: BinaryIO) -> Any:
    """Return the JSON value of an open file or of standard input.

    Raises:
        Refused: not one JSON value in UTF-8, a key twice, or too large.
    """
    return read_json(stream.read(LARGEST_INPUT_BYTES))


def show(answer: Mapping[str, Any]) -> None:
    """Print an answer as one JSON object, UTF-8 whatever the terminal's locale."""
    text = json.dumps({"schema": SCHEMA, **answer}, ensure_ascii=False, indent=2)
    click.echo(text.encode())


def show_errors(error: ReliefError) -> None:
    """Print what was refused, each fault with its path and its reason in both languages."""
    faults = error.reasons if isinstance(error, RefusedRows) else [error]
    rows = [
        {
            "path": fault.path if isinstance(fault, Refused) else "",
            "message": fault.wording().as_dict(),
        }
        for fault in faults
    ]
    show({"errors": rows})


def answer_or_refuse(calculate: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Print what `calculate` returns and return it; on a refusal print the reasons and exit 1."""
    try:
        answer = calculate()
    except ReliefError as error:
        show_errors(error)
        sys.exit(REFUSED)
    show(answer)
    return answer
