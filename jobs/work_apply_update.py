"""Long work: the accepted lines of a reviewed yearly update are applied, in one transaction."""

from collections.abc import Callable, Mapping
from typing import Any

from relief.bootstrap import Desk, now_in
from relief.core.ledger import Stamp
from relief.core.wording import Bilingual
from relief.geography.update_apply import apply_once
from relief.offices.queries import scope_of_account

KIND = "apply_update"
SOURCE = "review"


def run(
    desk: Desk,
    _work_id: str,
    arguments: Mapping[str, Any],
    progress: Callable[[int, int], bool],
) -> Mapping[str, Any]:
    """Return how many lines were applied; a worker that takes over from a dead one applies once.

    Raises:
        AlreadyDone, RefusedRows, OutOfScope: as `apply_update`; nothing was changed.
    """
    lines = int(arguments["lines"])
    if progress(0, lines):
        return {"state": "cancelled"}
    with desk.database.write() as session:
        scope = scope_of_account(session, str(arguments["asked_by"]))
        stamp = Stamp.make(now_in(session), scope.account_id, SOURCE)
        done = apply_once(session, scope, stamp, str(arguments["update"]))
    progress(done, done)
    said = Bilingual(f"已应用 {done:,} 行；可以撤回", f"{done:,} lines applied; can be taken back")
    return {"lines": done, "said": said.as_dict()}
