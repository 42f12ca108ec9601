"""The story goes on, 2024-07-15 09:00: a house is accepted, a family moves in, a case is closed."""

from collections.abc import Callable

import pytest

from jobs.work_advance_clock import run
from relief.all_projections import PROJECTIONS
from relief.bootstrap import Desk
from relief.db.projections import compare
from relief.incidents.queries import find_incident
from relief.shelters.queries import resettled
from tests.support.application import app_of
from tests.support.person import Person

I = "/i/jishishan-2023"  # noqa: E741 (the incident, as its pages begin)
R = f"{I}/rebuilding"
Someone = Callable[[str], Person]


@pytest.fixture
def someone(demo: Desk) -> Someone:
    """Return a function that signs somebody in, at the stop `rebuild`."""
    run(demo, "w1", {"target": "rebuild"}, lambda _done, _total: False)
    app = app_of(demo)
    return lambda username: Person(app, username)


def test_a_family_is_housed_again_and_every_family_is_accounted_for(
    someone: Someone, demo: Desk
) -> None:
    officer, finance = someone("jishishan-rebuild"), someone("jishishan-finance")
    _over_the_last_steps(officer, finance, demo)
    _moved_in_too_early(officer)
    _nobody_is_left_unexplained(officer)
    assert officer.client.get(f"{R}/{_of_minhe(someone)}").status_code == 404
    with demo.database.read() as session:
        assert [d for p in PROJECTIONS for d in compare(session, p)] == []


def _over_the_last_steps(officer: Person, finance: Person, demo: Desk) -> None:
    case = _first(officer, "stage=completed&mode=in_place")
    before = _resettled(demo)
    officer.see(case)
    assert "请先记录验收通过的查验" in officer.text
    seen = {"kind": "acceptance", "inspector": "示例质监员"}
    officer.send("/visit", result="rework", finding="圈梁未浇筑", **seen)
    assert officer.attempt_is_refused(f"{case}/step")
    officer.send("/visit", result="passed", **seen)
    officer.send("/step", stage="accepted")
    officer.send("/step", stage="moved_in")
    assert "2024-07-15 已腾出" in officer.text
    assert _resettled(demo) < before
    assert "笔补助未拨付" in officer.text
    assert officer.attempt_is_refused(f"{I}/payments/cases/{case.rsplit('/', 1)[1]}/pay")
    finance.see(case)
    finance.send("/pay", document="示例拨付0715")
    officer.see(case)
    officer.send("/step", stage="archived")
    assert "本案已办结归档" in officer.text


def _moved_in_too_early(officer: Person) -> None:
    counted = _count(officer, "moved_in")
    case = _first(officer, "stage=main_structure&mode=in_place", without="提前入住")
    officer.see(case)
    officer.send("/step", stage="moved_in", reason="投亲处拥挤，自行搬回")
    assert "照实登记，不计入已入住" in officer.text
    assert officer.path in {link.split("?")[0] for link in _links(officer, "early=1")}
    assert _count(officer, "moved_in") == counted


def _nobody_is_left_unexplained(officer: Person) -> None:
    officer.see(f"{R}/without")
    houses = officer.page.xpath('//input[@name="house"]/@value')
    assert houses
    for house in houses:
        officer.send("/without", house=house, why="declines", words="电话核实")
    assert "每一户都已开案或说明原因" in officer.text


def _of_minhe(someone: Someone) -> str:
    neighbour = someone("minhe-rebuild")
    return _first(neighbour, "stage=moved_in").rsplit("/", 1)[1]


def _first(officer: Person, asked: str, without: str = "never") -> str:
    officer.see(f"{R}?{asked}")
    rows = officer.page.xpath("//tbody/tr")
    row = next(row for row in rows if without not in row.text_content())
    return str(row.xpath("./td[1]/a/@href")[0])


def _links(officer: Person, asked: str) -> list[str]:
    here = officer.path
    officer.see(f"{R}?{asked}")
    found = officer.page.xpath("//tbody/tr/td[1]/a/@href")
    officer.see(here)
    return found


def _count(officer: Person, stage: str) -> int:
    officer.see(R)
    return int(
        officer.page.xpath(f'string(//ol[@class="funnel"]//a[contains(@href, "{stage}")]/b)')
    )


def _resettled(demo: Desk) -> int:
    with demo.database.read() as session:
        incident = find_incident(session, "jishishan-2023")
        assert incident is not None
        return sum(row.people or 0 for row in resettled(session, incident.id).values())
