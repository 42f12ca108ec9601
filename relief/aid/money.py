"""Money as people read it; it is counted in whole fen and never in floats. Pure."""

_FEN_A_YUAN = 100


def yuan(fen: int) -> str:
    """Return whole fen as yuan with thousands separated and two decimals, such as "75,000.00"."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), _FEN_A_YUAN)
    return f"{sign}{whole:,}.{rest:02d}"
