"""The desk's page as written out: what is unknown, what is beside, what a replay may not do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Literal

import pytest
from flask import Flask, g, render_template

from relief.allocation.position import ItemPosition
from relief.allocation.township_needs import default_wish
from relief.bootstrap import Desk
from relief.incidents.queries import IncidentRow
from relief.situation.picture import (
    FIVE_FIGURES,
    Cell,
    Due,
    Picture,
    Row,
    SilentTownship,
    Sourced,
    SourceKind,
    Strip,
    Tick,
    TotalRow,
    Zone,
)
from relief.web.context import Moment
from relief.web.desk_view import Screen, screen, slider
from tests.make import CHUIMATAN, DAHEJIA, GANSU, JISHISHAN, NIGHT, QUAKE_AT, scope
from tests.support.application import app_of

UNKNOWN = Cell(None, ())
INCIDENT = IncidentRow(
    id="incident-1",
    slug="quake",
    name="积石山6.2级地震",
    name_en="Jishishan M6.2",
    hazard="earthquake",
    occurred_at=QUAKE_AT,
    magnitude="6.2",
    lon="102.79",
    lat="35.70",
    depth_km="10",
    footprint_id=None,
    source="E3",
    demo=True,
    state="open",
    counties=(JISHISHAN,),
)


def said(value: int | None, kind: SourceKind = "call", change: int | None = None) -> Sourced:
    return Sourced(
        value=None if value is None else Decimal(value),
        kind=kind,
        reporter="" if kind == "call" else JISHISHAN,
        as_of=NIGHT,
        recorded_at=NIGHT,
        change=None if change is None else Decimal(change),
        origin="typed",
    )


def position(need: int | None = None, at_hand: int = 0) -> ItemPosition:
    return ItemPosition("tent_12", need, at_hand, 0, 0, 0, None, recorded=at_hand > 0)


def row(code: str = DAHEJIA, *, minutes_left: int = 49, **cells: Cell) -> Row:
    return Row(
        code=code,
        name={DAHEJIA: "大河家镇", CHUIMATAN: "吹麻滩镇"}[code],
        county_name="积石山县",
        level="township",
        zone=Zone("Ⅷ", "published"),
        cells=dict.fromkeys(FIVE_FIGURES, UNKNOWN) | cells,
        heard_at=None,
        due=Due("initial", code, "大河家镇", NIGHT, minutes_left, "E3", verified=False),
        tents=position(),
        people=None,
        people_estimated=False,
    )


def picture(
    *rows: Row,
    replay: bool = False,
    by: Literal["township", "county"] = "township",
    ticks: tuple[Tick, ...] = (),
    silent: tuple[SilentTownship, ...] = (),
) -> Picture:
    strip = Strip("积石山6.2级地震", (), rows[0].due if rows else None, 3, 1204, 7)
    return Picture(
        at=NIGHT,
        replay=replay,
        by=by,
        rows=rows,
        totals=dict.fromkeys(FIVE_FIGURES, UNKNOWN),
        strip=strip,
        ticks=ticks,
        silent=silent,
        wish=default_wish(NIGHT),
        totals_by=(TotalRow(GANSU, "甘肃省", dict.fromkeys(FIVE_FIGURES, UNKNOWN)),),
    )


def shown(given: Picture, *, may_type: bool = True) -> Screen:
    return screen(given, (), occurred_at=QUAKE_AT, present=NIGHT, may_type=may_type)


@pytest.fixture
def app(desk: Desk) -> Flask:
    return app_of(desk)


@contextmanager
def asking(app: Flask, language: str = "zh_Hans") -> Iterator[None]:
    with app.test_request_context(f"/i/quake/?language={language}"):
        g.scope = scope()
        yield


def written(app: Flask, template: str, given: Picture, language: str = "zh_Hans") -> str:
    with asking(app, language):
        return render_template(
            template,
            screen=shown(given),
            incident=INCIDENT,
            moment=Moment(given.at, given.replay),
            strip=given.strip,
        )


def figures(html: str, indicator: str = "deaths") -> str:
    found = re.search(rf'data-indicator="{indicator}"[^>]*>(.*?)</td>', html, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_a_figure_nobody_reported_is_to_be_verified_and_never_zero(app: Flask) -> None:
    assert figures(written(app, "desk/table.html", picture(row()))) == "待核"


def test_a_figure_released_as_unknown_is_to_be_verified(app: Flask) -> None:
    given = picture(row(deaths=Cell(said(None, "report"), ())))
    assert figures(written(app, "desk/table.html", given)) == "待核"


def test_a_released_zero_is_a_zero(app: Flask) -> None:
    given = picture(row(deaths=Cell(said(0, "report"), ())))
    assert figures(written(app, "desk/table.html", given)) == "0"


def test_every_source_beside_the_official_one_is_shown(app: Flask) -> None:
    cell = Cell(said(3, "report", change=2), (said(5), said(4, "draft"), said(6, "report")))
    html = written(app, "desk/table.html", picture(row(deaths=cell)))
    assert figures(html) == "+2 3 话 5 草 4 报 6"


def test_a_sum_with_an_unknown_term_shows_its_known_part_beside(app: Flask) -> None:
    cell = Cell(said(None, "report"), (), Decimal(1284))
    assert figures(written(app, "desk/table.html", picture(row(deaths=cell)))) == "待核 ≥1,284"


def test_a_source_and_its_hour_stand_on_every_figure(app: Flask) -> None:
    html = written(app, "desk/table.html", picture(row(deaths=Cell(said(3, "report"), ()))))
    assert 'title="签发报告 · 截至 2023-12-19 00:40 · 录入 2023-12-19 00:40"' in html


def test_a_replay_has_no_inputs_and_says_the_hour(app: Flask) -> None:
    html = written(app, "desk/page.html", picture(row(), replay=True))
    inside = html[html.index('<main id="content"') : html.index("</main>")]
    assert re.findall(r'<input (?!type="range")', inside) == []
    assert "data-editable" not in inside
    assert "/calls/new" not in inside
    assert 'data-mode="replay"' in html
    assert "回放 2023-12-19 00:40" in html


def test_the_present_can_be_typed_into(app: Flask) -> None:
    html = written(app, "desk/page.html", picture(row()))
    assert "data-editable" in html
    assert 'data-mode="live"' in html


def test_rows_of_counties_and_roles_without_the_right_are_not_typed_into() -> None:
    assert not shown(picture(row(), by="county")).editable
    assert not shown(picture(row()), may_type=False).editable


def test_what_is_overdue_stands_on_top() -> None:
    late = row(CHUIMATAN, minutes_left=-5)
    assert [r.code for r in shown(picture(row(), late)).picture.rows] == [CHUIMATAN, DAHEJIA]


def test_overdue_is_named_in_the_strip_with_its_icon(app: Flask) -> None:
    html = written(app, "desk/strip.html", picture(row(minutes_left=-12)))
    assert "已超 12 分" in html
    assert "#alarm" in html


def test_silent_people_are_an_estimate_and_may_be_unknown(app: Flask) -> None:
    assert "约 1,204 人" in written(app, "desk/strip.html", picture(row()))
    given = picture(row())
    given = replace(given, strip=replace(given.strip, silent_people=None))
    assert "待核" in written(app, "desk/strip.html", given)


def test_silent_villages_are_named(app: Flask) -> None:
    silent = SilentTownship(DAHEJIA, "大河家镇", "积石山县", ("大河村", "陈家村"), 11, None, False)
    html = written(app, "desk/table.html", picture(row(), silent=(silent,)))
    assert "大河村、陈家村" in html
    assert "2 / 11 村" in html


def test_the_page_is_written_in_english_too(app: Flask) -> None:
    html = written(app, "desk/table.html", picture(row(deaths=Cell(None, (said(5),)))), "en")
    assert figures(html) == "to verify tel 5"


def test_a_tick_stands_where_its_hour_is() -> None:
    half = QUAKE_AT + (NIGHT - QUAKE_AT) / 2
    marks = (Tick(half, "call", "电话", "Call"), Tick(NIGHT, "decision", "决定", "Decision"))
    made = slider(picture(row(), ticks=marks), QUAKE_AT, NIGHT)
    assert (made.minutes, made.value) == (41, 41)
    assert [mark.x for mark in made.marks] == [487, 1000]


def test_a_slider_wound_back_stands_at_its_hour() -> None:
    given = replace(picture(row(), replay=True), at=QUAKE_AT + timedelta(minutes=10))
    assert slider(given, QUAKE_AT, NIGHT).value == 10


def test_the_map_is_given_the_official_value_or_the_newest_word_marked_unsure() -> None:
    given = picture(row(deaths=Cell(said(3, "report"), (said(5),)), missing=Cell(None, (said(2),))))
    drawn = shown(given).map["townships"][DAHEJIA]  # type: ignore[index]
    assert (drawn["values"]["deaths"], drawn["sure"]["deaths"]) == (3, True)
    assert (drawn["values"]["missing"], drawn["sure"]["missing"]) == (2, False)
    assert drawn["values"]["injured"] is None


def test_no_page_of_the_desk_holds_inline_script_or_style(app: Flask) -> None:
    html = written(app, "desk/page.html", picture(row()))
    assert not re.search(r"\s(style|on[a-z]+)=", html)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)
