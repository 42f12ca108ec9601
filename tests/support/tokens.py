"""A personal token of a demo account, as its owner would have made it on the page."""

from relief.core.identity import new_id
from relief.offices.queries import scope_of_account
from relief.offices.tokens import make_token


def token_for(desk, username: str, days: int = 30) -> str:
    """Return the secret of a new token."""
    with desk.database.write() as session:
        scope = scope_of_account(session, username)
        made = make_token(session, scope, name="test", days=days, command_id=new_id())
    return made.secret


def bearer(secret: str) -> dict[str, str]:
    """Return the header a program sends."""
    return {"Authorization": f"Bearer {secret}"}
