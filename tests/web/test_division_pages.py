"""Divisions in the browser: found, walked, their former names kept, the yearly update reviewed."""

import re
from datetime import date

import pytest
from sqlalchemy import text

from jobs.worker import work_once
from relief.bootstrap import name_speller
from relief.core.clock import parse_time
from relief.core.ledger import Stamp
from relief.geography.queries import divisions
from relief.geography.update_service import NewUpdate, file_update
from relief.offices.queries import scope_of_account
from tests.support.browser import NARROW, WIDE, Seat
from tests.web.conftest import token_of
from tests.web.test_statement_counts import counted

COUNTY, TOWN, CLOSED = "622927000000", "622927104000", "622927106000"
REMOVE = re.compile(r'action="(/divisions/former/[^"]+/remove)"')
LINE = re.compile(r'action="/divisions/updates/lines/(\d+)"')


@pytest.fixture
def update_id(demo):
    """A newer table of the townships of 甘肃: one renamed, one closed, one new."""
    with demo.database.write() as session:
        scope = scope_of_account(session, "admin")
        names = dict(
            session.execute(
                text(
                    "SELECT code, name FROM geography_division "
                    "WHERE code LIKE '62%' AND level <> 'village'"
                )
            ).all()
        )
        names[TOWN] = "石塬新镇"
        names["622927990000"] = "新设镇"
        names.pop(CLOSED)
        new = NewUpdate("2024.csv", "1", date(2024, 6, 30), names)
        stamp = Stamp.make(parse_time("2024-07-01"), scope.account_id, "test")
        filed, count = file_update(session, scope, stamp, new, name_speller())
    assert count == 3
    return filed


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def post(client, path, **data):
    return client.post(path, data={"csrf_token": token_of(client), **data})


def test_a_former_name_finds_the_township_with_its_chain(sign_in):
    client = sign_in("jishishan")
    found = client.get("/i/jishishan-2023/search?q=石塬乡").get_json()["results"][0]
    assert (found["code"], found["label"]) == (TOWN, "石塬镇（原石塬乡）")
    assert found["within"] == "甘肃省 › 临夏回族自治州 › 积石山保安族东乡族撒拉族自治县"
    assert found["kind"] == "镇"
    shown = page(client, "/divisions?q=石塬乡")
    assert "临夏回族自治州 › 积石山保安族东乡族撒拉族自治县" in shown
    assert "石塬镇" in shown


def test_from_the_province_down_to_the_village(sign_in):
    client = sign_in("jishishan")
    for path, link in (
        ("/divisions", "620000000000"),
        ("/divisions/620000000000", "622900000000"),
        ("/divisions/622900000000", COUNTY),
        (f"/divisions/{COUNTY}", TOWN),
        (f"/divisions/{TOWN}", "622927104200"),
    ):
        assert f"/divisions/{link}" in page(client, path)
    assert "村委会" in page(client, "/divisions/622927104200")


def test_another_county_is_not_shown(sign_in):
    client = sign_in("jishishan")
    assert client.get("/divisions/630222000000").status_code == 404
    assert "/divisions/630000000000" not in page(client, "/divisions")
    assert "/divisions/622926000000" not in page(client, "/divisions/622900000000")
    assert client.get("/divisions/62292").status_code in {400, 422}


def test_the_administrator_keeps_former_names_and_nobody_else(sign_in):
    admin = sign_in("admin")
    path = f"/divisions/{TOWN}/former"
    assert post(sign_in("jishishan"), path, former_name="x", source="x").status_code == 403
    assert post(admin, path, former_name="石源乡").status_code == 422
    assert post(admin, path, former_name="石源乡", source="x", valid_from="去年").status_code == 422
    assert post(admin, path, former_name="石源乡", source="县志").status_code == 302
    shown = page(admin, f"/divisions/{TOWN}")
    assert "石源乡" in shown
    entry = REMOVE.findall(shown)
    assert len(entry) == 2  # the one that came with the desk, and this one
    for address in entry:
        assert post(admin, address).status_code == 302
    assert "石源乡" not in page(admin, f"/divisions/{TOWN}")


def test_an_update_is_reviewed_applied_and_taken_back(sign_in, demo, update_id):
    admin = sign_in("admin")
    path = f"/divisions/updates/{update_id}"
    assert "2024.csv" in page(admin, "/divisions/updates")
    shown = page(admin, path)
    assert all(word in shown for word in ("石塬新镇", "新设镇", CLOSED))
    assert "新设镇" not in page(admin, f"{path}?kind=renamed")
    assert post(admin, f"{path}/apply").status_code == 422
    line = LINE.findall(page(admin, f"{path}?kind=renamed"))[0]
    one = f"/divisions/updates/lines/{line}"
    assert post(admin, one, seen="open", verdict="accepted").status_code == 302
    assert post(admin, one, seen="open", verdict="rejected").status_code == 409
    assert post(admin, f"{path}/judge", verdict="accepted").status_code == 302
    refused = post(admin, f"{path}/apply")
    assert refused.status_code == 422  # the closed township's villages still lie within it
    assert CLOSED in refused.get_data(as_text=True)
    gone = LINE.findall(page(admin, f"{path}?kind=closed"))[0]
    rejected = post(admin, f"/divisions/updates/lines/{gone}", seen="accepted", verdict="rejected")
    assert rejected.status_code == 302
    pressed = [post(admin, f"{path}/apply", command_id="once") for _twice in range(2)]
    assert len({answer.location for answer in pressed}) == 1
    with demo.database.read() as session:
        assert divisions(session, [TOWN])[TOWN].name == "石塬镇"
    assert "应用年度更新" in page(admin, pressed[0].location)
    assert work_once(demo)
    assert not work_once(demo)
    done = page(admin, pressed[0].location)
    assert "已应用 2 行" in done
    assert f'href="{path}"' in done
    assert post(admin, f"{path}/apply").status_code == 409
    with demo.database.read() as session:
        assert divisions(session, [TOWN])[TOWN].name == "石塬新镇"
    assert post(admin, f"{path}/take-back").status_code == 302
    with demo.database.read() as session:
        assert divisions(session, [TOWN])[TOWN].name == "石塬镇"


def test_a_line_opened_again_before_the_worker_came_is_refused_with_its_reason(
    sign_in, demo, update_id
):
    admin = sign_in("admin")
    path = f"/divisions/updates/{update_id}"
    gone = LINE.findall(page(admin, f"{path}?kind=closed"))[0]
    post(admin, f"/divisions/updates/lines/{gone}", seen="open", verdict="rejected")
    post(admin, f"{path}/judge", verdict="accepted")
    filed = post(admin, f"{path}/apply")
    post(admin, f"{path}/judge", verdict="open")
    assert work_once(demo)
    assert "3 行未核对" in page(admin, filed.location)
    with demo.database.read() as session:
        assert divisions(session, [TOWN])[TOWN].name == "石塬镇"


def test_only_the_administrator_reviews(sign_in, update_id):
    client = sign_in("jishishan")
    assert client.get(f"/divisions/updates/{update_id}").status_code == 403
    assert post(client, f"/divisions/updates/{update_id}/apply").status_code == 403


@pytest.mark.parametrize("username", ["jishishan", "national"])
def test_the_pages_take_few_statements(app, sign_in, username):
    client = sign_in(username)
    for path in ("/divisions", "/divisions?q=大河", f"/divisions/{COUNTY}", f"/divisions/{TOWN}"):
        assert counted(app, client, path) <= 18, path


def test_the_review_takes_few_statements(app, sign_in, update_id):
    assert counted(app, sign_in("admin"), f"/divisions/updates/{update_id}") <= 18


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_reviewer_accepts_a_line_and_applies_in_the_browser(browser, address, update_id, size):
    seat = Seat(browser, address, "admin", size)
    screen = seat.page
    seat.go(f"/divisions/updates/{update_id}?kind=closed")
    screen.get_by_role("button", name="拒绝", exact=True).click()
    screen.wait_for_load_state()
    seat.go(f"/divisions/updates/{update_id}")
    screen.get_by_role("button", name="全部接受").click()
    screen.get_by_role("button", name="确定").click()
    screen.wait_for_load_state()
    screen.get_by_role("button", name="应用已接受的 2 行").click()
    screen.get_by_role("button", name="确定").click()
    screen.get_by_text("已应用").first.wait_for()
    seat.go("/divisions?q=石塬乡")
    screen.get_by_role("link", name="石塬新镇").click()
    screen.locator(".former-names td", has_text="石塬乡").first.wait_for()
    _fits(screen, ".former-names code", size)
    seat.go(f"/divisions/updates/{update_id}")
    _fits(screen, ".update-lines code", size)
    assert seat.faults == []


_HEIGHTS = "all => all.map(one => one.getBoundingClientRect().height)"


def _fits(screen, codes, size):
    """A page is no wider than the screen, and none of its codes is broken over two lines."""
    assert screen.evaluate("document.documentElement.scrollWidth") <= size[0]
    heights = screen.locator(codes).evaluate_all(_HEIGHTS)
    assert heights
    assert max(heights) < 30, heights
