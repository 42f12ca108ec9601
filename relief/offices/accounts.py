"""Making accounts, and the signing in of one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from relief.core.errors import AlreadyDone, Refused
from relief.core.identity import new_id
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.offices.passwords import SHORTEST, hash_password, matches
from relief.offices.roles import load_rules
from relief.offices.tables import Account, AccountRole, AccountScope, Authority, SignInAttempt

WINDOW = timedelta(minutes=15)
MOST_FAILURES = 10


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made: who, in which office and post, with which roles and prefixes.

    Fields:
        password_hash: of `password`, where the caller has it already; empty: made here.
    """

    username: str
    display_name: str
    password: str
    authority_id: str
    post: str
    post_en: str
    roles: tuple[str, ...]
    prefixes: tuple[str, ...]
    demo: bool = False
    password_hash: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A successful sign-in: the session id to keep."""

    account_id: str
    session_id: str


def add_authority(session: Session, authority_id: str, name: Bilingual, division: str) -> None:
    """Add an office of a division unless it is known."""
    if session.get(Authority, authority_id) is None:
        session.add(
            Authority(id=authority_id, name=name.zh, name_en=name.en, division_code=division)
        )
        session.flush()


def add_account(session: Session, new: NewAccount) -> str:
    """Return the id of the account made.

    Raises:
        Refused: the password is under ten characters, or a role is not in `roles.toml`.
        AlreadyDone: the user name is taken.
    """
    if len(new.password) < SHORTEST and not new.demo:
        raise Refused(
            Bilingual(
                f"密码至少 {SHORTEST} 个字符", f"A password has at least {SHORTEST} characters"
            ),
            "password",
        )
    if unknown := set(new.roles) - set(load_rules().roles):
        listed = ", ".join(sorted(unknown))
        raise Refused(Bilingual(f"没有这些岗位：{listed}", f"No such roles: {listed}"), "roles")
    if session.scalar(select(Account.id).where(Account.username == new.username)):
        raise AlreadyDone(Bilingual("账号", f"Account {new.username}"), new.username)
    account = Account(
        id=new_id(),
        username=new.username,
        display_name=new.display_name,
        post=new.post,
        post_en=new.post_en,
        authority_id=new.authority_id,
        password_hash=new.password_hash or hash_password(new.password),
        demo=new.demo,
    )
    session.add(account)
    session.flush()
    session.add_all(AccountRole(account_id=account.id, role=role) for role in new.roles)
    session.add_all(AccountScope(account_id=account.id, prefix=p) for p in new.prefixes)
    session.flush()
    return account.id


def sign_in(session: Session, username: str, password: str, address: str) -> SignedIn:
    """Return the session of a right password; a wrong one is counted and refused.

    The failure is kept although the deed is refused: the caller commits what was counted.

    Raises:
        Refused: wrong name or password, or ten failures of the account or address in 15 minutes.
    """
    keys = (f"account:{username}", f"address:{address}")
    if _failures(session, keys) >= MOST_FAILURES:
        raise Refused(
            Bilingual(
                "尝试过多，请 15 分钟后再试，或请管理员重置密码",
                "Too many attempts: try again in 15 minutes, or ask the administrator",
            )
        )
    account = session.scalar(select(Account).where(Account.username == username))
    usable = account is not None and not account.disabled
    right = matches(account.password_hash if account and usable else None, password)
    if account is None or not right:
        session.add_all(SignInAttempt(key=key, at=datetime.now(UTC)) for key in keys)
        session.flush()
        raise Refused(
            Bilingual("账号或密码不对", "The account name or the password is wrong"), "password"
        )
    session.execute(delete(SignInAttempt).where(SignInAttempt.key == keys[0]))
    write_audit(session, account.id, "sign_in", username, {"address": address})
    return SignedIn(account.id, f"{account.id}:{account.session_version}")


def reset_password(session: Session, username: str, password: str) -> None:
    """Set a new password and end the account's sessions.

    Raises:
        Refused: no such account, or the password is too short.
    """
    account = _account(session, username)
    if len(password) < SHORTEST:
        raise Refused(Bilingual("密码太短", "The password is too short"), "password")
    account.password_hash = hash_password(password)
    account.session_version += 1


def disable(session: Session, username: str, *, disabled: bool) -> None:
    """Close an account and end its sessions, or open it again.

    Raises:
        Refused: no such account.
    """
    account = _account(session, username)
    account.disabled = disabled
    account.session_version += 1


def forget_old_attempts(session: Session) -> int:
    """Delete failed sign-ins older than the throttle's window; return how many."""
    before = datetime.now(UTC) - WINDOW
    old = select(SignInAttempt.id).where(SignInAttempt.at <= before)
    ids = list(session.scalars(old))
    session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(ids)))
    return len(ids)


def _account(session: Session, username: str) -> Account:
    account = session.scalar(select(Account).where(Account.username == username))
    if account is None:
        raise Refused(Bilingual(f"没有账号 {username}", f"No account {username}"), "username")
    return account


def _failures(session: Session, keys: tuple[str, ...]) -> int:
    since = datetime.now(UTC) - WINDOW
    counted = session.execute(
        select(SignInAttempt.key, func.count())
        .where(SignInAttempt.key.in_(keys), SignInAttempt.at > since)
        .group_by(SignInAttempt.key)
    ).all()
    return max((count for _key, count in counted), default=0)
