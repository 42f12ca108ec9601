"""The ID number of the standard's own example is right; one digit off is not."""

from datetime import date

import pytest

from relief.households.identity_number import check_character, fault, masked, normal

PUBLISHED = "11010519491231002X"  # the example of GB 11643
TODAY = date(2023, 12, 19)


def test_the_standards_example_is_right() -> None:
    assert fault(PUBLISHED, TODAY) is None
    assert fault(normal(" 110105 19491231 002x "), TODAY) is None
    assert check_character(PUBLISHED) == "X"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("110105194912310021", "校验位"),
        ("11010519491231002", "17 位"),
        ("11010519491331002X", "19491331"),
        ("11010520301231002X", "20301231"),
        ("1101051949123100２X", "18"),
        ("ABCDEF19491231002X", "18"),
        ("", "0 位"),
    ],
)
def test_a_wrong_one_is_told_why(number: str, said: str) -> None:
    reason = fault(number, TODAY)
    assert reason is not None
    assert said in reason.zh
    assert reason.en


def test_every_other_last_character_is_refused() -> None:
    wrong = [PUBLISHED[:-1] + last for last in "0123456789" if fault(PUBLISHED[:-1] + last, TODAY)]
    assert len(wrong) == 10


def test_a_list_shows_region_and_last_four() -> None:
    assert masked(PUBLISHED) == "110105********002X"
    assert masked("") == ""
    assert masked("12345") == "*****"
