"""What changed since the report before (3.4.11): nothing cumulative falls unexplained."""

from collections.abc import Iterator
from decimal import Decimal

from relief.core.wording import Bilingual
from relief.damage.catalogue import Indicator, IndicatorCatalogue
from relief.damage.finding import Figure, Figures, Finding, Report, printed, sum_of

DEAD_OR_MISSING = ("deaths", "missing")
PUBLISHED_DEAD_OR_MISSING = "deaths_and_missing"


def change_findings(report: Report, catalogue: IndicatorCatalogue) -> Iterator[Finding]:
    """Yield falls of cumulative figures (errors) and sharp changes (warnings) nobody explained.

    Deaths and missing are compared together: a missing person found dead moves from one to the
    other.
    """
    if report.previous is None:
        return
    before, now = report.previous.values, report.values
    together = (*DEAD_OR_MISSING, PUBLISHED_DEAD_OR_MISSING)
    if not report.explains(*together):
        yield from _dead_or_missing(before, now, catalogue)
    for code, indicator in catalogue.indicators.items():
        earlier, later = before.get(code), now.get(code)
        if code in together or earlier is None or later is None or report.explains(code):
            continue
        yield from _change(indicator, (code,), earlier, later, catalogue)


def _dead_or_missing(
    before: Figures, now: Figures, catalogue: IndicatorCatalogue
) -> Iterator[Finding]:
    total = catalogue.indicators[PUBLISHED_DEAD_OR_MISSING]
    earlier = sum_of(before, DEAD_OR_MISSING, PUBLISHED_DEAD_OR_MISSING)
    later = sum_of(now, DEAD_OR_MISSING, PUBLISHED_DEAD_OR_MISSING)
    if earlier is not None and later is not None:
        yield from _change(total, DEAD_OR_MISSING, earlier, later, catalogue)
        return
    # Where nobody ever reported missing people, deaths stand alone and do not fall either.
    dead_before, dead_now = before.get("deaths"), now.get("deaths")
    alone = before.get("missing") is None and now.get("missing") is None
    if alone and dead_before is not None and dead_now is not None:
        deaths = catalogue.indicators["deaths"]
        yield from _change(deaths, ("deaths",), dead_before, dead_now, catalogue)


def _change(
    indicator: Indicator,
    codes: tuple[str, ...],
    earlier: Figure,
    later: Figure,
    catalogue: IndicatorCatalogue,
) -> Iterator[Finding]:
    name = indicator.name
    figures = f"{printed(earlier)} → {printed(later)}"
    if indicator.flow == "cumulative" and later < earlier:
        message = Bilingual(
            f"{name.zh}为累计值，较上次下降（{figures}）而未说明原因",
            f"{name.en}: a cumulative figure fell ({figures}) without an explanation",
        )
        yield Finding("3.4.11", "error", codes, earlier, later, message)
    elif _is_sharp(indicator, earlier, later, catalogue):
        message = Bilingual(
            f"{name.zh}较上次变化较大（{figures}），请书面说明（比例待核）",
            f"{name.en}: a sharp change ({figures}); please explain it (measure unverified)",
        )
        yield Finding("3.4.11", "warning", codes, earlier, later, message)


def _is_sharp(
    indicator: Indicator, earlier: Figure, later: Figure, catalogue: IndicatorCatalogue
) -> bool:
    """Return whether a figure changed by the catalogue's factor and by the floor of its unit."""
    low, high = sorted((Decimal(earlier), Decimal(later)))
    sharp = catalogue.sharp
    return high - low >= sharp.floors[indicator.unit.code] and high >= low * sharp.factor
