"""Denied by default: every route as every role, and as nobody."""

import pytest

from relief.app import create_app
from relief.bootstrap import Desk
from relief.demo.accounts import ACCOUNTS
from relief.offices.roles import load_rules
from relief.web.auth import PUBLIC, SIGNED, action_of, takes_token
from tests.support.tokens import bearer, token_for
from tests.web.conftest import SLUG, token_of

ONE_A_ROLE = {account.role: account.username for account in reversed(ACCOUNTS)}
OPEN_TO_ALL = {"sessions.sign_in", "sessions.sign_in_submitted", "sessions.language", "static"}
OPEN_TO_ALL |= {"health.healthz"}
# Machines post there: the sender's signature is the guard, and a post without it is refused.
OWN_GUARD = {"hooks.status", "hooks.reply"}


def _paths(app):
    values = {"slug": SLUG, "code": "622927101000", "filename": "css/tokens.css"}
    for rule in app.url_map.iter_rules():
        filled = {name: values.get(name, "nothing") for name in rule.arguments}
        with app.test_request_context():
            yield rule, app.url_for(rule.endpoint, **filled) if filled else rule.rule


def test_every_route_declares_an_action_of_the_table(app) -> None:
    known = set(load_rules().actions) | {PUBLIC, SIGNED}
    assert {r.endpoint for r, _p in _paths(app) if action_of(app, r.endpoint) not in known} == set()
    public = {r.endpoint for r, _p in _paths(app) if action_of(app, r.endpoint) == PUBLIC}
    assert public == OPEN_TO_ALL
    signed = {r.endpoint for r, _p in _paths(app) if action_of(app, r.endpoint) == SIGNED}
    assert signed == OWN_GUARD


def test_a_route_with_its_own_guard_refuses_everybody_it_does_not_know(app, sign_in) -> None:
    """Signed in or not, with a form token or without: only the sender's signature counts."""
    officer = sign_in("jishishan")
    token = token_of(officer)
    for rule, path in _paths(app):
        if rule.endpoint in OWN_GUARD:
            assert rule.methods - {"HEAD", "OPTIONS"} == {"POST"}
            for client in (app.test_client(), officer):
                answer = client.post(path, data={"csrf_token": token, "From": "1", "Body": "1"})
                assert answer.status_code == 403, path
                assert answer.get_data() == b""


def _for_programs(app):
    """Return the endpoints a personal token opens: a session opens none of them."""
    return {rule.endpoint for rule, _path in _paths(app) if takes_token(app, rule.endpoint)}


def test_a_token_opens_the_feature_service_and_nothing_else(app) -> None:
    found = {path for rule, path in _paths(app) if takes_token(app, rule.endpoint)}
    assert found == {path for _rule, path in _paths(app) if path.startswith("/ogc")}
    assert len(found) == 7


def test_programs_get_in_by_their_owners_role_and_not_by_a_session(app, demo, sign_in) -> None:
    for role in sorted(load_rules().roles):
        officer = sign_in(ONE_A_ROLE[role])
        headers = bearer(token_for(demo, ONE_A_ROLE[role]))
        for rule, path in _paths(app):
            if not takes_token(app, rule.endpoint):
                continue
            assert rule.methods <= {"GET", "HEAD", "OPTIONS"}
            for client in (app.test_client(), officer):
                answer = client.get(path)
                assert answer.status_code == 401, path
                assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            allowed = action_of(app, rule.endpoint) in load_rules().actions_of((role,))
            answer = app.test_client().get(path, headers=headers)
            assert (answer.status_code != 403) == allowed, (role, path)
            assert answer.status_code < 500


def test_nobody_gets_in_without_signing_in(app) -> None:
    client = app.test_client()
    for rule, path in _paths(app):
        if rule.endpoint in OPEN_TO_ALL | OWN_GUARD | _for_programs(app):
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method)
            assert answer.status_code in {302, 400}, (method, path)
            assert answer.status_code == 400 or "/sign-in" in answer.location, path


@pytest.mark.parametrize("role", sorted(load_rules().roles))
def test_a_role_reaches_what_the_table_allows_and_nothing_else(app, sign_in, role) -> None:
    client = sign_in(ONE_A_ROLE[role])
    token = token_of(client)
    allowed = load_rules().actions_of((role,))
    wrong = []
    for rule, path in _paths(app):
        if rule.endpoint in OPEN_TO_ALL | OWN_GUARD | _for_programs(app):
            continue
        if rule.endpoint == "sessions.sign_out":
            continue
        action = action_of(app, rule.endpoint)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = client.open(path, method=method, data={"csrf_token": token})
            refused = answer.status_code == 403
            if action in allowed and (refused or answer.status_code >= 500):
                wrong.append(f"{method} {path} {answer.status_code}, allowed by {action}")
            if action not in allowed and not refused:
                wrong.append(f"{method} {path} {answer.status_code}, not allowed")
    assert wrong == []


def test_a_form_without_its_token_is_refused(app, sign_in) -> None:
    client = sign_in("admin")
    for rule, path in _paths(app):
        if "POST" in rule.methods and rule.endpoint not in OWN_GUARD:
            assert client.post(path).status_code == 400, path


def test_every_page_forbids_foreign_content(app, sign_in) -> None:
    answer = sign_in("jishishan").get("/styleguide")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_session_key_is_made_once_and_kept_from_others(demo: Desk) -> None:
    first = create_app(demo).config["SECRET_KEY"]
    assert create_app(demo).config["SECRET_KEY"] == first
    assert demo.settings.secret_path.stat().st_mode & 0o077 == 0
