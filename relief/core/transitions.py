"""A state machine is a table; this is the one place that reads such tables."""

from collections.abc import Mapping

from relief.core.errors import Refused
from relief.core.wording import Bilingual


def require_step(table: Mapping[str, frozenset[str]], before: str, after: str) -> None:
    """Pass when the table allows the step.

    Raises:
        Refused: the table has no such step; says which ones it has.
    """
    allowed = table.get(before, frozenset())
    if after not in allowed:
        listed = "、".join(sorted(allowed)) or "—"
        raise Refused(
            Bilingual(
                f"不能从“{before}”到“{after}”；可到：{listed}",
                f"No step from “{before}” to “{after}”; allowed: {listed}",
            )
        )
