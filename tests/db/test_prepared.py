from sqlalchemy import Text, bindparam, select

from relief.db.prepared import Prepared
from relief.geography.tables import Division


def _division(code, name):
    return Division(
        code=code, name=name, level="county", parent_code="620000000000", pinyin="", initials=""
    )


def test_a_statement_is_run_with_other_values_each_time_and_sees_what_is_not_written_yet(session):
    by_name = select(Division.code).where(Division.name == bindparam("name", type_=Text()))
    prepared = Prepared(by_name, session.get_bind().dialect)
    session.add(_division("622927000000", "积石山县"))
    assert [row.code for row in prepared.rows(session, {"name": "积石山县"})] == ["622927000000"]
    assert list(prepared.rows(session, {"name": "民和县", "unused": 1})) == []
