"""What is asked of the worker when a brief is to become a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

from relief.core.division_code import prefix_of
from relief.core.errors import Refused
from relief.core.scope import Scope
from relief.core.wording import Bilingual

Format = Literal["pdf", "docx"]
MEDIA_TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """One file of one brief.

    Fields:
        division: whose brief it is; the file is kept for that division.
        language: "zh_Hans" or "en".
        printed_by: display name on the sheet; printed_at: the desk's hour, aware UTC.
    """

    brief_id: str
    division: str
    format: Format
    language: str
    account_id: str
    printed_by: str
    printed_at: datetime

    def scope(self) -> Scope:
        """Return the reach the worker needs: the brief's own division, nothing wider."""
        return Scope(self.account_id, self.printed_by, (prefix_of(self.division),))

    def as_arguments(self) -> dict[str, str]:
        """Return the order as the JSON values of a work row."""
        return {
            "brief_id": self.brief_id,
            "division": self.division,
            "format": self.format,
            "language": self.language,
            "account_id": self.account_id,
            "printed_by": self.printed_by,
            "printed_at": self.printed_at.isoformat(),
        }


def check_format(text: str) -> Format:
    """Return the format when briefs are made in it.

    Raises:
        Refused: neither pdf nor docx.
    """
    if text in get_args(Format):
        return cast("Format", text)
    raise Refused(
        Bilingual(
            f"快报没有“{text}”格式：可选 pdf、docx", f"A brief is a pdf or docx, not “{text}”"
        ),
        "format",
    )


def read_order(arguments: Mapping[str, Any]) -> PaperOrder:
    """Return the order a work row holds.

    Raises:
        Refused: the format is unknown.
    """
    return PaperOrder(
        brief_id=str(arguments["brief_id"]),
        division=str(arguments["division"]),
        format=check_format(str(arguments["format"])),
        language=str(arguments["language"]),
        account_id=str(arguments["account_id"]),
        printed_by=str(arguments["printed_by"]),
        printed_at=datetime.fromisoformat(str(arguments["printed_at"])),
    )
