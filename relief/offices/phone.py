"""Telephone numbers: what may be rung, and the form that never can be. Pure."""

import phonenumbers

from relief.core.errors import Refused
from relief.core.wording import Bilingual

REGION = "CN"
IMPOSSIBLE = "+86100000"
"""How every generated number begins: with seven digits more it is too long to exist."""


def generated_phone(number: int) -> str:
    """Return the number of a generated person: no network can ring it.

    Args:
        number: 0 to 9,999,999.
    """
    return f"{IMPOSSIBLE}{number:07d}"


def may_be_rung(phone: str) -> bool:
    """Return whether some network could ring the number at all."""
    found = _parsed(phone)
    return found is not None and phonenumbers.is_possible_number(found)


def real_phone(text: str) -> str:
    """Return a number as `+86…`; without a country code it is one of China's.

    Raises:
        Refused: no number that can be assigned to anybody.
    """
    found = _parsed(text)
    if found is None or not phonenumbers.is_valid_number(found):
        raise Refused(
            Bilingual(
                f"“{text}”不是有效的电话号码；手机 11 位，座机带区号",
                f"“{text}” is not a valid number: 11 digits, or a landline with its area code",
            ),
            "phone",
        )
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def roster_phone(text: str, *, generated: bool) -> str:
    """Return the number a roster keeps.

    A generated person has a number that cannot be rung, a real one a number that can; neither may
    have the other's, so that nothing made up ever rings at somebody's home.

    Raises:
        Refused: the number is not of the kind the person needs.
    """
    if not generated:
        return real_phone(text)
    if may_be_rung(text):
        raise Refused(
            Bilingual(
                f"示例人员不能用可拨通的号码“{text}”",
                f"A generated person cannot have “{text}”, which could be rung",
            ),
            "phone",
        )
    return "".join(text.split())


def same_phone(text: str) -> str:
    """Return the form in which a caller's number is compared with the roster's."""
    found = _parsed(text)
    if found is None or not phonenumbers.is_possible_number(found):
        return "".join(text.split())
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def _parsed(text: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return None
