"""A closed incident is read and no longer added to, in every room with the same words."""

import pytest

from relief.alerts.service import record_call
from relief.alerts.slip import CallSlip
from relief.core.errors import NotFound, Refused, RefusedRows
from relief.damage.report import NewReport
from relief.damage.services.draft import draft_report
from relief.incidents.closed import closed, require_open
from relief.incidents.queries import find_incident
from relief.incidents.tables import Incident
from relief.shelters.service import NewPlacement, place
from tests.make import DAHEJIA, JISHISHAN, NIGHT, account, earthquake, scope, stamp


def ended(session) -> str:
    incident_id = earthquake(session)
    account(session, "officer")
    place(session, scope(), stamp(), NewPlacement(incident_id, "", DAHEJIA, people_in=12))
    session.get(Incident, incident_id).state = "closed"
    session.flush()
    return incident_id


def test_an_open_incident_is_returned_and_an_unknown_one_is_not_found(session) -> None:
    incident_id = earthquake(session)
    assert require_open(session, incident_id) == find_incident(session, incident_id)
    assert closed(find_incident(session, incident_id)) is None
    with pytest.raises(NotFound):
        require_open(session, "nowhere")


def test_a_closed_one_is_refused_with_its_name_in_both_languages(session) -> None:
    with pytest.raises(Refused) as refused:
        require_open(session, ended(session))
    assert refused.value.path == "incident"
    assert "积石山6.2级地震" in refused.value.reason.zh
    assert "Jishishan M6.2" in refused.value.reason.en


def test_slips_reports_and_arrivals_are_refused_with_the_same_words(session) -> None:
    incident_id = ended(session)
    words = closed(find_incident(session, incident_id)).reason
    slip = CallSlip(incident_id, DAHEJIA, NIGHT)
    report = NewReport(incident_id, JISHISHAN, "initial", NIGHT, "typed")
    for deed in (
        lambda: record_call(session, scope(), stamp(), slip),
        lambda: draft_report(session, scope(), stamp(), report),
        lambda: place(session, scope(), stamp(), NewPlacement(incident_id, "", DAHEJIA, 1)),
    ):
        with pytest.raises((Refused, RefusedRows)) as refused:
            deed()
        found = refused.value
        faults = found.reasons if isinstance(found, RefusedRows) else [found]
        assert words in [fault.reason for fault in faults]


def test_who_is_still_there_when_it_ends_may_leave(session) -> None:
    incident_id = ended(session)
    out = NewPlacement(incident_id, "", DAHEJIA, people_out=12)
    assert place(session, scope(), stamp(), out)
