"""When the next report is due, and how many minutes are left."""

from datetime import UTC, datetime, timedelta

from relief.core.clock import beijing, parse_time
from relief.damage.clocks import Reported, load_clocks, minutes_left, next_report

QUAKE = parse_time("2023-12-18T23:59")


def due(tier: str, last: str | None = None, **known: str):
    reported = Reported(
        last_at=parse_time(last) if last else None,
        **{name: parse_time(at) for name, at in known.items()},
    )
    found = next_report(tier, reported, occurred_at=QUAKE)
    return f"{beijing(found.at):%m-%d %H:%M}" if found else None


def test_a_silent_township_owes_its_first_report_an_hour_and_a_half_after_the_quake():
    assert due("township") == "12-19 01:29"


def test_a_county_owes_its_initial_report_two_hours_after_the_quake():
    assert due("county") == "12-19 01:59"


def test_after_the_first_word_the_daily_hour_that_follows_is_due():
    assert due("county", "2023-12-19T01:10") == "12-19 09:00"
    assert due("county", "2023-12-19T09:00") == "12-20 09:00"
    assert due("township", "2023-12-19T05:59") == "12-19 08:00"


def test_a_word_shortly_before_the_daily_hour_is_that_hours_report():
    assert due("township", "2023-12-19T07:30") == "12-20 08:00"
    assert due("county", "2023-12-19T08:40") == "12-20 09:00"


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


def test_once_stable_the_daily_clock_stands_still_and_the_final_reports_runs():
    assert due("county", "2023-12-21T08:40") == "12-22 09:00"
    friday = "2023-12-22T18:00"
    assert due("county", "2023-12-21T08:40", stable_at=friday) == "12-26 23:59"
    assert due("township", "2023-12-21T08:40", stable_at=friday) is None
    assert due("township", stable_at=friday) is None  # a silent one is asked by the roll call


def test_a_county_that_never_reported_owes_its_initial_report_even_when_it_is_stable():
    assert due("county", stable_at="2023-12-22T18:00") == "12-19 01:59"


def test_a_prefecture_verifies_after_its_counties_and_a_province_by_the_clock_that_runs_out_first():
    word, stable = "2023-12-21T08:40", "2023-12-22T18:00"
    assert due("prefecture", word, stable_at=stable) is None  # nothing received yet
    received = "2023-12-26T10:00"
    assert due("prefecture", word, stable_at=stable, received_at=received) == "12-29 23:59"
    assert due("province", word, stable_at=stable) == "01-01 23:59"  # ten days
    assert due("province", word, stable_at=stable, received_at="2023-12-25T10:00") == "01-01 23:59"
    assert due("province", word, stable_at=stable, received_at="2023-12-23T10:00") == "12-29 23:59"


def test_after_the_final_report_nothing_is_due():
    final = {"stable_at": "2023-12-22T18:00", "final_at": "2023-12-26T10:00"}
    assert due("county", "2023-12-26T10:00", **final) is None


def test_a_deadline_counted_through_a_year_without_its_notice_says_so():
    stable = parse_time("2031-12-30T10:00")
    found = next_report("county", Reported(stable, stable), occurred_at=stable)
    assert found.without_notice == (2031, 2032)
