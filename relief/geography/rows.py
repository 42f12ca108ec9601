"""The rows geography takes in, and the rows it gives out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from relief.core.division_kind import Kind, kind_of

PlaceKind = Literal["township", "village", "depot", "site", "shelter", "house", "road"]
PositionQuality = Literal["surveyed", "gazetteer", "indicative"]
FigureQuality = Literal["published", "estimate"]
ZoneBasis = Literal["published", "geometry", "unknown"]


@dataclass(frozen=True, slots=True)
class NewDivision:
    """A division of the code table to be loaded.

    Fields:
        code: 12 digits.
        pinyin, initials: lower-case ASCII without spaces, for search.
        valid_from: the cut-off day of the table it stands in.
    """

    code: str
    name: str
    pinyin: str
    initials: str
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class NewBoundary:
    """A division's polygon, longitude and latitude in degrees, CGCS2000/WGS84."""

    code: str
    name: str
    source: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A point that matters. `generated` is True when the point or the place was invented (示例)."""

    id: str
    kind: PlaceKind
    name: str
    division_code: str
    point: Point
    quality: PositionQuality
    source: str
    generated: bool


@dataclass(frozen=True, slots=True)
class NewPopulation:
    """People of a division: published, or an estimate (估算); kind and year as `Population`."""

    division_code: str
    people: int
    quality: FigureQuality
    source: str
    kind: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class NewZone:
    """A zone of a footprint. `rank` 8 is Ⅷ; `area_km2` is the published area of the zone alone."""

    rank: int
    label: str
    area_km2: Decimal | None
    quality: FigureQuality
    source: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Listing:
    """A division the publisher named for a zone; a county named whole covers its townships."""

    division_code: str
    rank: int
    published_name: str
    source: str


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """How many townships of a county the publisher counted in a zone."""

    division_code: str
    rank: int
    townships: int
    source: str


@dataclass(frozen=True, slots=True)
class NewFootprint:
    """Where a hazard struck, as one version of one publisher."""

    id: str
    name: str
    hazard: str
    source: str
    zones: tuple[NewZone, ...]
    listed: tuple[Listing, ...]
    counts: tuple[ZoneCount, ...]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a footprint; `as_of` is the hour it states, `corrects` the version it mends."""

    id: str
    number: int
    publisher: str
    as_of: datetime | None
    way: str
    note: str
    source: str
    corrects: str | None
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A division as the desk reads it; `former` is the earlier name or code it was found by."""

    code: str
    name: str
    level: str
    parent_code: str
    pinyin: str
    initials: str
    former: str = ""

    @property
    def kind(self) -> Kind:
        """Return what kind of division it is: town, sumu, gacha and so on."""
        return kind_of(self.code, self.name)


@dataclass(frozen=True, slots=True)
class PopulationRow:
    """People of a division; `quality` "estimate" is shown as 估算.

    `kind` is "resident", "registered", or empty where the source does not say; `year` is its year.
    """

    people: int
    quality: str
    source: str
    kind: str = ""
    year: int | None = None

    @property
    def told(self) -> str:
        """Return who says so and of when: figures of different such words are never added."""
        words = [self.source, str(self.year or ""), _KINDS.get(self.kind, "")]
        return " ".join(word for word in words if word)


_KINDS = {"resident": "常住", "registered": "户籍"}


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """The zone of a division: rank and label are None while it is 待核."""

    rank: int | None
    label: str | None
    basis: ZoneBasis


@dataclass(frozen=True, slots=True)
class ZoneShape:
    """A zone's shape; `area_km2` is as published, None unknown."""

    rank: int
    label: str
    area_km2: Decimal | None
    quality: str
    source: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class BoundaryShape:
    """A division's polygon."""

    code: str
    name: str
    level: str
    source: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A point that matters, in degrees; `quality` "indicative" is shown as 示意坐标.

    `ended_on` is the day the road was open again or the shelter closed, None while it stands.
    """

    id: str
    kind: str
    name: str
    division_code: str
    quality: str
    source: str
    generated: bool
    lon: float
    lat: float
    surveyed_on: date | None = None
    ended_on: date | None = None
