"""The points of a view: within box and scope, cut out of the bytes as they were stored."""

import json
import struct

import pytest
from shapely.geometry import Point, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from relief.core.scope import range_of
from relief.geography.outlines import Atlas, tier_at
from relief.geography.place_loading import load_places
from relief.geography.point_columns import Mark
from relief.geography.rows import BoundaryShape, NewPlace
from relief.geography.shapes import multi
from relief.geography.view_queries import Asked, clusters_in, points_in, without_position
from tests import make
from tests.support.statements import statements

BOX = (102.0, 35.0, 103.0, 36.0)
EVERYWHERE = [range_of("")]
VILLAGE = "622927101201"
ANOTHER = "UPDATE geography_place SET geometry = :blob WHERE fid"


def store(session: Session, *places: tuple[str, str, float, float]) -> None:
    make.earthquake(session)
    load_places(
        session,
        [
            NewPlace(
                f"{kind}:{code}:{n}", kind, "某处", code, Point(lon, lat), q, "t", generated=n > 0
            )
            for n, (kind, code, lon, lat) in enumerate(places)
            for q in ("indicative" if n % 2 else "surveyed",)
        ],
    )


def test_positions_come_back_as_they_were_stored(session: Session) -> None:
    store(
        session,
        ("village", VILLAGE, 102.123456789, 35.987654321),
        ("site", make.DAHEJIA, 102.5, 35.5),
    )
    found = points_in(session, [Asked(("village", "site"), EVERYWHERE)], BOX, 10)
    marks = [found.marks[mark] for mark in found.mark]
    by_mark = dict(zip(marks, found.lonlat.tolist(), strict=True))
    assert by_mark == {
        Mark("village", "surveyed", generated=False): [102.123456789, 35.987654321],
        Mark("site", "indicative", generated=True): [102.5, 35.5],
    }
    assert {found.codes[code] for code in found.code} == {VILLAGE, make.DAHEJIA}
    assert json.loads(found.names) == ["某处", "某处"]


def test_box_kind_and_scope_all_hold(session: Session) -> None:
    store(
        session,
        ("village", VILLAGE, 102.5, 35.5),
        ("village", VILLAGE, 103.5, 35.5),
        ("township", make.DAHEJIA, 102.5, 35.5),
        ("depot", "630222103000", 102.5, 35.5),
    )

    def kinds(*asked: Asked) -> list[str]:
        found = points_in(session, asked, BOX, 10)
        return sorted(found.marks[mark].kind for mark in found.mark)

    assert kinds(Asked(("village",), EVERYWHERE)) == ["village"]
    assert kinds(Asked(("village", "township"), EVERYWHERE, others=True)) == ["depot"]
    assert kinds(Asked(("village",), [range_of("630222")])) == []
    assert kinds(Asked(("village",), [])) == []
    both = Asked(("township",), [range_of("622927")]), Asked(("depot",), [range_of("63")])
    assert kinds(*both) == ["depot", "township"]


def test_an_empty_view_is_no_points_and_too_many_are_none(session: Session) -> None:
    store(session, *[("village", VILLAGE, 102.5, 35.5)] * 3)
    asked = [Asked(("village",), EVERYWHERE)]
    nothing = points_in(session, asked, (80, 30, 81, 31), 10)
    assert (nothing.mark, nothing.names, nothing.lonlat.shape) == ((), "[]", (0, 2))
    assert points_in(session, asked, BOX, 2) is None
    assert len(points_in(session, asked, BOX, 3).mark) == 3


def test_counted_by_division_they_add_up_and_stand_in_their_middle(session: Session) -> None:
    store(
        session,
        ("village", VILLAGE, 102.2, 35.2),
        ("village", VILLAGE, 102.4, 35.4),
        ("village", "630222103000", 102.8, 35.8),
    )
    asked = [Asked(("village",), EVERYWHERE)]
    found = clusters_in(session, asked, BOX, "county", 10)
    assert [(c.prefix, c.count, c.indicative) for c in found] == [
        ("622927", 2, 1),
        ("630222", 1, 0),
    ]
    assert (found[0].lon, found[0].lat) == pytest.approx((102.3, 35.3), abs=1e-4)
    assert len(clusters_in(session, asked, BOX, "county", 1)) == 1


def test_divisions_without_a_position_are_counted_within_scope(session: Session) -> None:
    store(session, ("township", make.DAHEJIA, 102.5, 35.5))
    counties = [make.JISHISHAN, make.MINHE]
    assert without_position(session, "township", counties, EVERYWHERE) == 2
    assert without_position(session, "township", counties, [range_of("622927")]) == 1
    assert without_position(session, "village", [make.MINHE], EVERYWHERE) == 0
    assert without_position(session, "village", [], EVERYWHERE) == 0


def test_others_in_the_box_do_not_keep_a_few_points_off_the_map(session: Session) -> None:
    store(session, *[("house", VILLAGE, 102.5, 35.5)] * 5, ("village", VILLAGE, 102.4, 35.4))
    found = points_in(session, [Asked(("village",), EVERYWHERE)], BOX, 2)
    assert [found.marks[mark].kind for mark in found.mark] == ["village"]


def test_a_point_written_by_another_program_is_read_too(session: Session) -> None:
    store(session, ("village", VILLAGE, 102.2, 35.2), ("village", VILLAGE, 102.4, 35.4))
    if session.get_bind().dialect.name == "sqlite":  # GeoPackage lets a point carry its box
        blob = b"GP\x00\x03" + struct.pack("<i4d", 4326, 102.4, 102.4, 35.4, 35.4)
        blob += struct.pack("<BI2d", 1, 1, 102.4, 35.4)
        session.execute(text(f"{ANOTHER} = (SELECT max(fid) FROM geography_place)"), {"blob": blob})
    found = points_in(session, [Asked(("village",), EVERYWHERE)], BOX, 10)
    assert sorted(found.lonlat.tolist()) == [[102.2, 35.2], [102.4, 35.4]]


def test_a_view_takes_as_many_statements_whatever_it_holds(session: Session) -> None:
    store(session, *[("village", VILLAGE, 102.5, 35.5)] * 200)
    taken = []
    for most in (1000, 200, 199):
        with statements(session) as seen:
            points_in(session, [Asked(("village",), EVERYWHERE)], BOX, most)
        taken.append(len(seen))
    assert taken == [1, 1, 2]


# --- outlines


def atlas() -> Atlas:
    shapes = {"622927": box(0, 0, 1, 1), "622901": box(1, 0, 2, 1), "630222": box(0, 1, 1, 2)}
    rows = [
        BoundaryShape(code + "000000", f"县{code}", "county", "atlas", multi(shape))
        for code, shape in shapes.items()
    ]
    return Atlas(rows, {"622900000000": "临夏回族自治州", "620000000000": "甘肃省"})


def test_the_level_of_outlines_follows_the_zoom() -> None:
    assert [tier_at(z) for z in (3.5, 5.25, 6.75, 8.5, 16)] == [
        "province",
        "prefecture",
        "county",
        "near",
        "near",
    ]
    found = {
        tier: [(a.level, a.filled) for a in atlas().areas(tier, (0.1, 0.1, 1.5, 0.9))]
        for tier in ("province", "prefecture", "county")
    }
    assert found["province"] == [("province", True)]
    assert found["prefecture"] == [("prefecture", True), ("province", False)]
    assert found["county"] == [("county", True)] * 2 + [("prefecture", False)]


def test_only_outlines_that_touch_the_view_are_sent_and_joined_ones_are_whole() -> None:
    known = atlas()
    assert known.codes_in((0.1, 0.1, 0.2, 0.2)) == ["622927000000"]
    (area,) = [a for a in known.areas("prefecture", (0.1, 0.1, 0.2, 0.2)) if a.filled]
    assert (area.name, area.code) == ("临夏回族自治州", "622900000000")
    assert "[2.0," in area.geometry  # the county beside it belongs to the same prefecture
    assert known.areas("near", (50, 50, 51, 51)) == []
    assert known.bounds_of(["622927000000", "630222000000"]) == (0, 0, 1, 2)
    assert known.bounds_of(["150000000000"]) is None
