"""What can be proposed, decided, received and signed: types and the marks of the chain. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from relief.core.ledger import Precision
from relief.core.wording import Bilingual

Basis = Literal["threshold", "discretion", "superior", "linkage"]
Form = Literal["written", "telephone"]

BASES: Mapping[str, Bilingual] = {
    "threshold": Bilingual("达到启动条件", "Threshold reached"),
    "discretion": Bilingual("酌情", "At discretion"),
    "superior": Bilingual("上级指令", "Superior's order"),
    "linkage": Bilingual("响应联动", "Linked response"),
}
FORMS: Mapping[str, Bilingual] = {
    "written": Bilingual("书面", "Written"),
    "telephone": Bilingual("电话（口头）", "By telephone"),
}
RESPONSES: Mapping[str, Bilingual] = {
    "relief": Bilingual("救助", "Relief"),
    "earthquake": Bilingual("地震", "Earthquake"),
    "flood": Bilingual("防汛抗旱", "Flood and drought"),
    "geological": Bilingual("地质灾害", "Geological"),
    "wildfire": Bilingual("森林草原防灭火", "Wildfire"),
}
PRECISIONS: tuple[Precision, ...] = ("minute", "day", "unknown")

# Decisions follow each other in one chain per tier and response; these two stand beside it.
DECLINED = "declined:"
LATE = "late:"


@dataclass(frozen=True, slots=True)
class NewProposal:
    """The office's wish.

    Fields:
        division: the tier; its own office alone proposes.
        subject: whose figures it rests on; empty is the tier itself.
        response: "relief", or the command system's.
        level: 1 to 4; 0 ends the response.
        seen: digest of the evaluation on the screen, so that what is frozen is what was shown.
        decider: the post that decides, asked for only where the tier's plan does not say.
    """

    incident_id: str
    division: str
    response: str
    level: int
    basis: Basis
    reason: str
    subject: str = ""
    seen: str = ""
    decider: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A decision on a proposal.

    Fields:
        accepted: False turns it down.
        form: a telephone decision is valid at once and stays to be signed.
        occurred_at: when it was spoken or signed; None is now.
        precision: how exactly that is known; deadlines count from the record where it is no minute.
    """

    proposal_id: str
    accepted: bool
    reason: str
    form: Form = "written"
    document: str = ""
    occurred_at: datetime | None = None
    precision: Precision = "minute"


@dataclass(frozen=True, slots=True)
class Received:
    """A start, change or end decided elsewhere, as its notice says.

    Fields:
        division: the tier that decided.
        decided_by: the body or post, in the notice's words.
        precision: how exactly `occurred_at` is known.
    """

    incident_id: str
    division: str
    response: str
    level: int
    decided_by: str
    occurred_at: datetime
    precision: Precision = "minute"
    document: str = ""
    reason: str = ""
    form: Form = "written"
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper of a spoken decision: its number, and the scan where there is one."""

    decision_id: str
    document: str
    file_sha256: str = ""


def in_chain(follows: str) -> bool:
    """Return whether a decision with this `follows` took its place in the chain of levels."""
    return not follows.startswith((DECLINED, LATE))
