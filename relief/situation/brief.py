"""快报 as frozen content: what is known, from whom, as of when, 待核, who is silent. Pure.

The sheet on the screen, the PDF and the DOCX are all made from a `BriefContent` alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, Literal

from pydantic import TypeAdapter

from relief.incidents.queries import IncidentRow
from relief.response.queries import LevelRow
from relief.situation.picture import (
    FIVE_FIGURES,
    Cell,
    Due,
    Picture,
    Row,
    SilentTownship,
    SourceKind,
    TotalRow,
)

By = Literal["township", "county", "village"]
MOST_DUES = 4


@dataclass(frozen=True, slots=True)
class BriefWord:
    """One source's word as the brief quotes it; value None is 待核."""

    value: Decimal | None
    kind: SourceKind
    as_of: datetime


@dataclass(frozen=True, slots=True)
class BriefFigure:
    """The released word on a figure; while there is none, the newest slip or draft beside it."""

    official: BriefWord | None
    beside: BriefWord | None
    known_part: Decimal | None


@dataclass(frozen=True, slots=True)
class BriefLine:
    """A row of the brief's table; figures in the order of the five."""

    name: str
    zone: str | None
    figures: tuple[BriefFigure, ...]
    heard_at: datetime | None


@dataclass(frozen=True, slots=True)
class BriefSilence:
    """Silent villages of one township; people None is 待核."""

    township: str
    county: str
    villages: tuple[str, ...]
    of: int
    people: int | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class BriefResponse:
    """A response in force; `since` is exact only as far as `precision` says."""

    division: str
    response: str
    label: str
    since: datetime
    precision: str
    decided_by: str
    received: bool
    to_be_signed: bool


@dataclass(frozen=True, slots=True)
class BriefDue:
    """Reports due at one hour, by a clock that may be unverified, and who owes them."""

    kind: Literal["initial", "follow_up", "final"]
    divisions: tuple[str, ...]
    due_at: datetime
    minutes_left: int
    rule: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefContent:
    """快报 第N期 as issued.

    Fields:
        number: N, of this office in this incident.
        as_of: 数据截至, aware UTC.
        replay: made from a wound-back desk: never issued, says 回放 on every sheet.
        demo: generated data stand in it: says 示例.
        totals: each as its office published it; never added.
        heard: how many of the lines were heard from.
        more_dues: how many reports due later are not listed.
    """

    number: int
    office: str
    office_en: str
    area: str
    incident: str
    incident_en: str
    hazard: str
    occurred_at: datetime
    magnitude: str | None
    lon: str | None
    lat: str | None
    depth_km: str | None
    as_of: datetime
    replay: bool
    demo: bool
    by: By
    lines: tuple[BriefLine, ...]
    totals: tuple[BriefLine, ...]
    silent: tuple[BriefSilence, ...]
    responses: tuple[BriefResponse, ...]
    dues: tuple[BriefDue, ...]
    more_dues: int
    heard: int


@dataclass(frozen=True, slots=True)
class IssuedBrief:
    """An issued brief with who issued it and when."""

    id: str
    number: int
    division: str
    as_of: datetime
    issued_at: datetime
    issued_by: str
    content: BriefContent


@dataclass(frozen=True, slots=True)
class Issuer:
    """The office that issues: its names, and the division it answers for."""

    office: str
    office_en: str
    area: str


_ADAPTER = TypeAdapter(BriefContent)


def content_to_json(content: BriefContent) -> dict[str, Any]:
    """Return the content as JSON values: times in ISO form, decimals as text."""
    values: dict[str, Any] = _ADAPTER.dump_python(content, mode="json")
    return values


def content_from_json(values: Mapping[str, Any]) -> BriefContent:
    """Return the content frozen as JSON values.

    Raises:
        pydantic.ValidationError: the values are no content of this version.
    """
    return _ADAPTER.validate_python(values)


def same_facts(one: BriefContent, other: BriefContent) -> bool:
    """Return whether two contents state the same facts, whatever the hour and number they carry."""
    return _timeless(one) == _timeless(other)


def make_content(  # noqa: PLR0913 (what a brief is made of)
    picture: Picture,
    incident: IncidentRow,
    issuer: Issuer,
    levels: Sequence[LevelRow],
    *,
    number: int,
    by: By,
) -> BriefContent:
    """Return the content of 快报 第N期 as the picture stands.

    `levels` are the responses in force; those the picture's strip names are quoted. `by` "village"
    lists townships and names every silent village.
    """
    dues = _dues(picture.dues)
    return BriefContent(
        number=number,
        office=issuer.office,
        office_en=issuer.office_en,
        area=issuer.area,
        incident=incident.name,
        incident_en=incident.name_en,
        hazard=incident.hazard,
        occurred_at=incident.occurred_at,
        magnitude=incident.magnitude,
        lon=incident.lon,
        lat=incident.lat,
        depth_km=incident.depth_km,
        as_of=picture.at,
        replay=picture.replay,
        demo=incident.demo,
        by=by,
        lines=tuple(_line(row) for row in picture.rows),
        totals=tuple(_total(row) for row in picture.totals_by),
        silent=tuple(_silence(row) for row in picture.silent),
        responses=_responses(picture, levels),
        dues=dues[:MOST_DUES],
        more_dues=sum(len(due.divisions) for due in dues[MOST_DUES:]),
        heard=sum(row.heard_at is not None for row in picture.rows),
    )


def _timeless(content: BriefContent) -> BriefContent:
    dues = tuple(replace(due, minutes_left=0) for due in content.dues)
    return replace(content, number=0, as_of=content.occurred_at, dues=dues)


def _line(row: Row) -> BriefLine:
    return BriefLine(row.name, row.zone.label, _figures(row.cells), row.heard_at)


def _total(row: TotalRow) -> BriefLine:
    return BriefLine(row.name, None, _figures(row.cells), None)


def _figures(cells: Mapping[str, Cell]) -> tuple[BriefFigure, ...]:
    return tuple(_figure(cells[code]) for code in FIVE_FIGURES)


def _figure(cell: Cell) -> BriefFigure:
    official = cell.official
    beside = cell.beside[0] if cell.beside else None
    return BriefFigure(
        BriefWord(official.value, official.kind, official.as_of) if official else None,
        BriefWord(beside.value, beside.kind, beside.as_of) if beside else None,
        cell.known_part,
    )


def _silence(row: SilentTownship) -> BriefSilence:
    return BriefSilence(row.name, row.county_name, row.villages, row.of, row.people, row.estimated)


def _responses(picture: Picture, levels: Sequence[LevelRow]) -> tuple[BriefResponse, ...]:
    by_key = {(row.division, row.response): row for row in levels}
    return tuple(
        BriefResponse(
            division=tier.division_name,
            response=tier.response,
            label=tier.label,
            since=row.since,
            precision=row.precision,
            decided_by=row.decided_by,
            received=row.received,
            to_be_signed=row.to_be_signed,
        )
        for tier in picture.strip.tiers
        if (row := by_key.get((tier.division, tier.response)))
    )


def _dues(dues: Sequence[Due]) -> tuple[BriefDue, ...]:
    groups = groupby(dues, key=lambda due: (due.due_at, due.kind, due.rule))
    return tuple(_due(list(together)) for _hour, together in groups)


def _due(together: Sequence[Due]) -> BriefDue:
    first = together[0]
    names = tuple(due.division_name for due in together)
    return BriefDue(first.kind, names, first.due_at, first.minutes_left, first.rule, first.verified)
