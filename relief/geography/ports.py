"""Where divisions, county lines and place points come from; `bootstrap` fills it from adapters."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from relief.geography.gazetteer import NamedPoint
from relief.geography.rows import NewBoundary, NewDivision


@dataclass(frozen=True, slots=True)
class GeographySources:
    """The three readers set-up needs; tests give small ones of their own.

    Fields:
        divisions: code prefixes to divisions, wider ones before those within them.
        counties: code prefixes to county polygons, by code.
        points: every gazetteer point.
    """

    divisions: Callable[[Sequence[str]], Iterable[NewDivision]]
    counties: Callable[[Sequence[str]], Sequence[NewBoundary]]
    points: Callable[[], Sequence[NamedPoint]]
