"""An import of places: what is asked, and what became of it. Pure."""

from dataclasses import dataclass, replace
from typing import Any

from relief.core.sheets import Mark

MOST_TOLD = 200
"""Reasons a screen or the command line lists; the marked workbook has all of them."""


@dataclass(frozen=True, slots=True)
class PlaceImport:
    """What to import.

    Fields:
        office: the importing office's 12-digit code.
        digest: SHA-256 of the file; with the options below it makes the command, so that the same
            file twice is one batch.
        name: of the file, the source of positions that bring none.
        crs, encoding, layer: as declared, empty to take the file's word.
        good_rows: keep the rows without a fault and leave the others out.
        check_only: say what would be refused and change nothing.
        confirmed: the importer has read what is doubtful and takes it all the same.
    """

    office: str
    digest: str
    name: str
    crs: str = ""
    encoding: str = ""
    layer: str = ""
    good_rows: bool = False
    check_only: bool = False
    confirmed: bool = False

    def of_office(self, office: str) -> "PlaceImport":
        """Return the same import for an office."""
        return replace(self, office=office)

    @property
    def command_id(self) -> str:
        """Return the command this file is; confirming it goes on with the same one."""
        mode = (":good" if self.good_rows else "") + (":check" if self.check_only else "")
        said = f"{self.crs}:{self.encoding}:{self.layer}"
        return f"import-places:{self.digest}:{self.office}:{said}{mode}"


@dataclass(frozen=True, slots=True)
class PlaceOutcome:
    """What became of a file.

    Fields:
        batch: the batch it became, None when nothing was changed.
        already: the same file had been imported before.
        accepted: rows taken in (in a check, or before it is confirmed: that would be).
        unchanged: rows that stand so already.
        refused: rows with a fault; `marks` are the reasons.
        doubtful: rows with a suspicion; `warnings` are they.
        to_confirm: nothing was changed yet: the suspicions have to be confirmed.
        notes: rows whose division was named by a former code; they held nothing back.
    """

    batch: str | None = None
    already: bool = False
    accepted: int = 0
    unchanged: int = 0
    refused: int = 0
    doubtful: int = 0
    to_confirm: bool = False
    marks: tuple[Mark, ...] = ()
    warnings: tuple[Mark, ...] = ()
    notes: tuple[Mark, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as the work row and the command line carry it."""
        return {
            "batch": self.batch,
            "already": self.already,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "doubtful": self.doubtful,
            "to_confirm": self.to_confirm,
            "reasons": _told(self.marks),
            "reasons_in_all": len(self.marks),
            "warnings": _told(self.warnings),
            "warnings_in_all": len(self.warnings),
            "notes": _told(self.notes),
            "notes_in_all": len(self.notes),
        }


def _told(marks: tuple[Mark, ...]) -> list[dict[str, str]]:
    return [{"path": mark.cell, **mark.reason.as_dict()} for mark in marks[:MOST_TOLD]]
