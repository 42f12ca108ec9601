"""The level page: what the engine says and why, what waits, what was decided; propose to sign."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from relief.bootstrap import now_in
from relief.core.clock import beijing, parse_time
from relief.core.division_code import NATION, chain
from relief.core.errors import Refused
from relief.core.ledger import Precision
from relief.core.wording import Bilingual
from relief.db.files import NewFile
from relief.geography.queries import divisions
from relief.incidents.queries import IncidentRow
from relief.offices.queries import office_of
from relief.response.catalogue import load_plan
from relief.response.decisions import BASES, FORMS, RESPONSES, Choice, NewProposal, Paper, Received
from relief.response.ladder import concerns, tiers_of
from relief.response.plan import Plan
from relief.response.plans_in_force import ROMAN, is_keyed, plan_of, responses_of, same_post
from relief.response.proposal_queries import waiting_proposals
from relief.response.queries import LevelRow, level_history, levels_now
from relief.response.service import decide as decide_level
from relief.response.service import propose as propose_level
from relief.response.service import receive as receive_level
from relief.response.service import sign as sign_level
from relief.response.standing import recommendations, subjects_of
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.incident_page import open_incident, page
from relief.web.level_views import indicator_name, origin_words, subject_views

blueprint = Blueprint("levels", __name__)
BESIDE = "cn-2024"
_SIGNATURES = {b"%PDF": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


@blueprint.get("/i/<slug>/level")
@needs("response.view")
def show(slug: str) -> ResponseReturnValue:
    """Show every rule with its value, source and distance, and the forms the person may use."""
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        at = hour.at if hour.replay else None
        return page(
            "response/level.html",
            session,
            incident,
            **_evaluated(session, incident, at),
            **_decided(session, incident, at),
            **_forms(session, incident),
        )


@blueprint.post("/i/<slug>/level/propose")
@needs("response.propose")
def propose(slug: str) -> ResponseReturnValue:
    """Propose a level; the evidence on the screen is frozen with it."""
    form = request.form
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        wish = NewProposal(
            incident_id=incident.id,
            division=form.get("division", ""),
            response=form.get("response", "relief"),
            level=_level(form.get("level", "")),
            basis=form.get("basis", ""),  # type: ignore[arg-type]  # the service checks it
            reason=form.get("reason", ""),
            subject=form.get("subject", ""),
            seen=form.get("seen", ""),
            decider=form.get("decider", ""),
        )
        propose_level(session, scope(), stamp(session), wish)
    return redirect(url_for("levels.show", slug=slug, _anchor="waiting"))


@blueprint.post("/i/<slug>/level/decide")
@needs("response.decide")
def decide(slug: str) -> ResponseReturnValue:
    """Accept a proposal or turn it down."""
    form = request.form
    with desk().database.write() as session:
        open_incident(session, slug)
        choice = Choice(
            proposal_id=form.get("proposal", ""),
            accepted=form.get("accepted") == "yes",
            reason=form.get("reason", ""),
            form=form.get("form", "written"),  # type: ignore[arg-type]  # the service checks it
            document=form.get("document", ""),
            occurred_at=_time(form.get("occurred_at", "")),
            precision=_precision(form.get("occurred_at", ""), empty="minute"),
        )
        decide_level(session, scope(), stamp(session), choice)
    return redirect(url_for("levels.show", slug=slug, _anchor="decided"))


@blueprint.post("/i/<slug>/level/receive")
@needs("response.receive")
def receive(slug: str) -> ResponseReturnValue:
    """Record a decision made elsewhere."""
    form = request.form
    with desk().database.write() as session:
        incident = open_incident(session, slug)
        wish = Received(
            incident_id=incident.id,
            division=form.get("division", ""),
            response=form.get("response", ""),
            level=_level(form.get("level", "")),
            decided_by=form.get("decided_by", ""),
            occurred_at=_time(form.get("occurred_at", "")) or now_in(session),
            precision=_precision(form.get("occurred_at", ""), empty="unknown"),
            document=form.get("document", ""),
            reason=form.get("reason", ""),
            form=form.get("form", "written"),  # type: ignore[arg-type]  # the service checks it
        )
        source = form.get("source", "").strip() or "desk"
        receive_level(session, scope(), stamp(session, source), wish)
    return redirect(url_for("levels.show", slug=slug, _anchor="decided"))


@blueprint.post("/i/<slug>/level/sign")
@needs("response.sign")
def sign(slug: str) -> ResponseReturnValue:
    """Attach the paper of a spoken decision: its number, and the scan where there is one."""
    with desk().database.write() as session:
        open_incident(session, slug)
        paper = Paper(
            decision_id=request.form.get("decision", ""),
            document=request.form.get("document", ""),
            file_sha256=_kept_scan(session),
        )
        sign_level(session, scope(), stamp(session), paper)
    return redirect(url_for("levels.show", slug=slug, _anchor="decided"))


def _evaluated(session: Session, incident: IncidentRow, at: datetime | None) -> dict[str, Any]:
    """Return the national plan's answer for each province, with another plan beside it if asked."""
    day = beijing(incident.occurred_at).date()
    in_force = plan_of(NATION, "relief", day)
    beside = request.args.get("plan", "")
    if in_force is None:
        return {"subjects": [], "plan": None, "beside": "", "beside_id": BESIDE}
    plans: list[Plan] = [in_force]
    if beside and beside != in_force.id:
        plans.append(load_plan(beside))
    subjects = subjects_of(incident, NATION)
    found = recommendations(session, incident, plans, subjects, at)
    names = {code: row.name for code, row in divisions(session, subjects).items()}
    views = subject_views(found, names, in_force)
    shown = beside if len(plans) > 1 else ""
    return {"subjects": views, "plan": in_force, "beside": shown, "beside_id": BESIDE}


def _decided(session: Session, incident: IncidentRow, at: datetime | None) -> dict[str, Any]:
    history = [row for row in level_history(session, incident.id, at) if _readable(row)]
    levels = [row for row in levels_now(session, incident.id, at) if _readable(row)]
    proposals = waiting_proposals(session, scope(), incident.id, at)
    own = office_of(session, scope().account_id)
    codes = {row.division for row in history} | {row.division for row in proposals}
    codes |= {row.subject for row in history} | {row.subject for row in proposals}
    names = {code: row.name for code, row in divisions(session, codes).items()} | {NATION: "全国"}
    return {
        "levels": levels,
        "history": history,
        "proposals": proposals,
        "own": own,
        "writable": {p.id for p in proposals if not p.decider or same_post(own.post, p.decider)},
        "names": names,
        "indicator_name": indicator_name,
        "origin_words": origin_words,
    }


def _readable(row: LevelRow) -> bool:
    """Return whether the row is this desk's to see; a refusal stays within the office's scope."""
    return concerns(scope(), row.division) and (row.accepted or scope().covers(row.division))


def _forms(session: Session, incident: IncidentRow) -> dict[str, Any]:
    own = office_of(session, scope().account_id)
    day = beijing(incident.occurred_at).date()
    above = divisions(session, chain(own.division))
    tiers = [(NATION, NATION), *((code, row.name) for code, row in sorted(above.items()))]
    return {
        "own_is_tier": own.division in tiers_of(scope(), incident),
        "own_keyed": is_keyed(plan_of(own.division, "relief", day)),
        "tiers": tiers,
        "responses": [(name, RESPONSES[name]) for name in responses_of(incident.hazard)],
        "levels_to_choose": [*ROMAN.items()],
        "bases": list(BASES.items()),
        "forms": list(FORMS.items()),
        "response_names": RESPONSES,
    }


def _level(text: str) -> int:
    if not text.isdecimal():
        raise Refused(Bilingual("请选择级别", "Choose a level"), "level")
    return int(text)


def _time(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return parse_time(text)
    except ValueError:
        raise Refused(
            Bilingual(f"时间“{text}”无法识别", f"“{text}” is not a time"), "occurred_at"
        ) from None


def _precision(text: str, *, empty: Precision) -> Precision:
    """Return how exactly a typed time is meant: a day alone is a day, nothing is `empty`."""
    if not text.strip():
        return empty
    return "minute" if ":" in text else "day"


def _kept_scan(session: Session) -> str:
    sent = request.files.get("scan")
    content = sent.read() if sent else b""
    if sent is None or not content:
        return ""
    known = (kind for mark, kind in _SIGNATURES.items() if content.startswith(mark))
    media_type = next(known, "")
    if not media_type:
        raise Refused(Bilingual("扫描件应为 PDF、JPG 或 PNG", "A scan is PDF, JPG or PNG"), "scan")
    division = office_of(session, scope().account_id).division
    new = NewFile(sent.filename or "scan", media_type, content, division)
    return desk().files.keep(session, scope(), new, now_in(session))
