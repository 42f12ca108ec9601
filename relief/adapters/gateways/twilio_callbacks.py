"""What Twilio posts to the desk: its signature, and its words in ours."""

from collections.abc import Mapping

from relief.alerts.alert import MessageState
from relief.alerts.ports import Reply, StatusNote

# Every word of Twilio's message and call statuses; None changes nothing here.
STATES: Mapping[str, MessageState | None] = {
    "accepted": None,
    "scheduled": None,
    "queued": None,
    "sending": None,
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
    "initiated": None,
    "ringing": None,
    "in-progress": None,
    "completed": "delivered",
    "busy": "failed",
    "no-answer": "failed",
}


class TwilioCallbacks:
    """Reads posts that carry a valid `X-Twilio-Signature` for the desk's public address."""

    def __init__(self, auth_token: str, public_url: str) -> None:
        """Keep the account's secret and the address posted to; without both none is genuine."""
        self._token = auth_token
        self._public_url = public_url

    def is_genuine(self, *, path: str, form: Mapping[str, str], signature: str) -> bool:
        """Return whether Twilio signed this form for this path of the public address."""
        from twilio.request_validator import RequestValidator

        if not self._token or not self._public_url or not signature:
            return False
        validator = RequestValidator(self._token)
        return bool(validator.validate(self._public_url + path, dict(form), signature))

    def status(self, *, message_id: str, form: Mapping[str, str]) -> StatusNote:
        """Return what a status callback says; a word that is not Twilio's changes nothing."""
        word = form.get("MessageStatus") or form.get("CallStatus") or ""
        sid = form.get("MessageSid") or form.get("CallSid") or ""
        code = " ".join(part for part in (word, form.get("ErrorCode", "")) if part)
        return StatusNote(message_id, sid, STATES.get(word), code)

    def reply(self, *, message_id: str, form: Mapping[str, str]) -> Reply:
        """Return a text message's words, or the key pressed on a call the desk made."""
        if "CallSid" in form:
            key = form.get("Digits", "")
            return Reply(f"{form['CallSid']}:{key}", form.get("To", ""), key, message_id)
        return Reply(form.get("MessageSid", ""), form.get("From", ""), form.get("Body", ""))
