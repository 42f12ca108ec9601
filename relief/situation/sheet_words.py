"""How figures, hours and names are written on a sheet, in either language. Pure."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from relief.core.clock import beijing
from relief.core.wording import Bilingual

FIGURE_HEADS = (
    Bilingual("死亡", "Dead"),
    Bilingual("失踪", "Missing"),
    Bilingual("受伤", "Injured"),
    Bilingual("转移安置", "Resettled"),
    Bilingual("倒塌（间）", "Rooms collapsed"),
)
RESPONSES = {
    "relief": Bilingual("救灾应急响应", "relief response"),
    "earthquake": Bilingual("地震应急响应", "earthquake response"),
    "flood": Bilingual("防汛应急响应", "flood response"),
}
SOURCES = {
    "call": Bilingual("电", "call"),
    "draft": Bilingual("稿", "draft"),
    "report": Bilingual("报", "report"),
}
REPORTS = {
    "initial": Bilingual("初报", "initial report"),
    "follow_up": Bilingual("续报", "follow-up report"),
    "final": Bilingual("核报", "final report"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The language of a sheet."""

    english: bool

    def __call__(self, zh: str, en: str) -> str:
        """Return the sentence in the sheet's language."""
        return en if self.english else zh

    def of(self, wording: Bilingual) -> str:
        """Return a wording in the sheet's language."""
        return self(wording.zh, wording.en)

    @property
    def unknown(self) -> str:
        """Return how the unknown is written: 待核 in both languages."""
        return self("待核", "待核")

    def number(self, value: Decimal | int | None) -> str:
        """Return thousands separated; None is 待核."""
        if value is None:
            return self.unknown
        return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"

    def day(self, at: datetime) -> str:
        """Return the Beijing day."""
        local = beijing(at)
        return self(f"{local.year}年{local.month}月{local.day}日", f"{local:%Y-%m-%d}")

    def minute(self, at: datetime) -> str:
        """Return the Beijing day and minute."""
        return f"{self.day(at)} {beijing(at):%H:%M}"

    def short(self, at: datetime) -> str:
        """Return the Beijing day and minute without the year."""
        local = beijing(at)
        return self(f"{local.month}月{local.day}日 {local:%H:%M}", f"{local:%m-%d %H:%M}")

    def hour(self, at: datetime, of: datetime) -> str:
        """Return the Beijing minute; with its day only where that is not the day of `of`."""
        same = beijing(at).date() == beijing(of).date()
        return f"{beijing(at):%H:%M}" if same else f"{beijing(at):%m-%d %H:%M}"

    def join(self, parts: list[str]) -> str:
        """Return the parts as one list."""
        return self("；", "; ").join(parts)


def words(language: str) -> Words:
    """Return the words of a language: "en…" is English, everything else Chinese."""
    return Words(english=language.startswith("en"))
