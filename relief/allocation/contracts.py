"""What `allocate` takes in, strictly: shared by the command line and the API."""

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, PlainValidator, ValidationError

from relief.allocation.problem import LARGEST_UNITS, Demand, Depot, Item, Problem
from relief.allocation.reach import LARGEST_PRICE, exact
from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.damage.contracts import DECIMAL, Count, StrictModel, read_figure, refusals, refuse


def _name(value: str) -> str:
    if not value.strip():
        refuse("不能为空", "It cannot be empty")
    return value


def _stock(value: int) -> int:
    if value > LARGEST_UNITS:
        refuse("数值过大，请核对", "The quantity is too large; please check it")
    return value


def _units(value: int) -> int:
    if value == 0:
        refuse("应大于 0", "It has to be above 0")
    return _stock(value)


def _decimal(value: object) -> Decimal:
    if isinstance(value, str) and DECIMAL.fullmatch(value):
        return Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int):
        refuse(
            '应为不小于 0 的十进制数字串，如 "12.5"',
            'A decimal string of 0 or more is expected, such as "12.5"',
        )
    return Decimal(read_figure(value) or 0)


def _weight(value: object) -> Decimal:
    weight = _decimal(value)
    if not weight:
        refuse("应大于 0", "It has to be above 0")
    return weight


def _degrees(value: object, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse("应为数（度）", "A number of degrees is expected")
    if not (abs(value) <= most and math.isfinite(value)):
        refuse(f"应在 -{most} 与 {most} 之间", f"It has to lie between -{most} and {most}")
    return float(value)


def _longitude(value: object) -> float:
    return _degrees(value, 180)


def _latitude(value: object) -> float:
    return _degrees(value, 90)


Name = Annotated[str, AfterValidator(_name)]
Stock = Annotated[Count, AfterValidator(_stock)]
Units = Annotated[Count, AfterValidator(_units)]
Weight = Annotated[Decimal, PlainValidator(_weight)]
Amount = Annotated[Decimal, PlainValidator(_decimal)]
Longitude = Annotated[float, PlainValidator(_longitude)]
Latitude = Annotated[float, PlainValidator(_latitude)]


class ItemInput(StrictModel):
    """An item: its code, units in a pack, weight of one unit."""

    code: Name
    pack: Units
    weight_kg: Weight


class DepotInput(StrictModel):
    """A depot: where it lies, what it holds, what its trucks carry."""

    id: Name
    stock: dict[str, Stock]
    lon: Longitude | None = None
    lat: Latitude | None = None
    truck_kg: Amount | None = None


class DemandInput(StrictModel):
    """A place in need: where it lies, how urgent it is, what it needs."""

    id: Name
    tier: Count
    need: dict[str, Units]
    lon: Longitude | None = None
    lat: Latitude | None = None


class AllocateInput(StrictModel):
    """All that is to be shared out, as `allocate` reads it."""

    items: list[ItemInput]
    depots: list[DepotInput]
    demands: list[DemandInput]
    cost: list[list[Amount]] | None = None
    nearest: Units | None = None
    closed: list[list[Name]] | None = None


def read_problem(data: object) -> Problem:
    """Return the problem a JSON value describes.

    Raises:
        RefusedRows: what is wrong with it, each fault with its path.
    """
    try:
        entry = AllocateInput.model_validate(data)
    except ValidationError as error:
        raise refusals(error) from error
    faults = [
        *_doubles("items", "code", [item.code for item in entry.items]),
        *_doubles("depots", "id", [depot.id for depot in entry.depots]),
        *_doubles("demands", "id", [demand.id for demand in entry.demands]),
        *_unknown_items(entry),
        *_places(entry),
        *_cost_faults(entry),
        *_closed_faults(entry),
    ]
    if faults:
        raise RefusedRows(faults)
    return _problem(entry)


def _problem(entry: AllocateInput) -> Problem:
    return Problem(
        items=tuple(Item(item.code, item.pack, item.weight_kg) for item in entry.items),
        depots=tuple(
            Depot(depot.id, depot.stock, _place(depot), depot.truck_kg) for depot in entry.depots
        ),
        demands=tuple(
            Demand(demand.id, demand.tier, demand.need, _place(demand)) for demand in entry.demands
        ),
        cost=None if entry.cost is None else tuple(tuple(row) for row in entry.cost),
        nearest=entry.nearest,
        closed=frozenset((depot, demand) for depot, demand in entry.closed or []),
    )


def _place(entry: DepotInput | DemandInput) -> tuple[float, float] | None:
    return None if entry.lon is None or entry.lat is None else (entry.lon, entry.lat)


def _fault(path: str, zh: str, en: str) -> Refused:
    return Refused(Bilingual(zh, en), path)


def _doubles(group: str, key: str, names: Sequence[str]) -> Iterator[Refused]:
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            yield _fault(f"{group}.{i}.{key}", f"“{name}”重复", f"“{name}” stands twice")
        seen.add(name)


def _unknown_items(entry: AllocateInput) -> Iterator[Refused]:
    known = {item.code for item in entry.items}
    groups = [
        *((f"depots.{i}.stock", depot.stock) for i, depot in enumerate(entry.depots)),
        *((f"demands.{i}.need", demand.need) for i, demand in enumerate(entry.demands)),
    ]
    for path, quantities in groups:
        for code in quantities:
            if code not in known:
                zh, en = f"不认识的物资“{code}”", f"Unknown item “{code}”"
                yield _fault(f"{path}.{code}", zh, en)


def _places(entry: AllocateInput) -> Iterator[Refused]:
    """Yield who lies nowhere, where distances are to be the cost."""
    if entry.cost is not None:
        return
    groups: list[tuple[str, Iterable[DepotInput | DemandInput]]] = [
        ("depots", entry.depots),
        ("demands", entry.demands),
    ]
    for group, rows in groups:
        for i, row in enumerate(rows):
            for key, value in (("lon", row.lon), ("lat", row.lat)):
                if value is None:
                    zh, en = "未给费用表时须有坐标", "Needed where no costs are given"
                    yield _fault(f"{group}.{i}.{key}", zh, en)


def _cost_faults(entry: AllocateInput) -> Iterator[Refused]:
    if entry.cost is None:
        return
    depots, demands = len(entry.depots), len(entry.demands)
    if len(entry.cost) != depots:
        yield _fault(
            "cost", f"应有 {depots} 行，每个库点一行", f"{depots} rows are expected, one a depot"
        )
    for i, row in enumerate(entry.cost):
        if len(row) != demands:
            zh, en = f"应有 {demands} 列，每个需求点一列", f"{demands} columns are expected"
            yield _fault(f"cost.{i}", zh, en)
    if max((price for row in exact(entry.cost).table for price in row), default=0) > LARGEST_PRICE:
        zh, en = "费用的位数过多，合计不超过 12 位", "The costs need more than 12 digits together"
        yield _fault("cost", zh, en)


def _closed_faults(entry: AllocateInput) -> Iterator[Refused]:
    depots = {depot.id for depot in entry.depots}
    demands = {demand.id for demand in entry.demands}
    for i, pair in enumerate(entry.closed or []):
        if len(pair) != len(("depot", "demand")):
            yield _fault(f"closed.{i}", "应为 [库点, 需求点]", "[depot, demand] is expected")
            continue
        for at, name, known in ((0, pair[0], depots), (1, pair[1], demands)):
            if name not in known:
                zh, en = f"不认识的编号“{name}”", f"Unknown id “{name}”"
                yield _fault(f"closed.{i}.{at}", zh, en)
