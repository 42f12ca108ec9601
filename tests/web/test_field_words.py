"""A reason names its field as the form does, in the reader's language, never by its inner name."""

import pytest

from relief.web.field_words import field_said
from tests.web.conftest import token_of


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("file", "文件", "File"),
        ("D9", "D9", "D9"),
        ("622927101000.deaths", "622927101000.deaths", "622927101000.deaths"),
        ("12", "12", "12"),
        ("follows", "", ""),
        ("", "", ""),
    ],
)
def test_a_field_is_named_as_its_form_names_it(app, path, zh, en):
    with app.test_request_context("/"):
        assert field_said(path) == zh
    with app.test_request_context("/?language=en"):
        assert field_said(path) == en


def test_a_wrong_figure_of_people_names_the_field(sign_in):
    client = sign_in("jishishan")
    form = {"csrf_token": token_of(client), "people": "many"}
    page = client.post("/divisions/622927101201/population", data=form).get_data(as_text=True)
    assert "<code>人数</code>" in page
    assert "<code>people</code>" not in page
