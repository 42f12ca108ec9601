"""What people type into the forms of the house ledger, read field by field."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import request

from relief.core.division_code import CODE_LENGTH
from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.damage.grading import load_grading
from relief.damage.house_villages import VillageRow, names_of
from relief.damage.houses import Grade, Grading, NewHouse
from relief.damage.services.house_corrections import HouseCorrection
from relief.geography.rows import DivisionRow
from relief.households.rows import NewHousehold
from relief.web.typed import typed_division

MOST_DIGITS = 4


class Reader:
    """Reads the form's fields and keeps the faults, so that all are told at once."""

    def __init__(self) -> None:
        """Begin with the request's own form."""
        self.form: Mapping[str, str] = request.form
        self.faults: list[Refused] = []

    def text(self, name: str) -> str:
        """Return what was typed, without the spaces around it."""
        return self.form.get(name, "").strip()

    def count(self, name: str, empty: int | None = None) -> int:
        """Return a whole number; an empty field is `empty`, or a fault where there is none."""
        said = self.text(name).replace(",", "").replace("，", "")
        if not said and empty is not None:
            return empty
        if said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS:
            return int(said)
        self._fault(name, f"“{said}”应为整数", f"“{said}”: a whole number is expected")
        return -1

    def day(self, name: str) -> date:
        """Return a local day."""
        said = self.text(name)
        try:
            return date.fromisoformat(said.replace("/", "-"))
        except ValueError:
            self._fault(
                name, f"“{said}”应为日期，如 2023-12-18", f"“{said}”: a day such as 2023-12-18"
            )
            return date.max

    def village(self, villages: Sequence[VillageRow]) -> str:
        """Return the code of the village typed: name, with or without township, code, pinyin."""
        said = self.text("village")
        codes = names_of(villages).codes(said)
        if len(codes) == 1:
            return codes[0]
        rows = [
            DivisionRow(v.code, f"{v.township}{v.name}", "village", "", v.pinyin, v.initials)
            for v in villages
            if not codes or v.code in codes
        ]
        if not said or (said.isdigit() and len(said) < CODE_LENGTH):
            self._fault("village", "请填村（社区）", "Give the village")
            return ""
        try:
            return typed_division(said, rows, "village")
        except Refused as fault:
            self.faults.append(fault)
            return ""

    def raise_faults(self) -> None:
        """Pass when every field could be read.

        Raises:
            RefusedRows: the fields that could not.
        """
        if self.faults:
            raise RefusedRows(self.faults)

    def _fault(self, name: str, zh: str, en: str) -> None:
        self.faults.append(Refused(Bilingual(zh, en), name))


def read_family(reader: Reader, division: str) -> NewHousehold:
    """Return the family typed."""
    return NewHousehold(
        division,
        reader.count("members"),
        reader.text("family_type"),
        reader.text("head"),
        reader.text("id_number"),
        reader.text("phone"),
        reader.text("address"),
        reader.text("card"),
    )


def read_house(reader: Reader, incident_id: str, household_id: str, division: str) -> NewHouse:
    """Return the house typed; an empty number of damaged rooms is none of them."""
    return NewHouse(
        incident_id,
        household_id,
        division,
        reader.text("structure"),
        reader.count("rooms"),
        reader.count("rooms_collapsed", 0),
        reader.count("rooms_severe", 0),
        reader.count("rooms_general", 0),
        reader.day("occurred_on"),
        reader.text("sole_dwelling") == "1",
        reader.text("excluded"),
    )


def read_grading(reader: Reader) -> Grading:
    """Return the grading typed.

    Raises:
        RefusedRows: a field that cannot be read, or no grade.
    """
    collapsed, severe, general = (
        reader.count(f"rooms_{grade}", 0) for grade in ("collapsed", "severe", "general")
    )
    reader.raise_faults()
    return Grading(
        _grade(reader.text("grade")),
        reader.text("appraisal") or None,
        collapsed,
        severe,
        general,
        reader.text("sole_dwelling") == "1",
        reader.text("reason"),
        reader.text("excluded"),
        reader.text("after"),
    )


def read_correction(reader: Reader, house_id: str) -> HouseCorrection:
    """Return the correction of a house, or that it is withdrawn.

    Raises:
        RefusedRows: a field that cannot be read.
    """
    withdrawn = reader.text("deed") == "withdraw"
    rooms = 0 if withdrawn else reader.count("rooms")
    day = date.max if withdrawn else reader.day("occurred_on")
    reader.raise_faults()
    return HouseCorrection(
        house_id,
        reader.text("structure"),
        rooms,
        day,
        reader.text("reason"),
        withdrawn,
        reader.text("after"),
    )


def _grade(said: str) -> Grade:
    for grade in load_grading().grades:
        if grade == said:
            return grade  # type: ignore[return-value]
    raise RefusedRows([Refused(Bilingual("请选等级", "Choose the grade"), "grade")])
