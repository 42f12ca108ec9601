"""The text of a Shapefile's table: which encoding its bytes really are in.

Source: dBASE III+ table layout (header 32 bytes, 32 a field, 0x0D, then fixed-length records).
"""

import struct
from collections.abc import Iterator

from relief.adapters.vector.answers import damaged
from relief.adapters.vector.encodings import encoding_named, wrong_encoding
from relief.geography.vector import EncodingFrom

_HEAD, _FIELD, _END = 32, 32, 0x0D
_GBK_MARK = 0x4D
_MOST_LOOKED_AT = 20_000
_CUT = 3  # bytes a letter may have lost at the end of its field


def dbf_encoding(content: bytes, *, declared: str, cpg: str) -> tuple[str, EncodingFrom]:
    """Return the encoding of a .dbf and who said so: declared, the .cpg or its own mark, detected.

    Raises:
        Refused: the bytes are not what was declared or what the .cpg says, or the table is cut off.
    """
    texts = list(_texts(content))
    if declared:
        return _checked(encoding_named(declared), texts, declared), "declared"
    if cpg.strip():
        return _checked(encoding_named(cpg), texts, f"{cpg.strip()} (.cpg)"), "file"
    if content[29] == _GBK_MARK:
        return _checked("GB18030", texts, "GBK (.dbf)"), "file"
    if all(text.isascii() for text in texts):
        return "UTF-8", "file"
    for name in ("UTF-8", "GB18030"):
        if _fits(name, texts):
            return name, "detected"
    raise wrong_encoding("UTF-8, GBK")


def _checked(name: str, texts: list[bytes], said: str) -> str:
    if not _fits(name, texts):
        raise wrong_encoding(said)
    return name


def _fits(name: str, texts: list[bytes]) -> bool:
    return all(_is_text(text, name) for text in texts)


def _is_text(text: bytes, name: str) -> bool:
    try:
        text.decode(name)
    except UnicodeDecodeError as error:
        return error.start >= len(text) - _CUT
    return True


def _texts(content: bytes) -> Iterator[bytes]:
    """Yield the names of the fields and the values of the text fields."""
    if len(content) < _HEAD + 1:
        raise damaged("dbf")
    rows, head, width = struct.unpack("<IHH", content[4:12])
    fields: list[tuple[int, int]] = []
    at, offset = _HEAD, 1
    while at + _FIELD <= len(content) and content[at] != _END:
        yield content[at : at + 11].partition(b"\0")[0]
        if content[at + 11 : at + 12] == b"C":
            fields.append((offset, content[at + 16]))
        offset += content[at + 16]
        at += _FIELD
    if len(content) < head + rows * width:
        raise damaged("dbf")
    for row in range(min(rows, _MOST_LOOKED_AT)):
        start = head + row * width
        for offset, length in fields:
            yield content[start + offset : start + offset + length].rstrip(b" \0")
