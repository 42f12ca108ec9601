"""Times are aware, ids are ordered, steps follow their table."""

from datetime import UTC, datetime, timedelta

import pytest

from relief.core.clock import FixedClock, beijing, parse_time
from relief.core.errors import Refused
from relief.core.identity import new_id
from relief.core.transitions import require_step


def test_a_time_without_an_offset_is_beijing_time() -> None:
    assert parse_time("2023-12-18T23:59") == datetime(2023, 12, 18, 15, 59, tzinfo=UTC)
    assert parse_time("2023-12-18T23:59+00:00") == datetime(2023, 12, 18, 23, 59, tzinfo=UTC)
    assert beijing(parse_time("2023-12-19T00:40")).hour == 0


def test_the_demo_clock_moves_forward_only() -> None:
    start = datetime(2023, 12, 18, 16, 40, tzinfo=UTC)
    clock = FixedClock(start)
    clock.advance_to(start - timedelta(hours=1))
    assert clock.now() == start
    clock.advance_to(start + timedelta(hours=1))
    assert clock.now() == start + timedelta(hours=1)


def test_ids_sort_in_the_order_they_were_made() -> None:
    ids = [new_id() for _ in range(5_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert all(i[14] == "7" and i[19] in "89ab" for i in ids)


def test_a_step_outside_the_table_is_refused_and_says_what_is_allowed() -> None:
    table = {"assigned": frozenset({"accepted"}), "accepted": frozenset({"done"})}
    require_step(table, "assigned", "accepted")
    with pytest.raises(Refused) as refused:
        require_step(table, "assigned", "done")
    assert "accepted" in refused.value.wording().en
