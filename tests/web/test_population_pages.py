"""People of a division on its page: keyed, asked about, corrected, taken back."""

import re

from lxml import html

from tests.web.conftest import COMMAND, TOKEN, SignIn

VILLAGE = "622927101201"
PAGE = f"/divisions/{VILLAGE}/population"
TYPED = {
    "people": "500",
    "kind": "resident",
    "year": "2020",
    "quality": "published",
    "origin": "七普",
    "note": "核对",
}


def page(client):
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def form(text, **fields):
    follows = re.search(r'name="follows" value="([^"]*)"', text)[1]
    head = {"csrf_token": TOKEN.search(text)[1], "command_id": COMMAND.findall(text)[0]}
    return head | {"follows": follows} | fields


def shown(text):
    found = html.fromstring(text).xpath("//@data-people")
    return int(found[0]) if found else None


def test_a_figure_is_corrected_and_taken_back_and_the_history_keeps_all(sign_in: SignIn) -> None:
    officer = sign_in("jishishan")
    before = shown(page(officer))
    assert before
    assert officer.post(PAGE, data=form(page(officer), **TYPED)).status_code == 302
    text = page(officer)
    assert shown(text) == 500
    assert "常住人口" in text
    assert "2020 年" in text
    undone = officer.post(f"{PAGE}/undo", data=form(text, command_id="undo-1"))
    assert undone.status_code == 302
    assert shown(page(officer)) == before
    rows = html.fromstring(page(officer)).xpath("//table[contains(@class,'people-history')]//tr")
    assert len(rows) == 4


def test_a_village_above_its_township_is_asked_about_before_it_is_kept(sign_in: SignIn) -> None:
    officer = sign_in("jishishan")
    before = shown(page(officer))
    asked = officer.post(PAGE, data=form(page(officer), **TYPED | {"people": "900000"}))
    assert asked.status_code == 422
    text = asked.get_data(as_text=True)
    assert "多于所在的大河家镇" in text
    assert 'value="900000"' in text
    assert shown(page(officer)) == before
    kept = officer.post(PAGE, data=form(text, **TYPED | {"people": "900000", "confirmed": "1"}))
    assert kept.status_code == 302
    assert "多于所在的大河家镇" in page(officer)


def test_no_fraction_no_negative_and_no_word(sign_in: SignIn) -> None:
    officer = sign_in("jishishan")
    before = shown(page(officer))
    for people in ("1.5", "-3", "很多", ""):
        answer = officer.post(PAGE, data=form(page(officer), **TYPED | {"people": people}))
        assert answer.status_code == 422, people
    assert shown(page(officer)) == before


def test_who_was_slower_is_told_and_who_may_not_sees_no_form(sign_in: SignIn) -> None:
    officer = sign_in("jishishan")
    text = page(officer)
    assert officer.post(PAGE, data=form(text, **TYPED)).status_code == 302
    late = officer.post(PAGE, data=form(text, **TYPED | {"people": "7", "command_id": "late"}))
    assert late.status_code == 422
    assert "没有存入" in late.get_data(as_text=True)
    leader = sign_in("jishishan-leader")
    assert 'name="people"' not in page(leader)
    refused = form(text, csrf_token=TOKEN.search(page(leader))[1])
    assert leader.post(PAGE, data=refused | TYPED).status_code == 403
    assert sign_in("minhe").get(PAGE).status_code == 404


def test_a_gap_without_people_leads_to_the_page_that_mends_it(sign_in: SignIn) -> None:
    officer = sign_in("jishishan")
    text = page(officer)
    command = {"command_id": "undo-all"}
    officer.post(f"{PAGE}/undo", data=form(text, **command))
    assert "待核" in page(officer)
    gaps = officer.get("/coverage/gaps?missing=people").get_data(as_text=True)
    assert html.fromstring(gaps).xpath(f"//tr[@data-code='{VILLAGE}']//a[@href='{PAGE}']")
    assert officer.post(PAGE, data=form(page(officer), **TYPED)).status_code == 302
    after = officer.get("/coverage/gaps?missing=people").get_data(as_text=True)
    assert VILLAGE not in after
