"""The rows the aid room takes in and gives out; amounts are whole fen."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

InstalmentState = Literal["planned", "released", "paid", "returned", "cancelled"]


@dataclass(frozen=True, slots=True)
class InstalmentRow:
    """One instalment of what a case is entitled to.

    Fields:
        subject: the case's id; milestone: the stage that releases it.
        state: planned (not reached), released (to be paid), paid, returned (the bank sent it
            back: to be paid again), cancelled.
        entry_id: what a payment from the screen names as `after`.
    """

    id: str
    subject: str
    division_code: str
    milestone: str
    amount_fen: int
    state: InstalmentState
    released_on: date | None
    paid_on: date | None
    document: str
    entry_id: str
    changed_at: datetime
    changed_by: str
    generated: bool


@dataclass(frozen=True, slots=True)
class EntitlementRow:
    """What a case is entitled to.

    Fields:
        total_fen: None: no standard is known for its way of rebuilding (待核); the finance office
            enters the amount with its document.
        loan_fen: a subsidised loan beside it, paid by a bank, never by this desk; None is none
            known.
        standard: id of the standard, empty for an amount by document; source: a source id.
        verified: whether the amount was read in a document; shares_verified: the shares.
        cancelled: the case was closed: what was not paid is not paid.
    """

    id: str
    subject: str
    mode: str
    total_fen: int | None
    loan_fen: int | None
    standard: str
    document: str
    source: str
    verified: bool
    shares_verified: bool
    cancelled: bool
    paid_fen: int


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment of one whole instalment.

    Fields:
        paid_on: local day; document: the voucher or batch it went out with.
        after: the entry the person saw on the screen; empty is whatever stands now.
    """

    instalment_id: str
    paid_on: date
    document: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class NewAmount:
    """What a case is entitled to by a document: whole fen above 0."""

    subject: str
    total_fen: int
    document: str
