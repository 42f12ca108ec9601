"""The demo clock moves on in steps, in parts, and never twice for one order."""

from datetime import timedelta

from jobs import work_advance_clock
from relief.bootstrap import Desk, now_in
from relief.demo.replay import advance_part
from relief.demo.stops import STEPS, STOPS, target_of
from relief.incidents.queries import find_incident

NIGHT, GOODS, _REBUILD = (stop.at for stop in STOPS)
FIVE_MINUTES = timedelta(minutes=5)


def _run(desk: Desk, arguments: dict, stop: bool = False):
    seen = []

    def progress(done: int, total: int) -> bool:
        seen.append((done, total))
        return stop

    return dict(work_advance_clock.run(desk, "w1", arguments, progress)), seen


def _present(desk: Desk):
    with desk.database.read() as session:
        return now_in(session)


def test_five_minutes_an_hour_and_a_day_can_be_added_anywhere() -> None:
    for step in STEPS:
        assert target_of(step.name, GOODS + timedelta(days=900)) == GOODS + timedelta(
            days=900, seconds=step.by.total_seconds()
        )


def test_a_step_moves_the_clock_by_so_much(demo: Desk) -> None:
    _run(demo, {"target": "plus-5m"})
    assert _present(demo) == NIGHT + FIVE_MINUTES


def test_an_order_carried_out_twice_moves_the_clock_once(demo: Desk) -> None:
    order = {"target": "plus-5m", "to": (NIGHT + FIVE_MINUTES).isoformat()}
    _run(demo, order)
    answer, _seen = _run(demo, order)
    assert _present(demo) == NIGHT + FIVE_MINUTES
    assert (answer["entries"], answer["at"]) == (0, "2023-12-19 00:45")


def test_the_clock_never_goes_back_for_an_order_overtaken(demo: Desk) -> None:
    late = {"target": "plus-5m", "to": (NIGHT + FIVE_MINUTES).isoformat()}
    _run(demo, {"target": "plus-1h"})
    _run(demo, late)
    assert _present(demo) == NIGHT + timedelta(hours=1)


def test_a_long_advance_says_how_far_it_is_and_can_be_stopped(demo: Desk) -> None:
    answer, seen = _run(demo, {"target": "goods"}, stop=True)
    assert answer["state"] == "cancelled"
    assert seen[0][0] < seen[0][1]
    assert NIGHT < _present(demo) < GOODS
    answer, seen = _run(demo, {"target": "goods"})
    assert "state" not in answer
    assert seen[-1][0] == seen[-1][1]
    assert _present(demo) == GOODS


def test_a_part_never_parts_what_happened_at_one_hour(demo: Desk) -> None:
    with demo.database.write() as session:
        incident = find_incident(session, "jishishan-2023").id
        written, since = 0, NIGHT
        while since < GOODS:
            part = advance_part(session, incident, GOODS, since=since, most=7)
            assert part.at > since
            written, since = written + part.written, part.at
        assert part.left == 0
        assert written > 100
