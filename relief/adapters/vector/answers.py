"""What is said about a file that cannot be read, and about a row's geometry."""

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.geography.vector import Fault, FaultKind


def refusal(zh: str, en: str, path: str = "file") -> Refused:
    """Return the refusal of a whole file."""
    return Refused(Bilingual(zh, en), path)


def fault(kind: FaultKind, zh: str, en: str) -> Fault:
    """Return a fault of one row."""
    return Fault(kind, Bilingual(zh, en))


MISSING = fault("missing", "没有位置", "There is no position")
EMPTY = fault("empty", "几何为空", "The geometry is empty")
HEIGHTS = fault("heights", "高程已略去，只取平面位置", "Heights were dropped; the position is kept")
UNKEPT = fault(
    "unreadable",
    "文字里有无法存入的字符（显示为 �），请改正",
    "The text holds a character that cannot be kept (shown as �): correct it",
)
UNREADABLE = fault("unreadable", "几何无法读取", "The geometry cannot be read")


def damaged(form: str) -> Refused:
    """Return that the file is not whole."""
    return refusal(
        f"{form} 文件已损坏或不完整，无法读取；请重新导出后再传",
        f"The {form} file is damaged or cut off and cannot be read; export it again",
    )


def too_many(most: int) -> Refused:
    """Return that there are too many rows."""
    return refusal(f"行数过多：最多 {most:,} 行", f"Too many rows: at most {most:,}")
