"""The pages of the telephone, the reports and the import, walked as the two people on duty."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from jobs.worker import work_once
from relief.bootstrap import DEMO_CLOCK
from relief.core.wording import Bilingual
from relief.damage.workbook import SHEET
from relief.db.tables import Setting
from relief.geography.tables import Division
from relief.offices.accounts import NewAccount, add_account, add_authority
from tests.make import CHUIMATAN, DAHEJIA, JISHISHAN, MINHE, NIGHT, earthquake
from tests.support.application import app_of

PASSWORD = "a long demo password"
PEOPLE = {
    "officer": (JISHISHAN, "622927", "desk_officer"),
    "leader": (JISHISHAN, "622927", "duty_leader"),
    "minhe": (MINHE, "630222", "desk_officer"),
}


@pytest.fixture
def app(desk):
    with desk.database.write() as session:
        earthquake(session)
        session.add(Setting(name=DEMO_CLOCK, value=NIGHT.isoformat()))
        for code, pinyin, initials in (
            (DAHEJIA, "dahejiazhen", "dhjz"),
            (CHUIMATAN, "chuimatanzhen", "cmtz"),
        ):
            row = session.get(Division, code)
            row.pinyin, row.initials = pinyin, initials
        for name, (division, prefix, role) in PEOPLE.items():
            add_authority(session, division, Bilingual("应急局", "Bureau"), division)
            account = NewAccount(
                username=name,
                display_name=name,
                password=PASSWORD,
                authority_id=division,
                post="带班副县长",
                post_en="Deputy head on duty",
                roles=(role,),
                prefixes=(prefix,),
            )
            add_account(session, account)
    made = app_of(desk)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


def signed_in(app, name):
    client = app.test_client()
    client.post("/sign-in", data={"username": name, "password": PASSWORD})
    return client


def note(client, **changes):
    typed = {"township": "2", "deaths": "3", "missing": "x", "occurred_at": "00:35"} | changes
    return client.post("/i/quake/calls", data=typed, follow_redirects=True)


def words(answer) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", answer.get_data(as_text=True))


@pytest.mark.parametrize("said", ["2", "大河家镇", "大河", "dahejia", "dhjz", DAHEJIA])
def test_a_township_is_named_in_any_way(app, said):
    answer = note(signed_in(app, "officer"), township=said)
    assert answer.status_code == 200
    assert "大河家镇 最后听到 00:35" in words(answer)


def test_the_slip_opens_as_drawer_and_as_page_without_inline_code(app):
    client = signed_in(app, "officer")
    drawer = client.get("/i/quake/calls/new", headers={"HX-Request": "true"})
    whole = client.get("/i/quake/calls/new?division=" + DAHEJIA)
    assert "<html" not in drawer.text
    assert "<html" in whole.text
    assert "大河村委会" in whole.text
    assert not re.search(r'\sstyle="|\son\w+="', drawer.text)


def test_a_slip_with_faults_comes_back_as_typed(app):
    answer = note(signed_in(app, "officer"), deaths="三", words="听不清")
    assert answer.status_code == 422
    assert "应为数字、0 或 待核" in answer.text
    assert 'value="三"' in answer.text
    assert "听不清" in answer.text


def test_a_slip_is_corrected_by_another(app):
    client = signed_in(app, "officer")
    saved = note(client)
    call_id = saved.request.path.rsplit("/", 1)[1]
    form = client.get(f"/i/quake/calls/new?corrects={call_id}")
    assert 'value="待核"' in form.text
    assert note(client, corrects=call_id, deaths="4").status_code == 200
    assert "已被更正" in client.get(f"/i/quake/calls/{call_id}").text
    assert note(client, corrects=call_id, deaths="5").status_code == 409


def test_a_double_click_is_one_slip(app):
    client = signed_in(app, "officer")
    first, again = (note(client, command_id="once") for _click in range(2))
    assert first.request.path == again.request.path


def test_the_log_is_filtered(app):
    client = signed_in(app, "officer")
    note(client, words="房子倒了")
    assert "房子倒了" in client.get("/i/quake/calls?q=倒了").text
    assert "没有符合的电话单" in client.get("/i/quake/calls?township=" + CHUIMATAN).text


def test_from_slips_to_a_released_report(app):
    officer, leader = signed_in(app, "officer"), signed_in(app, "leader")
    note(officer)
    draft = officer.post("/i/quake/reports/draft", follow_redirects=True)
    assert "初报" in draft.text
    assert "等带班领导签发" in draft.text
    path = draft.request.path
    page = leader.get(path)
    assert "发给：" in page.text
    assert 'data-countdown="5"' in page.text
    assert "甘肃省" in page.text
    word = {"word": "spoken", "leader": "带班副县长"}
    done = leader.post(f"{path}/release", data=word, follow_redirects=True)
    assert "第 1 期" in words(done)
    assert leader.post(f"{path}/release", data=word).status_code == 409
    assert officer.post(f"{path}/release", data=word).status_code == 403
    listed = officer.get("/i/quake/reports")
    assert "第 1 期" in listed.text


def test_a_figure_is_typed_in_the_table_and_the_draft_corrected(app):
    officer = signed_in(app, "officer")
    typed = {"division": DAHEJIA, "indicator": "deaths", "value": "5"}
    asked = {"Accept": "application/json"}
    answer = officer.post("/i/quake/figures", data=typed, headers=asked)
    assert (answer.status_code, answer.json["value"]) == (200, "5")
    wrong = officer.post("/i/quake/figures", data=typed | {"value": "五"}, headers=asked)
    assert wrong.status_code == 422
    path = answer.json["report"]
    form = officer.get(f"{path}/edit")
    assert "吹麻滩镇" in form.text
    changed = {f"f:{DAHEJIA}:deaths": "6", f"f:{CHUIMATAN}:injured": "x", "as_of": "00:30"}
    kept = officer.post(f"{path}/edit", data=changed | {"kind": "initial"}, follow_redirects=True)
    assert kept.status_code == 200
    assert "00:30" in kept.text
    bad = officer.post(f"{kept.request.path}/edit", data={f"f:{DAHEJIA}:deaths": "-1"})
    assert bad.status_code == 422
    assert "不能为负数" in bad.text


def test_another_desk_sees_neither_calls_nor_reports(app):
    officer, minhe = signed_in(app, "officer"), signed_in(app, "minhe")
    saved = note(officer)
    draft = officer.post("/i/quake/reports/draft", follow_redirects=True)
    assert minhe.get(saved.request.path).status_code == 404
    assert minhe.get(draft.request.path).status_code == 404
    assert note(minhe, township=DAHEJIA).status_code == 422
    assert "大河家" not in minhe.get("/i/quake/calls").text


def test_in_replay_the_log_shows_what_was_known_and_takes_nothing(app):
    client = signed_in(app, "officer")
    note(client, words="房子倒了")
    past = (NIGHT - timedelta(minutes=10)).isoformat().replace("+", "%2B")
    page = client.get(f"/i/quake/calls?at={past}")
    assert "房子倒了" not in page.text
    assert 'class="btn btn-primary" href="/i/quake/calls/new"' not in page.text


def filled(client, deaths) -> bytes:
    book = openpyxl.load_workbook(BytesIO(client.get("/i/quake/template/reports.xlsx").data))
    page = book[SHEET]
    page["B2"], page["B3"], page["C8"], page["C7"] = "2023-12-19 00:30", "初报", deaths, 0
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(client, content, name="灾情.xlsx"):
    data = {"file": (BytesIO(content), name)}
    return client.post("/i/quake/import", data=data, follow_redirects=True)


def test_a_workbook_is_sent_marked_and_its_good_rows_kept(app, desk):
    officer = signed_in(app, "officer")
    assert officer.get("/i/quake/import").status_code == 200
    waiting = send(officer, filled(officer, "三人"))
    assert "正在核对" in waiting.text
    assert work_once(desk)
    refused = officer.get(waiting.request.path)
    assert "没有导入，未作改动" in refused.text
    assert "<code>C8</code>" in refused.text
    marked = re.search(r"/files/[0-9a-f]{64}", refused.text)
    assert officer.get(marked.group()).status_code == 200
    kept = re.search(r'name="kept" value="([0-9a-f]{64})"', refused.text).group(1)
    again = {"kept": kept, "good_rows": "1"}
    second = officer.post("/i/quake/import", data=again, follow_redirects=True)
    assert work_once(desk)
    assert "已导入" in officer.get(second.request.path).text


def test_a_program_called_xlsx_is_refused_with_its_reason(app, desk):
    officer = signed_in(app, "officer")
    waiting = send(officer, b"MZ" + b"\x00" * 512, "figures.xlsx")
    assert work_once(desk)
    assert "程序文件" in officer.get(waiting.request.path).text
    assert "还没有报告" in officer.get("/i/quake/reports").text
