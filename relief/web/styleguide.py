"""Every component with its states on one page: what a new screen is built from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from relief.bootstrap import now_in
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.situation.picture import Cell, Sourced, SourceKind
from relief.web.auth import needs
from relief.web.context import desk

blueprint = Blueprint("styleguide", __name__)
COLOURS = (
    "ink",
    "ink-2",
    "ink-3",
    "line-2",
    "line",
    "ground",
    "accent",
    "accent-wash",
    "alarm",
    "ok",
)
STEPS = ("step-1", "step-2", "step-3", "step-4", "step-5")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the sample timeline."""

    at: datetime | None
    title: str
    by: str = ""
    note: str = ""
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class FigureState:
    """A figure's state by name, as a cell of the table shows it."""

    name: str
    cell: Cell


@blueprint.get("/styleguide")
@needs("self")
def show() -> ResponseReturnValue:
    """Show the palette, the type scale and every component."""
    with desk().database.read() as session:
        at = now_in(session)
    return render_template(
        "styleguide/show.html",
        colours=COLOURS,
        steps=STEPS,
        figures=_figures(at),
        entries=_entries(at),
        reasons=[
            Refused(
                Bilingual("死亡人口不能减少而不写原因", "Deaths may not fall without a reason"),
                "622927101000.deaths",
            )
        ],
    )


def _word(value: int | None, kind: SourceKind, at: datetime, change: int | None = None) -> Sourced:
    return Sourced(
        value=None if value is None else Decimal(value),
        kind=kind,
        reporter="622927000000",
        as_of=at,
        recorded_at=at,
        change=None if change is None else Decimal(change),
        origin="typed",
    )


def _figures(at: datetime) -> tuple[FigureState, ...]:
    said, kept = _word(5, "call", at), _word(5, "draft", at)
    return (
        FigureState(_("没有人报过"), Cell(None, ())),
        FigureState(_("只有电话"), Cell(None, (said,))),
        FigureState(_("签发为零"), Cell(_word(0, "report", at), ())),
        FigureState(_("签发，比上次多 2"), Cell(_word(3, "report", at, 2), ())),
        FigureState(_("签发，旁边有更新的话"), Cell(_word(3, "report", at), (said, kept))),
        FigureState(_("签发为待核"), Cell(_word(None, "report", at), ())),
        FigureState(_("合计有未知项"), Cell(_word(None, "report", at), (), Decimal(1284))),
    )


def _entries(at: datetime) -> tuple[Entry, ...]:
    hour = timedelta(hours=1)
    return (
        Entry(at - 2 * hour, _("接到电话"), "王", _("大河家镇：倒房多，道路通")),
        Entry(at - hour, _("初报签发"), "李", kind="decision"),
        Entry(at, _("续报逾期"), kind="alarm"),
        Entry(None, _("时间不明的一条")),
    )
