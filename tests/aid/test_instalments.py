"""An amount is divided into instalments: whole fen, nothing lost. Pure."""

from hypothesis import given
from hypothesis import strategies as st

from relief.aid.catalogue import Part, amount_for, load_shares, load_standards
from relief.aid.instalments import split
from relief.aid.money import yuan
from relief.core.sources import load_sources

fen = st.integers(1, 10**11)
modes = st.sampled_from(sorted(load_shares()))


def test_jishishans_rebuilding_in_place_is_paid_in_three_parts() -> None:
    known = amount_for("jishishan-2023", "in_place", "622927101201")
    assert known
    assert (known.total_fen, known.loan_fen) == (7_500_000, 5_000_000)
    assert (known.source, known.verified) == ("E4", True)
    assert split(known.total_fen, load_shares()["in_place"].parts) == (
        ("started", 3_000_000),
        ("main_structure", 2_250_000),
        ("accepted", 2_250_000),
    )


def test_what_was_not_published_is_not_known() -> None:
    assert amount_for("jishishan-2023", "repair", "622927101201") is None
    assert amount_for("jishishan-2023", "in_place", "630222103200") is None
    assert amount_for("elsewhere", "in_place", "622927101201") is None


def test_every_amount_names_its_source() -> None:
    for standard in load_standards().values():
        assert all(amount.source in load_sources() for amount in standard.amounts)


@given(fen, modes)
def test_the_parts_add_up_to_the_whole(total: int, mode: str) -> None:
    assert sum(amount for _milestone, amount in split(total, load_shares()[mode].parts)) == total


@given(fen, modes, st.integers(0, 2 * 10**11))
def test_what_was_paid_before_is_taken_off_the_first_parts(
    total: int, mode: str, paid: int
) -> None:
    parts = split(total, load_shares()[mode].parts, paid)
    assert sum(amount for _m, amount in parts) == max(0, total - paid)
    assert all(amount > 0 for _m, amount in parts)
    kept = [m for m, _amount in split(total, load_shares()[mode].parts)]
    assert [m for m, _amount in parts] == kept[len(kept) - len(parts) :]


def test_an_odd_fen_goes_to_the_last_part() -> None:
    thirds = (Part("started", 333), Part("accepted", 667))
    assert split(100, thirds) == (("started", 33), ("accepted", 67))


def test_fen_are_read_as_yuan() -> None:
    assert yuan(7_500_000) == "75,000.00"
    assert yuan(-105) == "-1.05"
