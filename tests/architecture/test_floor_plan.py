"""The floor plan's order is law."""

import ast
import subprocess
import sys

from tests.architecture.draw import PICTURE, draw
from tests.architecture.floor_plan import FLOOR, RAILS, ROOMS, ROOT, TOP, TOP_LEVEL, allowed
from tests.architecture.imports import all_imports, python_files

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
HEAVY = ("geopandas", "folium", "ortools", "typst", "pandas", "pyogrio")


def test_a_room_imports_only_what_stands_to_its_left_and_the_floor() -> None:
    wrong = [
        f"{i.path.relative_to(ROOT)}: {i.module}"
        for i in all_imports()
        if i.target and i.place != "jobs" and i.target not in allowed(i.place)
    ]
    assert wrong == []


def test_only_bootstrap_imports_adapters() -> None:
    wrong = [
        str(i.path.relative_to(ROOT))
        for i in all_imports()
        if i.target == "adapters" and i.place not in {"bootstrap", "adapters"}
    ]
    assert wrong == []


def test_the_web_never_touches_a_table_of_a_room() -> None:
    wrong = [
        f"{i.path.relative_to(ROOT)}: {i.module}"
        for i in all_imports()
        if i.place == "web" and i.module.endswith(".tables") and i.target in ROOMS
    ]
    assert wrong == []


def test_core_stands_on_the_standard_library_alone() -> None:
    wrong = [
        f"{i.path.name}: {i.module}"
        for i in all_imports()
        if i.place == "core"
        and i.module.split(".")[0] not in sys.stdlib_module_names
        and i.target != "core"
    ]
    assert wrong == []


def test_imports_stand_at_the_top_save_in_adapters_and_commands() -> None:
    wrong = [
        f"{i.path.relative_to(ROOT)}: {i.module}"
        for i in all_imports()
        if i.inside_function and i.place not in {"adapters", "commands"}
    ]
    assert wrong == []


def test_every_folder_and_module_is_on_the_plan() -> None:
    places = {p.name.removesuffix(".py") for p in (ROOT / "relief").iterdir()}
    assert places - {"__init__", "__pycache__"} <= {*FLOOR, *ROOMS, *RAILS, *TOP, "sources.toml"}
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {name.split("/")[0] for name in tracked} <= TOP_LEVEL


def test_modules_and_functions_stay_small() -> None:
    large = []
    for path in python_files("relief", "jobs"):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST_MODULE:
            large.append(f"{path.relative_to(ROOT)} {text.count(chr(10))} lines")
        large.extend(
            f"{path.relative_to(ROOT)} {node.name}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
        )
    assert large == []


def test_package_doors_hold_only_a_docstring() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in python_files("relief", "jobs")
        if path.name == "__init__.py"
        and [type(n) for n in ast.parse(path.read_text(encoding="utf-8")).body] != [ast.Expr]
    ]
    assert wrong == []


def test_the_web_process_loads_none_of_the_heavy_libraries() -> None:
    code = "import sys, relief.app, relief.serving; print(*sys.modules)"
    for name in _blueprints():
        code = f"import relief.web.{name}; {code}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {name for name in HEAVY if name in done.stdout.split()} == set()


def _blueprints() -> list[str]:
    return [p.stem for p in (ROOT / "relief" / "web").glob("*.py") if p.stem != "__init__"]


def test_the_picture_of_rooms_is_drawn_from_the_code() -> None:
    assert PICTURE.read_text(encoding="utf-8") == draw(), "run: python -m tests.architecture.draw"
