"""A .zip of Shapefiles, taken apart with care: no path leaves the folder, no bomb unfolds."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath

from relief.adapters.vector.answers import damaged, refusal
from relief.geography.vector import LARGEST_UNPACKED_BYTES

NEEDED = ("shp", "shx", "dbf")
PARTS = (*NEEDED, "prj", "cpg")
_MOST_ENTRIES = 2_000
_UTF8_FLAG = 0x800
Parts = Mapping[str, bytes]


def shapefiles(content: bytes) -> dict[str, Parts]:
    """Return the parts of every Shapefile in a .zip: by its name, then by ending.

    Raises:
        Refused: damaged, too large when unpacked, encrypted, without a Shapefile, or with half of
            one; says which part of which is missing.
    """
    found: dict[str, dict[str, bytes]] = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for info, path in _wanted(archive):
                parts = found.setdefault(str(path.with_suffix("")), {})
                parts[path.suffix.lower().removeprefix(".")] = archive.read(info)
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise damaged("zip") from error
    except RuntimeError as error:  # zipfile's word for a password
        raise refusal("压缩包有密码保护", "The archive is protected by a password") from error
    if not found:
        raise refusal(
            "压缩包中没有 Shapefile（.shp）", "There is no Shapefile (.shp) in the archive"
        )
    for name, parts in found.items():
        require_whole(name, parts)
    return {PurePosixPath(name).name: parts for name, parts in found.items()}


def require_whole(name: str, parts: Parts) -> None:
    """Pass when a Shapefile has the three parts it cannot be read without.

    Raises:
        Refused: names what is missing.
    """
    lacking = "、".join(f".{ending}" for ending in NEEDED if ending not in parts)
    if lacking:
        raise refusal(
            f"Shapefile“{name}”不完整，缺少 {lacking}；"
            "请把 .shp .shx .dbf .prj（.cpg）一起压缩后上传",
            f"The Shapefile “{name}” is not whole: {lacking} is missing; zip .shp, .shx, .dbf, "
            ".prj and .cpg together",
        )


def _wanted(archive: zipfile.ZipFile) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES or sum(e.file_size for e in entries) > LARGEST_UNPACKED_BYTES:
        raise refusal("压缩包解压后过大", "The archive is too large when unpacked")
    named = ((entry, PurePosixPath(_name(entry))) for entry in entries if not entry.is_dir())
    return [
        (entry, path)
        for entry, path in named
        if path.suffix.lower().removeprefix(".") in PARTS and not path.name.startswith("._")
    ]


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the entry's name; Chinese systems write GBK without saying so."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename
