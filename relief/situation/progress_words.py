"""How milestones, rates and ways of rebuilding are called on a progress report. Pure."""

from datetime import date

from relief.core.wording import Bilingual
from relief.situation.progress import Counts, Denominator, Milestone, Rate
from relief.situation.sheet_words import Words

NEED = Bilingual("需重建修缮", "In need")
MILESTONE_NAMES: dict[Milestone, Bilingual] = {
    "started": Bilingual("已开工", "Started"),
    "main_structure": Bilingual("主体完工", "Main structure"),
    "completed": Bilingual("已竣工", "Completed"),
    "accepted": Bilingual("已验收", "Accepted"),
    "moved_in": Bilingual("已入住", "Moved in"),
}
RATE_NAMES: dict[Milestone, Bilingual] = {
    "started": Bilingual("开工率", "started"),
    "main_structure": Bilingual("主体完工率", "main structure"),
    "completed": Bilingual("竣工率", "completed"),
    "accepted": Bilingual("验收率", "accepted"),
    "moved_in": Bilingual("入住率", "moved in"),
}
WHOLES: dict[Denominator, Bilingual] = {
    "need": Bilingual("需重建修缮户", "households in need"),
    "started": Bilingual("已开工户", "households started"),
    "completed": Bilingual("已竣工户", "households completed"),
}
TOO_EARLY = Bilingual("提前入住", "In too early")
OVERDUE = Bilingual("逾期", "Overdue")
UNEXPLAINED = Bilingual("无个案无说明", "No case, no reason")
EXPLAINED = Bilingual("已说明不列入", "Not in need, with reason")
BY_HEADS = {
    "county": Bilingual("县", "County"),
    "township": Bilingual("乡镇", "Township"),
    "village": Bilingual("村", "Village"),
}


def percent_text(rate: Rate) -> str:
    """Return `75.1%`, or a dash where there is nothing to be a part of."""
    return "—" if rate.percent is None else f"{rate.percent}%"


def rate_text(rate: Rate, w: Words) -> str:
    """Return the rate with both counts and its denominator's name: never a bare percentage."""
    name, whole = w.of(RATE_NAMES[rate.milestone]), w.of(WHOLES[rate.of])
    counts = f"{rate.part:,}/{rate.whole:,}"
    return w(
        f"{name} {percent_text(rate)}（{counts}，占{whole}）",
        f"{name} {percent_text(rate)} ({counts}, of {whole})",
    )


def count_and_rate(counts: Counts | None, milestone: Milestone, w: Words) -> str:
    """Return a table's cell: the count, and its rate on the second line."""
    if counts is None:
        return w.unknown
    return f"{counts.reached(milestone):,}\n{percent_text(counts.rate(milestone))}"


def day_text(on: date | None, w: Words) -> str:
    """Return the day; None is 待核."""
    if on is None:
        return w.unknown
    return w(f"{on.year}年{on.month}月{on.day}日", f"{on:%Y-%m-%d}")


def short_day(on: date, w: Words) -> str:
    """Return month and day."""
    return w(f"{on.month}月{on.day}日", f"{on:%m-%d}")
