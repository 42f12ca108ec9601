"""The tasks of an incident: accept, hand over, finish with evidence, reopen."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from relief.core.division_code import NATION
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.db.changes import note_change
from relief.geography.queries import divisions
from relief.offices.task_queries import TaskFilter, open_task_counts, task_history, tasks
from relief.offices.task_states import NEXT, STATES
from relief.offices.tasks import TaskStep
from relief.offices.tasks import step as take_step
from relief.response.checklist_queries import lines_of
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.incident_page import open_incident, page

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/i/<slug>/tasks")
@needs("tasks.view")
def index(slug: str) -> ResponseReturnValue:
    """Show the tasks in scope, overdue first."""
    wanted = TaskFilter(
        state=request.args.get("state", ""),
        owner=request.args.get("owner", ""),
        page=request.args.get("page", 1, type=int),
    )
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        listed = tasks(session, scope(), incident.id, wanted, hour)
        still_open, overdue = open_task_counts(session, scope(), incident.id, hour)
        rows = divisions(session, {row.division for row in listed.items})
        return page(
            "offices/tasks.html",
            session,
            incident,
            listed=listed,
            wanted=wanted,
            still_open=still_open,
            overdue=overdue,
            history=task_history(session, scope(), [row.task_id for row in listed.items]),
            lines=lines_of(session, {row.subject for row in listed.items}),
            names={code: row.name for code, row in rows.items()} | {NATION: "全国"},
            states=STATES,
            next_states=NEXT,
        )


@blueprint.post("/i/<slug>/tasks/<task_id>")
@needs("tasks.step")
def step(slug: str, task_id: str) -> ResponseReturnValue:
    """Take one step of a task."""
    state = next((name for name in STATES if name == request.form.get("state")), None)
    if state is None:
        raise Refused(Bilingual("没有这个状态", "There is no such state"), "state")
    owner = request.form.get("owner", "").strip()
    wish = TaskStep(
        task_id=task_id,
        state=state,
        evidence=request.form.get("evidence", ""),
        owner=Bilingual(owner, owner) if owner else None,
        after=request.form.get("after", ""),
    )
    with desk().database.write() as session:
        open_incident(session, slug)
        take_step(session, scope(), stamp(session), wish)
        note_change(session, "offices")
    return redirect(url_for("tasks.index", slug=slug, _anchor=f"task-{task_id}"))
