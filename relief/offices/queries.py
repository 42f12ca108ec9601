"""Reads of accounts and their scopes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Row, Select, Text, bindparam, cast, func, null, select, union_all
from sqlalchemy.orm import Session

from relief.core.errors import NotFound
from relief.core.scope import Scope
from relief.db.prepared import Prepared
from relief.db.tables import Setting
from relief.offices.roles import load_rules
from relief.offices.tables import Account, AccountRole, AccountScope, Authority

_ACCOUNT = "账号 account"
DEMO_PASSWORD = "demo_password"  # noqa: S105 (the name of a setting)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the administrator's list shows it."""

    id: str
    username: str
    display_name: str
    post: str
    authority: str
    division: str
    roles: tuple[str, ...]
    prefixes: tuple[str, ...]
    disabled: bool


@dataclass(frozen=True, slots=True)
class Office:
    """The authority an account belongs to and the post it signs with."""

    authority_id: str
    authority: str
    authority_en: str
    division: str
    post: str
    post_en: str


def find_scope(session: Session, session_id: str) -> Scope | None:
    """Return the scope of a session id `ACCOUNT:VERSION`, None when it has ended.

    A session ends when the account is disabled or its version has grown (password or role change).
    """
    account_id, _, version = session_id.partition(":")
    rows = _held(session.get_bind().dialect).rows(session, {"account": account_id})
    if not rows:
        return None
    _name, disabled, current, *_rest = rows[0]
    return None if disabled or str(current) != version else _scope(account_id, rows)


@lru_cache(maxsize=8)
def _held(dialect: Dialect) -> Prepared:
    """Return the statement every request begins with: an account, its roles and its divisions."""
    about = (Account.display_name, Account.disabled, Account.session_version)
    nothing = cast(null(), Text)
    role = select(*about, AccountRole.role, nothing.label("prefix")).join_from(
        Account, AccountRole, isouter=True
    )
    prefix = select(*about, nothing.label("role"), AccountScope.prefix).join_from(
        Account, AccountScope
    )
    whose = Account.id == bindparam("account", type_=Text())
    return Prepared(union_all(role.where(whose), prefix.where(whose)), dialect)


def scope_of_account(session: Session, key: str) -> Scope:
    """Return the scope of an account by id or user name: for work done in its name.

    Raises:
        NotFound: no such account, or a disabled one.
    """
    account = session.scalar(select(Account).where((Account.id == key) | (Account.username == key)))
    if account is None or account.disabled:
        raise NotFound(_ACCOUNT, key)
    return scope_of(session, account)


def desk_officer_for(session: Session, division: str) -> Scope | None:
    """Return the scope of the desk officer nearest to a division: longest prefix, then by id."""
    rows = session.execute(
        select(Account, AccountScope.prefix)
        .join(AccountScope, AccountScope.account_id == Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role == "desk_officer", Account.disabled.is_(False))
    ).all()
    near = [row for row in rows if division.startswith(row.prefix)]
    near.sort(key=lambda row: (-len(row.prefix), row.Account.id))
    return scope_of(session, near[0].Account) if near else None


def first_administrator(session: Session) -> Scope | None:
    """Return the scope of the administrator with the widest area, then the first by id."""
    rows = session.execute(
        select(Account, AccountScope.prefix)
        .join(AccountScope, AccountScope.account_id == Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role == "administrator", Account.disabled.is_(False))
    ).all()
    found = sorted(rows, key=lambda row: (len(row.prefix), row.Account.id))
    return scope_of(session, found[0].Account) if found else None


def scope_of(session: Session, account: Account) -> Scope:
    """Return what the account may do and where."""
    rows = _held(session.get_bind().dialect).rows(session, {"account": account.id})
    return _scope(account.id, rows)


def _scope(account_id: str, rows: Sequence[Row[*tuple[Any, ...]]]) -> Scope:
    roles = tuple(sorted(row.role for row in rows if row.role))
    prefixes = tuple(sorted(row.prefix for row in rows if row.prefix is not None))
    actions = load_rules().actions_of(roles)
    return Scope(account_id, rows[0].display_name, prefixes, roles, actions)


def office_of(session: Session, account_id: str) -> Office:
    """Return the office of an account.

    Raises:
        sqlalchemy.exc.NoResultFound: no such account; a signed-in scope always has one.
    """
    account, authority = session.execute(
        select(Account, Authority)
        .join(Authority, Authority.id == Account.authority_id)
        .where(Account.id == account_id)
    ).one()
    return Office(
        authority.id,
        authority.name,
        authority.name_en,
        authority.division_code,
        account.post,
        account.post_en,
    )


def account_names(session: Session, ids: set[str]) -> dict[str, str]:
    """Return display names by account id; an unknown id (a job, the replay) names itself."""
    rows = session.execute(
        select(Account.id, Account.display_name).where(Account.id.in_(ids))
    ).all()
    return {i: i for i in ids} | {row.id: row.display_name for row in rows}


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """A demo account as the sign-in page offers it; exists in demo data only."""

    username: str
    display_name: str
    post: str
    post_en: str
    authority: str
    authority_en: str
    password: str


def demo_sign_ins(session: Session) -> tuple[DemoSignIn, ...]:
    """Return the demo's accounts in the order they were made; none on a real desk."""
    password = session.get(Setting, DEMO_PASSWORD)
    if password is None:
        return ()
    rows = session.execute(
        select(Account, Authority)
        .join(Authority, Authority.id == Account.authority_id)
        .where(Account.demo.is_(True), Account.disabled.is_(False))
        .order_by(Account.id)
    ).all()
    return tuple(
        DemoSignIn(
            account.username,
            account.display_name,
            account.post,
            account.post_en,
            authority.name,
            authority.name_en,
            password.value,
        )
        for account, authority in rows
    )


def accounts_within(session: Session, scope: Scope) -> tuple[AccountRow, ...]:
    """Return the accounts whose divisions all lie within the scope, by user name."""
    roles = _grouped(session, select(AccountRole.account_id, AccountRole.role))
    prefixes = _grouped(session, select(AccountScope.account_id, AccountScope.prefix))
    rows = session.execute(
        select(Account, Authority)
        .join(Authority, Authority.id == Account.authority_id)
        .order_by(Account.username)
    ).all()
    return tuple(
        AccountRow(
            account.id,
            account.username,
            account.display_name,
            account.post,
            authority.name,
            authority.division_code,
            roles.get(account.id, ()),
            prefixes.get(account.id, ()),
            account.disabled,
        )
        for account, authority in rows
        if all(
            any(held.startswith(own) for own in scope.prefixes)
            for held in prefixes.get(account.id, ("",))
        )
    )


def _grouped(session: Session, statement: Select[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key, value in session.execute(statement):
        found.setdefault(key, []).append(value)
    return {key: tuple(sorted(values)) for key, values in found.items()}


def count_accounts(session: Session) -> int:
    """Return how many accounts there are."""
    return session.scalar(select(func.count()).select_from(Account)) or 0
