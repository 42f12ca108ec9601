"""CAP 1.2: latitude first, radius in kilometres."""

from datetime import UTC, datetime

import pytest
from shapely import Point, box

from relief.adapters.cap import is_cap, read_cap
from relief.core.errors import Refused
from relief.geography.made_shapes import area_km2

ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>x</identifier><sender>cma@example.cn</sender><sent>{sent}</sent>
  <status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>{infos}
</alert>"""
INFO = (
    "<info><language>{language}</language><category>Met</category><event>暴雨</event>"
    "<severity>{severity}</severity>{areas}</info>"
)
SQUARE = "35,102 35,103 36,103 36,102 35,102"


def area(polygon="", circle="", name="积石山"):
    parts = [
        f"<polygon>{polygon}</polygon>" if polygon else "",
        f"<circle>{circle}</circle>" if circle else "",
    ]
    return f"<area><areaDesc>{name}</areaDesc>{''.join(parts)}</area>"


def info(areas, severity="Severe", language="zh-CN"):
    return INFO.format(areas=areas, severity=severity, language=language)


def alert(*infos, status="Actual", kind="Alert", sent="2026-07-01T08:00:00+08:00"):
    text = ALERT.format(infos="".join(infos), status=status, kind=kind, sent=sent)
    return text.encode()


def test_a_polygon_is_read_with_latitude_first():
    content = alert(info(area(polygon=SQUARE)))
    assert is_cap(content)
    sent = read_cap(content)
    (zone,) = sent.zones
    assert zone.geometry.equals(box(102, 35, 103, 36))
    assert (zone.rank, sent.publisher, sent.notes) == (3, "cma@example.cn", ())
    assert sent.as_of == datetime(2026, 7, 1, 0, 0, tzinfo=UTC)


def test_a_circle_has_its_radius_in_kilometres():
    (zone,) = read_cap(alert(info(area(circle="35.70,102.79 12.5")))).zones
    assert zone.geometry.centroid.distance(Point(102.79, 35.70)) < 1e-3
    assert area_km2(zone.geometry) == pytest.approx(490.87, rel=0.002)


def test_areas_of_one_severity_are_one_zone_and_the_graver_rank_higher():
    sent = read_cap(
        alert(
            info(area(polygon=SQUARE) + area(circle="35.5,103 30"), "Moderate"),
            info(area(circle="35.5,102.5 5"), "Extreme"),
        )
    )
    assert [zone.rank for zone in sent.zones] == [2, 4]
    assert sent.zones[0].geometry.geom_type == "Polygon"


def test_the_same_in_another_language_is_not_read_twice():
    english = info(area(circle="10,10 5"), language="en-US")
    (zone,) = read_cap(alert(english, info(area(polygon=SQUARE)))).zones
    assert zone.geometry.equals(box(102, 35, 103, 36))


def test_an_exercise_is_said_to_be_one():
    assert "Exercise" in read_cap(alert(info(area(polygon=SQUARE)), status="Exercise")).notes[0].zh


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<alert", "CAP"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "CAP"),
        (b"<kml xmlns='http://www.opengis.net/kml/2.2'/>", "alert"),
        (alert(info(area(polygon=SQUARE)), kind="Cancel"), "解除"),
        (alert(info(area())), "没有 polygon"),
        (alert(info(area(polygon="35,102 35,103 36,103"))), "首尾相同"),
        (alert(info(area(polygon="35,102 35,x 36,103 35,102"))), "35,x"),
        (alert(info(area(circle="35,102"))), "纬度,经度"),
        (alert(info(area(circle="35,102 0"))), "大于 0"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(content, words):
    with pytest.raises(Refused, match=words):
        read_cap(content)
