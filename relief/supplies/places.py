"""The places goods can stand at, as the ledger writes them."""

from dataclasses import dataclass
from typing import Literal, cast, get_args

PlaceKind = Literal[
    "depot", "reserved", "road", "township", "households", "lost", "unknown", "outside"
]
KINDS: tuple[PlaceKind, ...] = get_args(PlaceKind)
OUTSIDE: PlaceKind = "outside"


@dataclass(frozen=True, slots=True)
class StockPlace:
    """One place of the ledger.

    Fields:
        kind: what sort of place; `outside` keeps no balance.
        id: depot's place id, order id, division code, or the outside's name.
        division: 12-digit code whose desk sees what stands here: of `reserved` and `road` it is
            the destination's.
    """

    kind: PlaceKind
    id: str
    division: str

    @property
    def key(self) -> str:
        """Return the text of the ledger, such as `road:ORDER`; a depot's id keeps its own head."""
        head = f"{self.kind}:"
        return self.id if self.id.startswith(head) else head + self.id


def depot(place_id: str, division: str) -> StockPlace:
    """Return a depot's place; `place_id` is its id in geography, `division` the depot's own."""
    return StockPlace("depot", place_id, division)


def reserved(order_id: str, destination: str) -> StockPlace:
    """Return the place of what is set aside for one order."""
    return StockPlace("reserved", order_id, destination)


def road(order_id: str, destination: str) -> StockPlace:
    """Return the place of what is on the road for one order."""
    return StockPlace("road", order_id, destination)


def township(division: str) -> StockPlace:
    """Return the place of what a township holds."""
    return StockPlace("township", division, division)


def households(division: str) -> StockPlace:
    """Return the place of what was handed to a township's households."""
    return StockPlace("households", division, division)


def lost(division: str) -> StockPlace:
    """Return the place of what was lost on the way to, or at, a division."""
    return StockPlace("lost", division, division)


def unknown(division: str) -> StockPlace:
    """Return the place of what left for a division and whose whereabouts are unknown."""
    return StockPlace("unknown", division, division)


def outside(name: str, division: str) -> StockPlace:
    """Return an outside place: `opening`, `supplier`, `donor` or `count`; no balance is kept."""
    return StockPlace("outside", name, division)


def kind_of(key: str) -> PlaceKind:
    """Return the kind of a place by its text in the ledger."""
    return cast("PlaceKind", key.partition(":")[0])
