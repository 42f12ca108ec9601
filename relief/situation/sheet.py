"""What a sheet of 快报 says, word by word: one text for screen, PDF and DOCX. Pure."""

from dataclasses import dataclass
from datetime import datetime

from relief.core.clock import beijing
from relief.situation.brief import BriefContent
from relief.situation.sheet_sections import Section, sections
from relief.situation.sheet_words import Words, words


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who had the sheet printed, and when (aware UTC)."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The finished text of a brief.

    Fields:
        masthead, number, issuer, date, heading, as_of: the head of the sheet.
        marks: what every sheet has to say of itself: 回放 with its hour, 示例.
        replay: wound back: the screen's frame and the marks turn amber.
        notes: the legend under the sections.
        imprint: printed when and by whom.
        page: "第 {n} 页 共 {m} 页", to be filled in by the renderer.
    """

    language: str
    masthead: str
    number: str
    issuer: str
    date: str
    heading: str
    as_of: str
    marks: tuple[str, ...]
    replay: bool
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    imprint: str
    page: str


def make_sheet(content: BriefContent, language: str, imprint: Imprint) -> Sheet:
    """Return the sheet of a brief in `language` ("en…" is English, everything else Chinese)."""
    w = words(language)
    at = w.minute(content.as_of)
    return Sheet(
        language="en" if w.english else "zh",
        masthead=w("灾情快报", "SITUATION BRIEF"),
        number=w(f"第 {content.number} 期", f"No. {content.number}"),
        issuer=w(content.office, content.office_en or content.office),
        date=w.day(content.as_of),
        heading=w(f"{content.incident}灾情快报", f"{content.incident_en}: situation brief"),
        as_of=w(f"数据截至 {at}（北京时间）", f"Data as of {at} (Beijing time)"),
        marks=_marks(content, w),
        replay=content.replay,
        sections=sections(content, w),
        notes=_notes(content, w),
        imprint=w(
            f"打印：{w.minute(imprint.at)}　{imprint.by}",
            f"Printed {w.minute(imprint.at)} by {imprint.by}",
        ),
        page=w("第 {n} 页　共 {m} 页", "Page {n} of {m}"),
    )


def file_name(content: BriefContent, language: str, extension: str) -> str:
    """Return the name under which the paper is downloaded."""
    w = words(language)
    replay = w("回放", "replay-") if content.replay else ""
    day = f"{beijing(content.as_of):%Y%m%d-%H%M}"
    stem = w(f"灾情{replay}快报第{content.number}期", f"{replay}brief-{content.number}")
    return f"{stem}-{day}.{extension}"


def _marks(content: BriefContent, w: Words) -> tuple[str, ...]:
    marks = []
    if content.replay:
        at = w.minute(content.as_of)
        marks.append(w(f"回放 {at}：非正式文件", f"REPLAY of {at}: not an issued paper"))
    if content.demo:
        marks.append(w("示例：含生成数据", "Example: holds generated data"))
    return tuple(marks)


def _notes(content: BriefContent, w: Words) -> tuple[str, ...]:
    notes = [
        w(
            "待核：尚未核实，不等于 0。括号内为其他来源：电＝值班电话记录（未签发），"
            "稿＝报告草稿（未签发），报＝另一单位报告；不同来源不相加。",
            "待核 (unverified): not known yet, which is not 0. In brackets other sources: call = "
            "telephone slip, draft = draft report (neither released), report = another office's; "
            "sources are never added.",
        )
    ]
    if any(silence.estimated for silence in content.silent):
        notes.append(w("约：人口为估算。", "≈: population is an estimate."))
    if content.demo:
        notes.append(
            w("示例：演示数据，部分由固定种子生成。", "Example: demo data, in part generated.")
        )
    return tuple(notes)
