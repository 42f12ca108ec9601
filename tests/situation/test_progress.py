"""Rates with their denominators, sums, curves, and the day a report is asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.core.errors import Refused
from relief.situation.progress import (
    MILESTONES,
    Counted,
    Counts,
    DayCount,
    Rate,
    by_mode,
    fold,
    percent,
    rows_of,
    total_of,
)
from relief.situation.progress_ask import end_of, read_day, settle
from relief.situation.progress_curve import curve
from relief.situation.progress_json import report_to_json
from relief.situation.progress_published import published_totals
from relief.situation.progress_words import rate_text
from relief.situation.sheet_words import words
from tests.support.progress import report

STRUCK = datetime(2023, 12, 18, 15, 59, tzinfo=UTC)
NOW = datetime(2024, 7, 15, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rate", "shown", "zh", "en"),
    [
        # 仙桃: the press figure of 75.1 % is of the houses to be rebuilt, not of those begun (P4).
        (
            Rate("started", 154, 205),
            "75.1",
            "开工率 75.1%（154/205，占需重建修缮户）",
            "started 75.1% (154/205, of households in need)",
        ),
        # 安陆: of 157 begun, 144 are done (P3).
        (
            Rate("completed", 144, 157, "started"),
            "91.7",
            "竣工率 91.7%（144/157，占已开工户）",
            "completed 91.7% (144/157, of households started)",
        ),
        # Gansu 2009: of 302,500 households (P2).
        (
            Rate("completed", 247_500, 302_500),
            "81.8",
            "竣工率 81.8%（247,500/302,500，占需重建修缮户）",
            "completed 81.8% (247,500/302,500, of households in need)",
        ),
        # 土默特右旗 2025 (E2).
        (
            Rate("completed", 1_583, 1_759),
            "90.0",
            "竣工率 90.0%（1,583/1,759，占需重建修缮户）",
            "completed 90.0% (1,583/1,759, of households in need)",
        ),
    ],
)
def test_published_rates_come_out_with_their_denominator_named(rate, shown, zh, en) -> None:
    assert str(rate.percent) == shown
    assert rate_text(rate, words("zh_Hans")) == zh
    assert rate_text(rate, words("en")) == en


def test_halves_go_up_exactly() -> None:
    assert percent(1, 16) == Decimal("6.3")  # 6.25
    assert percent(3, 2000) == Decimal("0.2")  # 0.15
    assert percent(0, 7) == Decimal("0.0")
    assert percent(7, 7) == Decimal("100.0")
    assert percent(1, 1_000_000) == Decimal("0.0")


def test_a_share_of_nothing_is_no_number() -> None:
    assert percent(0, 0) is None
    assert "—" in rate_text(Rate("moved_in", 0, 0), words("zh"))
    with pytest.raises(ValueError, match="no share"):
        percent(-1, 5)


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_rate_is_never_further_off_than_half_a_tenth(part: int, whole: int) -> None:
    shown = percent(part, whole)
    assert shown is not None
    assert abs(shown * whole - 100 * part) * 20 <= whole
    assert shown.as_tuple().exponent == -1


COUNTED = (
    Counted("622927101000", "repair", Counts(10, 9, 8, 7, 6, 5, 1, 2, 0, 1)),
    Counted("622927101000", "in_place", Counts(5, 3, 2, 1, 0, 0, 0, 0, 0, 0)),
    Counted("622927101000", "", Counts(need=2, unexplained=2)),
    Counted("630222103000", "repair", Counts(4, 4, 4, 4, 4, 4, 0, 0, 0, 0)),
)


def test_townships_counties_and_modes_add_up_to_the_same_total() -> None:
    for sums in (fold(COUNTED, "township"), fold(COUNTED, "county"), by_mode(COUNTED)):
        assert total_of(sums) == Counts(21, 16, 14, 12, 10, 9, 1, 2, 2, 1)
    assert list(fold(COUNTED, "county")) == ["622927000000", "630222000000"]
    assert list(by_mode(COUNTED)) == ["repair", "in_place", ""]


def test_a_county_without_graded_houses_is_unknown_and_not_nothing() -> None:
    rows = rows_of(fold(COUNTED, "county"), {}, ["622901000000", "622927000000"])
    assert [(row.code, row.counts is None) for row in rows] == [
        ("622901000000", True),
        ("622927000000", False),
        ("630222000000", False),
    ]


def test_the_curve_ends_on_the_day_itself_with_the_tables_counts() -> None:
    day = date(2024, 7, 15)
    days = [
        DayCount(date(2024, 3, 1), "started", 3),
        DayCount(date(2024, 5, 2), "started", 2),
        DayCount(date(2024, 5, 2), "main_structure", 2),
        DayCount(date(2024, 7, 15), "completed", 1),
        DayCount(date(2024, 7, 16), "moved_in", 1),
    ]
    points = curve(days, day)
    assert (points[0].started, points[0].on < date(2024, 3, 1)) == (0, True)
    assert (points[-1].on, points[-1].started, points[-1].completed) == (day, 5, 1)
    assert points[-1].moved_in == 0
    assert {later.on - earlier.on for earlier, later in pairwise(points)} == {timedelta(days=7)}
    assert curve(days, date(2024, 2, 1)) == ()


def test_a_day_is_read_as_it_was_known_at_its_own_end() -> None:
    ask = settle(date(2024, 6, 30), at=NOW, replay=False, since=STRUCK)
    assert ask.known_at == datetime(2024, 6, 30, 15, 59, 59, 999000, tzinfo=UTC)
    assert ask.ledger_at == ask.known_at
    corrected = settle(date(2024, 6, 30), at=NOW, replay=False, since=STRUCK, corrected=True)
    assert (corrected.known_at, corrected.ledger_at) == (NOW, None)
    assert corrected.as_of == date(2024, 6, 30)


def test_today_is_read_from_the_present_and_a_day_ahead_is_today() -> None:
    for on in (None, date(2024, 7, 15), date(2025, 1, 1)):
        ask = settle(on, at=NOW, replay=False, since=STRUCK)
        assert (ask.as_of, ask.known_at, ask.ledger_at) == (date(2024, 7, 15), NOW, None)
    wound = settle(None, at=NOW, replay=True, since=STRUCK)
    assert (wound.ledger_at, wound.replay) == (NOW, True)


def test_days_before_the_disaster_and_words_that_are_no_day_are_refused() -> None:
    with pytest.raises(Refused) as early:
        settle(date(2023, 12, 17), at=NOW, replay=False, since=STRUCK)
    assert early.value.path == "on"
    with pytest.raises(Refused):
        read_day("30.6.2024")
    assert read_day(" ") is None
    with pytest.raises(Refused) as odd:
        settle(None, at=NOW, replay=False, since=STRUCK, by="province")
    assert odd.value.path == "by"
    assert end_of(date(2024, 6, 30)) < end_of(date(2024, 7, 1))


def test_published_totals_stand_beside_the_ledger_and_are_never_added() -> None:
    found = {
        total.scope: total
        for total in published_totals("jishishan-2023")
        if "其中" not in total.what
    }
    values = {scope: total.value for scope, total in found.items()}
    assert values == {"临夏州、海东市合计": 148_000, "临夏州": 110_000, "海东市": 38_000}
    assert all(total.approximate and total.source == "E5" for total in found.values())
    assert published_totals("another") == ()
    shown = report_to_json(report())
    assert shown["total"]["need"] == sum(r["counts"]["need"] for r in shown["rows"] if r["counts"])


def test_json_says_unknown_as_null_and_rates_as_decimal_words() -> None:
    shown = report_to_json(replace(report(), overdue=()))
    unknown = [row for row in shown["rows"] if row["counts"] is None]
    assert [row["name"] for row in unknown] == ["郭干乡"]
    rates = shown["total"]["rates"]
    assert [rate["milestone"] for rate in rates] == list(MILESTONES)
    assert all(isinstance(rate["percent"], str) and rate["of"] == "need" for rate in rates)
    assert shown["modes"][2]["deadlines"] == []
