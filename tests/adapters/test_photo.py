"""A photo is kept without what the telephone wrote beside it; its position is kept apart."""

import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from relief.bootstrap import photo_cleaner
from relief.core.errors import Refused
from relief.db.photo import Photo
from tests.support.photos import JPEG, PNG, jpeg_with, png_with, told

WHERE = told((102, 47, 24), (35, 42, 0))
POSITION = (Decimal("102.79"), Decimal("35.7"))


def clean(content: bytes) -> Photo:
    return photo_cleaner().clean(content=content)


def test_a_photo_from_a_telephone_loses_its_position_and_its_comment() -> None:
    photo = clean(jpeg_with(WHERE))
    assert photo.position == POSITION
    assert photo.media_type == "image/jpeg"
    assert b"seen by nobody" not in photo.content
    assert b"Exif" not in photo.content
    assert clean(photo.content).position is None


def test_a_photo_that_lies_on_its_side_is_turned_upright() -> None:
    wide = io.BytesIO()
    Image.new("RGB", (40, 20)).save(wide, "JPEG")
    block = told((102, 0, 0), (35, 0, 0), turned=6)
    photo = clean(jpeg_with(block, wide.getvalue()))
    assert Image.open(io.BytesIO(photo.content)).size == (20, 40)


def test_a_png_loses_its_texts() -> None:
    photo = clean(png_with(WHERE))
    assert photo.position == POSITION
    assert photo.media_type == "image/png"
    assert b"nobody" not in photo.content


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert clean(JPEG).content == clean(jpeg_with(told((1, 2, 3), (4, 5, 6), turned=1))).content
    assert clean(JPEG + b"a film behind the picture").content == clean(JPEG).content


@pytest.mark.parametrize("wrong", [b"", b"GIF89a", b"%PDF-1.7", JPEG[:300], PNG[:60], JPEG[:2]])
def test_what_is_no_whole_picture_is_refused(wrong: bytes) -> None:
    with pytest.raises(Refused) as refused:
        clean(wrong)
    assert refused.value.path == "photo"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn() -> None:
    large = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(large, "PNG")
    with pytest.raises(Refused) as refused:
        clean(large.getvalue())
    assert "9000×9000" in refused.value.reason.zh


def test_a_position_that_cannot_be_is_no_position() -> None:
    assert clean(jpeg_with(told((402, 0, 0), (35, 0, 0)))).position is None
    assert clean(jpeg_with(b"II*\x00")).position is None


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_answered(noise: bytes) -> None:
    for start in (b"", JPEG[:2], JPEG[:400], PNG[:8], jpeg_with(WHERE)[:120]):
        try:
            clean(start + noise)
        except Refused:
            continue
