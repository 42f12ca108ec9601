"""The desk's picture for one county and for all six, against the bare read of its figures."""

import shutil
import tempfile
from pathlib import Path

from sqlalchemy import event, select

from relief.bootstrap import now_in, open_desk
from relief.damage.tables import FigureNow
from relief.demo.build import build
from relief.incidents.queries import find_incident
from relief.settings import Settings
from relief.situation.queries import picture
from tests.benchmarks.measure import line, median_s
from tests.make import scope

VIEWS = {"17 townships": ("622927",), "all townships": ("",)}


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="relief-bench-"))
    settings = Settings(folder, f"sqlite:///{folder / 'relief.db'}")
    build(settings, "goods", lambda _line: None)
    desk = open_desk(settings)
    counted: list[str] = []
    event.listen(desk.database.reader, "before_cursor_execute", lambda *a: counted.append(a[2]))
    with desk.database.read() as session:
        incident = find_incident(session, "jishishan-2023")
        at = now_in(session)
        base = median_s(
            lambda: session.execute(
                select(FigureNow).where(FigureNow.incident_id == incident.id)
            ).all()
        )
        for name, prefixes in VIEWS.items():
            who = scope(*prefixes)

            def draw(who=who) -> None:
                counted.clear()
                picture(session, who, incident, at=at, replay=False, by="township")

            ours = median_s(draw)
            size = f"{name}, {len(counted)} queries"
            print(line("the desk's picture", size, ours, "bare read of figures", base))
    desk.database.dispose()
    shutil.rmtree(folder)
