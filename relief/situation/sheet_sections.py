"""The sections of a brief: known, silent, responses in force, next due. Pure."""

from dataclasses import dataclass

from relief.situation.brief import (
    BriefContent,
    BriefDue,
    BriefFigure,
    BriefLine,
    BriefResponse,
    BriefSilence,
)
from relief.situation.sheet_words import (
    FIGURE_HEADS,
    REPORTS,
    RESPONSES,
    SOURCES,
    Words,
)

# One A4: a longer list names the townships only, unless the brief is asked for by village.
MOST_VILLAGES_NAMED = 24
MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table: first a name, then figures; the last `totals` rows are released totals."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: int


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section of the sheet."""

    heading: str
    paragraphs: tuple[str, ...]
    table: SheetTable | None = None


def sections(content: BriefContent, w: Words) -> tuple[Section, ...]:
    """Return the sections in the order a leader reads them."""
    return (
        Section(
            w("一、已知情况", "1. What is known"),
            (_event(content, w), *_published(content, w), _unknown(content, w)),
            _table(content, w),
        ),
        Section(w("二、沉默村", "2. Silent villages"), _silent(content, w)),
        Section(w("三、在行响应", "3. Responses in force"), _responses(content, w)),
        Section(w("四、下一步到期", "4. Next due"), _dues(content, w)),
    )


def _event(content: BriefContent, w: Words) -> str:
    at = w.minute(content.occurred_at)
    place = f"{content.lat}°N, {content.lon}°E" if content.lon and content.lat else w.unknown
    size = content.magnitude or w.unknown
    depth = content.depth_km or w.unknown
    if content.hazard == "earthquake":
        return w(
            f"{at}发生{size}级地震，震中 {place}，震源深度 {depth} 千米。",
            f"An M{size} earthquake struck at {at}; epicentre {place}, depth {depth} km.",
        )
    return w(f"{at}发生灾害：{content.incident}。", f"{content.incident_en}, at {at}.")


def _published(content: BriefContent, w: Words) -> tuple[str, ...]:
    return tuple(
        w(
            f"{total.name}签发数（截至 {w.short(as_of)}）：{listed}。",
            f"Released by {total.name} (as of {w.short(as_of)}): {listed}.",
        )
        for total in content.totals
        if (listed := _listed(total, w))
        and (as_of := max(f.official.as_of for f in total.figures if f.official))
    )


def _listed(total: BriefLine, w: Words) -> str:
    known = [
        f"{w.of(head)} {w.number(figure.official.value)}"
        for head, figure in zip(FIGURE_HEADS, total.figures, strict=True)
        if figure.official
    ]
    return w("，", ", ").join(known)


def _unknown(content: BriefContent, w: Words) -> str:
    missing = sum(
        figure.official is None or figure.official.value is None
        for line in content.lines
        for figure in line.figures
    )
    silent, of = len(content.lines) - content.heard, len(content.lines)
    unit = w("个县", "counties") if content.by == "county" else w("个乡镇", "townships")
    return w(
        f"待核：{of} {unit}中 {silent} 个尚未听到；表中 {missing} 个数尚无签发数。",
        f"待核: {silent} of {of} {unit} not heard from; {missing} figures below not released.",
    )


def _table(content: BriefContent, w: Words) -> SheetTable:
    first = w("县", "County") if content.by == "county" else w("乡镇", "Township")
    zone = () if content.by == "county" else (w("烈度", "Zone"),)
    head = (first, *zone, *(w.of(name) for name in FIGURE_HEADS), w("最后听到", "Last heard"))
    lines = [_row(content, line, w) for line in content.lines]
    totals = [_row(content, line, w, total=True) for line in content.totals]
    return SheetTable(head, tuple(lines + totals), len(totals))


def _row(
    content: BriefContent, line: BriefLine, w: Words, *, total: bool = False
) -> tuple[str, ...]:
    zone = () if content.by == "county" else ("—" if total else line.zone or w.unknown,)
    heard = w.hour(line.heard_at, content.as_of) if line.heard_at else w("未听到", "silent")
    name = line.name
    if total:
        name = w("合计", "Total") if name == content.area else w(f"{name}签发", f"{name}, released")
    figures = (_cell(figure, w) for figure in line.figures)
    return (name, *zone, *figures, "—" if total else heard)


def _cell(figure: BriefFigure, w: Words) -> str:
    official = w.number(figure.official.value if figure.official else None)
    if figure.known_part is not None:
        part = w.number(figure.known_part)
        official = w(f"{official}（已知{part}）", f"{official} (known {part})")
    if figure.beside is None or figure.beside.value is None:
        return official
    source = w.of(SOURCES[figure.beside.kind])
    beside = w.number(figure.beside.value)
    return w(f"{official}（{source}{beside}）", f"{official} ({source} {beside})")


def _silent(content: BriefContent, w: Words) -> tuple[str, ...]:
    if not content.silent:
        return (w("烈度区内各村均已听到。", "Every village in the zones was heard from."),)
    count = sum(len(row.villages) for row in content.silent)
    known = [row.people for row in content.silent if row.people is not None]
    whole = len(known) == len(content.silent)
    estimated = any(row.estimated for row in content.silent)
    people = _people(sum(known) if whole else None, w, estimated=estimated)
    first = w(
        f"已公布烈度区内 {count} 个村尚未听到，{people}：",
        f"{count} villages in the published zones not heard from, {people}:",
    )
    named = content.by == "village" or count <= MOST_VILLAGES_NAMED
    return (
        first + w.join([_silence(row, w, named=named) for row in content.silent]) + w("。", "."),
    )


def _silence(row: BriefSilence, w: Words, *, named: bool) -> str:
    people = _people(row.people, w, estimated=row.estimated)
    count = w(f"{len(row.villages)}/{row.of} 村", f"{len(row.villages)} of {row.of}")
    text = w(f"{row.township} {count} {people}", f" {row.township} {count}, {people}")
    names = w("、", ", ").join(row.villages)
    return w(f"{text}（{names}）", f"{text} ({names})") if named else text


def _people(count: int | None, w: Words, *, estimated: bool) -> str:
    if count is None:
        return w("人数待核", "people 待核")
    about = w("约", "≈\u00a0") if estimated else ""
    return w(f"{about}{count:,}人", f"{about}{count:,}\u00a0people")


def _responses(content: BriefContent, w: Words) -> tuple[str, ...]:
    if not content.responses:
        return (w("本台账尚无在行响应。", "No response is in force on this desk's record."),)
    return (w.join([_response(row, w) for row in content.responses]) + w("。", "."),)


def _response(row: BriefResponse, w: Words) -> str:
    name = RESPONSES.get(row.response)
    response = w.of(name) if name else row.response
    since = {
        "minute": w.short(row.since),
        "day": w(f"{w.day(row.since)}（时刻待核）", f"{w.day(row.since)} (hour 待核)"),
    }.get(row.precision, w.unknown)
    who = row.decided_by or w.unknown
    kind = w("收到", "received") if row.received else w("本级决定", "decided here")
    unsigned = w("，待补签", ", to be signed") if row.to_be_signed else ""
    return w(
        f"{row.division}{response} {row.label}（{since}，{who}，{kind}{unsigned}）",
        f"{row.division} {response} {row.label} ({since}, {who}, {kind}{unsigned})",
    )


def _dues(content: BriefContent, w: Words) -> tuple[str, ...]:
    if not content.dues:
        return (w("无到期事项。", "Nothing is due."),)
    text = w.join([_due(due, w) for due in content.dues])
    if content.more_dues:
        text += w(f"；另有 {content.more_dues} 项", f"; and {content.more_dues} more")
    return (text + w("。", "."),)


def _due(due: BriefDue, w: Words) -> str:
    kind = w.of(REPORTS[due.kind])
    at = w.short(due.due_at)
    left = abs(due.minutes_left)
    when = (
        w(f"已逾期 {left} 分", f"{left} min overdue")
        if due.minutes_left < 0
        else w(f"还有 {left} 分", f"{left} min left")
    )
    rule = "" if due.verified else w("，时限未核实", ", clock unverified")
    who = w("、", ", ").join(due.divisions[:MOST_NAMES])
    if len(due.divisions) > MOST_NAMES:
        who = w(
            f"{who}等 {len(due.divisions)} 个", f"{who} and others, {len(due.divisions)} in all"
        )
    return w(
        f"{at} 前 {kind}（{when}{rule}）：{who}",
        f"{kind} by {at} ({when}{rule}): {who}",
    )
