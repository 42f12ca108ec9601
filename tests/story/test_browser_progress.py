"""The progress report in a browser: another day, the papers, the map that leaves the desk."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from relief.bootstrap import Desk
from tests.support.browser import NARROW, Seat, chromium
from tests.support.serving import served

HOME = "/i/jishishan-2023"
pytestmark = pytest.mark.browser


def test_the_report_of_any_day_and_its_papers(rebuilding: Desk, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    url = rebuilding.settings.database_url
    with served(data, url) as address, chromium() as browser:
        officer = Seat(browser, address, "jishishan")
        page = officer.page
        officer.go(f"{HOME}/progress")
        total = page.locator(".progress-table").first.locator("tfoot td").nth(5)
        today = total.inner_text()
        assert page.locator(".drawing svg").count() == 2
        page.fill("#on", "2024-05-01")
        page.get_by_role("button", name="查看").click()
        page.wait_for_url("**on=2024-05-01**")
        expect(total).not_to_have_text(today)
        files = {name: _download(officer, name, tmp_path) for name in ("PDF", "XLSX", "离线地图")}
        assert files["PDF"].read_bytes().startswith(b"%PDF")
        assert files["XLSX"].read_bytes().startswith(b"PK")
        _opens_offline(browser, files["离线地图"])
        _layer(officer)
        narrow = Seat(browser, address, "dahejia", NARROW)
        narrow.go(f"{HOME}/progress")
        expect(narrow.page.locator(".progress-table").first).to_contain_text("大河家镇")
        assert narrow.page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
        assert officer.faults == narrow.faults == []


def _download(officer: Seat, name: str, folder: Path) -> Path:
    page = officer.page
    officer.go(f"{HOME}/progress?on=2024-05-01")
    page.get_by_role("button", name=name, exact=True).click()
    with page.expect_download(timeout=120_000) as download:
        page.locator("#paper").get_by_role("link", name="下载").click(timeout=120_000)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def _opens_offline(browser, path: Path) -> None:
    context = browser.new_context(offline=True)
    asked: list[str] = []
    shown = context.new_page()
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(path.as_uri())
    shown.wait_for_selector("path.leaflet-interactive")
    assert "界线仅供示意" in shown.locator(".panel").inner_text()
    assert asked == [path.as_uri()]
    context.close()


def _layer(officer: Seat) -> None:
    page = officer.page
    officer.go(f"{HOME}/")
    page.wait_for_load_state("networkidle")
    page.locator("[data-question=rebuild]").click()
    expect(page.locator("#legend")).to_contain_text("入住率")
    expect(page.locator("#map-figures")).to_contain_text("竣工率")
