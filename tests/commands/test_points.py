import json

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from relief.commands.divisions import command as divisions
from relief.commands.points import command as points
from relief.core.errors import Refused
from relief.geography.tables import Division, Place


def run(command, desk, *words):
    done = CliRunner().invoke(command, words, obj=desk.settings)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_every_township_and_village_of_a_province_gets_a_point_once(desk):
    run(divisions, desk, "load", "--province", "63", "--json")
    first = run(points, desk, "--province", "63", "--json")
    with desk.database.read() as session:
        wanted = session.scalar(
            select(func.count()).where(Division.level.in_(("township", "village")))
        )
        held = session.scalar(select(func.count()).select_from(Place))
    assert first["gazetteer"] > 100
    assert first["gazetteer"] + first["indicative"] == held
    assert held + first["without_polygon"] == wanted
    assert first["without_polygon"] == 0
    again = run(points, desk, "--json")
    assert (again["gazetteer"], again["indicative"]) == (0, 0)


@pytest.mark.parametrize("words", [("--province", "15"), ()])
def test_a_province_that_is_not_loaded_is_refused(desk, words):
    with pytest.raises(Refused):
        run(points, desk, *words)
