"""A workbook from last year: its former codes and names are taken as today's, and said so."""

import csv
import json
import os
import re
import subprocess
import sys
from io import BytesIO

import openpyxl
import pytest
from shapely.geometry import Point

from jobs.work_export_places import make_file
from jobs.worker import work_once
from relief.core.clock import parse_time
from relief.core.ledger import Stamp
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.damage.queries import figures
from relief.damage.workbook import SHEET
from relief.db.tables import Setting
from relief.geography.place_export import PlaceExport
from relief.geography.place_loading import load_places
from relief.geography.place_queries import places
from relief.geography.place_words import KINDS
from relief.geography.rows import NewPlace
from relief.geography.tables import Division
from relief.geography.update_apply import apply_update
from relief.geography.update_service import LineFilter, NewUpdate, file_update, judge
from relief.offices.accounts import NewAccount, add_account, add_authority
from tests import make
from tests.damage.test_import_houses import PRESENT, good_row, kept, workbook
from tests.damage.test_import_reports import DEAD, filled
from tests.geography.test_place_import import SCOPE, bring
from tests.geography.test_place_import import row as place_row
from tests.geography.test_place_import import table as place_table
from tests.support.application import app_of

PASSWORD = "a long demo password"
CHIEF = Scope("chief", "管理员", ("",), actions=frozenset({"divisions.edit"}))
YEARS_BEFORE = parse_time("2022-10-31")
TOWN, OLD_TOWN = "622927110000", "622927204000"
VILLAGE, OLD_VILLAGE = "622927110201", "622927204201"
ABROAD = "630222103000"
COUNTY = {
    make.GANSU: "甘肃省",
    "622900000000": "临夏回族自治州",
    make.JISHISHAN: "积石山保安族东乡族撒拉族自治县",
    make.CHUIMATAN: "吹麻滩镇",
    make.DAHEJIA: "大河家镇",
    make.VILLAGE: "大河村委会",
}


def divide(session, code, name, level):
    row = Division(
        code=code,
        name=name,
        level=level,
        parent_code=make.JISHISHAN if level == "township" else code[:9] + "000",
        pinyin=name,
        initials=name,
    )
    session.add(row)


@pytest.fixture
def desk_of_today(desk):
    """石塬乡 (…204) became 石塬镇 (…110) in 2022; the earthquake struck in 2023."""
    with desk.database.write() as session:
        make.earthquake(session)
        divide(session, OLD_TOWN, "石塬乡", "township")
        divide(session, OLD_VILLAGE, "三二家村委会", "village")
        session.flush()
        new = NewUpdate(
            "2022.csv",
            "1",
            YEARS_BEFORE.date(),
            COUNTY | {TOWN: "石塬镇", VILLAGE: "三二家村委会"},
        )
        stamp = Stamp.make(YEARS_BEFORE, "chief")
        update_id, count = file_update(session, CHIEF, stamp, new, lambda _n: ("x", "x"))
        judge(session, CHIEF, stamp, LineFilter(update_id), "accepted")
        assert (count, apply_update(session, CHIEF, stamp, update_id)) == (2, 2)
        add_authority(session, "county", Bilingual("县局", "County"), make.JISHISHAN)
        officer = NewAccount(
            username="jishishan",
            display_name="值班员",
            password=PASSWORD,
            authority_id="county",
            post="值班员",
            post_en="Officer",
            roles=("desk_officer", "reconstruction_officer"),
            prefixes=("622927",),
        )
        add_account(session, officer)
        session.add(Setting(name="demo_clock", value=PRESENT.isoformat()))
    return desk


def relief(desk, *words):
    """Run the command as a person does, in a process of its own."""
    environment = os.environ | {"RELIEF_DATABASE_URL": desk.settings.database_url}
    start = [sys.executable, "-m", "relief", "--data", str(desk.settings.data)]
    return subprocess.run(
        [*start, *words],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )


def report_of(desk, *rows) -> bytes:
    """Return a county's workbook with rows (code, name, dead) below the template's heading."""

    def write(page, columns):
        for line in range(7, 12):
            for column in range(1, page.max_column + 1):
                page.cell(line, column).value = None
        for line, (code, name, dead) in enumerate(rows, start=7):
            page.cell(line, 1).value, page.cell(line, 2).value = code, name
            page.cell(line, columns[DEAD]).value = dead

    with desk.database.read() as session:
        return filled(session, "incident-1", write)


def dead(desk) -> dict[str, int]:
    with desk.database.read() as session:
        return {f.division: int(f.value) for f in figures(session, "incident-1")}


@pytest.mark.parametrize(
    ("code", "name"), [(OLD_TOWN, "石塬乡"), (OLD_TOWN, None), (None, "石塬乡"), (TOWN, "石塬乡")]
)
def test_the_command_takes_a_former_township_and_says_so(desk_of_today, tmp_path, code, name):
    file = tmp_path / "report.xlsx"
    file.write_bytes(report_of(desk_of_today, (make.DAHEJIA, "大河家镇", 3), (code, name, 5)))
    words = ("import", "reports", str(file), "--incident", "quake", "--json")
    for options in (("--check",), ()):
        done = relief(desk_of_today, *words, *options)
        assert done.returncode == 0, done.stderr
        warned = json.loads(done.stdout)["warnings"]
        assert [w["path"] for w in warned] == ["A8"]
        assert f"现为 石塬镇（{TOWN}）" in warned[0]["zh"]
        assert "Row 8: " in warned[0]["en"]
        assert "A8: 第 8 行：原“" in done.stderr
    assert dead(desk_of_today) == {make.DAHEJIA: 3, TOWN: 5}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(OLD_TOWN, None, 5), (TOWN, None, 2)], ("A8", "与第 7 行重复")),
        ([("622927299000", "无名乡", 5)], ("A7", "不在填报单位和本次灾害范围内")),
        ([(OLD_TOWN[:-1], "石塬乡", 5)], ("A7", "有 11 位，应为 12 位")),
        ([("1.50402E+11", "石塬乡", 5)], ("A7", "科学计数法")),
        ([(ABROAD, "官亭镇", 5)], ("A7", "不在填报单位和本次灾害范围内")),
    ],
)
def test_the_command_refuses_what_leads_nowhere(desk_of_today, tmp_path, rows, words):
    file = tmp_path / "report.xlsx"
    file.write_bytes(report_of(desk_of_today, *rows))
    done = relief(desk_of_today, "import", "reports", str(file), "--incident", "quake", "--json")
    assert done.returncode == 1, done.stderr
    reasons = json.loads(done.stdout)["reasons"]
    assert [(r["path"], words[1] in r["zh"]) for r in reasons] == [(words[0], True)]
    assert dead(desk_of_today) == {}


def test_a_former_name_of_two_townships_is_refused_with_both(desk_of_today, tmp_path):
    former = tmp_path / "former.csv"
    with former.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["区划代码", "原名称", "来源"])
        writer.writerow([make.DAHEJIA, "石塬乡", "E3"])
    with desk_of_today.database.write() as session:
        add_authority(session, "nation", Bilingual("部", "Ministry"), make.GANSU)
        chief = NewAccount(
            username="chief",
            display_name="管理员",
            password=PASSWORD,
            authority_id="nation",
            post="管理员",
            post_en="Administrator",
            roles=("administrator",),
            prefixes=("62",),
        )
        add_account(session, chief)
    written = relief(desk_of_today, "divisions", "former", str(former), "--as", "chief")
    assert written.returncode == 0, written.stderr
    file = tmp_path / "report.xlsx"
    file.write_bytes(report_of(desk_of_today, (None, "石塬乡", 5)))
    done = relief(desk_of_today, "import", "reports", str(file), "--incident", "quake", "--json")
    assert done.returncode == 1
    (reason,) = json.loads(done.stdout)["reasons"]
    assert "“石塬乡”有多个" in reason["zh"]
    assert f"大河家镇（{make.DAHEJIA}）、石塬镇（{TOWN}）" in reason["zh"]
    assert "may be any of" in reason["en"]


@pytest.mark.parametrize(
    ("code", "name"),
    [(OLD_VILLAGE, None), (OLD_VILLAGE, "石塬镇三二家村"), (None, "石塬乡三二家村")],
)
def test_the_command_takes_a_house_in_a_former_village(desk_of_today, tmp_path, code, name):
    file = tmp_path / "houses.xlsx"
    named = {"村代码": code, "村（社区）": name}
    file.write_bytes(workbook(good_row(1), good_row(2, **named)))
    office = ("--office", make.JISHISHAN)
    words = ("import", "houses", str(file), "--incident", "quake", *office, "--json")
    for options in (("--check",), ()):
        done = relief(desk_of_today, *words, *options)
        assert done.returncode == 0, done.stderr
        (warned,) = json.loads(done.stdout)["warnings"]
        assert warned["path"] == "A6"
        assert f"现为 石塬镇 三二家村委会（{VILLAGE}）" in warned["zh"]
    assert kept(desk_of_today) == (2, 2, 2)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (OLD_VILLAGE[:-1], "有 11 位"),
        ("6.22927E+11", "科学计数法"),
        ("622927299201", "不在填报单位和本次灾害的村里"),
    ],
)
def test_the_command_refuses_a_house_in_no_village(desk_of_today, tmp_path, code, words):
    file = tmp_path / "houses.xlsx"
    file.write_bytes(workbook(good_row(1), good_row(2, 村代码=code)))
    office = ("--office", make.JISHISHAN)
    done = relief(desk_of_today, "import", "houses", str(file), "--incident", "quake", *office)
    assert done.returncode == 1
    assert f"A6: “{code}”" in done.stderr or f"A6: 代码“{code}”" in done.stderr
    assert words in done.stderr
    assert kept(desk_of_today) == (0, 0, 0)


def positions(desk) -> set[tuple[str, str]]:
    with desk.database.read() as session:
        found = places(session, tuple(KINDS), (("0" * 12, "9" * 12),))
        return {(place.id, place.division_code) for place in found}


def test_the_command_takes_a_place_in_a_former_township(desk_of_today, tmp_path):
    file = tmp_path / "places.csv"
    file.write_bytes(place_table(place_row("石塬中学", division=OLD_TOWN)))
    words = ("import", "places", str(file), "--crs", "wgs84", "--office", make.JISHISHAN, "--json")
    done = relief(desk_of_today, *words)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert f"现为 石塬镇（{TOWN}）" in answer["notes"][0]["zh"]
    assert answer["notes"][0]["path"] == "D2"
    assert positions(desk_of_today) == {(f"shelter:{TOWN}:石塬中学", TOWN)}


def test_a_seat_under_a_former_code_waits_until_somebody_looked(desk_of_today, tmp_path):
    file = tmp_path / "places.csv"
    file.write_bytes(place_table(place_row("石塬乡", kind="乡镇驻地", division=OLD_TOWN)))
    words = ("import", "places", str(file), "--crs", "wgs84", "--office", make.JISHISHAN)
    waits = relief(desk_of_today, *words)
    assert waits.returncode == 1
    assert f"现为 石塬镇（{TOWN}）" in waits.stderr
    assert positions(desk_of_today) == set()
    assert relief(desk_of_today, *words, "--confirm").returncode == 0
    assert positions(desk_of_today) == {(f"township:{TOWN}", TOWN)}


def test_one_place_under_two_codes_is_named_twice(desk_of_today, tmp_path):
    file = tmp_path / "places.csv"
    rows = (place_row("石塬中学", division=code) for code in (TOWN, OLD_TOWN))
    file.write_bytes(place_table(*rows))
    words = ("import", "places", str(file), "--crs", "wgs84", "--office", make.JISHISHAN)
    done = relief(desk_of_today, *words)
    assert done.returncode == 1
    assert "与第 2 行是同一位置" in done.stderr


def text(answer) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", answer.get_data(as_text=True))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("what", ["reports", "houses"])
def test_the_page_of_an_import_says_what_was_taken_as_today(desk_of_today, what, language):
    app = app_of(desk_of_today)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"username": "jishishan", "password": PASSWORD})
    client.post("/language", data={"language": language})
    if what == "reports":
        path, content = "/i/quake/import", report_of(desk_of_today, (OLD_TOWN, "石塬乡", 5))
    else:
        path, content = "/i/quake/houses/import", workbook(good_row(2, 村代码=OLD_VILLAGE))
    sent = {"file": (BytesIO(content), "上年.xlsx")}
    waiting = client.post(path, data=sent, follow_redirects=True)
    assert work_once(desk_of_today)
    page = text(client.get(waiting.request.path))
    assert ("现为 石塬镇" if language == "zh" else "is now 石塬镇") in page
    assert ("请再看一眼" if language == "zh" else "Please look again") in page
    assert ("A7" if what == "reports" else "A5") in page


def test_the_marked_workbook_carries_the_note_at_its_cell(desk_of_today, tmp_path):
    file, marked = tmp_path / "report.xlsx", tmp_path / "marked.xlsx"
    file.write_bytes(report_of(desk_of_today, (OLD_TOWN, "石塬乡", 5)))
    words = ("import", "reports", str(file), "--incident", "quake", "--errors", str(marked))
    assert relief(desk_of_today, *words).returncode == 0
    assert "现为 石塬镇" in openpyxl.load_workbook(marked)[SHEET]["A7"].comment.text


def test_what_the_desk_wrote_after_a_merger_comes_back_and_changes_nothing(desk_of_today):
    seats = [
        NewPlace(f"township:{code}", "township", name, code, at, "surveyed", "RTK", False)
        for code, name, at in (
            (TOWN, "石塬镇", Point(102.8, 35.7)),
            (OLD_TOWN, "石塬乡", Point(102.7, 35.6)),
        )
    ]
    with desk_of_today.database.write() as session:
        load_places(session, seats)
    content, rows = make_file(desk_of_today, SCOPE, PlaceExport("csv", "EPSG:4490", (), "utf-8"))
    outcome = bring(desk_of_today, content, crs="")
    assert (rows, outcome.unchanged, outcome.accepted, outcome.marks) == (2, 2, 0, ())
