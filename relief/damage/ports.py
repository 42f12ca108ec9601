"""What importing needs of the outside world: a reader and a writer of workbooks."""

from relief.core.sheets import (
    CellValue,
    Choice,
    Column,
    Mark,
    RawSheet,
    Template,
    WorkbookReader,
    WorkbookWriter,
)

__all__ = [
    "CellValue",
    "Choice",
    "Column",
    "Mark",
    "RawSheet",
    "Template",
    "WorkbookReader",
    "WorkbookWriter",
]
