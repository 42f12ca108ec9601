"""Which encoding a text is in: as declared, as its first bytes say, else detected and told."""

from relief.adapters.vector.answers import refusal
from relief.core.errors import Refused
from relief.geography.vector import EncodingFrom

_NAMES = {
    "utf8": "UTF-8",
    "utf8sig": "UTF-8",
    "gbk": "GB18030",
    "gb2312": "GB18030",
    "gb18030": "GB18030",
    "cp936": "GB18030",
    "936": "GB18030",
    "ansi936": "GB18030",
    "65001": "UTF-8",
}
"""GB18030 holds every character of GBK and GB2312 in the same bytes."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DETECTED = ("UTF-8", "GB18030")


def encoding_named(text: str) -> str:
    """Return the encoding of a declared name or of a .cpg file.

    Raises:
        Refused: neither UTF-8 nor GBK.
    """
    plain = "".join(letter for letter in text.lower() if letter.isalnum())
    if plain in _NAMES:
        return _NAMES[plain]
    raise refusal(
        f"不支持的文字编码“{text.strip()}”；可用：gbk、utf-8",
        f"The encoding “{text.strip()}” is not known; use gbk or utf-8",
        "encoding",
    )


def decode(content: bytes, declared: str) -> tuple[str, str, EncodingFrom]:
    """Return the text, its encoding, and who said so.

    Raises:
        Refused: the bytes are no text of the declared encoding, or of none the desk knows.
    """
    if declared:
        name = encoding_named(declared)
        try:
            return content.decode(name).removeprefix("\ufeff"), name, "declared"
        except UnicodeDecodeError as error:
            raise wrong_encoding(declared) from error
    for mark, name in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(name), name.removesuffix("-sig").upper(), "file"
            except UnicodeDecodeError as error:
                raise wrong_encoding(name) from error
    for name in _DETECTED:
        try:
            return content.decode(name), name, "detected"
        except UnicodeDecodeError:
            continue
    raise wrong_encoding("UTF-8, GBK")


def wrong_encoding(name: str) -> Refused:
    """Return that the text is not in the encoding it was said to be in."""
    return refusal(
        f"文字不是 {name} 编码；请声明编码（gbk 或 utf-8）",
        f"The text is not encoded as {name}; declare the encoding (gbk or utf-8)",
        "encoding",
    )
