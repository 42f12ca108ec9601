"""`plan`: check a plan file before a desk relies on it."""

from collections.abc import Mapping
from typing import Any, BinaryIO

import click

from relief.commands.calculators import answer_or_refuse


@click.group("plan")
def command() -> None:
    """Relief plans as data: levels, thresholds, and who decides."""


@command.command("check")
@click.argument("file", type=click.File("rb"))
def check(file: BinaryIO) -> None:
    """Check one plan file (TOML); no database is needed.

    FILE is a plan such as relief/response/plans/cn-2016.toml; "-" is standard input. A number
    without a source that relief/sources.toml lists is refused, and so are unknown indicators and
    keys, floats, and bands out of order.

    Prints {"schema", "ok": true, "plan", "thresholds", "unverified", "missing"}: how many
    thresholds it has, how many of them were not read in the text, and how many are not at hand.

    \b
    Exit codes: 0  the plan loads
                1  refused, each fault with its path
                2  wrong usage
    """
    answer_or_refuse(lambda: _check(file))


def _check(file: BinaryIO) -> Mapping[str, Any]:
    from relief.core.errors import Refused
    from relief.core.wording import Bilingual
    from relief.response.catalogue import read_plan

    try:
        text = file.read().decode()
    except UnicodeDecodeError as error:
        raise Refused(Bilingual("应为 UTF-8 文字", "UTF-8 text is expected")) from error
    plan = read_plan(text)
    every = [threshold for rule in plan.rules for threshold in rule.all_thresholds()]
    known = [threshold for threshold in every if threshold.at_least is not None]
    return {
        "ok": True,
        "plan": plan.id,
        "thresholds": len(known),
        "unverified": sum(not threshold.verified for threshold in known),
        "missing": len(every) - len(known),
    }
