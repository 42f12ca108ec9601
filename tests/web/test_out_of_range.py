"""Figures no shape, row or hour can have are answered with a reason, never a 500."""

import json

import pytest

from tests.web.conftest import SLUG, token_of

NEW = f"/i/{SLUG}/footprint"
LINE = {"type": "LineString", "coordinates": [[200, 95], [201, 96]]}


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "circle", "lon": "nan", "lat": 35, "radius_km": 5},
        {"kind": "circle", "lon": 102, "lat": 91, "radius_km": 5},
        {
            "kind": "ellipse",
            "lon": 102,
            "lat": 35,
            "long_km": 5,
            "short_km": 1,
            "azimuth_deg": float("inf"),
        },
        {
            "kind": "ellipse",
            "lon": 400,
            "lat": 35,
            "long_km": 5,
            "short_km": 1,
            "azimuth_deg": 0,
        },
        {"kind": "corridor", "geometry": LINE, "width_km": 5},
        [1],
    ],
)
def test_a_shape_that_is_nowhere_is_refused(sign_in, asked):
    client = sign_in("jishishan")
    answer = client.post(
        f"{NEW}/shape.json",
        data=json.dumps(asked),
        content_type="application/json",
        headers={"X-CSRFToken": token_of(client), "Accept": "application/json"},
    )
    assert answer.status_code == 422, answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "zones",
    [
        "[" * 50_000,
        json.dumps([{"rank": 7, "label": "a\0", "geometry": LINE}]),
    ],
)
def test_a_drawing_that_cannot_be_kept_is_refused(sign_in, zones):
    client = sign_in("jishishan")
    form = {"csrf_token": token_of(client), "zones": zones}
    assert client.post(f"{NEW}/sketch", data=form).status_code == 422


@pytest.mark.parametrize("hour", ["0001-01-01T00:00:00%2B08:00", "9999-12-31T23:59:59-12:00"])
def test_an_hour_of_no_disaster_is_no_time(sign_in, hour):
    assert sign_in("jishishan").get(f"{NEW}?at={hour}").status_code == 422


def test_a_line_of_an_update_above_all_whole_numbers_is_not_found(sign_in):
    client = sign_in("admin")
    form = {"csrf_token": token_of(client), "verdict": "accepted", "seen": "open"}
    assert client.post(f"/divisions/updates/lines/{'9' * 30}", data=form).status_code == 404
