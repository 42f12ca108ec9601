"""What is known of every township and village adds up, moves with each fact, and stays in scope."""

from datetime import date

import pytest
from shapely.geometry import Point
from sqlalchemy import text
from sqlalchemy.orm import Session

from relief.core.scope import range_of
from relief.geography.place_list import PlaceFilter, kind_counts, place_page
from relief.geography.place_loading import load_places
from relief.geography.population_loading import load_populations
from relief.geography.rows import NewPlace, NewPopulation
from relief.geography.tables import Division, Place, Population
from relief.offices.roster_service import NewResponsible, enter, vacate
from relief.situation.coverage import GAPS, GapFilter, Known, step_of
from relief.situation.coverage_queries import coverage
from relief.situation.gap_queries import gap_page
from tests import make
from tests.support.statements import statements, walked

ON = date(2023, 12, 19)
EVERYWHERE = [range_of("")]
VILLAGE = make.VILLAGE
LISTED = (
    "SELECT id FROM geography_place WHERE division_code BETWEEN '622927000000' AND '622927999999' "
    "ORDER BY division_code, kind, id LIMIT 50"
)


def known(session: Session, county: str = make.JISHISHAN) -> tuple[Known, Known]:
    rows = {row.code: row for row in coverage(session, EVERYWHERE, "county", ON)}
    return rows[county].townships, rows[county].villages


def place(kind: str, code: str, quality: str) -> NewPlace:
    where = Point(102.8, 35.8)
    return NewPlace(f"{kind}:{code}", kind, "某处", code, where, quality, "t", generated=False)


def answers(session: Session, code: str, rank: int, phone: str = "13912345678") -> None:
    new = NewResponsible(code, rank, "镇长", "", "马示例", phone, date(2023, 1, 1))
    enter(session, make.scope(), make.stamp(), new)


def missing(session: Session, gap: str, level: str = "township", **more) -> list[str]:
    wanted = GapFilter(gap, level, **more)
    return [row.code for row in gap_page(session, EVERYWHERE, wanted, ON, 1).items]


def test_nothing_known_is_counted_as_nothing(session: Session) -> None:
    make.earthquake(session)
    assert known(session) == (Known(total=2), Known(total=1))
    assert known(session)[0].without == 2
    for gap in GAPS:
        assert missing(session, gap) == [make.CHUIMATAN, make.DAHEJIA, "630222103000"]


def test_every_fact_moves_its_own_count_and_leaves_the_list(session: Session) -> None:
    make.earthquake(session)
    load_places(session, [place("village", VILLAGE, "indicative")])
    assert (known(session)[1].indicative, known(session)[1].without) == (1, 0)
    assert missing(session, "position", "village") == []
    assert missing(session, "real_position", "village") == [VILLAGE]
    load_places(session, [place("village", VILLAGE, "surveyed")])
    assert (known(session)[1].surveyed, known(session)[1].real) == (1, 1)
    assert missing(session, "real_position", "village") == []
    load_places(session, [place("township", make.DAHEJIA, "gazetteer")])
    assert known(session)[0].gazetteer == 1
    load_populations(session, [NewPopulation(VILLAGE, 900, "published", "test")])
    assert (known(session)[1].people, missing(session, "people", "village")) == (1, [])


def test_who_answers_counts_while_he_holds_the_post(session: Session) -> None:
    make.earthquake(session)
    answers(session, make.DAHEJIA, 1)
    answers(session, make.DAHEJIA, 2, "13912345679")
    answers(session, make.CHUIMATAN, 2, "13912345670")
    townships = known(session)[0]
    assert (townships.official, townships.deputy) == (1, 2)
    assert make.CHUIMATAN in missing(session, "official")
    assert make.DAHEJIA not in missing(session, "official")
    assert missing(session, "deputy") == ["630222103000"]
    vacate(session, make.scope(), make.stamp(), (make.DAHEJIA, 1), date(2023, 12, 1))
    assert known(session)[0].official == 0
    assert make.DAHEJIA in missing(session, "official")


def test_a_division_that_was_closed_is_no_gap(session: Session) -> None:
    make.earthquake(session)
    session.get(Division, make.CHUIMATAN).valid_to = date(2023, 1, 1)
    session.flush()
    assert known(session)[0].total == 1
    assert make.CHUIMATAN not in missing(session, "position")


def test_the_list_is_filtered_by_area_and_name_and_stays_in_scope(session: Session) -> None:
    make.earthquake(session)
    assert missing(session, "position", within=make.MINHE) == ["630222103000"]
    assert missing(session, "position", text="大河") == [make.DAHEJIA]
    own = [range_of("622927")]
    page = gap_page(session, own, GapFilter("position", "township", make.MINHE), ON, 1)
    assert (page.total, page.items) == (0, ())
    assert {row.code for row in coverage(session, own, "county", ON)} == {make.JISHISHAN}


def test_prefixes_are_found_across_ranges_apart_and_ranges_within_a_prefix(
    session: Session,
) -> None:
    make.earthquake(session)
    apart = [range_of(make.DAHEJIA[:9]), range_of("630222")]
    for level, keys in (
        ("province", ["620000000000", "630000000000"]),
        ("county", [make.JISHISHAN, make.MINHE]),
        ("township", [make.DAHEJIA, "630222103000"]),
    ):
        rows = coverage(session, apart, level, ON)
        assert [row.code for row in rows] == keys
        assert [row.townships.total for row in rows] == [1, 1]
    assert coverage(session, [], "county", ON) == []


def test_the_statements_do_not_grow_with_the_rows(session: Session) -> None:
    make.earthquake(session)
    for level in ("county", "township"):
        with statements(session) as seen:
            coverage(session, EVERYWHERE, level, ON)
        assert len(seen) == 5
    with statements(session) as seen:
        gap_page(session, EVERYWHERE, GapFilter(), ON, 1)
    assert len(seen) == 3


@pytest.mark.parametrize(
    ("share", "step"),
    [(None, None), (1, 1), (0.99, 2), (0.75, 2), (0.74, 3), (0.5, 3), (0.1, 4), (0, 5)],
)
def test_the_darker_the_less_is_known(share, step) -> None:
    assert step_of(share) == step


def test_a_countys_lists_do_not_walk_the_nations_places(session: Session) -> None:
    make.earthquake(session)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.execute(text(f"EXPLAIN {LISTED}"))
        assert "ix_geography_place_listed" in " ".join(row[0] for row in plan)
        return
    county = [range_of("622927")]
    stored = {Place.__tablename__, Division.__tablename__, Population.__tablename__}

    def lists() -> None:
        place_page(session, county, PlaceFilter(), 1)
        kind_counts(session, county)
        for gap in ("position", "real_position", "people"):
            gap_page(session, county, GapFilter(gap, "village"), ON, 1)

    assert walked(session, lists) & stored == set()
