"""The demo's desk as a browser sees it, without a browser."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from relief.bootstrap import Desk
from relief.demo.accounts import PASSWORD
from tests.support.application import app_of

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
COMMAND = re.compile(r'name="command_id" value="([^"]+)"')
SLUG = "jishishan-2023"

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def app(demo: Desk):
    application = app_of(demo)
    application.config["TESTING"] = True
    application.config["PROPAGATE_EXCEPTIONS"] = False
    return application


@pytest.fixture
def sign_in(app) -> SignIn:
    """Return a function that opens a client signed in as a demo account."""

    def opened(username: str) -> FlaskClient:
        client = app.test_client()
        page = client.get("/sign-in").get_data(as_text=True)
        answer = client.post(
            "/sign-in",
            data={
                "csrf_token": TOKEN.search(page)[1],
                "username": username,
                "password": PASSWORD,
            },
        )
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return client

    return opened


def token_of(client: FlaskClient) -> str:
    """Return the session's form token, read from a page everybody may see."""
    return TOKEN.search(client.get("/styleguide").get_data(as_text=True))[1]
