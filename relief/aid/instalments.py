"""How an amount is divided into instalments: whole fen, nothing lost, nothing paid twice. Pure."""

from collections.abc import Sequence

from relief.aid.catalogue import WHOLE_PERMILLE, Part


def split(total_fen: int, parts: Sequence[Part], paid_fen: int = 0) -> tuple[tuple[str, int], ...]:
    """Return (milestone, fen) of each instalment still to be paid, in the order of `parts`.

    Each part is rounded down to the fen and the last takes the rest. What was paid before (under
    an earlier approval or amount) is taken off the first ones; one of nothing is left out. The
    instalments and what was paid add up to the total, unless more was paid than the total.

    Raises:
        ValueError: a total or a sum paid below 0.
    """
    if total_fen < 0 or paid_fen < 0:
        message = f"{total_fen} fen, {paid_fen} paid: no such amounts"
        raise ValueError(message)
    amounts = [total_fen * part.permille // WHOLE_PERMILLE for part in parts]
    if amounts:
        amounts[-1] += total_fen - sum(amounts)
    credit = paid_fen
    left = []
    for part, amount in zip(parts, amounts, strict=True):
        used = min(credit, amount)
        credit -= used
        if amount - used:
            left.append((part.milestone, amount - used))
    return tuple(left)
