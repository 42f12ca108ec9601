"""What is asked of the worker when a progress report, or the offline map, is to become a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast, get_args

from relief.core.errors import Refused
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.situation.progress import By
from relief.situation.progress_ask import ProgressAsk

ProgressFormat = Literal["pdf", "docx", "xlsx", "html"]
MEDIA_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}


@dataclass(frozen=True, slots=True)
class ProgressOrder:
    """One file of one report, as it stood when it was asked for.

    Fields:
        incident: its id.
        division: whose file it becomes.
        prefixes: the divisions of the person who asked; the worker reads no others.
        format: a paper, or "html" for the offline map of the incident.
        language: "zh_Hans" or "en".
        printed_by: display name on the paper; printed_at: the desk's hour, aware UTC.
    """

    incident: str
    division: str
    ask: ProgressAsk
    format: ProgressFormat
    language: str
    account_id: str
    prefixes: tuple[str, ...]
    printed_by: str
    printed_at: datetime

    def scope(self) -> Scope:
        """Return the reach of the person who asked."""
        return Scope(self.account_id, self.printed_by, self.prefixes)

    def as_arguments(self) -> dict[str, Any]:
        """Return the order as the JSON values of a work row."""
        return {
            "incident": self.incident,
            "division": self.division,
            "as_of": self.ask.as_of.isoformat(),
            "known_at": self.ask.known_at.isoformat(),
            "corrected": self.ask.corrected,
            "replay": self.ask.replay,
            "by": self.ask.by,
            "format": self.format,
            "language": self.language,
            "account_id": self.account_id,
            "prefixes": list(self.prefixes),
            "printed_by": self.printed_by,
            "printed_at": self.printed_at.isoformat(),
        }


def check_progress_format(text: str) -> ProgressFormat:
    """Return the format when progress reports are made in it.

    Raises:
        Refused: none of pdf, docx, xlsx and html.
    """
    if text in get_args(ProgressFormat):
        return cast("ProgressFormat", text)
    raise Refused(
        Bilingual(
            f"进度报告没有“{text}”格式：可选 pdf、docx、xlsx",
            f"A progress report is a pdf, docx or xlsx, not “{text}”",
        ),
        "format",
    )


def read_progress_order(arguments: Mapping[str, Any]) -> ProgressOrder:
    """Return the order a work row holds.

    The worker reads the ledgers at the hour of the order, so that what is recorded while the work
    waits does not change the paper.

    Raises:
        Refused: the format is unknown.
    """
    known_at = datetime.fromisoformat(arguments["known_at"])
    ask = ProgressAsk(
        as_of=date.fromisoformat(arguments["as_of"]),
        known_at=known_at,
        ledger_at=known_at,
        corrected=bool(arguments["corrected"]),
        replay=bool(arguments["replay"]),
        by=cast("By | None", arguments["by"]),
    )
    return ProgressOrder(
        incident=str(arguments["incident"]),
        division=str(arguments["division"]),
        ask=ask,
        format=check_progress_format(str(arguments["format"])),
        language=str(arguments["language"]),
        account_id=str(arguments["account_id"]),
        prefixes=tuple(arguments["prefixes"]),
        printed_by=str(arguments["printed_by"]),
        printed_at=datetime.fromisoformat(arguments["printed_at"]),
    )
