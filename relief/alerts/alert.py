"""叫应: what an alert is, the states of its messages and divisions, and their names. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from relief.core.wording import Bilingual

AlertKind = Literal["warning", "roll_call"]
KINDS: Mapping[AlertKind, Bilingual] = {
    "warning": Bilingual("预警叫应", "Warning"),
    "roll_call": Bilingual("灾情点名", "Roll call"),
}

Channel = Literal["sms", "voice", "phone", "visit"]
CHANNELS: Mapping[Channel, Bilingual] = {
    "sms": Bilingual("短信", "Text message"),
    "voice": Bilingual("语音电话", "Voice call"),
    "phone": Bilingual("值班电话", "Desk's telephone"),
    "visit": Bilingual("派人上门", "Somebody goes there"),
}
BY_GATEWAY: frozenset[Channel] = frozenset({"sms", "voice"})
"""Channels a gateway carries; the others are the desk's own people, in the call list."""

AlertState = Literal["held", "stopped", "calling", "answered"]
ALERT_STATES: Mapping[AlertState, Bilingual] = {
    "held": Bilingual("待发出", "Held"),
    "stopped": Bilingual("已停止，未发出", "Stopped before it left"),
    "calling": Bilingual("叫应中", "Being answered"),
    "answered": Bilingual("全部应答", "Everybody answered"),
}

MessageState = Literal[
    "held",
    "queued",
    "sending",
    "unsure",
    "sent",
    "delivered",
    "failed",
    "answered",
    "needless",
    "stopped",
]
MESSAGE_STATES: Mapping[MessageState, Bilingual] = {
    "held": Bilingual("待发出", "Held"),
    "queued": Bilingual("待办", "Waiting its turn"),
    "sending": Bilingual("发送中", "Being sent"),
    "unsure": Bilingual("可能已发出", "May have gone out"),
    "sent": Bilingual("已发出", "Sent"),
    "delivered": Bilingual("已送达", "Delivered"),
    "failed": Bilingual("未送达", "Not delivered"),
    "answered": Bilingual("已接听应答", "Answered on the telephone"),
    "needless": Bilingual("已应答，不必再办", "Answered before; not needed"),
    "stopped": Bilingual("已停止", "Stopped"),
}
_END: frozenset[MessageState] = frozenset()
NEXT_MESSAGE: Mapping[str, frozenset[MessageState]] = {
    "held": frozenset({"queued", "stopped"}),
    # A task of the call list stays `queued` after a number that did not answer.
    "queued": frozenset({"queued", "sending", "failed", "answered", "needless"}),
    # A lease that lapsed while sending is sent again (`sending`), or asked back.
    "sending": frozenset({"sending", "queued", "unsure", "sent", "delivered", "failed"}),
    "unsure": frozenset({"queued", "sending", "unsure", "sent", "delivered", "failed"}),
    "sent": frozenset({"delivered", "failed"}),
    "delivered": _END,
    "failed": _END,
    "answered": _END,
    "needless": _END,
    "stopped": _END,
}
IN_OUTBOX: frozenset[MessageState] = frozenset({"queued", "sending", "unsure"})
"""What a sender looks at: waiting, or left in the middle by somebody who died."""

WENT_OUT: frozenset[MessageState] = frozenset({"sent", "delivered", "answered"})

DivisionStateName = Literal[
    "held",
    "waiting",
    "sent",
    "answered",
    "climbed",
    "exhausted",
    "stopped",
    "no_responsible",
]
DIVISION_STATES: Mapping[DivisionStateName, Bilingual] = {
    "held": Bilingual("待发出", "Held"),
    "waiting": Bilingual("等待发出", "Waiting to be sent"),
    "sent": Bilingual("已发出，未应答", "Sent, not answered"),
    "answered": Bilingual("已应答", "Answered"),
    "climbed": Bilingual("未应答，已升级", "Not answered, climbed"),
    "exhausted": Bilingual("各轮均无应答", "Nobody answered on any rung"),
    "stopped": Bilingual("已停止", "Stopped"),
    "no_responsible": Bilingual("名册无责任人", "Nobody on the roster"),
}

How = Literal["sms", "voice", "desk", "web"]
HOWS: Mapping[How, Bilingual] = {
    "sms": Bilingual("短信回复", "By text message"),
    "voice": Bilingual("电话按键", "By a key on the telephone"),
    "desk": Bilingual("值班电话", "On the desk's telephone"),
    "web": Bilingual("网页", "On the web page"),
}

CallOutcome = Literal["answered", "no_answer", "busy", "off", "wrong_number"]
OUTCOMES: Mapping[CallOutcome, Bilingual] = {
    "answered": Bilingual("接听", "Answered"),
    "no_answer": Bilingual("无人接", "No answer"),
    "busy": Bilingual("占线", "Busy"),
    "off": Bilingual("关机", "Switched off"),
    "wrong_number": Bilingual("号码错误", "Wrong number"),
}

EVENTS: Mapping[str, Bilingual] = {
    "issued": Bilingual("发起叫应", "Alert issued"),
    "released": Bilingual("倒计时结束，发出", "Count-down over, released"),
    "stopped": Bilingual("发出前停止", "Stopped before it left"),
    "climbed": Bilingual("升级到下一轮", "Climbed to the next rung"),
    "exhausted": Bilingual("各轮均无应答", "No rung is left"),
    "no_responsible": Bilingual("名册无责任人，派人上门", "Nobody on the roster: somebody goes"),
    "answered": Bilingual("应答", "Answered"),
    "further_words": Bilingual("再次来话", "Further words"),
    **{f"message_{state}": name for state, name in MESSAGE_STATES.items()},
    **{f"call_{outcome}": name for outcome, name in OUTCOMES.items()},
}
"""Names of `EventRow.what`."""


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to be issued.

    Fields:
        office_division: the desk that issues it, 12 digits.
        divisions: whom it calls, 12 digits each, all within the desk's scope.
        text: exactly what goes to everybody.
    """

    incident_id: str
    office_division: str
    kind: AlertKind
    divisions: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A division answered.

    Fields:
        person_id: the person of the roster who answered, None when it was somebody else.
        words: as spoken or written; kept apart from the ledger, erasable.
        on_behalf: the desk writes down what it heard; not the township itself.
    """

    alert_id: str
    division: str
    how: How
    person_id: str | None = None
    words: str = ""
    on_behalf: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """The desk dialled a number of its call list, or went there."""

    message_id: str
    outcome: CallOutcome
    words: str = ""
