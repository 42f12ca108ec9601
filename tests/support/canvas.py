"""A page with the vendored Leaflet and the desk's own point layer, without a desk behind it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from tests.support.serving import ROOT

_FOLDERS = {"/static/": ROOT / "relief/web/static", "/support/": ROOT / "tests/support"}


class _Files(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        for prefix, folder in _FOLDERS.items():
            if path.startswith(prefix):
                self.directory = str(folder)
                return super().translate_path(path.removeprefix(prefix[:-1]))
        return str(ROOT / "nothing")

    def log_message(self, *_parts: object) -> None:
        """A page is asked for its files without a word."""


@contextmanager
def canvas_address() -> Iterator[str]:
    """Yield the address of the page; it is served by a thread until the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/support/canvas.html"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
