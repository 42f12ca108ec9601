"""The story's last page, 2024-07-15 09:00: how far rebuilding is, on screen and in every paper."""

import json
import re
import subprocess
from io import BytesIO

from click.testing import CliRunner
from docx import Document
from openpyxl import load_workbook

from jobs.worker import work_once
from relief.bootstrap import Desk
from relief.commands.report import command
from tests.support.application import app_of
from tests.support.person import Person

I = "/i/jishishan-2023"  # noqa: E741 (the incident, as its pages begin)
PAGE = f"{I}/progress"


def test_one_reports_figures_are_the_same_on_screen_and_in_every_file(rebuilding: Desk) -> None:
    demo = rebuilding
    app = app_of(demo)
    officer = Person(app, "jishishan")
    text = officer.see(PAGE)
    for words in ("示例", "148,000", "占需重建修缮户", "逾期清单", "提前入住"):
        assert words in text
    shown = _table(officer)
    said = _by_command(demo, "--as", "jishishan")
    assert said["generated"]
    assert shown == {row["name"]: _cells(row["counts"]) for row in said["rows"]} | {
        "合计": _cells(said["total"])
    }
    _layer_says_the_same(officer, said)
    _papers_say_the_same(officer, demo, shown)
    _another_day_is_another_report(officer, said)
    _each_desk_its_own(app, shown)
    _bad_wishes_are_answered(officer, demo)


def _table(person: Person) -> dict[str, list[str]]:
    rows = person.page.xpath("//table[contains(@class, 'progress-table')][1]//tr[td]")
    found = {}
    for row in rows:
        cells = [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
        name = row.xpath("./th")[0].text_content().strip()
        found.setdefault(name, [part for cell in cells for part in cell.split()])
    return {k: v for k, v in found.items() if len(v) == 14}


def _cells(counts: dict) -> list[str]:
    rates = {rate["milestone"]: rate for rate in counts["rates"]}
    milestones = ("started", "main_structure", "completed", "accepted", "moved_in")
    pairs = [t for m in milestones for t in (f"{counts[m]:,}", f"{rates[m]['percent']}%")]
    beside = [f"{counts[key]:,}" for key in ("too_early", "overdue", "unexplained")]
    return [f"{counts['need']:,}", *pairs, *beside]


def _by_command(demo: Desk, *words: str) -> dict:
    asked = ["progress", "--incident", "jishishan-2023", "--format", "json", *words, "-"]
    done = CliRunner().invoke(command, asked, obj=demo.settings)
    assert done.exit_code == 0, (done.output, done.exception)
    answer = json.loads(done.stdout)
    assert answer["schema"] == 1
    return answer["progress"]


def _layer_says_the_same(officer: Person, said: dict) -> None:
    feed = officer.client.get(f"{I}/layers/rebuild.json").get_json()
    for row in said["rows"]:
        rate = next(r for r in row["counts"]["rates"] if r["milestone"] == "moved_in")
        answer = feed["townships"][row["division"]]["moved_in"]
        assert answer["text"] == f"{rate['percent']}%"
    assert [figure["key"] for figure in feed["figures"]] == ["moved_in", "completed", "started"]


def _papers_say_the_same(officer: Person, demo: Desk, shown: dict[str, list[str]]) -> None:
    files = {form: _file(officer, demo, form) for form in ("pdf", "docx", "xlsx", "html")}
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=files["pdf"], capture_output=True, check=True
    )
    flat = re.sub(r"\s+", "", done.stdout.decode())
    page = load_workbook(BytesIO(files["xlsx"]))["进度"]
    rows = {row[0].value: row for row in page.iter_rows(min_row=4)}
    for name, cells in shown.items():
        assert name in flat
        assert all(cell in flat for cell in cells), name
        counts = [c.value for c in rows[name][2:13] if c.number_format != "0.0%"]
        assert [f"{value:,}" for value in counts] == cells[0:1] + cells[1:11:2]
    total = shown["合计"]
    assert all(text in flat for text in ("界线仅供示意", f"已开工{total[1]}", f"已入住{total[9]}"))
    _word_says_the_same(files["docx"], shown)
    _map_says_the_same(files["html"].decode(), shown)
    earlier = _file(officer, demo, "html", on="2024-05-01").decode()
    assert "回放：非正式文件" in earlier


def _word_says_the_same(paper: bytes, shown: dict[str, list[str]]) -> None:
    read = {}
    for row in Document(BytesIO(paper)).tables[0].rows:
        cells = [cell.text.split() for cell in row.cells]
        read[cells[0][0]] = [word for cell in cells[1:] for word in cell]
    for name, cells in shown.items():
        assert read[name] == cells


def _map_says_the_same(page: str, shown: dict[str, list[str]]) -> None:
    """Pass when every township's share moved in on the offline map is the table's."""
    assert "界线仅供示意" in page
    assert "https://cdn" not in page
    assert "回放" not in page  # asked for now, about now: an ordinary file
    said = re.findall(r'"short": "([^"]*)"', page)
    words = {json.loads(f'"{text}"') for text in said}
    for name, cells in shown.items():
        if name != "合计":
            assert f"{name} {cells[10]}" in words


def _file(officer: Person, demo: Desk, form: str, **wish: str) -> bytes:
    officer.see(PAGE)
    officer.send("/progress/papers", format=form, **wish)
    assert work_once(demo)
    page = officer.client.get(officer.path).get_data(as_text=True)
    link = re.search(r"/files/[0-9a-f]{64}", page)
    assert link, page
    content: bytes = officer.client.get(link[0]).data
    return content


def _another_day_is_another_report(officer: Person, today: dict) -> None:
    officer.see(f"{PAGE}?on=2024-05-01")
    may = _by_command(officer_desk(officer), "--as", "jishishan", "--as-of", "2024-05-01")
    assert _table(officer)["合计"] == _cells(may["total"])
    assert may["as_of"] == "2024-05-01"
    assert may["total"]["moved_in"] < today["total"]["moved_in"]
    assert may["overdue"]["total"] == 0
    assert "没有逾期的个案" in officer.text


def officer_desk(person: Person) -> Desk:
    found: Desk = person.client.application.extensions["relief_desk"]
    return found


def _each_desk_its_own(app, shown: dict[str, list[str]]) -> None:
    minhe = Person(app, "minhe")
    minhe.see(PAGE)
    own = _table(minhe)
    assert not (set(own) & set(shown)) - {"合计"}
    nation = Person(app, "national")
    nation.see(PAGE)
    wide = _table(nation)
    need = [int(table["合计"][0]) for table in (own, shown)]
    assert int(wide["合计"][0]) == sum(need)
    assert "待核" in nation.text


def _bad_wishes_are_answered(officer: Person, demo: Desk) -> None:
    assert officer.client.get(f"{PAGE}?on=2023-01-01").status_code == 422
    assert officer.client.get(f"{PAGE}?on=May").status_code == 422
    assert officer.client.get(f"{PAGE}?by=street").status_code == 422
    refused = officer.post(f"{PAGE}/papers", format="odt", command_id="c-odt")
    assert refused.status_code == 422
    runner = CliRunner()
    start = ["progress", "--incident", "jishishan-2023"]
    for words in (
        ["--as-of", "May", "--format", "json"],
        ["--as-of", "2023-01-01", "--format", "pdf"],
    ):
        done = runner.invoke(command, [*start, *words, "-"], obj=demo.settings)
        assert done.exit_code != 0
        assert done.exception.wording().zh
    assert (
        runner.invoke(command, [*start, "--format", "odt", "-"], obj=demo.settings).exit_code == 2
    )
