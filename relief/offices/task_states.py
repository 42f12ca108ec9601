"""Where a task can stand and go: one table, read by the service, the buttons and the tests."""

from collections.abc import Mapping
from typing import Literal

from relief.core.wording import Bilingual

TaskState = Literal["assigned", "accepted", "done"]

STATES: Mapping[TaskState, Bilingual] = {
    "assigned": Bilingual("已派发", "Assigned"),
    "accepted": Bilingual("已接受", "Accepted"),
    "done": Bilingual("已完成", "Done"),
}

# Back to "assigned" is a hand-over to another owner, and from "done" a reopening: the way back.
NEXT: Mapping[str, frozenset[str]] = {
    "assigned": frozenset({"accepted", "assigned"}),
    "accepted": frozenset({"done", "assigned"}),
    "done": frozenset({"assigned"}),
}
