"""Photos go with a draft from version to version; their rule holds where a response is on."""

from decimal import Decimal

import pytest

from relief.core.errors import AlreadyDone, OutOfScope, Refused, RefusedRows
from relief.damage.queries import report
from relief.damage.services.photos import MOST_PHOTOS, set_photos
from relief.damage.services.release import release
from relief.damage.services.type_figure import type_figure
from tests.make import DAHEJIA, JISHISHAN, earthquake, scope, stamp

A, B, C = ("a" * 64, "b" * 64, "c" * 64)


@pytest.fixture
def draft(session):
    earthquake(session)
    return _typed(session, 3)


def _typed(session, value):
    return type_figure(
        session, scope(), stamp(), "incident-1", JISHISHAN, DAHEJIA, "deaths", Decimal(value), ""
    )


def _set(session, report_id, added=(), removed=(), reason="", who=None):
    return set_photos(session, who or scope(), stamp(), report_id, added, removed, reason)


def _release(session, report_id, **rule):
    leader = scope(roles=("duty_leader",), account="leader")
    return release(session, leader, stamp(by="leader"), report_id, "spoken", "县长", **rule)


def _found(session, report_id):
    view = report(session, scope(), report_id, response_is_on=True)
    return [
        (placed.finding.severity, placed.finding.found)
        for placed in view.findings
        if placed.finding.rule == "3.2.photos"
    ]


def test_photos_stay_with_the_draft_through_its_versions(session, draft):
    first = _set(session, draft, [A, B])
    second = _typed(session, 4)
    assert report(session, scope(), second).files == (A, B)
    third = _set(session, second, [C, A], [B])
    assert report(session, scope(), third).files == (A, C)
    assert report(session, scope(), first).files == (A, B)


def test_nothing_changed_is_no_new_version(session, draft):
    first = _set(session, draft, [A])
    assert _set(session, first, [A]) == first


def test_a_response_asks_for_three_photos_or_a_reason(session, draft):
    assert _found(session, draft) == [("error", 0)]
    two = _set(session, draft, [A, B])
    assert _found(session, two) == [("error", 2)]
    with pytest.raises(RefusedRows):
        _release(session, two, response_is_on=True)
    told = _set(session, two, reason="停电断网，天亮后补")
    assert _found(session, told) == [("warning", 2)]
    assert _release(session, told, response_is_on=True) == 1


def test_three_photos_are_enough(session, draft):
    three = _set(session, draft, [A, B, C])
    assert _found(session, three) == []
    assert _release(session, three, response_is_on=True) == 1


def test_without_a_response_none_are_asked_for(session, draft):
    assert report(session, scope(), draft).findings == ()
    assert _release(session, draft) == 1


def test_what_has_left_the_house_is_not_asked_again(session, draft):
    _release(session, draft)
    assert _found(session, draft) == []


def test_photos_are_added_to_the_open_draft_alone(session, draft):
    later = _typed(session, 4)
    with pytest.raises(AlreadyDone):
        _set(session, draft, [A])
    _release(session, later)
    with pytest.raises(AlreadyDone):
        _set(session, later, [A])


def test_who_does_not_draft_adds_no_photos(session, draft):
    with pytest.raises(OutOfScope):
        _set(session, draft, [A], who=scope(roles=("duty_leader",), account="leader"))


def test_there_is_an_end_to_photos_and_to_reasons(session, draft):
    many = [f"{number:064d}" for number in range(MOST_PHOTOS + 1)]
    with pytest.raises(Refused):
        _set(session, draft, many)
    with pytest.raises(Refused):
        _set(session, draft, reason="长" * 201)
