"""When the next report is due, and how many minutes are left."""

from datetime import UTC, datetime, timedelta

from relief.core.clock import beijing, parse_time
from relief.damage.clocks import load_clocks, minutes_left, next_report

QUAKE = parse_time("2023-12-18T23:59")


def due(tier: str, last: str | None = None):
    found = next_report(tier, occurred_at=QUAKE, last_at=parse_time(last) if last else None)
    return f"{beijing(found.at):%m-%d %H:%M}" if found else None


def test_a_silent_township_owes_its_first_report_an_hour_and_a_half_after_the_quake():
    assert due("township") == "12-19 01:29"


def test_a_county_owes_its_initial_report_two_hours_after_the_quake():
    assert due("county") == "12-19 01:59"


def test_after_the_first_word_the_daily_hour_that_follows_is_due():
    assert due("county", "2023-12-19T01:10") == "12-19 09:00"
    assert due("county", "2023-12-19T09:00") == "12-20 09:00"
    assert due("township", "2023-12-19T07:59") == "12-19 08:00"


def test_a_tier_without_a_clock_owes_nothing_here():
    assert due("nation") is None
    assert due("province") is None  # its clock starts with receipt, which is not known here


def test_minutes_are_negative_as_soon_as_the_hour_has_passed():
    at = datetime(2023, 12, 19, tzinfo=UTC)
    assert minutes_left(at + timedelta(seconds=90), at) == 1
    assert minutes_left(at, at) == 0
    assert minutes_left(at - timedelta(seconds=1), at) == -1


def test_clocks_of_another_county_or_of_older_texts_are_not_verified():
    verified = {name for name, clock in load_clocks().items() if clock.verified}
    assert verified == {"county-initial"}
