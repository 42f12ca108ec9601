"""A call slip becomes an entry, makes a township heard, and never does either twice."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from relief.alerts.projections import PROJECTIONS
from relief.alerts.queries import CallFilter, call, call_figures, call_log, heard, masked
from relief.alerts.service import record_call
from relief.alerts.slip import CallSlip
from relief.alerts.tables import Call
from relief.core.errors import AlreadyDone, NotFound, OutOfScope, RefusedRows
from relief.db.projections import compare
from relief.incidents.tables import Incident
from tests.make import DAHEJIA, NIGHT, earthquake, scope, stamp

VILLAGE = "622927101201"
OFFICIAL_OF_MINHE = "630222103000"


def slip(incident: str, **changes) -> CallSlip:
    said = CallSlip(
        incident_id=incident,
        division=DAHEJIA,
        occurred_at=NIGHT - timedelta(minutes=5),
        caller="马主任",
        phone="13800001234",
        words="房子倒了不少，先转了一批人",
        figures={"deaths": Decimal(3), "missing": None},
    )
    return replace(said, **changes)


def later(minutes: int):
    return NIGHT + timedelta(minutes=minutes)


def test_a_slip_makes_its_township_and_the_villages_named_heard(session):
    incident = earthquake(session)
    call_id = record_call(session, scope(), stamp(), slip(incident, villages=(VILLAGE,)))
    found = heard(session, incident)
    assert set(found) == {DAHEJIA, VILLAGE}
    assert found[DAHEJIA].call_id == call_id
    assert found[DAHEJIA].heard_at == NIGHT - timedelta(minutes=5)


def test_a_village_that_calls_makes_its_township_heard(session):
    incident = earthquake(session)
    record_call(session, scope(), stamp(), slip(incident, division=VILLAGE))
    assert set(heard(session, incident)) == {DAHEJIA, VILLAGE}


def test_an_older_slip_entered_late_does_not_move_last_heard_back(session):
    incident = earthquake(session)
    first = record_call(session, scope(), stamp(), slip(incident))
    old = slip(incident, occurred_at=NIGHT - timedelta(minutes=20))
    record_call(session, scope(), stamp(later(1)), old)
    assert heard(session, incident)[DAHEJIA].call_id == first


def test_the_same_command_twice_is_one_slip(session):
    incident = earthquake(session)
    mark = stamp(command="once")
    assert record_call(session, scope(), mark, slip(incident)) == record_call(
        session, scope(), mark, slip(incident)
    )
    assert session.scalar(select(func.count()).select_from(Call)) == 1


def test_figures_not_asked_are_absent_and_unknown_ones_stay_unknown(session):
    incident = earthquake(session)
    record_call(session, scope(), stamp(), slip(incident))
    spoken = {figure.indicator: figure.value for figure in call_figures(session, incident)}
    assert spoken == {"deaths": Decimal(3), "missing": None}


def test_the_last_word_and_the_one_before_it_are_given(session):
    incident = earthquake(session)
    for minutes, dead in ((1, 3), (3, 5), (2, 4)):
        said = slip(incident, occurred_at=later(minutes), figures={"deaths": Decimal(dead)})
        record_call(session, scope(), stamp(later(10)), said)
    assert [figure.value for figure in call_figures(session, incident)] == [5, 4]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"division": OFFICIAL_OF_MINHE[:6] + "999000"}, "division"),
        ({"division": "622927000000"}, "division"),
        ({"occurred_at": NIGHT + timedelta(minutes=1)}, "occurred_at"),
        ({"figures": {"deaths": Decimal(-1)}}, "figures.deaths"),
        ({"figures": {"injured": Decimal("2.5")}}, "figures.injured"),
        ({"figures": {"loss_housing": Decimal(2)}}, "figures.loss_housing"),
        ({"villages": ("622927100201",)}, "villages"),
        ({"words": "长" * 5000}, "words"),
    ],
)
def test_what_cannot_be_true_is_refused_with_its_place(session, changes, path):
    incident = earthquake(session)
    with pytest.raises(RefusedRows) as refused:
        record_call(session, scope("62", "63"), stamp(), slip(incident, **changes))
    assert path in [reason.path for reason in refused.value.reasons]
    assert session.scalar(select(func.count()).select_from(Call)) == 0


def test_a_township_outside_the_incident_is_refused(session):
    incident = earthquake(session)
    from relief.geography.tables import Division

    outside = "622921100000"
    session.add(
        Division(
            code=outside,
            name="某镇",
            level="township",
            parent_code="622921000000",
            pinyin="",
            initials="",
        )
    )
    session.flush()
    with pytest.raises(RefusedRows):
        record_call(session, scope("62"), stamp(), slip(incident, division=outside))


def test_a_closed_incident_takes_no_slips(session):
    incident = earthquake(session)
    session.execute(update(Incident).values(state="closed"))
    with pytest.raises(RefusedRows):
        record_call(session, scope(), stamp(), slip(incident))


def test_another_desks_township_cannot_be_recorded_or_read(session):
    incident = earthquake(session)
    with pytest.raises(OutOfScope):
        record_call(session, scope("630222"), stamp(), slip(incident))
    call_id = record_call(session, scope(), stamp(), slip(incident))
    with pytest.raises(NotFound):
        call(session, scope("630222"), call_id)
    assert call_log(session, scope("630222"), incident, CallFilter(), 1).total == 0


def test_a_correcting_slip_takes_the_wrong_ones_place(session):
    incident = earthquake(session)
    wrong = record_call(session, scope(), stamp(), slip(incident, division="622927100000"))
    record_call(session, scope(), stamp(later(1)), slip(incident, corrects=wrong))
    assert set(heard(session, incident)) == {DAHEJIA}
    assert {f.division for f in call_figures(session, incident)} == {DAHEJIA}
    with pytest.raises(AlreadyDone):
        record_call(session, scope(), stamp(later(2)), slip(incident, corrects=wrong))
    assert call(session, scope(), wrong).corrected_by is not None


def test_as_of_an_hour_only_what_was_known_then_counts(session):
    incident = earthquake(session)
    wrong = record_call(session, scope(), stamp(), slip(incident, division="622927100000"))
    record_call(session, scope(), stamp(later(1)), slip(incident, corrects=wrong))
    assert set(heard(session, incident, NIGHT)) == {"622927100000"}
    assert {f.division for f in call_figures(session, incident, NIGHT)} == {"622927100000"}
    assert set(heard(session, incident, later(1))) == {DAHEJIA}


def test_the_projection_is_what_the_ledger_says(session):
    incident = earthquake(session)
    for minutes in (1, 3, 2):
        said = slip(incident, occurred_at=later(minutes), villages=(VILLAGE,))
        last = record_call(session, scope(), stamp(later(9)), said)
    record_call(session, scope(), stamp(later(9)), slip(incident, corrects=last))
    session.flush()
    assert [d for p in PROJECTIONS for d in compare(session, p)] == []


def test_the_log_is_searched_by_words_and_township_and_masks_the_phone(session):
    incident = earthquake(session)
    record_call(session, scope(), stamp(), slip(incident))
    found = call_log(session, scope(), incident, CallFilter(DAHEJIA, "倒了"), 1)
    assert [(row.caller, row.phone) for row in found.items] == [("马主任", "138******34")]
    assert call_log(session, scope(), incident, CallFilter(text="100%"), 1).total == 0
    assert call(session, scope(), found.items[0].id, unmasked=True).phone == "13800001234"


def test_a_short_number_is_hidden_whole():
    assert masked("110") == "***"
