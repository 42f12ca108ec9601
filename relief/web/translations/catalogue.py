"""Makes the compiled English catalogue that Flask-Babel reads, from `parts/*.toml`."""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

FOLDER = Path(__file__).parent
PARTS = FOLDER / "parts"
COMPILED = FOLDER / "en" / "LC_MESSAGES" / "messages.mo"


def english() -> dict[str, str]:
    """Return the English of every Chinese string; where two parts differ, the first one's."""
    known: dict[str, str] = {}
    for _part, chinese, text in entries():
        known.setdefault(chinese, text)
    return known


def entries() -> Iterator[tuple[str, str, str]]:
    """Yield (part, Chinese, English) of every entry of every part."""
    for part in sorted(PARTS.glob("*.toml")):
        for chinese, text in tomllib.loads(part.read_text(encoding="utf-8")).items():
            yield part.name, chinese, text


def compile_catalogue() -> None:
    """Write the compiled catalogue when a part is newer than it."""
    newest = max(part.stat().st_mtime for part in PARTS.glob("*.toml"))
    if COMPILED.exists() and COMPILED.stat().st_mtime >= newest:
        return
    catalogue = Catalog(locale="en")
    for chinese, text in english().items():
        flags = ("python-format",) if "%(" in chinese else ()
        catalogue.add(chinese, text, flags=flags)
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    draft = COMPILED.with_name(f".messages.{os.getpid()}")
    with draft.open("wb") as stream:
        write_mo(stream, catalogue)
    draft.replace(COMPILED)  # two processes starting at once each leave a whole file
