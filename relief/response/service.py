"""The office proposes, the post the plan names decides, a decision is received, papers follow."""

from relief.response.services.decide import decide
from relief.response.services.propose import propose
from relief.response.services.receive import receive
from relief.response.services.sign import sign

__all__ = ["decide", "propose", "receive", "sign"]
