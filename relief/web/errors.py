"""The one place that knows status codes: domain errors become answers a person can read."""

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from relief.core.errors import (
    AlreadyDone,
    InvalidDivisionCode,
    NotFound,
    OutOfScope,
    Refused,
    RefusedRows,
    ReliefError,
)
from relief.core.wording import Bilingual
from relief.offices.queries import account_names
from relief.web.context import desk
from relief.web.language import say

STATUS: dict[type[ReliefError], int] = {
    OutOfScope: 403,
    NotFound: 404,
    AlreadyDone: 409,
    Refused: 422,
    RefusedRows: 422,
    InvalidDivisionCode: 422,
}
_HTTP: dict[int, Bilingual] = {
    404: Bilingual("没有这个页面", "There is no such page"),
    405: Bilingual("此页面不接受该操作", "This page does not take that action"),
    413: Bilingual("文件太大：上限 20 MiB", "The file is too large: 20 MiB at most"),
    400: Bilingual("请求不完整，未作任何改动", "The request was incomplete; nothing was changed"),
}
_EXPIRED = Bilingual(
    "页面已过期，未作任何改动；请返回刷新后再提交",
    "The page has expired and nothing was changed; reload it and submit again",
)
_FAILED = Bilingual(
    "系统出错，未作任何改动；已记入日志，请重试或报管理员",
    "Something failed and nothing was changed; it is in the log: "
    "try again or tell the administrator",
)


def answer_errors(app: Flask) -> None:
    """Give every error its page, or its JSON where the page's script asked."""
    app.before_request(_refuse_nul)
    app.register_error_handler(ReliefError, _refused)
    app.register_error_handler(CSRFError, lambda _e: _answer(400, _EXPIRED, []))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, lambda _e: _answer(500, _FAILED, []))


def _refuse_nul() -> ResponseReturnValue | None:
    """Answer 400 to an address or a field with a character PostgreSQL cannot hold."""
    sent = (text for _name, text in request.values.items(multi=True))
    if "\0" in request.path or any("\0" in text for text in sent):
        return _answer(400, _HTTP[400], [])
    return None


def _refused(error: ReliefError) -> ResponseReturnValue:
    reasons = error.reasons if isinstance(error, RefusedRows) else []
    if isinstance(error, AlreadyDone) and error.by:
        error = _named(error)
    return _answer(STATUS.get(type(error), 422), error.wording(), reasons)


def _named(error: AlreadyDone) -> AlreadyDone:
    """Return the error with the winner's name for his account."""
    with desk().database.read() as session:
        return AlreadyDone(error.deed, account_names(session, {error.by})[error.by], error.at)


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    return _answer(code, _HTTP.get(code, _FAILED), [])


def _answer(code: int, wording: Bilingual, reasons: list[Refused]) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        listed = [{"path": r.path, "message": r.reason.as_dict()} for r in reasons]
        whole = {"path": "", "message": wording.as_dict()}
        return {"schema": 1, "errors": listed or [whole]}, code
    partial = request.headers.get("HX-Request") == "true"
    template = "errors/fragment.html" if partial else "errors/page.html"
    return render_template(template, code=code, message=say(wording), reasons=reasons), code
