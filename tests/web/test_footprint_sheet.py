"""The footprint's workbook holds the page's figures cell by cell; its map points stay at home."""

import io
import json
import re

import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from tests.web.conftest import SLUG

PAGE = f"/i/{SLUG}/footprint"
UNKNOWN = "待核"


def read(client, query=""):
    answer = client.get(f"{PAGE}/table.xlsx{query}")
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return book.get_sheet_by_name("影响范围").to_python()


def block(rows, first):
    """Return the rows below the head that begins with these words, by heading."""
    at = next(n for n, row in enumerate(rows) if list(row[: len(first)]) == first)
    heads = [head for head in rows[at] if head]
    held = []
    for row in rows[at + 1 :]:
        if not any(cell != "" for cell in row):
            break
        held.append(dict(zip(heads, row, strict=False)))
    return held


def shown(client, query, table):
    page = html.fromstring(client.get(f"{PAGE}{query}").data)
    rows = page.xpath(f"//table[contains(@class,'{table}')]/tbody/tr[@data-code or @data-rank]")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("th|td")] for row in rows]


def whole(text):
    """Return the number a cell of the page begins with, 待核 as it stands."""
    if UNKNOWN in text and not re.match(r"[≥\d]", text):
        return UNKNOWN
    return int(re.match(r"(?:≥ )?([\d,]+)", text)[1].replace(",", ""))


@pytest.mark.parametrize("who", ["national", "jishishan"])
def test_zones_and_divisions_are_the_pages_own(sign_in, who) -> None:
    client = sign_in(who)
    rows = read(client)
    zones = block(rows, ["区", "性质"])
    for cells, held in zip(shown(client, "", "foot-zones"), zones, strict=True):
        assert cells[0].split()[0] == held["区"]
        assert whole(cells[2]) == held["乡镇"]
        assert whole(cells[3]) == held["村"]
        assert whole(cells[4]) == held["人（已有数的村）"]
        assert [whole(n) for n in cells[5].split(" / ")] == [
            held["已报房屋（处）"],
            held["已报房屋（户）"],
        ]
        estimate = 0 if cells[7] == "—" else whole(cells[7])
        assert estimate == (held["另：估算村"] or 0)
    listed = block(rows, ["区划代码", "乡镇"])
    page = shown(client, "", "foot-rows")
    assert len(listed) >= len(page) > 10
    for cells, held in zip(page, listed, strict=False):
        assert cells[0].startswith(held["乡镇"])
        assert [whole(n) for n in cells[2].split(" / ")] == [held["村：在内"], held["村：全部"]]
        if cells[4] != "—":
            assert whole(cells[4]) == held["人（已有数的村）"]
            assert held["人口来源"] or held["人（已有数的村）"] == UNKNOWN
        assert (0 if cells[8] == "—" else whole(cells[8])) == (held["待核村"] or 0)


def test_a_village_without_a_figure_is_unconfirmed_and_never_zero(sign_in) -> None:
    rows = block(read(sign_in("national"), "?how=open"), ["区划代码", "村"])
    assert rows
    assert {row["区"] for row in rows} == {UNKNOWN}
    assert all(row["人"] == UNKNOWN or (row["人"] and row["人口来源"]) for row in rows)
    inside = block(read(sign_in("national"), "?how=sure&within=622927101000"), ["区划代码", "村"])
    assert {row["区划代码"][:9] for row in inside} == {"622927101"}


def test_the_head_says_the_hour_the_version_and_the_source(sign_in) -> None:
    client = sign_in("jishishan")
    head = "\n".join(str(row[0]) for row in read(client)[:4])
    assert re.search(r"数据截至 \d{4}-\d\d-\d\d \d\d:\d\d", head)
    assert "第 1 版 · 中国地震局" in head
    back = "?at=2023-12-19T00:10:00%2B08:00"
    assert "回放：当时所知，2023-12-19 00:10" in str(read(client, back)[1][0])
    before = client.get(f"{PAGE}/table.xlsx?at=2023-12-18T23:00:00%2B08:00")
    assert before.status_code == 404


def test_the_map_points_at_the_villages_of_ones_own_divisions(sign_in) -> None:
    wide = json.loads(sign_in("national").get(f"{PAGE}/villages.json").data)["villages"]
    own = json.loads(sign_in("jishishan").get(f"{PAGE}/villages.json").data)["villages"]
    assert {row[0][:6] for row in own} == {"622927"}
    assert {row[0] for row in own} < {row[0] for row in wide}
    sure = [row for row in wide if row[5] == "sure"]
    assert {row[4] for row in sure} == {7, 8}
    assert all(row[4] is None for row in wide if row[5] == "open")
    assert all(100 < row[2] < 106 and 33 < row[3] < 38 for row in wide)
