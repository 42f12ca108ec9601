"""Which font families a folder holds, read from the files' own name tables."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FAMILY_NAME = 1
WINDOWS, UNICODE = 3, 0
FREE_SONG = "Noto Serif CJK SC"


@dataclass(frozen=True, slots=True)
class Faces:
    """The families of an official paper (GB/T 9704): title, body, headings, notes to the title."""

    title: str
    body: str
    heading: str
    kai: str


def choose_faces(families: frozenset[str]) -> Faces:
    """Return the official families the desk has, with the free Song for each it has not."""

    def first(*names: str) -> str:
        return next((name for name in names if name in families), FREE_SONG)

    return Faces(
        title=first("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK"),
        body=first("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"),
        heading=first("黑体", "SimHei"),
        kai=first("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"),
    )


def families_in(folders: Iterable[Path]) -> frozenset[str]:
    """Return the family names of every TTF, OTF and TTC file in the folders; others are skipped."""
    files = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]
    fonts = [path for path in files if path.suffix.lower() in {".ttf", ".otf", ".ttc"}]
    return frozenset(name for path in fonts for name in _families(path))


def _families(path: Path) -> list[str]:
    content = path.read_bytes()
    try:
        starts = [0]
        if content[:4] == b"ttcf":
            (count,) = struct.unpack_from(">I", content, 8)
            starts = list(struct.unpack_from(f">{count}I", content, 12))
        return [name for start in starts for name in _names(content, start)]
    except (struct.error, UnicodeDecodeError):
        return []  # a broken font file is no reason to make no paper


def _names(content: bytes, start: int) -> Iterator[str]:
    (count,) = struct.unpack_from(">H", content, start + 4)
    for index in range(count):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", content, start + 12 + 16 * index)
        if tag == b"name":
            yield from _name_records(content, offset)


def _name_records(content: bytes, table: int) -> Iterator[str]:
    _format, count, texts = struct.unpack_from(">3H", content, table)
    for index in range(count):
        platform, _encoding, _language, kind, length, offset = struct.unpack_from(
            ">6H", content, table + 6 + 12 * index
        )
        if kind == FAMILY_NAME and platform in {WINDOWS, UNICODE}:
            at = table + texts + offset
            yield content[at : at + length].decode("utf-16-be")
