"""Who and what lies under the footprint: by zone, by township and county, and what stays open.

Sure (the published list, published shapes over real positions), estimated (the desk's own shape)
and open (待核) stand beside each other and are never added (DESIGN, laws 3 and 13).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from relief.core.division_code import at_level
from relief.damage.houses_reported import HouseCount
from relief.geography.overlay import Verdict, VillageUnder
from relief.geography.rows import PopulationRow

How = Literal["sure", "estimate", "open", "outside"]
By = Literal["township", "county"]
NO_HOUSES = HouseCount(0, 0)


@dataclass(frozen=True, slots=True)
class People:
    """People of some villages.

    Fields:
        by_source: people by the source of the figure; figures of two sources are never added.
        unknown: villages without a figure (待核). estimated: some figure is an estimate (估算).
    """

    by_source: tuple[tuple[str, int], ...] = ()
    unknown: int = 0
    estimated: bool = False

    @property
    def known(self) -> int | None:
        """Return the figure of the source that speaks of the most people, None where none does."""
        return max((people for _source, people in self.by_source), default=None)

    @property
    def others(self) -> tuple[tuple[str, int], ...]:
        """Return what the other sources say of their villages."""
        ordered = sorted(self.by_source, key=lambda held: (-held[1], held[0]))
        return tuple(ordered[1:])


@dataclass(frozen=True, slots=True)
class Share:
    """Villages and people of one group; `houses` only within the person's own divisions."""

    villages: int = 0
    people: People = field(default_factory=People)
    houses: HouseCount = NO_HOUSES


@dataclass(frozen=True, slots=True)
class Standing:
    """A depot or a resettlement site under the footprint, or one whose place is not real yet."""

    id: str
    kind: str
    name: str
    division: str
    rank: int | None
    how: How


@dataclass(frozen=True, slots=True)
class ZoneSum:
    """One zone: what is sure, what the desk's own shape adds as an estimate.

    Fields:
        area_km2: as published, None unknown; measured_km2: the exact area of its shape.
        counted: townships the publisher counted in it without naming them, by county.
    """

    rank: int
    label: str
    quality: str
    area_km2: Decimal | None
    measured_km2: float | None
    sure: Share
    estimate: Share
    townships: int
    counted: tuple[tuple[str, int], ...]
    depots: tuple[Standing, ...]
    sites: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class DivisionSum:
    """One township or county touched by the footprint.

    Fields:
        rank: its hardest zone that is sure, None where nothing sure is under.
        estimate_rank: by the desk's own shape, of its villages that are open.
        whole: all its villages.
    """

    code: str
    name: str
    within: str
    rank: int | None
    estimate_rank: int | None
    whole: Share
    sure: Share
    estimate: Share
    open: int

    @property
    def village_share(self) -> float | None:
        """Return the share of villages that are surely under, None without villages."""
        return self.sure.villages / self.whole.villages if self.whole.villages else None

    @property
    def people_share(self) -> float | None:
        """Return the share of the known people, None without any or where sources differ."""
        under, whole = self.sure.people, self.whole.people
        if not whole.known or whole.others or under.others:
            return None
        return (under.known or 0) / whole.known


@dataclass(frozen=True, slots=True)
class Village:
    """A village with its verdict; `rank` is None where it is open."""

    code: str
    name: str
    rank: int | None
    basis: str
    how: How
    people: int | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the villages: people and reported houses by village."""

    people: Mapping[str, PopulationRow]
    houses: Mapping[str, HouseCount]


def how_of(village: VillageUnder) -> tuple[How, int | None]:
    """Return how a village is known to be under, and its rank."""
    return how_known(village.sure, village.estimate)


def how_known(sure: Verdict, estimate: Verdict) -> tuple[How, int | None]:
    """Return how two verdicts together read: the sure one unless it is open."""
    if not sure.open:
        return ("outside" if sure.rank is None else "sure"), sure.rank
    if not estimate.open:
        return ("outside" if estimate.rank is None else "estimate"), estimate.rank
    return "open", None


def share_of(villages: Iterable[VillageUnder], facts: Facts) -> Share:
    """Return how many villages, people and reported houses these are."""
    codes = [village.code for village in villages]
    people = [facts.people[code] for code in codes if code in facts.people]
    sums: Counter[str] = Counter()
    for row in people:
        sums[row.told] += row.people
    houses = [facts.houses[code] for code in codes if code in facts.houses]
    return Share(
        villages=len(codes),
        people=People(
            by_source=tuple(sorted(sums.items())),
            unknown=len(codes) - len(people),
            estimated=any(row.quality == "estimate" for row in people),
        ),
        houses=HouseCount(
            sum(held.houses for held in houses), sum(held.households for held in houses)
        ),
    )


def by_rank(villages: Iterable[VillageUnder], how: How) -> dict[int, list[VillageUnder]]:
    """Return the villages known in this way by their zone's rank."""
    found: dict[int, list[VillageUnder]] = {}
    for village in villages:
        known, rank = how_of(village)
        if known == how and rank is not None:
            found.setdefault(rank, []).append(village)
    return found


def divisions_of(
    villages: Sequence[VillageUnder], facts: Facts, names: Mapping[str, str], by: By
) -> list[DivisionSum]:
    """Return the townships or counties with anything under or open, the hardest struck first."""
    groups: dict[str, list[VillageUnder]] = {}
    for village in villages:
        groups.setdefault(at_level(village.code, by), []).append(village)
    rows = [_division(code, held, facts, names) for code, held in groups.items()]
    kept = [row for row in rows if row.sure.villages or row.estimate.villages or row.open]
    return sorted(kept, key=_hardest_first)


def _division(
    code: str, villages: Sequence[VillageUnder], facts: Facts, names: Mapping[str, str]
) -> DivisionSum:
    sure, estimate = by_rank(villages, "sure"), by_rank(villages, "estimate")
    return DivisionSum(
        code=code,
        name=names.get(code, code),
        within=names.get(at_level(code, "county"), "") if at_level(code, "county") != code else "",
        rank=max(sure, default=None),
        estimate_rank=max(estimate, default=None),
        whole=share_of(villages, facts),
        sure=share_of((v for held in sure.values() for v in held), facts),
        estimate=share_of((v for held in estimate.values() for v in held), facts),
        open=sum(how_of(village)[0] == "open" for village in villages),
    )


def _hardest_first(row: DivisionSum) -> tuple[int, int, int, str]:
    low = -1
    sure = low if row.rank is None else row.rank
    estimate = low if row.estimate_rank is None else row.estimate_rank
    return -sure, -estimate, -row.sure.villages, row.code


def listed(
    villages: Iterable[VillageUnder], facts: Facts, how: How, within: str = ""
) -> list[Village]:
    """Return the villages known in one way, the hardest struck first, then by code."""
    rows = [
        Village(
            code=village.code,
            name=village.name,
            rank=rank,
            basis=village.sure.basis if how != "estimate" else village.estimate.basis,
            how=how,
            people=facts.people[village.code].people if village.code in facts.people else None,
            estimated=village.code in facts.people
            and facts.people[village.code].quality == "estimate",
        )
        for village in villages
        if village.code.startswith(within)
        for known, rank in (how_of(village),)
        if known == how
    ]
    return sorted(rows, key=lambda row: (-(row.rank or 0), row.code))
