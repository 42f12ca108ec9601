"""Tents: whole, rounded up once, by a standard that says where its number comes from."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relief.core.errors import NotFound
from relief.core.sources import load_sources
from relief.needs.catalogue import STANDARDS_FOLDER, load_standard
from relief.needs.tents import tents_needed, tents_short

COLD = load_standard("demo-cold-2023")
SPHERE = load_standard("sphere-2018")


def test_two_people_share_a_tent_in_the_cold_and_three_when_it_is_warm():
    assert tents_needed(1200, COLD, season="cold") == 600
    assert tents_needed(1201, COLD, season="cold") == 601
    assert tents_needed(10, SPHERE, season="warm") == 4
    assert tents_needed(10, SPHERE, season="cold") == 5


@given(st.integers(0, 10**7))
def test_everybody_has_a_place_and_no_tent_stands_empty(people):
    tents = tents_needed(Decimal(people), COLD, season="cold")
    assert 2 * (tents - 1) < people <= 2 * tents


def test_a_negative_head_count_is_refused():
    with pytest.raises(ValueError):
        tents_needed(-1, COLD, season="cold")


def test_unknown_stock_at_hand_gives_an_upper_bound_and_an_unknown_need_stays_unknown():
    assert tents_short(600, None) == 600
    assert tents_short(600, 100) == 500
    assert tents_short(600, 900) == 0
    assert tents_short(None, 100) is None


def test_every_rate_names_a_listed_source_and_derived_ones_are_not_verified():
    for path in STANDARDS_FOLDER.glob("*.toml"):
        for rate in load_standard(path.stem).rates:
            assert rate.source in load_sources()
            assert rate.verified == ((path.stem, rate.item) == ("sphere-2018", "water"))


def test_an_unknown_standard_is_refused():
    with pytest.raises(NotFound):
        load_standard("nobody-2000")
