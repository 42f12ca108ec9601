"""Working days are counted by each year's notice; a year without one says so."""

from datetime import date

import pytest

from relief.core.work_calendar import add_working_days, is_working_day, load_calendar


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        ("2023-12-22", 2, "2023-12-26"),  # a Friday: the weekend does not count
        ("2023-12-23", 2, "2023-12-26"),  # a Saturday itself is not counted either
        ("2023-12-29", 2, "2024-01-03"),  # New Year's Day is off
        ("2024-02-08", 2, "2024-02-18"),  # the Spring Festival, and a Sunday that is worked
        ("2024-04-03", 1, "2024-04-07"),
    ],
)
def test_days_are_counted_by_the_notices_of_their_years(start, count, expected) -> None:
    counted = add_working_days(date.fromisoformat(start), count)
    assert counted.day == date.fromisoformat(expected)
    assert counted.without_notice == ()


def test_a_year_without_its_notice_says_so() -> None:
    counted = add_working_days(date(2031, 5, 1), 3)
    assert counted.day == date(2031, 5, 6)
    assert counted.without_notice == (2031,)


def test_a_count_over_the_turn_of_a_year_names_only_the_year_that_lacks_its_notice() -> None:
    assert add_working_days(date(2026, 12, 31), 1).without_notice == (2027,)


def test_every_year_has_its_holidays_and_its_weekends_worked() -> None:
    # Sums of the notices themselves; a span's own weekend days are named with it.
    worked = {year: len(row.work) for year, row in load_calendar().items()}
    assert worked == {2023: 7, 2024: 8, 2025: 5, 2026: 6}
    for row in load_calendar().values():
        assert not row.off & row.work
        assert all(is_working_day(day) for day in row.work)
        assert not any(is_working_day(day) for day in row.off)
        assert all(day.weekday() >= 5 for day in row.work)


def test_nothing_is_counted_below_one_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(date(2024, 1, 1), 0)
