"""Whether this desk is up: asked by scripts and by `make demo`."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from relief.web.auth import public
from relief.web.context import desk

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Answer 200 when the database answers."""
    with desk().database.read() as session:
        session.execute(text("SELECT 1"))
    return {"ok": True}
