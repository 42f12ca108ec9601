"""How many text messages a text is. Pure.

Source: 3GPP TS 23.038 (GSM 7-bit alphabet, UCS2) and TS 23.040 (concatenation): one message holds
160 characters of the 7-bit alphabet or 70 of UCS2; in a chain each part holds 153 or 67.
"""

from dataclasses import dataclass

ONE_UCS2, PART_UCS2 = 70, 67
ONE_GSM, PART_GSM = 160, 153
MOST_PARTS = 4
"""Longer texts are refused: nobody reads them at night."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_ESCAPED = frozenset("^{}\\[~]|€\f")


@dataclass(frozen=True, slots=True)
class SmsSize:
    """A text as a network counts it.

    Fields:
        characters: of the alphabet it needs.
        one: how many fit into one message.
        parts: how many messages it is, 0 for an empty text.
    """

    characters: int
    one: int
    parts: int


def sms_size(text: str) -> SmsSize:
    """Return how many messages the text is; one Chinese character makes the whole of it UCS2."""
    if all(letter in _GSM or letter in _GSM_ESCAPED for letter in text):
        length = sum(2 if letter in _GSM_ESCAPED else 1 for letter in text)
        one, part = ONE_GSM, PART_GSM
    else:
        length = len(text.encode("utf-16-be")) // 2
        one, part = ONE_UCS2, PART_UCS2
    if length == 0:
        return SmsSize(0, one, 0)
    return SmsSize(length, one, 1 if length <= one else -(-length // part))
