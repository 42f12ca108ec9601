"""The citizen's ID number 公民身份号码 (GB 11643): its form, its day of birth, its check digit."""

from datetime import date

from relief.core.wording import Bilingual

LENGTH = 18
# Source: GB 11643 (DOMAIN 10); weights and check characters computed right on 11010519491231002X.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BORN = slice(6, 14)
_SHOWN_FIRST, _SHOWN_LAST = 6, 4


def normal(text: str) -> str:
    """Return the number as it is stored: without spaces, a small x made large."""
    return "".join(text.split()).upper()


def fault(number: str, today: date) -> Bilingual | None:
    """Return what is wrong with a stored ID number, None for a right one.

    An 18-character number is a region, a day of birth not after `today`, a serial and a check.
    """
    if len(number) != LENGTH or not number[:-1].isascii() or not number[:-1].isdigit():
        return Bilingual(
            f"身份证号应为 18 位，这里是 {len(number)} 位或含其他字符",
            f"An ID number has 18 characters; this one has {len(number)}, or other signs in it",
        )
    born = _born(number)
    if born is None or born > today:
        return Bilingual(
            f"身份证号第 7 至 14 位“{number[_BORN]}”不是出生日期",
            f"Characters 7 to 14, “{number[_BORN]}”, are no day of birth",
        )
    if number[-1] != check_character(number):
        return Bilingual(
            "身份证号校验位不符：有一位抄错了", "The check digit does not fit: a digit is wrong"
        )
    return None


def check_character(number: str) -> str:
    """Return the last character that fits the first seventeen digits."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, number[: LENGTH - 1], strict=True))
    return _CHECKS[total % len(_CHECKS)]


def masked(number: str) -> str:
    """Return the number as lists show it: region and the last four; empty stays empty."""
    hidden = len(number) - _SHOWN_FIRST - _SHOWN_LAST
    if hidden <= 0:
        return "*" * len(number)
    return number[:_SHOWN_FIRST] + "*" * hidden + number[-_SHOWN_LAST:]


def _born(number: str) -> date | None:
    try:
        return date.fromisoformat(number[_BORN])
    except ValueError:
        return None
