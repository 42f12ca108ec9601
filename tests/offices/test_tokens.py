"""Personal tokens: a random secret shown once, ended by its owner, its day, or its account."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from relief.core.errors import AlreadyDone, NotFound, Refused
from relief.core.identity import new_id
from relief.db.tables import AuditRow
from relief.offices.accounts import disable, reset_password
from relief.offices.tables import AccountRole, AccountScope
from relief.offices.token_queries import own_tokens
from relief.offices.token_tables import AccessToken
from relief.offices.tokens import (
    MOST_IN_FORCE,
    MOST_WRONG,
    call_with,
    count_wrong,
    make_token,
    note_use,
    revoke_token,
    too_many_wrong,
)
from tests.make import MINHE, account


@pytest.fixture
def officer(session):
    return account(session, "officer")


def made(session, scope, name="办公室 QGIS", days=30):
    return make_token(session, scope, name=name, days=days, command_id=new_id())


def state(session, scope):
    return [row.state for row in own_tokens(session, scope).items]


def test_only_the_digest_of_a_secret_is_kept(session, officer) -> None:
    token = made(session, officer)
    row = session.scalars(select(AccessToken)).one()
    assert row.digest == hashlib.sha256(token.secret.encode()).hexdigest()
    kept = " ".join(str(getattr(row, column.key)) for column in AccessToken.__table__.columns)
    assert token.secret not in kept
    assert len(token.secret) >= 43  # 256 bits in base64
    assert made(session, officer).secret != token.secret


def test_a_token_reaches_what_its_owner_reaches_at_that_moment(session, officer) -> None:
    secret = made(session, officer).secret
    first = call_with(session, secret).scope
    assert first.prefixes == ("622927",)
    assert first.may("gis.read")
    session.execute(update(AccountScope).values(prefix="622927101"))
    session.execute(update(AccountRole).values(role="depot_keeper"))
    session.flush()
    later = call_with(session, secret).scope
    assert later.prefixes == ("622927101",)
    assert not later.may("gis.read")


def test_a_wrong_secret_opens_nothing(session, officer) -> None:
    secret = made(session, officer).secret
    assert call_with(session, secret[:-1]) is None
    assert call_with(session, "") is None


@pytest.mark.parametrize(
    ("deed", "ended"),
    [
        (lambda s: disable(s, "officer", disabled=True), "ended"),
        (lambda s: reset_password(s, "officer", "another password"), "ended"),
        (
            lambda s: s.execute(
                update(AccessToken).values(
                    created_at=datetime.now(UTC) - timedelta(2),
                    expires_at=datetime.now(UTC) - timedelta(1),
                )
            ),
            "expired",
        ),
    ],
)
def test_a_token_ends_at_once(session, officer, deed, ended) -> None:
    secret = made(session, officer).secret
    assert call_with(session, secret) is not None
    deed(session)
    session.flush()
    session.expire_all()
    assert call_with(session, secret) is None
    assert state(session, officer) == [ended]


def test_an_account_opened_again_does_not_bring_its_tokens_back(session, officer) -> None:
    secret = made(session, officer).secret
    disable(session, "officer", disabled=True)
    disable(session, "officer", disabled=False)
    session.flush()
    assert call_with(session, secret) is None


def test_its_owner_revokes_it_and_nobody_else(session, officer) -> None:
    token = made(session, officer)
    stranger = account(session, "stranger", MINHE)
    with pytest.raises(NotFound):
        revoke_token(session, stranger, token.id)
    assert call_with(session, token.secret) is not None
    revoke_token(session, officer, token.id)
    revoke_token(session, officer, token.id)
    session.flush()
    assert call_with(session, token.secret) is None
    assert state(session, officer) == ["revoked"]
    rows = session.execute(select(AuditRow.account_id, AuditRow.action, AuditRow.subject)).all()
    assert [tuple(row) for row in rows] == [
        ("officer", "token_make", token.id),
        ("officer", "token_revoke", token.id),
    ]


def test_a_name_and_a_number_of_days_are_needed(session, officer) -> None:
    for name, days in (("", 30), ("  ", 30), ("x" * 81, 30), ("QGIS", 0), ("QGIS", 367)):
        with pytest.raises(Refused):
            made(session, officer, name, days)
    assert session.scalars(select(AccessToken)).all() == []


def test_twenty_are_the_most_in_force(session, officer) -> None:
    tokens = [made(session, officer, str(n)) for n in range(MOST_IN_FORCE)]
    with pytest.raises(Refused):
        made(session, officer)
    revoke_token(session, officer, tokens[0].id)
    session.flush()
    assert made(session, officer).secret


def test_a_form_sent_twice_makes_one_token(session, officer) -> None:
    make_token(session, officer, name="QGIS", days=30, command_id="once")
    with pytest.raises(AlreadyDone):
        make_token(session, officer, name="QGIS", days=30, command_id="once")
    assert own_tokens(session, officer).total == 1


def test_the_day_of_the_last_use_is_kept(session, officer) -> None:
    token = made(session, officer)
    assert own_tokens(session, officer).items[0].last_used_on is None
    assert not call_with(session, token.secret).used_today
    note_use(session, token.id)
    session.expire_all()
    assert call_with(session, token.secret).used_today
    assert own_tokens(session, officer).items[0].last_used_on is not None


def test_wrong_tokens_are_counted_by_address(session) -> None:
    for _n in range(MOST_WRONG):
        assert not too_many_wrong(session, "10.0.0.1")
        count_wrong(session, "10.0.0.1")
    assert too_many_wrong(session, "10.0.0.1")
    assert not too_many_wrong(session, "10.0.0.2")


def test_the_list_is_filtered_by_name_and_holds_ones_own_alone(session, officer) -> None:
    made(session, officer, "办公室 QGIS")
    made(session, officer, "笔记本 100%")
    made(session, account(session, "stranger", MINHE), "别人的")
    assert [row.name for row in own_tokens(session, officer, text="qgis").items] == ["办公室 QGIS"]
    assert [row.name for row in own_tokens(session, officer, text="0%").items] == ["笔记本 100%"]
    assert own_tokens(session, officer).total == 2
