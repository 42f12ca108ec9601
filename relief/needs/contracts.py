"""What `needs` takes in, strictly, and the shape it answers in: shared by command line and API."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ValidationError

from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.damage.catalogue import Kind, load_indicators
from relief.damage.contracts import (
    Count,
    Figure,
    StrictModel,
    checked_figures,
    refusals,
    refuse,
)
from relief.needs.catalogue import Season, Standard, load_standard, standard_ids
from relief.needs.needs import Basis, Need, shown_rate

MOST_DAYS = 366
HOUSEHOLDS = "households"


def _days(value: int) -> int:
    if not 1 <= value <= MOST_DAYS:
        refuse(f"应为 1 至 {MOST_DAYS}", f"It has to lie between 1 and {MOST_DAYS}")
    return value


class NeedsInput(StrictModel):
    """People, days and season, as `needs` reads them."""

    basis: dict[str, Figure]
    days: Annotated[Count, AfterValidator(_days)]
    season: Literal["cold", "warm"]
    standard: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose needs, for how long, by which standard."""

    basis: Basis
    days: int
    season: Season
    standard: Standard


def read_people(data: object) -> Asked:
    """Return what a JSON value asks.

    Raises:
        RefusedRows: what is wrong with it, each fault with its path.
    """
    try:
        entry = NeedsInput.model_validate(data)
    except ValidationError as error:
        raise refusals(error) from error
    faults: list[Refused] = []
    if entry.standard not in standard_ids():
        known = "、".join(standard_ids())
        wording = Bilingual(f"没有这个标准；可选：{known}", f"No such standard; there are: {known}")
        faults.append(Refused(wording, "standard"))
    try:
        counts = checked_figures(entry.basis, _kinds(), "basis")
    except RefusedRows as error:
        faults += error.reasons
    if faults:
        raise RefusedRows(faults)
    basis = {code: None if count is None else int(count) for code, count in counts.items()}
    return Asked(basis, entry.days, entry.season, load_standard(entry.standard))


def as_answer(needs: Iterable[Need]) -> Mapping[str, Any]:
    """Return needs in the shape of DESIGN section 5."""
    return {
        "lines": [
            {
                "item": need.item,
                "quantity": need.quantity,
                "unit": need.rate.unit,
                "basis": need.rate.basis,
                "rate": shown_rate(need.rate),
                "source": need.rate.source,
                "verified": need.rate.verified,
            }
            for need in needs
        ]
    }


def _kinds() -> dict[str, Kind]:
    counted = {code: kind for code, kind in load_indicators().kinds().items() if kind == "count"}
    return {**counted, HOUSEHOLDS: "count"}
