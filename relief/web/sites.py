"""Resettlement sites and people with relatives: who is where, who came and left."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from relief.core.errors import Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.geography.queries import divisions, townships_of
from relief.incidents.ground import first_day
from relief.shelters.queries import WITH_RELATIVES, register, resettled, sites
from relief.shelters.service import NewPlacement
from relief.shelters.service import measure as measure_site
from relief.shelters.service import place as record_placement
from relief.web.auth import needs
from relief.web.context import desk, moment, scope, stamp
from relief.web.goods_view import reasons_of, town_choices
from relief.web.incident_page import open_incident, page
from relief.web.sites_view import relatives_rows, site_sums
from relief.web.typed import typed_time

blueprint = Blueprint("sites", __name__)


@blueprint.get("/i/<slug>/sites")
@needs("shelters.view")
def index(slug: str) -> ResponseReturnValue:
    """Show the sites in scope, people with relatives by township, and the last entries."""
    return _show(slug, None)


@blueprint.post("/i/<slug>/sites")
@needs("shelters.record")
def place(slug: str) -> ResponseReturnValue:
    """Record who came and left; a refusal shows the form again with what was typed."""
    form = request.form
    try:
        with desk().database.write() as session:
            incident = open_incident(session, slug)
            marked = stamp(session)
            new = NewPlacement(
                incident_id=incident.id,
                site=form.get("site", ""),
                division=form.get("division", ""),
                people_in=_count("people_in"),
                people_out=_count("people_out"),
                occurred_at=typed_time(
                    form.get("occurred_at", ""), marked.recorded_at, "occurred_at"
                ),
                note=form.get("note", ""),
            )
            record_placement(session, scope(), marked, new)
    except (Refused, RefusedRows) as error:
        return _show(slug, error), 422
    return redirect(url_for("sites.index", slug=slug))


@blueprint.post("/i/<slug>/sites/capacity")
@needs("shelters.record")
def measure(slug: str) -> ResponseReturnValue:
    """Record how many people a site holds."""
    try:
        with desk().database.write() as session:
            open_incident(session, slug)
            site = request.form.get("site", "")
            measure_site(session, scope(), stamp(session), site, _count("capacity"))
    except (Refused, RefusedRows) as error:
        return _show(slug, error), 422
    return redirect(url_for("sites.index", slug=slug))


def _count(name: str) -> int:
    text = request.form.get(name, "").strip().replace(",", "").replace("，", "")
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()):
        raise Refused(Bilingual(f"“{text}”应为整数", f"“{text}”: a whole number is expected"), name)
    return int(text)


def _show(slug: str, error: Refused | RefusedRows | None) -> str:
    with desk().database.read() as session:
        incident = open_incident(session, slug)
        hour = moment(session)
        at = hour.at if hour.replay else None
        ranges = scope().ranges()
        listed = sites(session, incident.id, ranges, at)
        entries = register(session, incident.id, ranges, at)
        struck = townships_of(session, incident.counties, first_day(incident))
        towns = [r for r in struck if scope().covers(r.code)]
        people = resettled(session, incident.id, at)
        names = divisions(session, {row.division for row in listed} | {t.code for t in towns})
        choices = [(row.id, f"{names[row.division].name} {row.name}") for row in listed]
        return page(
            "shelters/sites.html",
            session,
            incident,
            listed=listed,
            sums=site_sums(listed),
            relatives=relatives_rows(towns, people),
            entries=entries,
            names={code: row.name for code, row in names.items()},
            site_names={row.id: row.name for row in listed},
            towns=town_choices(session, scope(), incident),
            choices=[(WITH_RELATIVES, _("投亲靠友（选乡镇）")), *choices],
            site_choices=choices,
            reasons=reasons_of(error) if error else [],
            form=request.form,
        )
