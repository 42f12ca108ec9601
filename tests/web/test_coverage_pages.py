"""The pages of coverage: numbers, the list that leads to what mends it, the workbook, the layer."""

import io
import json

import lxml.html
from python_calamine import CalamineWorkbook

from tests.web.conftest import SLUG

DAHEJIA = "622927101000"


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return lxml.html.fromstring(answer.get_data(as_text=True))


def test_a_county_sees_its_townships_and_the_nation_its_provinces(sign_in) -> None:
    codes = page(sign_in("jishishan"), "/coverage").xpath("//tr/@data-code")
    assert len(codes) == 17
    assert {code[:6] for code in codes} == {"622927"}
    national = sign_in("national")
    assert page(national, "/coverage").xpath("//tr/@data-code") == ["620000000000", "630000000000"]
    counties = page(national, "/coverage?within=620000000000").xpath("//tr/@data-code")
    assert len(counties) > 80
    assert (
        page(sign_in("jishishan"), "/coverage?within=630000000000").xpath("//tr/@data-code") == []
    )


def test_the_list_leads_to_what_mends_each_gap(sign_in) -> None:
    officer = sign_in("jishishan")
    found = page(officer, "/coverage/gaps?missing=real_position&level=village")
    links = found.xpath("//table//a/@href")
    assert any("/places/one?id=village" in link for link in links)
    assert officer.get(next(link for link in links if "/places/one" in link)).status_code == 200
    named = found.xpath("//tbody//th/a/@href")
    assert len(named) == len(found.xpath("//tbody//tr"))
    assert officer.get(named[0]).status_code == 200
    people = page(officer, "/coverage/gaps?missing=deputy&level=village").xpath("//table//a/@href")
    edit = next(link for link in people if "/roster/edit" in link)
    assert officer.get(edit).status_code == 200


def test_the_workbook_holds_the_list_and_nothing_else(sign_in) -> None:
    officer = sign_in("jishishan")
    query = "missing=real_position&level=village"
    answer = officer.get(f"/coverage/gaps.xlsx?{query}")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    assert book.sheet_names == ["缺口"]
    rows = book.get_sheet_by_name("缺口").to_python()
    assert {row[0][:6] for row in rows[2:]} == {"622927"}
    first = page(officer, f"/coverage/gaps?{query}").xpath("//tr/@data-code")
    assert [row[0] for row in rows[2:]][: len(first)] == first
    assert f"{len(rows) - 2:,} 行" in rows[0][0]


def test_the_layer_has_its_own_counties_and_two_languages(sign_in) -> None:
    url = f"/i/{SLUG}/layers/coverage.json"
    own = json.loads(sign_in("jishishan").get(url).data)
    assert set(own["counties"]) == {"622927000000"}
    assert {len(figure["steps"]) for figure in own["figures"]} == {5}
    row = own["counties"]["622927000000"]
    assert row["villages_any"]["text"] == "100%"
    assert row["villages_real"]["step"] in {3, 4, 5}
    english = json.loads(sign_in("national").get(f"{url}?language=en").data)
    assert all(figure["title"].isascii() for figure in english["figures"])


def test_a_code_that_is_none_is_refused(sign_in) -> None:
    assert sign_in("jishishan").get("/coverage?within=62x").status_code == 422
    assert sign_in("jishishan").get("/coverage/gaps?missing=x&page=999").status_code == 200
