"""No desk sees or reaches outside its prefixes."""

import lxml.html
import pytest

from tests.web.conftest import SLUG, token_of

OTHER = {
    "jishishan": ("官亭镇", "630222103000"),
    "minhe": ("大河家镇", "622927101000"),
    "qinghai": ("大河家镇", "622927101000"),
}


def _own_part(page: str) -> str:
    """Return a page without the published zone's townships that it hands to a neighbour's desk.

    Published zones are everybody's to read (DESIGN, law 7); nothing there can be filled in or sent.
    """
    read = lxml.html.fromstring(page)
    for handed in read.xpath("//*[@data-beyond]"):
        assert handed.xpath(".//input | .//button | .//a") == []
        handed.drop_tree()
    return lxml.html.tostring(read, encoding="unicode")


@pytest.mark.parametrize("username", sorted(OTHER))
def test_a_desk_sees_no_township_of_another(sign_in, username) -> None:
    name, code = OTHER[username]
    client = sign_in(username)
    paths = ("", "table?by=township", "calls", "alerts", "alerts/new", "call-list")
    for path in (*(f"/i/{SLUG}/{page}" for page in paths), "/roster"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert name not in _own_part(page.get_data(as_text=True)), path
    assert client.get(f"/i/{SLUG}/townships/{code}").status_code in {403, 404}
    assert name not in client.get(f"/i/{SLUG}/search?q={name}").get_data(as_text=True)


@pytest.mark.parametrize("username", sorted(OTHER))
def test_a_desk_writes_nothing_for_another(sign_in, username) -> None:
    _name, code = OTHER[username]
    client = sign_in(username)
    token = token_of(client)
    slip = {"csrf_token": token, "division": code, "deaths": "9", "command_id": "c1"}
    assert client.post(f"/i/{SLUG}/calls", data=slip).status_code in {403, 404, 422}
    figure = {"csrf_token": token, "division": code, "indicator": "deaths", "value": "9"}
    assert client.post(f"/i/{SLUG}/figures", data=figure).status_code in {403, 404, 422}


def test_the_nation_and_the_province_see_what_lies_within(sign_in) -> None:
    for username, seen, unseen in (
        ("national", ("大河家镇", "官亭镇"), ()),
        ("gansu", ("大河家镇",), ("官亭镇",)),
    ):
        page = sign_in(username).get(f"/i/{SLUG}/table?by=township").get_data(as_text=True)
        assert all(name in page for name in seen)
        assert not any(name in page for name in unseen)
