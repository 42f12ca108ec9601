"""Long work as people see it: how far it is, its file or its reasons, and a way to stop it."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from relief.core.errors import NotFound, Refused
from relief.core.wording import Bilingual
from relief.db.made_files import locate
from relief.db.tables import Work
from relief.db.work import ENDED, ask_to_cancel, find
from relief.web.auth import needs
from relief.web.context import desk, scope

blueprint = Blueprint("work", __name__)
_PAGES = ("/i/", "/divisions/updates/")
"""Where a page that shows work may lead back to."""


@dataclass(frozen=True, slots=True)
class WorkView:
    """A piece of long work on the screen.

    Fields:
        title: what it makes.
        open: still waiting or running: the fragment asks again every second.
        stopping: asked to stop, and not stopped yet.
        sha256, name: the file it made, empty when none.
        said: what came of it, in a sentence, None where the file says it.
        reasons: why it was refused or failed.
    """

    id: str
    title: str
    state: str
    open: bool
    stopping: bool
    done: int
    total: int
    sha256: str
    name: str
    said: Bilingual | None
    reasons: tuple[Refused, ...]


@blueprint.get("/work/<work_id>")
@needs("work.view")
def show(work_id: str) -> ResponseReturnValue:
    """Show the work: a whole page, or the fragment that a page polls."""
    partial = request.headers.get("HX-Request") == "true"
    with desk().database.read() as session:
        work = _view(find(session, scope(), work_id), work_id)
    if partial:
        return render_template("work/fragment.html", work=work)
    return render_template("work/show.html", work=work, back=_back(request.args.get("back", "")))


@blueprint.post("/work/<work_id>/cancel")
@needs("work.view")
def cancel(work_id: str) -> ResponseReturnValue:
    """Ask the worker to stop; what has ended stays as it is."""
    with desk().database.write() as session:
        _view(find(session, scope(), work_id), work_id)
        ask_to_cancel(session, scope(), work_id)
    return redirect(url_for("work.show", work_id=work_id))


@blueprint.get("/files/<sha256>")
@needs("files.read")
def file(sha256: str) -> ResponseReturnValue:
    """Send a file within scope under its own name."""
    with desk().database.read() as session:
        row, path = locate(desk().files, session, scope(), sha256)
        name, media_type = row.name, row.media_type
    return send_file(path, mimetype=media_type, as_attachment=True, download_name=name)


def _back(path: str) -> str:
    """Return where the work was asked for; empty unless it is such a page here."""
    return path if path.startswith(_PAGES) and path.isascii() and "\\" not in path else ""


def _view(row: Work | None, work_id: str) -> WorkView:
    if row is None:
        raise NotFound(kind="后台任务 work", key=work_id)
    result = row.result or {}
    return WorkView(
        id=row.id,
        title=_title(row.kind),
        state=row.state,
        open=row.state not in ENDED,
        stopping=row.cancel_asked and row.state not in ENDED,
        done=row.done,
        total=row.total,
        sha256=str(result.get("sha256", "")),
        name=str(result.get("name", "")),
        said=Bilingual(**result["said"]) if "said" in result else None,
        reasons=tuple(_reason(reason) for reason in result.get("reasons", ())),
    )


def _reason(reason: dict[str, str]) -> Refused:
    return Refused(Bilingual(reason["zh"], reason["en"]), reason.get("path", ""))


def _title(kind: str) -> str:
    titles: dict[str, str] = {
        "brief_paper": _("快报文件"),
        "progress_paper": _("重建进度报告"),
        "incident_map": _("离线地图"),
        "import_reports": _("导入灾情表"),
        "import_footprint": _("导入影响范围"),
        "import_houses": _("导入房屋台账"),
        "import_places": _("导入位置"),
        "export_places": _("导出位置"),
        "advance_clock": _("推进示例时钟"),
        "waybill": _("出库单"),
        "geopackage": _("GeoPackage 地理数据"),
        "allocate": _("编制调配方案"),
        "apply_update": _("应用年度更新"),
    }
    return titles.get(kind, kind)
