"""Imports as the code states them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.floor_plan import ROOT


@dataclass(frozen=True)
class Import:
    """One import: the file, its place, and the module it names."""

    path: Path
    place: str
    module: str
    inside_function: bool

    @property
    def target(self) -> str:
        """Return the place under `relief` that is imported, empty for anything else."""
        parts = self.module.split(".")
        return parts[1] if parts[0] == "relief" and len(parts) > 1 else ""


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below the folders, migrations' versions left out."""
    found = (p for folder in folders for p in (ROOT / folder).rglob("*.py"))
    return sorted(p for p in found if "versions" not in p.parts)


def place_of(path: Path) -> str:
    """Return the room, rail or top module a file belongs to."""
    parts = path.relative_to(ROOT).parts
    return parts[0] if parts[0] != "relief" else parts[1].removesuffix(".py")


def imports_of(path: Path) -> Iterator[Import]:
    """Yield every import of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    inner = {id(node) for f in functions for node in ast.walk(f)}
    for node in ast.walk(tree):
        inside = id(node) in inner
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(path, place_of(path), alias.name, inside)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = (
                [f"relief.{alias.name}" for alias in node.names]
                if node.module == "relief"
                else [node.module]
            )
            for name in names:
                yield Import(path, place_of(path), name, inside)


def all_imports() -> list[Import]:
    """Return every import of `relief/` and `jobs/`."""
    return [i for path in python_files("relief", "jobs") for i in imports_of(path)]
