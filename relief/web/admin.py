"""The administrator's and auditor's pages: accounts, the demo clock, the audit log."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from relief.bootstrap import now_in
from relief.core.errors import NotFound, OutOfScope
from relief.db.audit import audit_page, verify, write_audit
from relief.db.changes import note_change
from relief.offices.accounts import disable
from relief.offices.queries import AccountRow, account_names, accounts_within
from relief.offices.roles import load_rules
from relief.web.auth import needs
from relief.web.clock import stops_ahead
from relief.web.context import desk, scope

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.get("/")
@needs("admin.accounts")
def index() -> ResponseReturnValue:
    """Show the accounts within scope, and the demo clock where there is one."""
    text = request.args.get("q", "").strip().lower()
    with desk().database.read() as session:
        accounts = [a for a in accounts_within(session, scope()) if _holds(a, text)]
        stops = stops_ahead(session)
        present = now_in(session)
    return render_template(
        "admin/index.html",
        accounts=accounts,
        roles=load_rules().roles,
        text=text,
        stops=stops,
        present=present,
    )


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
