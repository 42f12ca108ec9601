"""A house case from opening to moving in, as an officer walks it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from relief.core.errors import AlreadyDone, NotFound, OutOfScope, Refused
from relief.db.audit import AuditRow
from relief.db.projections import compare
from relief.reconstruction.projections import PROJECTIONS
from relief.reconstruction.queries import case, cases
from relief.reconstruction.rows import CaseFilter, CaseStep, Handover, Inspection, ModeChange
from relief.reconstruction.service import change_mode, inspect, reassign, step, step_all
from relief.reconstruction.stages import course_of
from relief.shelters.queries import resettled
from tests import make
from tests.reconstruction.conftest import (
    DAYS,
    OPENED,
    add_house,
    grade_it,
    on,
    opened,
    reach,
    seat,
    take,
    visit,
    with_relatives,
)

TODAY = date(2024, 7, 15)


def seen(session: Session, desk, known: str, **more):
    return case(session, desk.officer, known, today=TODAY, **more)


def test_a_family_is_followed_to_the_day_it_moves_in(session: Session) -> None:
    desk = seat(session)
    with_relatives(session, desk, 10)
    known = opened(session, desk)
    reach(session, desk, known, "moved_in")
    view = seen(session, desk, known)
    assert (view.row.stage, view.row.stage_on) == ("moved_in", DAYS["moved_in"])
    assert view.row.counted
    assert not view.row.too_early
    assert view.row.number == "622927-0001"
    assert [row.state for row in view.steps][:3] == ["graded", "applied", "reviewed"]
    assert view.freed_on == DAYS["moved_in"]
    assert view.allowed == ("archived",)
    assert "补助" in view.waits["archived"].zh
    for projection in PROJECTIONS:
        assert compare(session, projection) == []


@pytest.mark.parametrize("mode", ["repair", "purchase", "resettlement_site", "relocated"])
def test_every_way_comes_to_moving_in_by_its_own_stages(session: Session, mode: str) -> None:
    desk = seat(session)
    known = opened(session, desk, mode=mode, people=0)
    reach(session, desk, known, "moved_in", mode)
    view = seen(session, desk, known)
    assert tuple(row.state for row in view.steps) == course_of(mode)[1:-1]
    assert view.freed_on is None


def test_a_house_not_graded_yet_has_a_case_that_waits_for_the_grade(session: Session) -> None:
    desk = seat(session)
    house = add_house(session, desk, None)
    known = opened(session, desk, house)
    assert seen(session, desk, known).row.stage == "reported"
    with pytest.raises(Refused):
        take(session, desk, known, "graded")
    grade_it(session, desk, house, "severe")
    take(session, desk, known, "graded")
    assert seen(session, desk, known).row.stage == "graded"


def test_the_same_command_opens_and_steps_once(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    first = take(session, desk, known, "applied", command="c1")
    assert take(session, desk, known, "applied", command="c1") == first
    with pytest.raises(AlreadyDone):
        take(session, desk, known, "applied", command="c2")


def test_a_step_after_something_else_than_was_seen_is_told_who_was_first(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    before = seen(session, desk, known).row.entry_id
    take(session, desk, known, "applied")
    with pytest.raises(AlreadyDone) as told:
        take(session, desk, known, "reviewed", after=before)
    assert told.value.by == "rebuild"


def test_a_house_and_a_family_have_one_case(session: Session) -> None:
    desk = seat(session)
    house = add_house(session, desk)
    known = opened(session, desk, house)
    with pytest.raises(AlreadyDone) as told:
        opened(session, desk, house)
    assert "622927-0001" in told.value.wording().zh
    assert cases(session, desk.officer, desk.incident, CaseFilter(), 1, today=TODAY).total == 1
    assert seen(session, desk, known).row.house_id == house


def test_cases_are_numbered_a_county(session: Session) -> None:
    desk = seat(session)
    numbers = [seen(session, desk, opened(session, desk)).row.number for _ in range(3)]
    assert numbers == ["622927-0001", "622927-0002", "622927-0003"]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"mode": "repair"}, None),
        ({"people": 5}, "people"),
        ({"people": -1}, "people"),
        ({"responsible": "  "}, "responsible"),
        ({"mode": "tent"}, "mode"),
    ],
)
def test_what_a_case_cannot_be_opened_with(session: Session, fields, path) -> None:
    desk = seat(session)
    house = add_house(session, desk, "collapsed")
    with pytest.raises(Refused) as refused:
        opened(session, desk, house, **fields)
    assert refused.value.path == (path or "house_id")


def test_a_second_home_is_refused_with_its_reason_and_source(session: Session) -> None:
    desk = seat(session)
    second = add_house(session, desk, sole_dwelling=False)
    with pytest.raises(Refused) as refused:
        opened(session, desk, second)
    assert "另有住房" in refused.value.reason.zh
    assert "R2" in refused.value.reason.zh
    shed = add_house(session, desk, excluded="outbuilding")
    with pytest.raises(Refused) as refused:
        opened(session, desk, shed)
    assert "R4" in refused.value.reason.en


def test_moving_in_frees_the_place_once(session: Session) -> None:
    desk = seat(session)
    with_relatives(session, desk, 10)
    known = opened(session, desk)
    reach(session, desk, known, "main_structure")
    take(session, desk, known, "moved_in", date(2024, 6, 1))
    assert resettled(session, desk.incident)[make.DAHEJIA].with_relatives == 6
    view = seen(session, desk, known)
    assert view.row.too_early
    assert not view.row.counted
    assert (view.row.stage, view.freed_on) == ("main_structure", date(2024, 6, 1))
    early = view.steps[-1]
    assert (early.kind, early.state) == ("too_early", "moved_in")
    assert any("腾退 4 人" in note.zh for note in early.notes)
    take(session, desk, known, "completed")
    visit(session, desk, known, "acceptance", DAYS["completed"])
    take(session, desk, known, "accepted")
    take(session, desk, known, "moved_in")
    view = seen(session, desk, known)
    assert view.row.counted
    assert view.row.too_early
    assert resettled(session, desk.incident)[make.DAHEJIA].with_relatives == 6


def test_the_register_lets_go_what_it_has_and_the_step_says_so(session: Session) -> None:
    desk = seat(session)
    with_relatives(session, desk, 3)
    known = opened(session, desk)
    reach(session, desk, known, "moved_in")
    assert resettled(session, desk.incident)[make.DAHEJIA].with_relatives == 0
    (note,) = seen(session, desk, known).steps[-1].notes
    assert "只有 3 人" in note.zh
    assert "only 3" in note.en


def test_a_family_nobody_registered_moves_in_all_the_same(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "moved_in")
    assert "只有 0 人" in seen(session, desk, known).steps[-1].notes[0].zh


def test_a_move_frees_a_place_and_the_officer_still_keeps_no_register(session: Session) -> None:
    from relief.shelters.service import NewPlacement, place

    desk = seat(session)
    with_relatives(session, desk, 4)
    known = opened(session, desk)
    reach(session, desk, known, "moved_in")
    with pytest.raises(OutOfScope):
        new = NewPlacement(desk.incident, "", make.DAHEJIA, people_in=4)
        place(session, desk.officer, on(TODAY), new)


def test_rework_is_a_visit_and_the_next_one_may_pass(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "completed")
    visit(session, desk, known, "acceptance", date(2024, 6, 22), "rework")
    with pytest.raises(Refused):
        take(session, desk, known, "accepted")
    visit(session, desk, known, "acceptance", date(2024, 6, 27))
    take(session, desk, known, "accepted")
    view = seen(session, desk, known)
    assert [(v.result, v.inspector) for v in view.inspections] == [
        ("rework", "陈示例"),
        ("passed", "陈示例"),
    ]


def test_a_visit_is_recorded_once_and_says_what_is_wrong(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    new = Inspection(known, "structure", OPENED, "rework", "", "陈示例")
    with pytest.raises(Refused) as refused:
        inspect(session, desk.officer, on(OPENED), new)
    assert refused.value.path == "finding"
    said = Inspection(known, "structure", OPENED, "rework", "圈梁未浇筑", "陈示例")
    first = inspect(session, desk.officer, on(OPENED, command="v"), said)
    assert inspect(session, desk.officer, on(OPENED, command="v"), said) == first


def test_withdrawn_rejected_transferred_and_the_ways_back(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "applied")
    take(session, desk, known, "rejected", DAYS["reviewed"], reason="评议未通过")
    take(
        session, desk, known, "transferred", DAYS["reviewed"], reason="转", target="dangerous_house"
    )
    view = seen(session, desk, known)
    assert (view.row.state, view.row.stage, view.steps[-1].target) == (
        "transferred", "applied", "dangerous_house",
    )  # fmt: skip
    take(session, desk, known, "applied", date(2024, 1, 28))
    take(session, desk, known, "withdrawn", date(2024, 1, 29), reason="户主撤回")
    take(session, desk, known, "applied", date(2024, 1, 30))
    assert seen(session, desk, known).row.state == "applied"
    for projection in PROJECTIONS:
        assert compare(session, projection) == []


def test_a_family_with_an_open_case_does_not_reopen_another(session: Session) -> None:
    desk = seat(session)
    house = add_house(session, desk)
    known = opened(session, desk, house)
    take(session, desk, known, "withdrawn", OPENED, reason="迁居")
    grade_it(session, desk, house, "severe", sole_dwelling=False, reason="另有一处")
    other = make.house(session, desk.families[0], rooms_collapsed=0, rooms_severe=2)
    grade_it(session, desk, other, "severe")
    opened(session, desk, other)
    grade_it(session, desk, other, "severe", sole_dwelling=False, reason="登记错了")
    grade_it(session, desk, house, "severe", reason="登记错了")
    with pytest.raises(Refused) as refused:
        take(session, desk, known, "applied")
    assert "一户一案" in refused.value.reason.zh


def test_the_way_changes_before_the_posting_or_from_aside(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "reviewed")
    change = ModeChange(known, "resettlement_site", "原址在滑坡下方")
    change_mode(session, desk.officer, on(DAYS["reviewed"]), change)
    view = seen(session, desk, known)
    assert (view.row.mode, view.row.stage, view.steps[-1].kind) == (
        "resettlement_site", "reviewed", "mode",
    )  # fmt: skip
    assert view.steps[-1].reason == "原址在滑坡下方"
    take(session, desk, known, "publicised")
    back = ModeChange(known, "in_place", "不愿搬迁")
    with pytest.raises(Refused):
        change_mode(session, desk.officer, on(DAYS["publicised"]), back)
    take(session, desk, known, "objection", date(2024, 2, 3), reason="户主不愿搬迁")
    change_mode(session, desk.officer, on(date(2024, 2, 3)), back)
    take(session, desk, known, "reviewed", date(2024, 2, 4))
    assert seen(session, desk, known).row.mode == "in_place"


def test_a_case_is_handed_to_another_person(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "applied")
    reassign(session, desk.officer, on(TODAY), Handover(known, "韩示例"))
    assert seen(session, desk, known).row.responsible == "韩示例"
    take(session, desk, known, "reviewed", recorded=TODAY)  # of an earlier day, recorded now
    with pytest.raises(Refused):
        reassign(session, desk.officer, on(TODAY), Handover(known, "韩示例"))


def test_names_are_not_in_the_ledger_and_can_be_erased(session: Session) -> None:
    from sqlalchemy import delete

    from relief.reconstruction.tables import Person

    desk = seat(session)
    known = opened(session, desk)
    session.execute(delete(Person))
    assert seen(session, desk, known).row.responsible == "—"


def test_another_desk_sees_and_steps_nothing(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    minhe = make.account(session, "minhe", make.MINHE, roles=("reconstruction_officer",))
    with pytest.raises(NotFound):
        case(session, minhe, known, today=TODAY)
    with pytest.raises(OutOfScope):
        step(session, minhe, on(TODAY), CaseStep(known, "applied", TODAY))
    assert cases(session, minhe, desk.incident, CaseFilter(), 1, today=TODAY).total == 0
    auditor = make.scope(roles=("auditor",))
    with pytest.raises(OutOfScope):
        step(session, auditor, on(TODAY), CaseStep(known, "applied", TODAY))
    with pytest.raises(NotFound):
        step(session, desk.officer, on(TODAY), CaseStep("none", "applied", TODAY))


def test_a_closed_incident_takes_no_step(session: Session) -> None:
    from sqlalchemy import update

    from relief.incidents.tables import Incident

    desk = seat(session)
    known = opened(session, desk)
    session.execute(update(Incident).values(state="closed"))
    with pytest.raises(Refused):
        take(session, desk, known, "applied")
    with pytest.raises(Refused):
        visit(session, desk, known, "structure", OPENED)


def test_many_cases_step_together_all_or_none(session: Session) -> None:
    desk = seat(session)
    many = [opened(session, desk) for _ in range(4)]
    day = DAYS["applied"]
    wishes = [(on(day), CaseStep(known, "applied", day)) for known in many]
    assert len(set(step_all(session, desk.officer, wishes))) == 4
    later = DAYS["reviewed"]
    mixed = [(on(later), CaseStep(known, "reviewed", later)) for known in many[:3]]
    mixed.append((on(later), CaseStep(many[3], "accepted", later)))
    with pytest.raises(Refused):
        step_all(session, desk.officer, mixed)
    assert {seen(session, desk, known).row.stage for known in many} == {"applied"}
    twice = [(on(later), CaseStep(many[0], "reviewed", later)) for _ in range(2)]
    with pytest.raises(Refused):
        step_all(session, desk.officer, twice)


def test_the_statements_of_a_batch_do_not_grow_with_it(session: Session) -> None:
    from sqlalchemy import event

    desk = seat(session)
    many = [opened(session, desk) for _ in range(12)]
    counts = []
    for part in (many[:2], many[2:]):
        said: list[str] = []
        engine = session.get_bind()

        def note(conn, cursor, statement, *_rest, said=said) -> None:
            said.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        day = DAYS["applied"]
        step_all(session, desk.officer, [(on(day), CaseStep(c, "applied", day)) for c in part])
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len([s for s in said if "advisory" not in s and "audit" not in s]))
    assert counts[0] == counts[1]


def test_the_list_says_what_is_due_next_first(session: Session) -> None:
    desk = seat(session)
    done = opened(session, desk)
    reach(session, desk, done, "moved_in")
    site = opened(session, desk, mode="resettlement_site")
    bought = opened(session, desk, mode="purchase")
    late = opened(session, desk, mode="repair")
    place = opened(session, desk)
    listed = cases(session, desk.officer, desk.incident, CaseFilter(), 1, today=TODAY)
    assert [row.id for row in listed.items] == [late, place, site, bought, done]
    assert listed.items[0].days_over == 15
    assert listed.items[3].due_on is None
    only = cases(session, desk.officer, desk.incident, CaseFilter(overdue=True), 1, today=TODAY)
    assert [row.id for row in only.items] == [late]


def test_the_list_is_searched_by_number_person_and_where_it_stands(session: Session) -> None:
    desk = seat(session)
    first = opened(session, desk)
    second = opened(session, desk, responsible="韩示例")
    take(session, desk, second, "withdrawn", OPENED, reason="迁居")

    def found(**fields) -> list[str]:
        wanted = CaseFilter(**fields)
        page = cases(session, desk.officer, desk.incident, wanted, 1, today=TODAY)
        return [row.id for row in page.items]

    assert found(text="622927-0001") == [first]
    assert found(text="2") == [second]
    assert found(text="韩") == [second]
    assert found(stage="graded") == [first]
    assert found(stage="withdrawn") == [second]
    assert found(mode="purchase") == []
    assert set(found(division=make.DAHEJIA)) == {first, second}
    assert found(division=make.MINHE) == []
    assert found(too_early=True) == []


def test_wound_back_the_desk_shows_what_it_knew_then(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "started")
    then = on(DAYS["contracted"]).recorded_at
    view = seen(session, desk, known, at=then)
    assert (view.row.stage, view.waits) == ("contracted", {})
    assert view.steps[-1].state == "contracted"
    listed = cases(session, desk.officer, desk.incident, CaseFilter(), 1, today=TODAY, at=then)
    assert [row.stage for row in listed.items] == ["contracted"]
    with pytest.raises(NotFound):
        seen(session, desk, known, at=on(OPENED - timedelta(days=1)).recorded_at)


def test_a_start_in_frost_is_noted_and_not_refused(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "county_approved")
    take(session, desk, known, "contracted", date(2024, 2, 21))
    take(session, desk, known, "started", date(2024, 2, 26))
    (note,) = seen(session, desk, known).steps[-1].notes
    assert "冰冻" in note.zh
    assert "Frost" in note.en


def test_every_step_leaves_an_audit_row(session: Session) -> None:
    desk = seat(session)
    known = opened(session, desk)
    reach(session, desk, known, "applied")
    actions = set(session.scalars(select(AuditRow.action)))
    assert {"reconstruction.opened", "reconstruction.applied"} <= actions
