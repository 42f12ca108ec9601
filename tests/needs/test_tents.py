"""Tents: whole, rounded up once, by a standard that says where its number comes from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.core.errors import NotFound
from relief.core.sources import load_sources
from relief.needs.catalogue import STANDARDS_FOLDER, load_standard
from relief.needs.needs import TENT, needs_of

COLD = load_standard("demo-cold-2023")
SPHERE = load_standard("sphere-2018")


def tents(people, standard=COLD, *, season="cold"):
    found = needs_of({"resettled": people}, standard, days=1, season=season)
    return next(need.quantity for need in found if need.item == TENT)


def test_two_people_share_a_tent_in_the_cold_and_three_when_it_is_warm():
    assert (tents(1200), tents(1201)) == (600, 601)
    assert tents(10, SPHERE, season="warm") == 4
    assert tents(10, SPHERE) == 5


@given(st.integers(0, 10**7))
def test_everybody_has_a_place_and_no_tent_stands_empty(people):
    whole = tents(people)
    assert 2 * (whole - 1) < people <= 2 * whole


def test_a_negative_head_count_is_refused():
    with pytest.raises(ValueError):
        tents(-1)


def test_an_unknown_head_count_needs_an_unknown_number():
    assert tents(None) is None


def test_every_rate_names_a_listed_source_and_derived_ones_are_not_verified():
    for path in STANDARDS_FOLDER.glob("*.toml"):
        for rate in load_standard(path.stem).rates:
            assert rate.source in load_sources()
            assert rate.verified == ((path.stem, rate.item) == ("sphere-2018", "water"))


def test_an_unknown_standard_is_refused():
    with pytest.raises(NotFound):
        load_standard("nobody-2000")
