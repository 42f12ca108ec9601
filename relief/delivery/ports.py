"""What the delivery room asks of the outside world: the paper that travels with the goods."""

from typing import Protocol

from relief.delivery.waybill import Waybill


class WaybillMaker(Protocol):
    """Makes the file of a waybill from its text alone."""

    def waybill(self, *, paper: Waybill) -> bytes:
        """Return an A4 PDF with one page a copy, its fonts embedded."""
