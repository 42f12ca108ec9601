"""Makes the compiled English catalogue that Flask-Babel reads, from `parts/*.toml`."""

import os
import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

FOLDER = Path(__file__).parent
PARTS = FOLDER / "parts"
COMPILED = FOLDER / "en" / "LC_MESSAGES" / "messages.mo"


def english() -> dict[str, str]:
    """Return the English of every Chinese string.

    Raises:
        ValueError: two parts give one string different English.
    """
    known: dict[str, str] = {}
    for part in sorted(PARTS.glob("*.toml")):
        for chinese, text in tomllib.loads(part.read_text(encoding="utf-8")).items():
            if known.setdefault(chinese, text) != text:
                message = f"{part.name}: “{chinese}” is “{known[chinese]}” elsewhere, not “{text}”"
                raise ValueError(message)
    return known


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
