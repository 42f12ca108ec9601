"""Puts a desk together: settings, database, clock, files. Only this module imports adapters."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from relief.adapters.boundaries import read_counties
from relief.adapters.divisions import read_divisions
from relief.adapters.flows import OrtoolsFlows
from relief.adapters.gazetteer import read_places
from relief.adapters.papers.maker import Papers
from relief.adapters.papers.waybill import WaybillPapers
from relief.adapters.workbook import CalamineReader, XlsxWriter
from relief.allocation.ports import FlowSolver
from relief.core.clock import Clock, SystemClock
from relief.damage.ports import WorkbookReader, WorkbookWriter
from relief.db.files import FileStore
from relief.db.session import Database
from relief.db.tables import Setting
from relief.delivery.ports import WaybillMaker
from relief.geography.ports import GeographySources
from relief.settings import ROOT, Settings
from relief.situation.ports import PaperMaker

DEMO_CLOCK = "demo_clock"
FREE_FONTS = ROOT / ".cache" / "fonts"


class DeskClock:
    """The desk's present: the machine's, or where the demo's clock was set (law 1)."""

    def __init__(self, database: Database) -> None:
        """Read the demo clock from `database`; a real desk has none."""
        self._database = database

    def now(self) -> datetime:
        """Return the desk's present as aware UTC."""
        with self._database.read() as session:
            return now_in(session)


def now_in(session: Session) -> datetime:
    """Return the desk's present as this transaction sees it."""
    row = session.get(Setting, DEMO_CLOCK)
    return datetime.fromisoformat(row.value) if row else SystemClock().now()


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a rail needs to call a room.

    Fields:
        settings: where things lie.
        database: `read()` and `write()`.
        clock: the injected clock.
        files: the file store.
    """

    settings: Settings
    database: Database
    clock: Clock
    files: FileStore


def open_desk(settings: Settings) -> Desk:
    """Return the desk of these settings; the database must have been made by `init` or `demo`."""
    database = Database(settings.database_url)
    return Desk(settings, database, DeskClock(database), FileStore(settings.files))


def geography_sources() -> GeographySources:
    """Return the division table, county lines and gazetteer installed beside the desk."""
    return GeographySources(read_divisions, read_counties, read_places)


def paper_maker(settings: Settings) -> PaperMaker:
    """Return the maker of papers; official fonts lie in `DATA/fonts`, the free Song beside them."""
    return Papers((settings.data / "fonts", FREE_FONTS))


def waybill_maker(settings: Settings) -> WaybillMaker:
    """Return the maker of the papers that travel with goods; fonts as for the other papers."""
    return WaybillPapers((settings.data / "fonts", FREE_FONTS))


def workbook_reader() -> WorkbookReader:
    """Return the reader of filled workbooks."""
    return CalamineReader()


def workbook_writer() -> WorkbookWriter:
    """Return the writer of templates and of marked workbooks."""
    return XlsxWriter()


def flow_solver() -> FlowSolver:
    """Return the solver of integer flows that allocation plans with."""
    return OrtoolsFlows()
