"""Reads of accounts and their scopes."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.core.scope import Scope
from relief.offices.roles import load_rules
from relief.offices.tables import Account, AccountRole, AccountScope, Authority


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
    account = session.get(Account, account_id)
    if account is None or account.disabled or str(account.session_version) != version:
        return None
    return scope_of(session, account)


def scope_of(session: Session, account: Account) -> Scope:
    """Return what the account may do and where."""
    roles = tuple(
        sorted(
            session.scalars(select(AccountRole.role).where(AccountRole.account_id == account.id))
        )
    )
    prefixes = tuple(
        sorted(
            session.scalars(
                select(AccountScope.prefix).where(AccountScope.account_id == account.id)
            )
        )
    )
    actions = load_rules().actions_of(roles)
    return Scope(account.id, account.display_name, prefixes, roles, actions)


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


def count_accounts(session: Session) -> int:
    """Return how many accounts there are."""
    return session.scalar(select(func.count()).select_from(Account)) or 0
