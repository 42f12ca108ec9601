"""What people call a case by. Pure."""

_COUNTY_DIGITS, _NUMBER_DIGITS = 6, 4


def case_number(county_code: str, number: int) -> str:
    """Return how a case is called: its county's six digits and its number there."""
    return f"{county_code[:_COUNTY_DIGITS]}-{number:0{_NUMBER_DIGITS}d}"
