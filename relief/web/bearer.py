"""Who calls with a personal token: nothing but the token counts, a session's cookie least of all.

A cookie travels with every request a browser makes, also with those another site's page makes; a
token is put into a request by the program that was given it.
"""

import json

from flask import Response, request

from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.offices.tokens import call_with, count_wrong, note_use, too_many_wrong
from relief.web.context import desk

CHALLENGE = 'Bearer realm="relief desk"'
_LONGEST_SECRET = 200
_RETRY_AFTER_S = 900
_MISSING = Bilingual(
    "需要访问令牌：在“访问令牌”页生成，以 Authorization: Bearer 发送，或作为 Basic 认证的密码",
    "An access token is needed: make one on the page “Access tokens” and send it as "
    "Authorization: Bearer, or as the password of Basic authentication",
)
_WRONG = Bilingual(
    "访问令牌不对、已过期或已撤销", "The access token is wrong, has expired or was revoked"
)
_TOO_MANY = Bilingual(
    "错误的令牌过多，请 15 分钟后再试", "Too many wrong tokens: try again in 15 minutes"
)
_NOT_ALLOWED = Bilingual(
    "令牌所属账号的岗位不能读取", "The role of the token's account does not allow this"
)


def caller(action: str) -> Scope | Response:
    """Return the scope of the token's owner, or the refusal: 401, 403 or 429 with its reason."""
    secret = _secret()
    if secret is None:
        return refusal(401, "Unauthorized", _MISSING)
    with desk().database.read() as session:
        call = call_with(session, secret)
    if call is None:
        return _wrong()
    if not call.used_today:
        with desk().database.write() as session:
            note_use(session, call.token_id)
    if not call.scope.may(action):
        return refusal(403, "Forbidden", _NOT_ALLOWED)
    return call.scope


def refusal(code: int, name: str, wording: Bilingual, path: str = "") -> Response:
    """Return an error a program can read: OGC's `code` and `description`, and both languages."""
    body = {
        "code": name,
        "description": f"{wording.zh} / {wording.en}",
        "schema": 1,
        "errors": [{"path": path, "message": wording.as_dict()}],
    }
    response = Response(json.dumps(body, ensure_ascii=False), code, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    if code == 401:  # noqa: PLR2004 (the status that asks for a token)
        # Bearer alone: a Basic challenge would make browsers ask, keep and send the token unasked.
        response.headers["WWW-Authenticate"] = CHALLENGE
    return response


def _secret() -> str | None:
    given = request.authorization
    if given is None:
        return None
    secret = given.token if given.type == "bearer" else given.password
    return secret[:_LONGEST_SECRET] if secret else None


def _wrong() -> Response:
    address = request.remote_addr or ""
    with desk().database.read() as session:
        stopped = too_many_wrong(session, address)
    if stopped:
        response = refusal(429, "TooManyRequests", _TOO_MANY)
        response.headers["Retry-After"] = str(_RETRY_AFTER_S)
        return response
    with desk().database.write() as session:
        count_wrong(session, address)
    return refusal(401, "Unauthorized", _WRONG)
