"""Where an order can stand and go: one table, read by the services, the buttons and the tests."""

from collections.abc import Mapping
from typing import Literal

from relief.core.wording import Bilingual

OrderState = Literal[
    "ordered",
    "accepted",
    "refused",
    "voided",
    "expired",
    "dispatched",
    "received",
    "distributed",
    "returned",
    "closed",
]
STATES: Mapping[OrderState, Bilingual] = {
    "ordered": Bilingual("已下达", "Ordered"),
    "accepted": Bilingual("已接受", "Accepted"),
    "refused": Bilingual("已拒绝", "Refused"),
    "voided": Bilingual("已作废", "Voided"),
    "expired": Bilingual("已过期", "Expired"),
    "dispatched": Bilingual("在途", "On the road"),
    "received": Bilingual("已收货", "Received"),
    "distributed": Bilingual("发放中", "Being distributed"),
    "returned": Bilingual("有退回", "Partly returned"),
    "closed": Bilingual("已办结", "Closed"),
}
_AT_TOWNSHIP = frozenset({"distributed", "returned", "closed"})
NEXT: Mapping[str, frozenset[str]] = {
    # A keeper who never answers would hold the goods for ever: the term ends that too.
    "ordered": frozenset({"accepted", "refused", "voided", "expired"}),
    "accepted": frozenset({"dispatched", "voided", "expired"}),
    "dispatched": frozenset({"received"}),
    "received": _AT_TOWNSHIP,
    # Households come in turns: what is left is handed out, or sent back, again and again.
    "distributed": _AT_TOWNSHIP,
    "returned": _AT_TOWNSHIP,
    "refused": frozenset(),
    "voided": frozenset(),
    "expired": frozenset(),
    "closed": frozenset(),
}
REPEATABLE: frozenset[str] = frozenset({"distributed", "returned"})
# What these give back to the depot was reserved for the order.
GIVES_BACK: frozenset[str] = frozenset({"refused", "voided", "expired"})
NEEDS_REASON: frozenset[str] = frozenset({"refused", "voided", "returned"})
EXPECTED: tuple[OrderState, ...] = ("ordered", "accepted", "dispatched")
"""States of goods still to come."""
