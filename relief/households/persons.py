"""What a household's person may say, and what tells two households apart. Pure."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from relief.core.division_code import CODE_LENGTH, level_of
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.households.catalogue import load_families
from relief.households.identity_number import fault as id_fault
from relief.households.identity_number import normal
from relief.households.rows import NewHousehold

MOST_MEMBERS = 50
MOST_LETTERS = 60
_MASK = "○○"


def tidy(new: NewHousehold) -> NewHousehold:
    """Return the household with its texts as they are stored."""
    return NewHousehold(
        new.division,
        new.members,
        new.family_type,
        " ".join(new.head.split()),
        normal(new.id_number),
        "".join(new.phone.split()),
        " ".join(new.address.split()),
        "".join(new.card.split()),
    )


def household_faults(new: NewHousehold, today: date) -> Iterator[Refused]:
    """Yield what is wrong with a household, field by field."""
    if not is_village(new.division):
        yield _fault("division", "请选择村（社区）", "Choose the village")
    if not 1 <= new.members <= MOST_MEMBERS:
        yield _fault(
            "members",
            f"家庭人口应为 1 至 {MOST_MEMBERS}",
            f"1 to {MOST_MEMBERS} people in a family",
        )
    if new.family_type not in load_families():
        zh = "、".join(known.name.zh for known in load_families().values())
        en = ", ".join(known.name.en for known in load_families().values())
        yield _fault(
            "family_type",
            f"家庭类型“{new.family_type}”不在列表中：{zh}",
            f"“{new.family_type}” is not in the list of family types: {en}",
        )
    yield from person_faults(new, today)


def is_village(code: str) -> bool:
    """Return whether a text is the 12-digit code of a village."""
    digits = len(code) == CODE_LENGTH and code.isascii() and code.isdigit()
    return digits and level_of(code) == "village"


def person_faults(new: NewHousehold, today: date) -> Iterator[Refused]:
    """Yield what is wrong with the person alone."""
    if not new.head:
        yield _fault("head", "请填户主姓名", "Give the name of the head of the family")
    if new.id_number and (reason := id_fault(new.id_number, today)):
        yield Refused(reason, "id_number")
    for path in ("head", "phone", "address", "card"):
        if len(getattr(new, path)) > MOST_LETTERS:
            yield _fault(path, f"最多 {MOST_LETTERS} 个字", f"At most {MOST_LETTERS} characters")


def identity(new: NewHousehold) -> str:
    """Return the digest that tells a household from others.

    By the head's ID number; while nobody knows it, by village, name and address (村组) together.
    """
    said = f"id:{new.id_number}" if new.id_number else _named(new)
    return sha256(said.encode()).hexdigest()


def masked(head: str) -> str:
    """Return a name as screens and boards show it: the surname's first character and circles."""
    return f"{head[:1]}{_MASK}"


def _named(new: NewHousehold) -> str:
    return f"name:{new.division}:{new.head}:{new.address}"


def _fault(path: str, zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), path)
