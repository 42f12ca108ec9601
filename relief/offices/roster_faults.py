"""What makes a roster entry unacceptable. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.offices.phone import roster_phone

LONGEST = 100
LAST_RANK = 20


@dataclass(frozen=True, slots=True)
class NewResponsible:
    """A person who answers for a division from a day on.

    Fields:
        division: 12 digits.
        rank: 1 first, 2 deputy, 3 …; he follows the one who held it until then.
        post_en: empty where it has no English title.
        phone: as typed; a number without a country code is one of China's.
    """

    division: str
    rank: int
    post: str
    post_en: str
    name: str
    phone: str
    valid_from: date


def faults(new: NewResponsible, known: Collection[str], *, generated: bool) -> Iterator[Refused]:
    """Yield why the person cannot be entered, each with its field.

    `known` are the codes that the division table has. A `generated` person was made up for the
    demo: his number must be one that cannot be rung.
    """
    if new.division not in known:
        yield _refused(
            "division",
            f"区划表中没有“{new.division}”",
            f"The division table has no “{new.division}”",
        )
    if not 1 <= new.rank <= LAST_RANK:
        yield _refused(
            "rank", f"顺位应为 1 至 {LAST_RANK}", f"The order runs from 1 to {LAST_RANK}"
        )
    if not new.name.strip():
        yield _refused("name", "请填写姓名", "Write the person's name")
    if not new.post.strip():
        yield _refused("post", "请填写职务", "Write the post")
    for field in ("name", "post", "post_en"):
        if len(getattr(new, field)) > LONGEST:
            yield _refused(field, f"最多 {LONGEST} 个字", f"At most {LONGEST} characters")
    try:
        roster_phone(new.phone, generated=generated)
    except Refused as refused:
        yield refused


def _refused(path: str, zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), path)
