"""Personal access tokens: made and shown once, used, counted when wrong, revoked.

A secret is 256 random bits, so its digest needs no salt and no slow hash. Whoever calls with it
reaches what its owner reaches at that moment: roles and divisions are read anew every time.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from relief.core.clock import beijing
from relief.core.errors import AlreadyDone, NotFound, Refused
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.db.audit import write_audit
from relief.offices.accounts import WINDOW
from relief.offices.queries import scope_of
from relief.offices.tables import Account, SignInAttempt
from relief.offices.token_tables import AccessToken

PREFIX = "relief_"
"""A secret begins so: whoever finds one in a log or a file knows what it opens."""
SECRET_BYTES = 32
LONGEST_NAME = 80
LONGEST_DAYS = 366
MOST_IN_FORCE = 20
MOST_WRONG = 30
"""Wrong tokens one address may try in fifteen minutes; a right one is never kept out by them."""


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token as it is shown, once; only the digest of `secret` is kept."""

    id: str
    name: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenCall:
    """A call with a token in force. `used_today` says that its day of use is already written."""

    token_id: str
    scope: Scope
    used_today: bool


def make_token(
    session: Session, scope: Scope, *, name: str, days: int, command_id: str
) -> MadeToken:
    """Return a new token of the person who asks, with the secret nobody will see again.

    Raises:
        Refused: no name or one above 80 characters, not 1 to 366 days, or twenty in force already.
        AlreadyDone: this command has made its token; its secret was shown then.
    """
    now, named = _machine_now(), " ".join(name.split())
    _check(session, scope, named, days, now)
    if session.scalar(select(AccessToken.id).where(AccessToken.command_id == command_id)):
        raise AlreadyDone(Bilingual(f"令牌“{named}”", f"Token “{named}”"), scope.account_name)
    account = session.get_one(Account, scope.account_id)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    row = AccessToken(
        command_id=command_id,
        account_id=account.id,
        session_version=account.session_version,
        name=named,
        digest=_digest(secret),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    detail = {"name": named, "expires_at": row.expires_at.isoformat()}
    write_audit(session, scope.account_id, "token_make", row.id, detail)
    return MadeToken(row.id, named, secret, row.expires_at)


def revoke_token(session: Session, scope: Scope, token_id: str) -> None:
    """End a token of the person who asks; one already ended stays as it is.

    Raises:
        NotFound: no such token, or another person's.
    """
    row = session.get(AccessToken, token_id)
    if row is None or row.account_id != scope.account_id:
        raise NotFound("访问令牌 token", token_id)
    if row.revoked_at is None:
        row.revoked_at = _machine_now()
        write_audit(session, scope.account_id, "token_revoke", row.id, {"name": row.name})


def call_with(session: Session, secret: str) -> TokenCall | None:
    """Return who calls with this secret, None unless it is in force and its account open."""
    found = session.execute(
        select(AccessToken, Account)
        .join(Account, Account.id == AccessToken.account_id)
        .where(AccessToken.digest == _digest(secret), in_force(_machine_now()))
    ).one_or_none()
    if found is None:
        return None
    token, account = found
    return TokenCall(token.id, scope_of(session, account), token.last_used_on == _today())


def in_force(now: datetime) -> ColumnElement[bool]:
    """Return the condition on a token joined with its account: it opens something at `now`."""
    return (
        AccessToken.revoked_at.is_(None)
        & (AccessToken.expires_at > now)
        & (AccessToken.session_version == Account.session_version)
        & Account.disabled.is_(False)
    )


def note_use(session: Session, token_id: str) -> None:
    """Keep the day of the last use: the day is enough, and one write a day a token."""
    session.execute(
        update(AccessToken).where(AccessToken.id == token_id).values(last_used_on=_today())
    )


def count_wrong(session: Session, address: str) -> None:
    """Count a wrong token from this address."""
    session.add(SignInAttempt(key=_key(address), at=_machine_now()))
    session.flush()


def too_many_wrong(session: Session, address: str) -> bool:
    """Return whether this address has tried thirty wrong tokens within fifteen minutes."""
    since = _machine_now() - WINDOW
    tried = select(func.count()).where(SignInAttempt.key == _key(address), SignInAttempt.at > since)
    return (session.scalar(tried) or 0) >= MOST_WRONG


def _check(session: Session, scope: Scope, name: str, days: int, now: datetime) -> None:
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(
            Bilingual(
                f"请给令牌起名（1 至 {LONGEST_NAME} 个字），例如“办公室 QGIS”",
                f"Name the token (1 to {LONGEST_NAME} characters), for example “office QGIS”",
            ),
            "name",
        )
    if not 0 < days <= LONGEST_DAYS:
        raise Refused(
            Bilingual(
                f"有效期为 1 至 {LONGEST_DAYS} 天", f"A token lasts 1 to {LONGEST_DAYS} days"
            ),
            "days",
        )
    held = session.scalar(
        select(func.count())
        .select_from(AccessToken)
        .join(Account, Account.id == AccessToken.account_id)
        .where(AccessToken.account_id == scope.account_id, in_force(now))
    )
    if (held or 0) >= MOST_IN_FORCE:
        raise Refused(
            Bilingual(
                f"有效令牌已有 {MOST_IN_FORCE} 个：请先撤销不用的",
                f"{MOST_IN_FORCE} tokens are in force: revoke one that is not used",
            )
        )


def _key(address: str) -> str:
    return f"token:{address}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _machine_now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return beijing(_machine_now()).date()
