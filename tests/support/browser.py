"""Debian's Chromium, driven by Playwright: nothing but this machine may be asked for anything."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect, sync_playwright

from relief.demo.accounts import PASSWORD

CHROMIUM = "/usr/bin/chromium"
WIDE, NARROW = (1440, 900), (390, 844)
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# A page waited for is given as long as a page opened (15 s): two desks may share one core.
LONGEST_MS = 15_000
expect.set_options(timeout=LONGEST_MS)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()


class Seat:
    """One person in a browser of his own; foreign requests, page errors and 5xx are collected."""

    def __init__(self, browser: Browser, address: str, username: str, size=WIDE) -> None:
        self.address = address
        self.faults: list[str] = []
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        self.page: Page = context.new_page()
        self.page.set_default_timeout(LONGEST_MS)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._watch_request)
        self.page.on("response", self._watch_answer)
        self.go("/sign-in")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "sign-in" not in url)

    def go(self, path: str) -> None:
        """Open a page of the desk."""
        self.page.goto(self.address + path)

    def _watch_request(self, request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"foreign request: {request.url}")

    def _watch_answer(self, answer) -> None:
        if answer.status >= 500:
            self.faults.append(f"{answer.status}: {answer.url}")
