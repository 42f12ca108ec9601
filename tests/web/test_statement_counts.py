"""Every page asks the database in sets: its number of statements is known and does not grow."""

import pytest
from sqlalchemy import event

from tests.web.conftest import SLUG

I = f"/i/{SLUG}"  # noqa: E741 (the incident, as its pages begin)
# Statements a page may take, sign-in's own included; measured, with little room above.
MOST = {
    f"{I}/": 30,
    f"{I}/table": 30,
    f"{I}/strip": 24,
    f"{I}/calls": 32,
    f"{I}/calls/new": 30,
    f"{I}/reports": 30,
    f"{I}/level": 45,
    f"{I}/ladder": 45,
    f"{I}/tasks": 32,
    f"{I}/briefs": 40,
    f"{I}/import": 30,
    f"{I}/alerts": 36,
    f"{I}/alerts/new": 38,
    f"{I}/roll-call": 36,
    f"{I}/call-list": 30,
    f"{I}/footprint": 42,
    f"{I}/footprint?how=open": 42,
    f"{I}/answers": 30,
    "/roster": 14,
    "/coverage": 12,
    "/coverage/gaps": 10,
    f"{I}/layers/coverage.json": 14,
    f"{I}/sites": 34,
    f"{I}/houses": 44,
    f"{I}/houses/new": 34,
    f"{I}/needs": 34,
    f"{I}/plans": 30,
    f"{I}/rebuilding": 38,
    f"{I}/rebuilding/overdue": 32,
    f"{I}/rebuilding/without": 29,
    f"{I}/board": 27,
    f"{I}/payments": 33,
    f"{I}/payments/list": 32,
    f"{I}/progress": 46,
    f"{I}/layers/rebuild.json": 26,
    f"{I}/layers/boundaries.json": 12,
    f"{I}/layers/footprint.json": 12,
    f"{I}/layers/places.json": 14,
    f"{I}/layers/view.json?bbox=102,35,104,36.5&zoom=12": 12,
    f"{I}/layers/view.json?bbox=95,30,110,40&zoom=6": 14,
    f"{I}/layers/shortfall.json": 16,
    "/changes?since=0": 8,
    "/styleguide": 8,
}


def counted(app, client, path: str) -> int:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            seen.append(statement)

    database = app.extensions["relief_desk"].database
    engines = {database.reader, database.writer}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    answer = client.get(path)
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code in {200, 204}, (path, answer.status_code)
    return len(seen)


@pytest.mark.parametrize("username", ["jishishan", "national"])
def test_a_page_takes_few_statements_however_wide_the_view(app, sign_in, username) -> None:
    client = sign_in(username)
    found = {path: counted(app, client, path) for path in MOST}
    print(username, found)
    assert {path: n for path, n in found.items() if n > MOST[path]} == {}
