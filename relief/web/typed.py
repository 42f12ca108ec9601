"""What people type into the desk's small fields: a figure, 待核, an hour, a township."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from flask_babel import gettext as _

from relief.core.clock import beijing, parse_time
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.rows import DivisionRow

UNKNOWN_WORDS = frozenset({"待核", "x", "X", "×", "?", "？", "-", "unknown"})
MOST_OFFERED = 5


def typed_figure(text: str, path: str) -> Decimal | None:
    """Return the number typed, None for 待核 (also `x` or `?`).

    Raises:
        Refused: anything else; an empty field is not asked about here.
    """
    word = text.strip().replace(",", "").replace("，", "")
    if word in UNKNOWN_WORDS or word == _("待核"):
        return None
    try:
        value = Decimal(word)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Refused(
            Bilingual(f"“{text}”应为数字、0 或 待核", f"“{text}”: a number, 0 or 待核 is expected"),
            path,
        )
    return value


def typed_time(text: str, present: datetime, path: str) -> datetime:
    """Return the aware time typed: `HH:MM` is the last such minute before the present.

    Raises:
        Refused: no time.
    """
    word = text.strip().replace("：", ":").replace("/", "-")
    if not word:
        return present
    now = beijing(present)
    try:
        if "-" in word:
            return parse_time(word)
        at = parse_time(f"{now:%Y-%m-%d}T{word.zfill(5)}")
    except ValueError:
        raise Refused(
            Bilingual(f"“{text}”不是时间，如 00:41", f"“{text}” is not a time such as 00:41"), path
        ) from None
    return at - timedelta(days=1) if at > present else at


def typed_division(text: str, rows: Sequence[DivisionRow], path: str) -> str:
    """Return the code of the division typed: its place in the list, code, name or pinyin.

    Raises:
        Refused: none, or several; the nearest are named.
    """
    word = "".join(text.split()).lower()
    if not word:
        raise Refused(Bilingual("请选乡镇", "Choose a township"), path)
    numbered = _numbered(word, rows)
    if numbered:
        return numbered
    exact = [r for r in rows if word in {r.code, r.name.lower(), r.pinyin, r.initials}]
    begins = [
        r for r in rows if any(w.startswith(word) for w in (r.name.lower(), r.pinyin, r.initials))
    ]
    holds = [r for r in rows if word in r.name.lower()]
    found = next((matches for matches in (exact, begins, holds) if matches), [])
    if len(found) == 1:
        return found[0].code
    offered = "、".join(row.name for row in found[:MOST_OFFERED])
    if found:
        raise Refused(
            Bilingual(f"“{text}”有多个：{offered}", f"“{text}” may be any of: {offered}"), path
        )
    raise Refused(
        Bilingual(f"辖区内没有“{text}”", f"No “{text}” in your area of this incident"), path
    )


def _numbered(word: str, rows: Sequence[DivisionRow]) -> str:
    """Return the code of the n-th row; 0 stands for the tenth, as on the keyboard."""
    if not (word.isascii() and word.isdigit()) or len(word) > len(str(len(rows))):
        return ""
    place = int(word) or 10
    return rows[place - 1].code if place <= len(rows) else ""
