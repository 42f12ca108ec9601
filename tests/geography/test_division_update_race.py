"""Two reviewers press apply at once, in processes of their own: it is applied once."""

import multiprocessing
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import text

from relief.core.clock import parse_time
from relief.core.errors import AlreadyDone
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.db.session import Database
from relief.geography.rows import NewDivision
from relief.geography.service import load_divisions
from relief.geography.update_apply import apply_update
from relief.geography.update_service import LineFilter, NewUpdate, file_update, judge

pytestmark = pytest.mark.race
AT = parse_time("2024-07-01")
PROVINCE = "620000000000"
TOWNS = 400


def chief(name):
    return Scope(name, name, ("",), actions=frozenset({"divisions.edit"}))


def press(url: str, name: str, update_id: str, gate: Barrier, said: "Queue[tuple[str, object]]"):
    database = Database(url)
    gate.wait()
    try:
        with database.write() as session:
            done = apply_update(session, chief(name), Stamp.make(AT, name), update_id)
        said.put((name, done))
    except AlreadyDone as error:
        said.put((name, f"told: {error.by}"))
    database.dispose()


def table(last):
    codes = ["622900000000", "622927000000"]
    towns = {f"622927{100 + n:03}000": f"{n}{last}" for n in range(TOWNS)}
    return {PROVINCE: "甘肃省", **dict.fromkeys(codes, "县"), **towns}


def test_of_two_who_apply_one_is_told_who_was_first(database, database_url):
    with database.write() as session:
        load_divisions(session, [NewDivision(c, n, "x", "x") for c, n in table("乡").items()])
        stamp = Stamp.make(AT, "one")
        new = NewUpdate("t.csv", "1", AT.date(), table("镇"))
        update_id, count = file_update(session, chief("one"), stamp, new, lambda _n: ("y", "y"))
        judge(session, chief("one"), stamp, LineFilter(update_id), "accepted")
    assert count == TOWNS
    spawn = multiprocessing.get_context("spawn")
    gate, said = spawn.Barrier(2), spawn.Queue()
    rivals = [
        spawn.Process(target=press, args=(database_url, name, update_id, gate, said))
        for name in ("one", "two")
    ]
    for rival in rivals:
        rival.start()
    answers = dict(said.get(timeout=60) for _ in rivals)
    for rival in rivals:
        rival.join(30)
    winner = next(name for name, done in answers.items() if done == TOWNS)
    loser = next(name for name in answers if name != winner)
    assert answers[loser] == f"told: {winner}"
    with database.read() as session:
        written = session.scalar(text("SELECT count(*) FROM geography_former"))
    assert written == TOWNS
