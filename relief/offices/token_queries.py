"""A person's own tokens, as the page lists them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relief.core.paging import PAGE_SIZE, Page, pages_for
from relief.core.scope import Scope
from relief.offices.tables import Account
from relief.offices.token_tables import AccessToken
from relief.offices.tokens import in_force

TokenState = Literal["in_force", "revoked", "expired", "ended"]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token without its secret.

    Fields:
        state: "in_force", "revoked" by its owner, "expired", or "ended" with a new password or a
            disabled account.
        last_used_on: Beijing day, None when it was never used.
    """

    id: str
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_on: date | None
    state: TokenState


def own_tokens(session: Session, scope: Scope, *, text: str = "", page: int = 1) -> Page[TokenRow]:
    """Return a page of the person's tokens whose name holds `text`: in force first, then newest."""
    now = datetime.now(UTC)
    mine = (
        select(AccessToken, in_force(now).label("good"))
        .join(Account, Account.id == AccessToken.account_id)
        .where(AccessToken.account_id == scope.account_id)
    )
    if text:
        mine = mine.where(AccessToken.name.icontains(text, autoescape=True))
    total = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    number = max(1, min(page, pages_for(total)))
    rows = session.execute(
        mine.order_by(in_force(now).desc(), AccessToken.created_at.desc(), AccessToken.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    items = tuple(_row(token, good=bool(good), now=now) for token, good in rows)
    return Page(items, number, pages_for(total), total)


def _row(token: AccessToken, *, good: bool, now: datetime) -> TokenRow:
    state: TokenState = "in_force" if good else "ended"
    if token.revoked_at is not None:
        state = "revoked"
    elif token.expires_at <= now:
        state = "expired"
    return TokenRow(
        token.id, token.name, token.created_at, token.expires_at, token.last_used_on, state
    )
