"""Accounts: argon2, throttled, ended by a new password."""

import pytest

from relief.core.errors import AlreadyDone, InvalidDivisionCode, Refused
from relief.core.wording import Bilingual
from relief.db.session import Database
from relief.offices.accounts import (
    NewAccount,
    add_account,
    add_authority,
    disable,
    reset_password,
    sign_in,
)
from relief.offices.first_administrator import make_first_administrator
from relief.offices.queries import find_scope
from relief.offices.roles import load_rules
from relief.offices.tables import Account

NEW = NewAccount(
    "wang", "王", "a long password", "o1", "值班员", "Officer", ("desk_officer",), ("622927",)
)


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        add_authority(session, "o1", Bilingual("局", "Bureau"), "622927000000")
        add_account(session, NEW)
    return database


def _sign_in(database: Database, password: str, name: str = "wang"):
    refusal = None
    with database.write() as session:
        try:
            return sign_in(session, name, password, "127.0.0.1")
        except Refused as error:
            refusal = error
    raise refusal


def test_the_right_password_opens_a_session_with_its_scope(filled: Database) -> None:
    done = _sign_in(filled, NEW.password)
    with filled.read() as session:
        scope = find_scope(session, done.session_id)
        assert session.query(Account).one().password_hash.startswith("$argon2id$")
    assert scope.prefixes == ("622927",)
    assert scope.may("damage.draft")
    assert not scope.may("damage.release")


def test_ten_wrong_passwords_close_the_account_for_a_while(filled: Database) -> None:
    for _ in range(10):
        with pytest.raises(Refused):
            _sign_in(filled, "wrong")
    with pytest.raises(Refused) as refused:
        _sign_in(filled, NEW.password)
    assert "15" in refused.value.wording().en


def test_a_new_password_or_a_closed_account_ends_the_session(filled: Database) -> None:
    done = _sign_in(filled, NEW.password)
    with filled.write() as session:
        reset_password(session, "wang", "another password")
    with filled.read() as session:
        assert find_scope(session, done.session_id) is None
    with filled.write() as session:
        disable(session, "wang", disabled=True)
    with pytest.raises(Refused):
        _sign_in(filled, "another password")


def test_a_short_password_an_unknown_role_and_a_taken_name_are_refused(filled: Database) -> None:
    with filled.write() as session:
        with pytest.raises(Refused):
            add_account(session, NewAccount("b", "b", "short", "o1", "", "", (), ()))
        with pytest.raises(Refused):
            add_account(
                session, NewAccount("b", "b", "a long password", "o1", "", "", ("king",), ())
            )
        with pytest.raises(AlreadyDone):
            add_account(session, NEW)


def test_the_first_administrator_is_made_once(database: Database) -> None:
    with database.write() as session:
        with pytest.raises(InvalidDivisionCode):
            make_first_administrator(session, "root", "a long password", "62")
        make_first_administrator(session, "root", "a long password", "622927000000")
        with pytest.raises(AlreadyDone):
            make_first_administrator(session, "root2", "a long password", "622927000000")


def test_the_drafter_cannot_release_and_the_keeper_is_no_approver() -> None:
    rules = load_rules()
    assert "desk_officer" not in rules.allowed["damage.release"]
    assert "desk_officer" not in rules.allowed["response.decide"]
    assert "administrator" not in rules.allowed["damage.view"]
