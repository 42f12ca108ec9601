"""The brief as PDF and DOCX: one A4, its number, its hour, 待核, and never a sans."""

import re
import subprocess
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from docx.shared import Mm

from relief.adapters.papers.fonts import FREE_SONG, choose_faces, families_in
from relief.adapters.papers.maker import Papers
from relief.core.clock import parse_time
from relief.situation.brief import (
    BriefContent,
    BriefDue,
    BriefFigure,
    BriefLine,
    BriefResponse,
    BriefSilence,
    BriefWord,
)
from relief.situation.sheet import Imprint, make_sheet
from relief.vendor import FONTS

AT = parse_time("2023-12-19T00:40")
NAMES = [
    "吹麻滩镇",
    "大河家镇",
    "石塬镇",
    "刘集乡",
    "柳沟乡",
    "关家川乡",
    "胡林家乡",
    "寨子沟乡",
    "安集镇",
    "别藏镇",
    "癿藏镇",
    "居集镇",
    "铺川乡",
    "郭干乡",
    "徐扈家乡",
    "中咀岭乡",
    "小关乡",
]
UNKNOWN = BriefFigure(None, None, None)


def spoken(value):
    return BriefFigure(None, BriefWord(value, "call", AT), None)


def content(**changes) -> BriefContent:
    """A full county sheet: seventeen townships, all silent villages, responses and dues."""
    figures = (spoken(3), spoken(None), spoken(12), spoken(1350), spoken(560))
    lines = tuple(
        BriefLine(name, "Ⅷ", figures if i % 2 else (UNKNOWN,) * 5, AT if i % 2 else None)
        for i, name in enumerate(NAMES)
    )
    values = {
        "number": 1,
        "office": "积石山县应急管理局",
        "office_en": "Jishishan emergency bureau",
        "area": "积石山县",
        "incident": "积石山6.2级地震",
        "incident_en": "Jishishan M6.2 earthquake",
        "hazard": "earthquake",
        "occurred_at": parse_time("2023-12-18T23:59"),
        "magnitude": "6.2",
        "lon": "102.79",
        "lat": "35.70",
        "depth_km": "10",
        "as_of": AT,
        "replay": False,
        "demo": True,
        "by": "township",
        "lines": lines,
        "totals": (BriefLine("积石山县", None, (UNKNOWN,) * 5, None),),
        "silent": tuple(BriefSilence(n, "积石山县", ("甲村",) * 9, 9, 1204, True) for n in NAMES),
        "responses": (
            BriefResponse("全国", "relief", "Ⅳ级", AT, "day", "办公室常务副主任", True, False),
        ),
        "dues": (BriefDue("initial", ("大河家镇",), AT + timedelta(minutes=49), 49, "L7", False),)
        * 4,
        "more_dues": 12,
        "heard": 8,
    }
    return BriefContent(**(values | changes))


def sheet(language="zh_Hans", **changes):
    return make_sheet(content(**changes), language, Imprint(AT, "王值班"))


@pytest.fixture(scope="module")
def papers() -> Papers:
    assert FONTS.is_dir(), "run: make setup"
    return Papers((FONTS,))


def run(tool, *arguments, data=None) -> str:
    done = subprocess.run([tool, *arguments], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s+", "", run("pdftotext", "-layout", "-", "-", data=pdf))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh_Hans",
            ["第1期", "数据截至2023年12月19日00:40", "待核", "示例", "约1,204", "第1页共1页"],
        ),
        ("en", ["No.1", "Dataasof2023-12-1900:40", "待核", "Example", "1,204people", "Page1of1"]),
    ],
)
def test_the_pdf_is_one_a4_that_says_its_number_its_hour_and_what_is_not_known(
    papers, tmp_path, language, words
):
    made = papers.pdf(sheet=sheet(language))
    path = tmp_path / "brief.pdf"
    path.write_bytes(made)
    about = run("pdfinfo", str(path))
    assert re.search(r"Pages:\s+1\n", about)
    assert "595.276 x 841.89 pts (A4)" in about
    text = text_of(made)
    for word in [*words, "王值班", "大河家镇"]:
        assert word in text, word


def test_the_pdf_embeds_a_song_and_never_a_sans(papers, tmp_path):
    path = tmp_path / "brief.pdf"
    path.write_bytes(papers.pdf(sheet=sheet()))
    rows = run("pdffonts", str(path)).splitlines()[2:]
    assert rows
    assert all("NotoSerifSC" in row for row in rows)


def test_a_replay_says_so_on_every_page(papers):
    many = tuple(BriefLine(f"第{n}乡", None, (UNKNOWN,) * 5, None) for n in range(118))
    text = text_of(papers.pdf(sheet=sheet(replay=True, lines=many)))
    pages = int(re.search(r"共(\d+)页", text)[1])
    assert pages > 1
    assert text.count("回放2023年12月19日00:40") == pages
    assert text.count("乡镇烈度死亡") == pages or text.count("烈度死亡") >= pages - 1


def test_the_same_sheet_makes_the_same_pdf(papers):
    assert papers.pdf(sheet=sheet()) == papers.pdf(sheet=sheet())


def test_the_docx_holds_every_word_of_the_sheet_on_a_gb_t_9704_page(papers):
    made = sheet()
    document = Document(BytesIO(papers.docx(sheet=made)))
    page = document.sections[0]
    size = (page.page_width, page.page_height, page.top_margin, page.left_margin)
    for length, wanted_mm in zip(size, (210, 297, 37, 28), strict=True):
        assert abs(length - Mm(wanted_mm)) < Mm(0.1)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for section in made.sections:
        assert section.heading in text
        assert all(paragraph in text for paragraph in section.paragraphs)
    cells = [tuple(cell.text for cell in row.cells) for row in document.tables[0].rows]
    assert cells == [made.sections[0].table.head, *made.sections[0].table.rows]
    assert page.header.paragraphs[0].text == "示例：含生成数据"
    assert "王值班" in page.footer.paragraphs[0].text


def test_official_fonts_are_named_where_the_desk_has_them_and_a_song_where_not(tmp_path):
    faces = choose_faces(frozenset({"仿宋_GB2312", "黑体"}))
    assert (faces.body, faces.heading) == ("仿宋_GB2312", "黑体")
    assert (faces.title, faces.kai) == (FREE_SONG, FREE_SONG)
    assert "Noto Serif SC" in families_in((FONTS,))
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    assert families_in((tmp_path, tmp_path / "absent")) == frozenset()
