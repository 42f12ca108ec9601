"""The report workbook: where things stand in it, and what its cells mean. Pure, no files."""

from collections.abc import Sequence

from relief.core.cells import first_line, text_of
from relief.core.wording import Bilingual
from relief.damage.catalogue import Indicator, IndicatorCatalogue
from relief.damage.ports import CellValue, Choice, Column, Template
from relief.damage.report import KIND_NAMES

SHEET = "灾情"
UNKNOWN_WORDS = frozenset({"待核", "x", "X", "?", "？", "unknown"})
CODE = Bilingual("区划代码", "Division code")
NAME = Bilingual("乡镇", "Township")
EXPLANATION = Bilingual("说明", "Explanation")
AS_OF = Bilingual("数据截至", "Data as of")
KIND = Bilingual("报告种类", "Kind of report")
OFFICE = Bilingual("填报单位", "Reporting office")
FIVE = ("deaths", "missing", "injured", "resettled", "rooms_collapsed")
FURTHER = (
    "affected_people",
    "injured_severely",
    "evacuated_ahead",
    "resettled_central",
    "resettled_dispersed",
    "urgent_aid",
    "households_collapsed",
    "rooms_severe",
    "households_severe",
    "rooms_general",
    "households_general",
)
HEADER_ROWS = 5
"""Title, the three rows of the head block, and an empty one; the headings stand below them."""

MOST_ROWS = 2_000
TITLE = Bilingual("灾情统计表（分乡镇）", "Damage by township")
HELP = (
    Bilingual(
        "每行一个乡镇；第 1 至 4 行填数据截至、报告种类、填报单位。",
        "One township a row; rows 1 to 4 state the as-of time, the kind of report and the office.",
    ),
    Bilingual(
        "不知道的填“待核”；没有填报的留空；没有损失的填 0。三者不同。",
        "Write 待核 for unknown, leave empty what is not reported, 0 for no loss: they differ.",
    ),
    Bilingual(
        "亡、失分列；累计数较上次减少时在“说明”列写明原因。",
        "Dead and missing stand apart; where a cumulative figure falls, say why under Explanation.",
    ),
    Bilingual("不要改动表头；可删去不用的选填列。", "Keep the headings; optional columns may go."),
    Bilingual("时间写作 2023-12-19 06:00（北京时间）。", "Times: 2023-12-19 06:00 (Beijing time)."),
)


def heading(indicator: Indicator) -> Bilingual:
    """Return the heading of an indicator's column: its full name and its unit."""
    unit = indicator.unit.name
    return Bilingual(f"{indicator.name.zh}（{unit.zh}）", f"{indicator.name.en} ({unit.en})")


def indicators(catalogue: IndicatorCatalogue) -> tuple[Indicator, ...]:
    """Return the indicators of the workbook: the five, then the optional ones."""
    return tuple(catalogue.indicators[code] for code in (*FIVE, *FURTHER))


def report_template(
    catalogue: IndicatorCatalogue, office: str = "", divisions: Sequence[Choice] = ()
) -> Template:
    """Return the empty workbook of a report; with `divisions` its rows are already named."""
    columns = (
        Column(CODE),
        Column(NAME),
        *(
            Column(heading(item), numeric=True, whole=item.unit.kind == "count")
            for item in indicators(catalogue)
        ),
        Column(EXPLANATION),
    )
    kinds = tuple(name.zh for name in KIND_NAMES.values())
    header = ((AS_OF, ""), (KIND, ""), (OFFICE, office))
    return Template(TITLE, header, kinds, columns, tuple(divisions), HELP, SHEET)


def kind_of(value: CellValue) -> str | None:
    """Return the kind of report a cell names, in either language or by its code."""
    said = first_line(value)
    for code, name in KIND_NAMES.items():
        if said in {code, name.zh, name.en}:
            return code
    return None


def is_unknown(value: CellValue) -> bool:
    """Return whether a cell says 待核."""
    return text_of(value) in UNKNOWN_WORDS
