"""What PostgreSQL cannot hold (NUL) is answered 400, with and without a session."""

import pytest

from tests.web.conftest import SLUG, TOKEN, token_of

ADDRESSES = (
    "/divisions?q=a%00b",
    "/places?q=%00",
    "/places/one?kind=village&id=a%00",
    "/places/import/%00",
    f"/i/{SLUG}%00/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_a_nul_is_incomplete(sign_in, address):
    assert sign_in("jishishan").get(address).status_code == 400


def test_a_field_with_a_nul_is_incomplete(sign_in):
    client = sign_in("jishishan")
    form = {"csrf_token": token_of(client), "people": "5", "origin": "a\0b"}
    answer = client.post("/divisions/622927101201/population", data=form)
    assert answer.status_code == 400
    assert "请求不完整" in answer.get_data(as_text=True)


def test_who_is_not_signed_in_gets_no_error_of_the_database(app):
    client = app.test_client()
    token = TOKEN.search(client.get("/sign-in").get_data(as_text=True))[1]
    form = {"csrf_token": token, "username": "a\0", "password": "x"}
    assert client.post("/sign-in", data=form).status_code == 400
