"""From the click to the file: the work row, the worker, the command line."""

import json
import re
from io import BytesIO

import pytest
from click.testing import CliRunner
from docx import Document
from sqlalchemy import func, select

from jobs import work_brief_paper
from relief.commands.report import command
from relief.core.errors import NotFound, Refused
from relief.core.wording import Bilingual
from relief.db.tables import Setting, Work
from relief.db.work import Filed, file_work
from relief.incidents.queries import find_incident
from relief.offices.accounts import NewAccount, add_account, add_authority
from relief.situation.papers import PaperOrder, check_format, read_order
from relief.situation.service import issue_brief
from relief.situation.tables import Brief
from tests.make import JISHISHAN, MINHE, NIGHT, account, earthquake, scope, stamp
from tests.support.application import app_of


def ready(desk):
    """An earthquake at 00:40, and the two offices' accounts."""
    with desk.database.write() as session:
        earthquake(session)
        account(session, "officer")
        account(session, "minhe", MINHE)
        session.add(Setting(name="demo_clock", value=NIGHT.isoformat()))


def order_of(desk, form="pdf", division=JISHISHAN):
    with desk.database.write() as session:
        incident = find_incident(session, "quake")
        brief_id = issue_brief(session, scope(), stamp(), incident, JISHISHAN, at=NIGHT)
    return PaperOrder(brief_id, division, form, "zh_Hans", "officer", "王值班", NIGHT)


@pytest.mark.parametrize(("form", "head"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_the_worker_makes_the_paper_and_keeps_it_for_the_division(desk, form, head):
    ready(desk)
    arguments = order_of(desk, form).as_arguments()
    steps = []
    result = work_brief_paper.run(desk, "w", arguments, lambda d, t: steps.append((d, t)))
    assert steps == [(0, 2), (1, 2)]
    assert result["name"] == f"灾情快报第1期-20231219-0040.{form}"
    with desk.database.read() as session:
        row, content = desk.files.read(session, scope(), result["sha256"])
        assert content.startswith(head)
        assert row.division_code == JISHISHAN
        with pytest.raises(NotFound):
            desk.files.read(session, scope("630222"), result["sha256"])


def test_the_worker_reaches_no_brief_of_another_division(desk):
    ready(desk)
    arguments = order_of(desk, division=MINHE).as_arguments()
    with pytest.raises(NotFound):
        work_brief_paper.run(desk, "w", arguments, lambda _d, _t: False)


def test_work_asked_to_stop_keeps_no_file(desk):
    ready(desk)
    arguments = order_of(desk).as_arguments()
    assert work_brief_paper.run(desk, "w", arguments, lambda _d, _t: True) == {"state": "cancelled"}


def test_an_order_survives_its_work_row_and_an_unknown_format_is_refused(desk):
    ready(desk)
    order = order_of(desk)
    assert read_order(json.loads(json.dumps(order.as_arguments()))) == order
    with pytest.raises(Refused):
        check_format("exe")


@pytest.fixture
def cli(desk):
    ready(desk)

    def run(*arguments):
        done = CliRunner().invoke(
            command, ["brief", "--incident", "quake", *arguments], obj=desk.settings
        )
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    return run


def test_the_command_line_issues_at_the_present_and_only_copies_a_replay(cli, desk, tmp_path):
    out = tmp_path / "brief.json"
    for _twice in range(2):
        cli("--format", "json", str(out))
    issued = json.loads(out.read_text())
    assert issued["schema"] == 1
    assert (issued["brief"]["number"], issued["brief"]["replay"]) == (1, False)
    cli("--as-of", "2023-12-19T00:10", "--format", "json", str(out))
    assert json.loads(out.read_text())["brief"]["replay"] is True
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Brief)) == 1


def test_the_command_line_writes_a_docx_for_the_account_named(cli, tmp_path):
    out = tmp_path / "brief.docx"
    cli("--as", "minhe", "--by", "village", "--format", "docx", str(out))
    text = "\n".join(p.text for p in Document(BytesIO(out.read_bytes())).paragraphs)
    assert "第 1 期" in text


@pytest.mark.parametrize(
    "wrong",
    [
        ["--format", "xlsx", "-"],
        ["--format", "json", "--as-of", "noon", "-"],
        ["--format", "json", "--as", "nobody", "-"],
    ],
)
def test_the_command_line_refuses_with_a_reason(cli, wrong):
    with pytest.raises((Refused, NotFound)):
        cli(*wrong)


@pytest.fixture
def client(desk):
    """A desk officer of 积石山 and one of 民和, each with a browser's session."""
    ready(desk)
    with desk.database.write() as session:
        for name, division in (("wang", JISHISHAN), ("ma", MINHE)):
            add_authority(session, name, Bilingual("应急局", "Bureau"), division)
            add_account(
                session,
                NewAccount(
                    name,
                    "王值班",
                    "a-long-password",
                    name,
                    "值班员",
                    "Officer",
                    ("desk_officer",),
                    (division[:6],),
                ),
            )
    app = app_of(desk)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)

    def opened(username="wang"):
        browser = app.test_client()
        form = {"username": username, "password": "a-long-password"}
        assert browser.post("/sign-in", data=form).status_code == 302
        return browser

    return opened


def test_two_clicks_give_the_file(client, desk):
    browser = client()
    first = browser.get("/i/quake/briefs")
    assert first.status_code == 200
    assert "第 1 期" in first.get_data(as_text=True)
    form = {"format": "pdf", "language": "zh_Hans", "command_id": "click"}
    second = browser.post("/i/quake/briefs", data=form)
    again = browser.post("/i/quake/briefs", data=form)
    assert second.status_code == 302
    assert again.location == second.location
    waiting = browser.get(second.location, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "every 1s" in waiting
    finish(desk)
    done = browser.get(second.location, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "every 1s" not in done
    href = re.search(r"/files/[0-9a-f]{64}", done)[0]
    file = browser.get(href)
    assert file.data.startswith(b"%PDF")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert client("ma").get(href).status_code == 404
    assert client("ma").get(second.location).status_code == 404
    with desk.database.read() as session:
        brief_id = session.scalar(select(Brief.id))
    assert browser.get(f"/i/quake/briefs/{brief_id}").status_code == 200
    assert client("ma").get(f"/i/quake/briefs/{brief_id}").status_code == 404
    paper = browser.post(f"/i/quake/briefs/{brief_id}/paper", data={"format": "docx"})
    assert paper.status_code == 302
    assert browser.post(f"{paper.location}/cancel").status_code == 302
    assert "已取消" in browser.get(paper.location).get_data(as_text=True)


def test_an_unknown_format_files_nothing(client, desk):
    answer = client().post("/i/quake/briefs", data={"format": "exe"})
    assert answer.status_code == 422
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Work)) == 0
        assert session.scalar(select(func.count()).select_from(Brief)) == 0


def test_a_replay_shows_the_sheet_without_its_buttons(client):
    page = client().get("/i/quake/briefs?at=2023-12-19T00:10").get_data(as_text=True)
    assert "回放 2023年12月19日 00:10" in page
    assert 'name="format"' not in page


def test_work_that_failed_says_why(client, desk):
    with desk.database.write() as session:
        work_id = file_work(session, scope(), Filed("brief_paper", JISHISHAN, {}, "x"))
        row = session.get(Work, work_id)
        row.state = "failed"
        row.result = {"reasons": [{"path": "", "zh": "字体缺失", "en": "No fonts"}]}
    assert "字体缺失" in client().get(f"/work/{work_id}").get_data(as_text=True)


def finish(desk):
    """Do the waiting work as the worker does."""
    with desk.database.write() as session:
        row = session.scalar(select(Work))
        arguments = dict(row.arguments)
    result = work_brief_paper.run(desk, "w", arguments, lambda _d, _t: False)
    with desk.database.write() as session:
        row = session.scalar(select(Work))
        row.state, row.result = "done", dict(result)
