"""An import of the house ledger: what is asked, and what became of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from relief.core.sheets import Mark

MOST_TOLD = 200
"""Reasons a screen or the command line lists; the marked workbook has all of them."""


@dataclass(frozen=True, slots=True)
class HouseImport:
    """What to import.

    Fields:
        office: the importing office's 12-digit code.
        digest: SHA-256 of the file, so that the same file twice is one batch.
        good_rows: keep the rows without a fault and leave the others out.
        check_only: say what would be refused and change nothing.
    """

    incident_id: str
    office: str
    digest: str
    good_rows: bool = False
    check_only: bool = False

    @property
    def command_id(self) -> str:
        """Return the command this file is, for this incident and office."""
        mode = (":good" if self.good_rows else "") + (":check" if self.check_only else "")
        return f"import-houses:{self.digest}:{self.incident_id}:{self.office}{mode}"


@dataclass(frozen=True, slots=True)
class HouseOutcome:
    """What became of a workbook.

    Fields:
        batch: the batch it became, None when nothing was changed.
        already: the same file had been imported before.
        accepted: rows taken in (in a check: that would be).
        unchanged: rows that stand in the ledger already, word for word.
        refused: rows with a fault; `marks` are the reasons, cell by cell.
        warnings: rows whose village was named by a former code or name; they held nothing back.
    """

    batch: str | None = None
    already: bool = False
    accepted: int = 0
    unchanged: int = 0
    refused: int = 0
    marks: tuple[Mark, ...] = ()
    warnings: tuple[Mark, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as the work row and the command line carry it."""
        return {
            "batch": self.batch,
            "already": self.already,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "reasons": _told(self.marks),
            "reasons_in_all": len(self.marks),
            "warnings": _told(self.warnings),
            "warnings_in_all": len(self.warnings),
        }


def _told(marks: Sequence[Mark]) -> list[dict[str, str]]:
    return [{"path": mark.cell, **mark.reason.as_dict()} for mark in marks[:MOST_TOLD]]


def refused_whole(marks: Sequence[Mark], refused: int = 0) -> HouseOutcome:
    """Return that nothing was changed, for faults of the sheet as a whole."""
    return HouseOutcome(refused=refused, marks=tuple(marks))
