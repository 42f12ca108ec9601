"""What the tests need of the system: installed where we may, else named."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.postgres import BINARIES

_INSTALL = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")


def missing_packages() -> list[str]:
    """Return the Debian packages that have to be installed for the whole suite."""
    wanted = {
        "postgresql-15-postgis-3": not BINARIES or not _has_postgis(),
        "chromium": shutil.which("chromium") is None,
        "fonts-noto-cjk": not Path("/usr/share/fonts/opentype/noto").exists(),
        "poppler-utils": shutil.which("pdftotext") is None,
        "libreoffice-writer-nogui": shutil.which("soffice") is None,
    }
    return [name for name, absent in wanted.items() if absent]


def make_ready() -> None:
    """Install what is missing as root on Debian; otherwise name the command and end."""
    packages = missing_packages()
    if not packages:
        return
    command = " ".join(("apt-get install", *packages))
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(f"the tests need: {command}", file=sys.stderr)
        sys.exit(3)
    print(f"== {command}", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(("apt-get", "update", "-qq"), check=True, env=environment)
    subprocess.run((*_INSTALL, *packages), check=True, env=environment, stdout=subprocess.DEVNULL)


def _has_postgis() -> bool:
    return any(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))
