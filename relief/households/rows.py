"""The rows the households room takes in and gives out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A family to be registered.

    Fields:
        division: 12-digit code of its village.
        members: people of the family, 1 or more.
        family_type: a code of `families.toml`.
        head: 户主姓名.
        id_number: 公民身份号码 of the head, 18 characters; like phone, address (村组) and card
            (一卡通账号) empty where nobody knows it yet.
    """

    division: str
    members: int
    family_type: str
    head: str
    id_number: str = ""
    phone: str = ""
    address: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A family without its names.

    Fields:
        generated: made for the demo (示例).
        entry_id: the last entry about it; a correction from the screen names it.
    """

    id: str
    division_code: str
    members: int
    family_type: str
    generated: bool
    entry_id: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Who heads a family, unmasked: only for a deed that needs it, and audited."""

    household_id: str
    head: str
    id_number: str
    phone: str
    address: str
    card: str
    generated: bool


@dataclass(frozen=True, slots=True)
class MaskedPerson:
    """Who heads a family, as every screen may show it.

    Fields:
        name: surname and circles; id_number: region and last four, empty while unknown.
        has_phone, has_card: whether one is on file.
    """

    name: str
    id_number: str
    has_phone: bool
    has_card: bool
