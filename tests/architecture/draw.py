"""Draws `docs/rooms.svg` from the code's own imports: `python -m tests.architecture.draw`."""

from tests.architecture.floor_plan import ROOT, built_rooms
from tests.architecture.imports import all_imports

PICTURE = ROOT / "docs" / "rooms.svg"
_WIDTH, _HEIGHT, _GAP, _TOP = 112, 44, 16, 130
_FONT = 'font-family="Noto Sans CJK SC, Microsoft YaHei, sans-serif"'


def arrows() -> list[tuple[str, str, int]]:
    """Return (from, to, number of imports) between rooms, by what the code imports."""
    rooms = built_rooms()
    counted: dict[tuple[str, str], int] = {}
    for item in all_imports():
        if item.place in rooms and item.target in rooms and item.place != item.target:
            key = (item.place, item.target)
            counted[key] = counted.get(key, 0) + 1
    return [(a, b, n) for (a, b), n in sorted(counted.items())]


def draw() -> str:
    """Return the picture as SVG: rooms in order, an arrow to each room they import."""
    rooms = built_rooms()
    left = {room: 20 + i * (_WIDTH + _GAP) for i, room in enumerate(rooms)}
    width = 20 + len(rooms) * (_WIDTH + _GAP) + 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_TOP + 170}" '
        f'{_FONT} font-size="14">',
        '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" '
        'markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z" fill="#46586a"/></marker></defs>',
        f'<rect width="{width}" height="{_TOP + 170}" fill="#fff"/>',
    ]
    for source, target, count in arrows():
        start, end = left[source] + _WIDTH / 2, left[target] + _WIDTH / 2
        lift = _TOP - 14 - min(100, (start - end) / 7)
        parts.append(
            f'<path d="M{start:.0f} {_TOP}Q{(start + end) / 2:.0f} {lift:.0f} {end:.0f} {_TOP}" '
            f'fill="none" stroke="#46586a" stroke-width="{min(3, 0.6 + count / 4):.1f}" '
            'marker-end="url(#a)"/>'
        )
    parts += [_box(left[room], _TOP, _WIDTH, room, "#e6eef5") for room in rooms]
    whole = width - 40
    parts += [
        _box(20, _TOP + 62, whole, "floor: db · core", "#eceff2"),
        _box(20, _TOP + 116, whole, "rails: adapters · web · jobs", "#f6f1e4"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _box(x: float, y: float, width: float, name: str, fill: str) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{_HEIGHT}" rx="4" fill="{fill}" '
        f'stroke="#46586a"/><text x="{x + width / 2}" y="{y + 27}" '
        f'text-anchor="middle">{name}</text>'
    )


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(draw(), encoding="utf-8")
