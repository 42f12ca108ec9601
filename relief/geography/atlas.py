"""County polygons and their unions by prefecture and province, as set-up loads them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from relief.core.division_code import Level, at_level, level_of, parent_of
from relief.geography.rows import NewBoundary
from relief.geography.shapes import dissolve

_UNIONS: tuple[Level, ...] = ("prefecture", "province")


def with_unions(atlas: Sequence[NewBoundary], names: Mapping[str, str]) -> list[NewBoundary]:
    """Return the county polygons and their unions by prefecture and province.

    A polygon of the atlas that the code table does not have (a forest reserve, a farm) belongs to
    the union of its province but is no county of the desk's. A prefecture without counties in the
    atlas is the one county the table gives it (嘉峪关 620200 is county 620201). A county whose code
    the atlas has not followed (米林) takes its polygon by name, within its own prefecture.

    Args:
        atlas: county polygons by code.
        names: names by code, county level and above.
    """
    own = _first_counties(names)
    named = {(at_level(code, "prefecture"), name): code for code, name in names.items()}
    drawn = {row.code for row in atlas}
    for row in atlas:
        found = named.get((at_level(row.code, "prefecture"), row.name))
        if row.code not in names and found and found not in drawn:
            own[row.code] = found
    counties = [replace(row, code=own.get(row.code, row.code)) for row in atlas]
    shapes = {row.code: row.geometry for row in counties}
    unions = [
        NewBoundary(code, names[code], counties[0].source, shape)
        for level in _UNIONS
        for code, shape in dissolve(shapes, level).items()
        if code in names and code not in shapes
    ]
    return [*(row for row in counties if row.code in names), *unions]


def _first_counties(names: Mapping[str, str]) -> dict[str, str]:
    """Return the first county of every prefecture, by the prefecture's code."""
    first: dict[str, str] = {}
    for code in sorted(names):
        if level_of(code) == "county":
            first.setdefault(parent_of(code), code)
    return first
