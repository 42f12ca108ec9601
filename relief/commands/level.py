"""`level`: which response level does a plan make due?"""

from collections.abc import Mapping
from typing import Any, BinaryIO

import click

from relief.commands.calculators import answer_or_refuse, read_input


@click.command("level")
@click.option("--plan", "plan_id", required=True, metavar="ID", help="The plan, such as cn-2016.")
@click.option(
    "--figures",
    "file",
    required=True,
    type=click.File("rb"),
    metavar="FILE",
    help='The figures, one JSON object; "-" is standard input.',
)
def command(plan_id: str, file: BinaryIO) -> None:
    """Say which response level a plan makes due, and why; no database is needed.

    FILE holds one JSON object about one division and one disaster process:

    \b
      {"division": "620000000000", "hazard": "earthquake",
       "occurred_on": "2023-12-18", "as_of": "2023-12-19T06:00",
       "values": {"deaths": 100, "missing": null},
       "forecast": {"resettled": 120000},
       "base": {"agri_pastoral_population": 13000000},
       "dry_days": 30, "magnitude": "6.2",
       "neighbours": [{"division": "630000000000", "values": {"deaths": 11}}]}

    Only division (12 digits) and values are required. Counts are JSON integers; areas, lengths,
    万元 and the magnitude decimal strings; null, and what is absent, is unknown and never counted
    as 0.

    Prints the level due (1 the gravest, null for none), the level it could be once what is unknown
    is known, every rule with its value, threshold, clause and source, what lacks to the next level,
    who decides, linked starts and warnings. The engine recommends: the post in "decided_by"
    decides.

    \b
    Exit codes: 0  answered
                1  refused: unknown plan, bad figures, a division or a
                   period the plan does not judge; reasons on standard output
                2  wrong usage
    """
    answer_or_refuse(lambda: _level(plan_id, file))


def _level(plan_id: str, file: BinaryIO) -> Mapping[str, Any]:
    from relief.response.catalogue import load_plan
    from relief.response.contracts import read_circumstances
    from relief.response.evaluation import evaluate

    plan = load_plan(plan_id)
    case, read_warnings = read_circumstances(read_input(file), plan)
    answer = evaluate(plan, case).as_dict()
    noted = [{"code": item.code, "message": item.message.as_dict()} for item in read_warnings]
    return answer | {"warnings": [*noted, *answer["warnings"]]}
