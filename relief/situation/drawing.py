"""A drawing as a list of marks: one description for the screen's SVG and for the papers. Pure.

Coordinates are points from the top left corner; colours are six-digit hex, so that neither a style
sheet nor a font can make two renderings of one drawing say different things.
"""

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

INK, INK_2, LINE, PAPER, GROUND = "#15212b", "#465460", "#b9c3cb", "#ffffff", "#f3f5f7"
ALARM = "#b3241c"
STEPS = ("#e6eff6", "#b7d0e4", "#7ba7ca", "#3d75a3", "#143f64")
"""Five steps of one hue, light to dark, apart in grey as well (as on the desk's map)."""
DARK_FROM = 3
"""From this step on (counted from 0) a word on the colour is white."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points; `dash` is on and off in points, empty for a whole line."""

    points: tuple[Point, ...]
    stroke: str = INK
    width: float = 1.0
    dash: tuple[float, ...] = ()
    kind: Literal["line"] = "line"


@dataclass(frozen=True, slots=True)
class Area:
    """A closed ring, filled; `fill` empty is no filling."""

    points: tuple[Point, ...]
    fill: str = ""
    stroke: str = ""
    width: float = 0.0
    kind: Literal["area"] = "area"


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle round a point."""

    x: float
    y: float
    radius: float
    fill: str
    stroke: str = INK
    width: float = 1.0
    dash: tuple[float, ...] = ()
    kind: Literal["dot"] = "dot"


@dataclass(frozen=True, slots=True)
class Label:
    """A word whose baseline begins, is centred or ends at a point; `box` whitens what is below."""

    x: float
    y: float
    text: str
    size: float = 11.0
    anchor: Anchor = "start"
    fill: str = INK
    bold: bool = False
    box: bool = False
    kind: Literal["label"] = "label"


Mark = Line | Area | Dot | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks in the order they are drawn, in a frame of width × height points.

    Fields:
        title: what the drawing shows.
        says: the same figures as a sentence, for those who hear the page.
    """

    title: str
    says: str
    width: float
    height: float
    marks: tuple[Mark, ...]


def text_width(text: str, size: float) -> float:
    """Return about how wide a word is: letters of Chinese are square, others a good half."""
    return sum(size if ord(letter) > _LATIN_ENDS else size * _LATIN for letter in text)


_LATIN_ENDS = 0x2E80
_LATIN = 0.56


def step_of(percent: float) -> int:
    """Return which of the five steps (0 to 4) a percentage stands in: 20 points each."""
    return min(len(STEPS) - 1, int(percent // 20))
