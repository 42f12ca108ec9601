"""What makes a situation report consistent: DOMAIN 3.4, and what 3.2 asks a report to bring.

A rule compares figures that are known; an unknown one (None, 待核) makes a comparison not
checkable, never a fault. Rules 3.4.5 and 3.4.7 need tables a report does not carry, 3.4.10 is
`children_findings`, 3.4.13 belongs to the ledgers, 3.4.14 is a conversion.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from relief.core.clock import beijing
from relief.core.wording import Bilingual
from relief.damage.catalogue import IndicatorCatalogue
from relief.damage.changes import change_findings
from relief.damage.finding import (
    PHOTOS,
    Figure,
    Figures,
    Finding,
    Report,
    printed,
    sum_of,
    total,
)

PHOTOS_RULE = "3.2.photos"

PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("3.4.1", "resettled", ("resettled_central", "resettled_dispersed")),
    ("3.4.1", "resettled_now", ("resettled_central_now", "resettled_dispersed_now")),
    (
        "3.4.8",
        "direct_loss",
        (
            "loss_housing",
            "loss_agriculture",
            "loss_industry",
            "loss_infrastructure",
            "loss_public_services",
            "loss_other",
        ),
    ),
    ("3.4.12", "livestock_dead", ("livestock_dead_large", "livestock_dead_small")),
    ("3.4.12", "drought_livestock", ("drought_livestock_large", "drought_livestock_small")),
)
"""Rule, a total, and the parts that make it up."""

CHAINS: tuple[tuple[str, tuple[str, ...]], ...] = (
    *(
        ("3.4.2", ("affected_people", part))
        for part in ("deaths", "missing", "injured", "drought_water", "resettled", "urgent_aid")
    ),
    ("3.4.3", ("injured", "injured_severely")),
    ("3.4.6", ("crop_affected_ha", "crop_damaged_ha", "crop_lost_ha")),
    ("3.4.6", ("grain_affected_ha", "grain_damaged_ha", "grain_lost_ha")),
    *(
        ("3.4.9", (f"rooms_{grade}", f"dwelling_rooms_{grade}", f"households_{grade}"))
        for grade in ("collapsed", "severe", "general")
    ),
    *(
        ("3.4.12", (f"crop_{kind}_ha", f"grain_{kind}_ha"))
        for kind in ("affected", "damaged", "lost")
    ),
)
"""Rule, and indicators of which none is larger than the one before it."""

MOVED_OR_AIDED = ("resettled", "urgent_aid")
PUBLISHED_MOVED_OR_AIDED = "resettled_and_aided"


def check(report: Report, catalogue: IndicatorCatalogue, *, response_is_on: bool) -> list[Finding]:
    """Return what is wrong with a report, in the order of the rules; empty when nothing is.

    Args:
        report: the report, its figures in the units of the catalogue.
        catalogue: the indicators.
        response_is_on: whether any response is on where the damage is (then photos are due).

    Source:
        DOMAIN 3.2 and 3.4 (应急〔2020〕19号 and the public validation of the official forms).
    """
    values = report.values
    found = [
        *_report_findings(report, catalogue, response_is_on=response_is_on),
        *_parts_findings(values, catalogue),
        *_chain_findings(values, catalogue),
        *_moved_or_aided_findings(values),
        *_current_findings(values, catalogue),
        *change_findings(report, catalogue),
    ]
    return sorted(found, key=_rule_order)


def children_findings(
    parent: Figures, children: Iterable[Figures], catalogue: IndicatorCatalogue
) -> list[Finding]:
    """Return where a division's figures are not the sum of those of its divisions (3.4.10).

    Args:
        parent: the division's own figures.
        children: the figures of each division below it; all of them.
        catalogue: the indicators; every one of them is additive.
    """
    parts = list(children)
    found: list[Finding] = []
    for code in catalogue.indicators:
        own = parent.get(code)
        below = [value for child in parts if (value := child.get(code)) is not None]
        if own is None or len(below) < len(parts) or not parts or own == total(below):
            continue
        name = catalogue.indicators[code].name
        message = Bilingual(
            f"{name.zh}应等于下级之和", f"{name.en}: the divisions below add up to another figure"
        )
        found.append(Finding("3.4.10", "error", (code,), total(below), own, message))
    return found


def has_errors(findings: Iterable[Finding]) -> bool:
    """Return whether one of the findings is an error; warnings do not hold a report back."""
    return any(finding.severity == "error" for finding in findings)


def _rule_order(finding: Finding) -> tuple[int, int, int, str]:
    chapter, section, *rest = finding.rule.split(".")
    number = int(rest[0]) if rest[0].isdigit() else 0
    return int(chapter), int(section), number, "" if number else rest[0]


def _parts_findings(values: Figures, catalogue: IndicatorCatalogue) -> Iterator[Finding]:
    totals = tuple(("3.3.totals", item.code, item.published_of) for item in catalogue.totals)
    for rule, whole, parts in (*PARTS, *totals):
        stated = values.get(whole)
        known = {code: figure for code in parts if (figure := values.get(code)) is not None}
        if stated is None or not known:
            continue
        added = total(list(known.values()))
        complete = len(known) == len(parts)
        # A part that is not known is not below zero: the known ones alone may not exceed the total.
        if (complete and added != stated) or added > stated:
            message = _parts_message(catalogue, whole, complete=complete)
            yield Finding(rule, "error", (whole, *known), added, stated, message)


def _parts_message(catalogue: IndicatorCatalogue, whole: str, *, complete: bool) -> Bilingual:
    name = catalogue.indicators[whole].name
    if complete:
        return Bilingual(
            f"{name.zh}应等于各分项之和", f"{name.en}: the total is not the sum of its parts"
        )
    return Bilingual(
        f"{name.zh}小于已知分项之和", f"{name.en}: the known parts alone exceed the total"
    )


def _chain_findings(values: Figures, catalogue: IndicatorCatalogue) -> Iterator[Finding]:
    for rule, codes in CHAINS:
        known = [(code, figure) for code in codes if (figure := values.get(code)) is not None]
        for (large, most), (small, least) in pairwise(known):
            if most < least:
                yield _not_below(catalogue, rule, (large, most), (small, least))


def _not_below(
    catalogue: IndicatorCatalogue, rule: str, large: tuple[str, Figure], small: tuple[str, Figure]
) -> Finding:
    more, less = catalogue.indicators[large[0]].name, catalogue.indicators[small[0]].name
    message = Bilingual(
        f"{more.zh}（{printed(large[1])}）不应小于{less.zh}（{printed(small[1])}）",
        f"{more.en} ({printed(large[1])}) is below: {less.en} ({printed(small[1])})",
    )
    return Finding(rule, "error", (large[0], small[0]), small[1], large[1], message)


def _moved_or_aided_findings(values: Figures) -> Iterator[Finding]:
    both = sum_of(values, MOVED_OR_AIDED, PUBLISHED_MOVED_OR_AIDED)
    affected, transitional = values.get("affected_people"), values.get("transitional_aid")
    if both is not None and affected is not None and affected < both:
        message = Bilingual(
            "受灾人口不应小于紧急转移安置与需紧急生活救助人口之和",
            "Affected people are fewer than those resettled and those in urgent need together",
        )
        codes = ("affected_people", *MOVED_OR_AIDED)
        yield Finding("3.4.2", "error", codes, both, affected, message)
    if both is not None and transitional is not None and transitional > both:
        message = Bilingual(
            "需过渡期生活救助人口大于紧急转移安置与需紧急生活救助人口之和，请核对",
            "More people need transitional aid than were resettled or in urgent need; please check",
        )
        codes = ("transitional_aid", *MOVED_OR_AIDED)
        yield Finding("3.4.4", "warning", codes, both, transitional, message)


def _current_findings(values: Figures, catalogue: IndicatorCatalogue) -> Iterator[Finding]:
    for item in catalogue.indicators.values():
        if item.cumulative is None:
            continue
        ever, now = values.get(item.cumulative), values.get(item.code)
        if ever is not None and now is not None and ever < now:
            yield _not_below(catalogue, "3.4.11", (item.cumulative, ever), (item.code, now))


def _report_findings(
    report: Report, catalogue: IndicatorCatalogue, *, response_is_on: bool
) -> Iterator[Finding]:
    yield from _time_findings(report)
    yield from _sequence_findings(report)
    least = catalogue.photos.at_least
    counted = report.photos
    if response_is_on and report.kind != "zero" and counted is not None and counted < least:
        message = Bilingual(
            f"已启动响应，报告应附不少于 {least} 张照片，现有 {counted} 张",
            f"A response is on: a report brings at least {least} photos, this one has {counted}",
        )
        photos = catalogue.photos
        told = report.explains(PHOTOS)
        severity = photos.severity_with_reason if told else photos.severity
        yield Finding(PHOTOS_RULE, severity, (), least, counted, message)
    if report.kind == "zero":
        yield from _zero_findings(report.values, catalogue)
    unknown = tuple(code for code in catalogue.indicators if _left_open(report.values, code))
    if report.kind == "final" and unknown:
        message = Bilingual("核报中仍有待核数字", "A final report still leaves figures unknown")
        yield Finding("3.2.final", "warning", unknown, None, None, message)


def _left_open(values: Mapping[str, Figure | None], code: str) -> bool:
    return code in values and values[code] is None


def _zero_findings(values: Figures, catalogue: IndicatorCatalogue) -> Iterator[Finding]:
    for code, item in catalogue.indicators.items():
        value = values.get(code)
        if value:
            message = Bilingual(
                f"零报告中{item.name.zh}应为 0", f"A zero report states a figure: {item.name.en}"
            )
            yield Finding("3.2.zero", "error", (code,), 0, value, message)


def _time_findings(report: Report) -> Iterator[Finding]:
    if report.as_of is None:
        message = Bilingual("未注明截至时间", "The report does not say as of when")
        yield Finding("3.2.as_of", "warning", (), None, None, message)
        return
    before = report.previous.as_of if report.previous else None
    if before is not None and before > report.as_of:
        message = Bilingual(
            "截至时间早于上一次报告", "The report states an earlier hour than the one before it"
        )
        then, now = beijing(before).isoformat(), beijing(report.as_of).isoformat()
        yield Finding("3.2.as_of", "error", (), then, now, message)


def _sequence_findings(report: Report) -> Iterator[Finding]:
    """One process is one initial report, any number of follow-ups, one final report."""
    previous = report.previous
    if previous is None:
        return
    if previous.division is not None and previous.division != report.division:
        message = Bilingual("上一次报告属于另一区划", "The report before is another division's")
        yield Finding("3.2.division", "error", (), previous.division, report.division, message)
    if report.kind == "initial":
        message = Bilingual("已有上一次报告，不应再报初报", "An initial report has none before it")
        yield Finding("3.2.sequence", "warning", (), "follow_up", report.kind, message)
    elif previous.kind == "final" and report.kind != "final":
        message = Bilingual("核报之后再报，请说明", "A report after the final one; please say why")
        yield Finding("3.2.sequence", "warning", (), "final", report.kind, message)
