"""The administrator's and auditor's pages: accounts, the demo clock, jobs, the audit log."""

import json

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.bootstrap import now_in
from relief.core.division_code import NATION
from relief.core.errors import NotFound, OutOfScope, Refused
from relief.core.identity import new_id
from relief.core.wording import Bilingual
from relief.db.audit import audit_page, verify, write_audit
from relief.db.changes import note_change
from relief.db.job_log import last_runs
from relief.db.tables import Setting
from relief.db.work import Filed, file_work
from relief.offices.accounts import disable
from relief.offices.queries import AccountRow, account_names, accounts_within
from relief.offices.roles import load_rules
from relief.web.auth import needs
from relief.web.context import desk, scope

blueprint = Blueprint("admin", __name__, url_prefix="/admin")
DEMO_STOPS = "demo_stops"


@blueprint.get("/")
@needs("admin.accounts")
def index() -> ResponseReturnValue:
    """Show the accounts within scope, and the demo clock where there is one."""
    text = request.args.get("q", "").strip().lower()
    with desk().database.read() as session:
        accounts = [a for a in accounts_within(session, scope()) if _holds(a, text)]
        stops = _stops(session)
        present = now_in(session)
    return render_template(
        "admin/index.html",
        accounts=accounts,
        roles=load_rules().roles,
        text=text,
        stops=stops,
        present=present,
    )


@blueprint.post("/clock")
@needs("admin.clock")
def advance() -> ResponseReturnValue:
    """File the advance of the demo clock to the next notice or to a stop."""
    target = request.form.get("target", "")
    with desk().database.write() as session:
        if target not in {stop["name"] for stop in _stops(session) or ()}:
            raise Refused(Bilingual("没有这个停点", "There is no such stop"), "target")
        command = request.form.get("command_id") or new_id()
        filed = Filed("advance_clock", NATION, {"target": target}, command)
        work_id = file_work(session, scope(), filed)
        write_audit(session, scope().account_id, "clock_advance", target, {})
    return redirect(url_for("work.show", work_id=work_id))


@blueprint.post("/accounts/<username>/disabled")
@needs("admin.accounts")
def set_disabled(username: str) -> ResponseReturnValue:
    """Close an account, or open it again; nobody closes his own."""
    with desk().database.write() as session:
        known = {a.username: a for a in accounts_within(session, scope())}
        if username not in known:
            raise NotFound("账号 account", username)
        if known[username].id == scope().account_id:
            raise OutOfScope("admin.accounts")
        closed = request.form.get("disabled") == "1"
        disable(session, username, disabled=closed)
        deed = "user_disable" if closed else "user_enable"
        write_audit(session, scope().account_id, deed, username, {})
        note_change(session, "offices")
    return redirect(url_for("admin.index"))


@blueprint.get("/jobs")
@needs("jobs.view")
def jobs() -> ResponseReturnValue:
    """Show each job's last run and its result."""
    with desk().database.read() as session:
        runs = sorted(last_runs(session).values(), key=lambda run: run.name)
    return render_template("admin/jobs.html", runs=runs)


@blueprint.get("/audit")
@needs("audit.view")
def audit() -> ResponseReturnValue:
    """Show the audit rows of the accounts within scope, newest first, and the chain's verdict."""
    text = request.args.get("q", "").strip()
    with desk().database.read() as session:
        ids = [account.id for account in accounts_within(session, scope())]
        found = audit_page(session, ids, text=text, page=request.args.get("page", 1, type=int))
        names = account_names(session, {entry.account_id for entry in found.items})
        verdict = verify(session)
    return render_template("admin/audit.html", found=found, names=names, text=text, verdict=verdict)


def _holds(account: AccountRow, text: str) -> bool:
    words = (account.username, account.display_name, account.post, account.authority)
    return not text or any(text in word.lower() for word in words)


def _stops(session: Session) -> list[dict[str, str]] | None:
    """Return what lies ahead of the demo clock; None on a real desk, which has none."""
    row = session.get(Setting, DEMO_STOPS)
    return json.loads(row.value) if row else None
