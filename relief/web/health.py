"""Whether this desk is up: asked by scripts and by `make demo`."""

from apiflask import APIBlueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from relief.web.auth import public
from relief.web.context import desk

blueprint = APIBlueprint("health", __name__, enable_openapi=False)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Answer 200 when the database answers."""
    with desk().database.read() as session:
        session.execute(text("SELECT 1"))
    return {"ok": True}
