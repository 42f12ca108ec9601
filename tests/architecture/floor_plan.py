"""The floor plan as one list: who may import whom, and the picture drawn from it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FLOOR = ("core", "db")
# Rooms in the order of relief work; a room may be absent until it is built.
ROOMS = (
    "geography",
    "offices",
    "households",
    "incidents",
    "alerts",
    "damage",
    "response",
    "shelters",
    "supplies",
    "needs",
    "allocation",
    "delivery",
    "aid",
    "reconstruction",
    "coordination",
    "situation",
)
RAILS = ("adapters", "web")
TOP = (
    "settings",
    "bootstrap",
    "app",
    "serving",
    "all_tables",
    "all_projections",
    "baseline",
    "doctor",
    "vendor",
    "__main__",
    "commands",
    "demo",
)
TOP_LEVEL = {
    "relief",
    "geo_data",
    "templates",
    "jobs",
    "tests",
    "requirements.txt",
    "README.md",
    "README.zh.md",
    "pyproject.toml",
    "package.json",
    "package-lock.json",
    ".npmrc",
    "docs",
    "Makefile",
    "CHANGELOG.md",
    ".ci",
    ".gitignore",
    ".gitattributes",
}


def allowed(place: str) -> frozenset[str]:
    """Return the places under `relief` that a module of `place` may import."""
    if place in ROOMS:
        return frozenset({*FLOOR, *ROOMS[: ROOMS.index(place) + 1]})
    named = {
        "core": {"core"},
        "db": {*FLOOR},
        "adapters": {*FLOOR, *ROOMS, "adapters"},
        "web": {*FLOOR, *ROOMS, "web", "bootstrap", "settings"},
        "bootstrap": {*FLOOR, *ROOMS, "adapters", "settings"},
        "settings": set(),
    }
    return frozenset(named.get(place, {*FLOOR, *ROOMS, "web", *TOP}))


def built_rooms() -> tuple[str, ...]:
    """Return the rooms that exist, in order."""
    return tuple(room for room in ROOMS if (ROOT / "relief" / room / "__init__.py").exists())
