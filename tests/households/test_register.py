"""A family is registered once, by anybody; who it is is shown to who needs it, and written down."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused, RefusedRows
from relief.db.projections import compare
from relief.db.tables import AuditRow
from relief.households.catalogue import family_type_of, load_families
from relief.households.correction import Correction, correct, erase
from relief.households.projections import PROJECTIONS
from relief.households.queries import households, masked_names, masked_persons
from relief.households.rows import NewHousehold
from relief.households.service import AlreadyRegistered, look, register
from relief.households.tables import Household, Identity, Person
from tests import make
from tests.support.statements import statements

NUMBER = "11010519491231002X"
OTHER_VILLAGE = "630222103201"


def count(session, table) -> int:
    return session.scalar(select(func.count()).select_from(table))


def other_village(session) -> None:
    from relief.geography.tables import Division

    row = Division(
        code=OTHER_VILLAGE,
        name="喇家村委会",
        level="village",
        parent_code="630222103000",
        pinyin="lajia",
        initials="lj",
    )
    session.add(row)
    session.flush()


def test_the_types_of_2012_and_of_the_2020s_are_data_with_sources() -> None:
    names = [known.name.zh for known in load_families().values()]
    assert names == ["特困", "低保", "低保边缘", "防返贫监测", "脱贫", "重度残疾", "一般"]
    assert family_type_of("五保") == "destitute"
    assert family_type_of("困难") == "watched"
    assert family_type_of("富裕") is None


def test_a_registered_family_reads_back_without_its_name(session) -> None:
    make.earthquake(session)
    mine = make.family(session, "马示例", members=5, family_type="minimum_living", id_number=NUMBER)
    row = households(session, [mine])[mine]
    assert (row.division_code, row.members, row.family_type) == (make.VILLAGE, 5, "minimum_living")
    assert masked_names(session, [mine]) == {mine: "马○○"}
    person = masked_persons(session, [mine])[mine]
    assert (person.id_number, person.has_phone) == ("110105********002X", False)
    assert compare(session, PROJECTIONS[0]) == []


def test_the_ledger_holds_no_name_number_or_telephone(session) -> None:
    make.earthquake(session)
    make.family(session, "马示例", id_number=NUMBER, phone="+861000000001")
    for row in session.execute(select(Household.__table__)).mappings():
        said = " ".join(str(value) for value in row.values())
        assert not any(word in said for word in ("马", NUMBER, "+86"))
    audit = [row.detail for row in session.scalars(select(AuditRow))]
    assert not any(word in str(audit) for word in ("马", NUMBER, "+86"))


def test_one_id_number_is_one_family_and_the_second_is_shown_where(session) -> None:
    make.earthquake(session)
    mine = make.family(session, "马示例", id_number=NUMBER)
    with pytest.raises(AlreadyRegistered) as told:
        make.family(session, "韩示例", id_number=NUMBER.lower())
    assert told.value.household_id == mine
    assert "大河村委会 马○○" in told.value.reason.zh
    assert count(session, Household) == 1


def test_a_desk_is_not_told_who_it_is_in_anothers_area(session) -> None:
    make.earthquake(session)
    other_village(session)
    make.family(session, "马示例", id_number=NUMBER)
    new = NewHousehold(OTHER_VILLAGE, 3, "general", "韩示例", NUMBER)
    with pytest.raises(AlreadyRegistered) as told:
        register(session, make.scope("630222"), make.stamp(), new)
    assert told.value.household_id == ""
    assert not any(word in told.value.reason.zh for word in ("马", "大河"))


def test_without_a_number_village_name_and_address_tell_families_apart(session) -> None:
    make.earthquake(session)
    make.family(session, "马示例", address="1社2号")
    assert make.family(session, "马示例", address="3社7号")
    with pytest.raises(AlreadyRegistered):
        make.family(session, " 马示例 ", address="1社2号")


def test_the_same_command_is_one_family(session) -> None:
    make.earthquake(session)
    new = NewHousehold(make.VILLAGE, 4, "general", "马示例", NUMBER)
    first = register(session, make.scope(), make.stamp(command="c"), new)
    assert register(session, make.scope(), make.stamp(command="c"), new) == first
    assert count(session, Household) == 1


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"division": make.DAHEJIA}, "division"),
        ({"division": ""}, "division"),
        ({"members": 0}, "members"),
        ({"members": 51}, "members"),
        ({"family_type": "富裕"}, "family_type"),
        ({"head": "  "}, "head"),
        ({"id_number": "110105194912310021"}, "id_number"),
        ({"phone": "1" * 61}, "phone"),
    ],
)
def test_what_is_wrong_is_told_by_field(session, fields, path) -> None:
    make.earthquake(session)
    with pytest.raises(RefusedRows) as told:
        make.family(session, **({"head": "马示例"} | fields))
    assert [reason.path for reason in told.value.reasons] == [path]
    assert count(session, Person) == 0


def test_nobody_registers_in_anothers_area_or_where_no_village_is(session) -> None:
    make.earthquake(session)
    with pytest.raises(OutOfScope):
        make.family(session, division=OTHER_VILLAGE)
    with pytest.raises(Refused):
        make.family(session, division="622927101299")


def test_a_look_shows_all_and_is_written_down(session) -> None:
    make.earthquake(session)
    mine = make.family(session, "马示例", id_number=NUMBER, phone="+861000000001", card="示例卡1")
    person = look(session, make.scope(), make.stamp(), mine)
    assert (person.head, person.id_number, person.card) == ("马示例", NUMBER, "示例卡1")
    looks = session.scalars(select(AuditRow).where(AuditRow.action == "households.look")).all()
    assert [(row.account_id, row.subject) for row in looks] == [("officer", mine)]


def test_a_look_from_another_desk_or_role_is_refused(session) -> None:
    make.earthquake(session)
    mine = make.family(session)
    for person in (make.scope("630222"), make.scope(roles=("auditor",))):
        with pytest.raises(OutOfScope):
            look(session, person, make.stamp(), mine)
    assert count(session, AuditRow) == 1  # the registration


def change(household: str, head: str = "马示例", **fields) -> Correction:
    after = fields.pop("after", "")
    reason = fields.pop("reason", "户口本核对")
    known = {"members": 4, "family_type": "general"} | fields
    return Correction(household, NewHousehold(make.VILLAGE, head=head, **known), reason, after)


def test_a_correction_is_a_later_entry_and_a_further_version(session) -> None:
    make.earthquake(session)
    mine = make.family(session)
    later = make.stamp(make.NIGHT + timedelta(days=1))
    wish = change(mine, "马示例二", members=6, family_type="destitute", id_number=NUMBER)
    correct(session, make.scope(), later, wish)
    row = households(session, [mine])[mine]
    assert (row.members, row.family_type) == (6, "destitute")
    assert look(session, make.scope(), later, mine).head == "马示例二"
    assert (count(session, Household), count(session, Person)) == (2, 2)
    assert compare(session, PROJECTIONS[0]) == []
    with pytest.raises(AlreadyRegistered):
        make.family(session, "韩示例", id_number=NUMBER)
    assert make.family(session, "马示例")  # the first version's name no longer stands for him


def test_a_correction_needs_a_reason_and_what_the_person_saw(session) -> None:
    make.earthquake(session)
    mine = make.family(session)
    with pytest.raises(Refused):
        correct(session, make.scope(), make.stamp(), change(mine, reason=" "))
    first = correct(session, make.scope(), make.stamp(), change(mine, members=5, after=mine))
    assert first
    with pytest.raises(AlreadyDone):
        correct(session, make.scope(), make.stamp(), change(mine, members=7, after=mine))


def test_an_id_number_of_another_family_is_not_taken_by_a_correction(session) -> None:
    make.earthquake(session)
    make.family(session, "马示例", id_number=NUMBER)
    mine = make.family(session, "韩示例")
    with pytest.raises(AlreadyRegistered):
        correct(session, make.scope(), make.stamp(), change(mine, "韩示例", id_number=NUMBER))


def test_an_erased_person_is_gone_and_the_ledger_stays(session) -> None:
    make.earthquake(session)
    mine = make.family(session, id_number=NUMBER)
    with pytest.raises(Refused):
        erase(session, make.scope(), make.stamp(), mine, "")
    erase(session, make.scope(), make.stamp(), mine, "本人申请")
    assert (count(session, Person), count(session, Identity)) == (0, 0)
    assert masked_names(session, [mine]) == {mine: "○○"}
    assert households(session, [mine])[mine].members == 4
    with pytest.raises(NotFound):
        look(session, make.scope(), make.stamp(), mine)
    assert make.family(session, id_number=NUMBER) != mine


def test_ids_are_looked_up_in_one_statement_each(session) -> None:
    make.earthquake(session)
    ids = [make.family(session, f"马示例{n}") for n in range(30)]
    with statements(session) as seen:
        households(session, ids)
        masked_names(session, ids)
    assert len(seen) == 2
