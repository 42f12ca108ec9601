"""What gateways post to the desk: no sign-in, no form token; the gateway's signature instead."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from relief.alerts.ports import CallbackReader
from relief.alerts.services.callbacks import note_status, take_reply
from relief.bootstrap import gateway_callbacks, now_in
from relief.core.errors import NotFound
from relief.web.auth import signed
from relief.web.context import desk

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks/twilio")
SIGNATURE = "X-Twilio-Signature"
_NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@blueprint.post("/status")
@signed
def status() -> ResponseReturnValue:
    """Note what became of a message; a post nobody signed is refused and writes nothing."""
    reader = _genuine()
    if reader is None:
        return "", 403
    note = reader.status(message_id=_message_id(), form=request.form.to_dict())
    try:
        with desk().database.write() as session:
            note_status(session, now_in(session), note)
    except NotFound:
        return "", 404
    return "", 204


@blueprint.post("/reply")
@signed
def reply() -> ResponseReturnValue:
    """Take a reply as an answer; a post nobody signed is refused and writes nothing."""
    reader = _genuine()
    if reader is None:
        return "", 403
    said = reader.reply(message_id=_message_id(), form=request.form.to_dict())
    with desk().database.write() as session:
        take_reply(session, now_in(session), said)
    return Response(_NOTHING_TO_SAY, mimetype="text/xml")


def _message_id() -> str:
    return request.args.get("message", "")


def _genuine() -> CallbackReader | None:
    reader = gateway_callbacks(desk())
    path = request.full_path.rstrip("?")
    signature = request.headers.get(SIGNATURE, "")
    form = request.form.to_dict()
    return reader if reader.is_genuine(path=path, form=form, signature=signature) else None
