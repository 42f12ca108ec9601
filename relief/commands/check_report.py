"""`check-report`: is a situation report consistent with itself and with the one before it?"""

import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

import click

from relief.commands.calculators import REFUSED, answer_or_refuse, read_input


@click.command("check-report")
@click.argument("file", type=click.File("rb"))
def command(file: BinaryIO) -> None:
    """Check one situation report (初报, 续报, 核报, 零报告); no database is needed.

    FILE holds one JSON object; "-" is standard input:

    \b
      {"division": "622927000000", "kind": "follow_up",
       "as_of": "2023-12-19T10:00",
       "values": {"affected_people": 5000, "resettled": 300,
                  "resettled_central": 200, "resettled_dispersed": 100,
                  "deaths": 3, "missing": null,
                  "crop_affected_ha": "12.5"},
       "previous": {"as_of": "2023-12-19T06:00", "values": {"deaths": 2}},
       "explanations": {}, "response_is_on": true, "photos": 3}

    Required: division (12 digits), kind (initial, follow_up, final, zero) and values. Counts are
    JSON integers; areas, lengths and 万元 decimal strings; null is unknown (待核) and never a
    fault. Times without offset are Beijing time. An explanation under "photos" says why there are
    fewer photos than a response asks for.

    Prints {"schema", "ok", "findings": [{"rule", "severity", "indicators", "expected", "found",
    "message"}]}. The rule is the number in the domain facts, such as 3.4.1. A warning asks to look
    again; an error holds the report back.

    \b
    Exit codes: 0  consistent (warnings are possible)
                1  an error was found, or the input was refused
                2  wrong usage
    """
    answer = answer_or_refuse(lambda: _check(file))
    if not answer["ok"]:
        sys.exit(REFUSED)


def _check(file: BinaryIO) -> Mapping[str, Any]:
    from relief.damage.catalogue import load_indicators
    from relief.damage.consistency import check, has_errors
    from relief.damage.contracts import read_report

    report = read_report(read_input(file))
    findings = check(report, load_indicators(), response_is_on=report.response_is_on)
    return {
        "ok": not has_errors(findings),
        "findings": [finding.as_dict() for finding in findings],
    }
