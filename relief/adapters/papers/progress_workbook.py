"""The progress report as XLSX by xlsxwriter: numbers as numbers, native charts, frozen heads."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from relief.situation.progress_book import Book, BookChart, BookSheet, Value

FONT = "宋体"
_CHART_COLOURS = {
    "bar": ("#b7d0e4", "#7ba7ca", "#143f64"),
    "line": ("#465460", "#7ba7ca", "#3d75a3", "#143f64"),
}
_CHART_WIDTH, _CHART_HEIGHT, _BAR_HEIGHT = 760, 380, 22
_HUNDRED = 100


def make_workbook(book: Book) -> bytes:
    """Return the workbook; rates are the report's own figures, to one decimal, as numbers."""
    import xlsxwriter

    stream = BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    about = {
        "title": book.title,
        "author": book.author,
        "created": datetime(2000, 1, 1, tzinfo=UTC),
    }
    workbook.set_properties(about)
    formats = _formats(workbook)
    for sheet in book.sheets:
        _sheet(workbook, sheet, formats, book.unknown)
    workbook.close()
    return stream.getvalue()


def _formats(workbook: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
    number = {"text": "@", "count": "#,##0", "percent": "0.0%", "date": "yyyy-mm-dd"}
    formats = {kind: workbook.add_format({**base, "num_format": n}) for kind, n in number.items()}
    for kind, n in number.items():
        bold = {**base, "num_format": n, "bold": True, "top": 1}
        formats[f"{kind}-total"] = workbook.add_format(bold)
    head = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#eaf1f7", "align": "center"}
    formats["head"] = workbook.add_format({**base, **head})
    formats["title"] = workbook.add_format({**base, "bold": True, "font_size": 14})
    formats["line"] = workbook.add_format({**base, "font_color": "#465460"})
    unknown = {"italic": True, "font_color": "#5d6b76", "align": "right"}
    formats["unknown"] = workbook.add_format({**base, **unknown})
    return formats


def _sheet(workbook: Any, sheet: BookSheet, formats: dict[str, Any], unknown: str) -> None:
    page = workbook.add_worksheet(sheet.name)
    for row, line in enumerate(sheet.lines):
        page.write_string(row, 0, line, formats["line" if row else "title"])
    head = len(sheet.lines)
    page.set_row(head, 32)
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
        page.write_string(head, index, column.head, formats["head"])
    for at, values in enumerate(sheet.rows):
        total = "-total" if at >= len(sheet.rows) - sheet.totals else ""
        for index, value in enumerate(values):
            kind = sheet.columns[index].kind
            where = (head + 1 + at, index)
            _write(
                page, where, value, formats["unknown" if value is None else kind + total], unknown
            )
    page.freeze_panes(head + 1, 1)
    last = (head + len(sheet.rows), len(sheet.columns) - 1)
    page.autofilter(head, 0, last[0] - sheet.totals, last[1])
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_footer("&L&F&R&P / &N")
    if sheet.chart is not None and len(sheet.rows) > sheet.totals:
        chart = _chart(workbook, sheet, sheet.chart, head)
        beside = sheet.chart.kind == "line"
        page.insert_chart(head if beside else last[0] + 2, last[1] + 2 if beside else 0, chart)


def _write(page: Any, where: tuple[int, int], value: Value, style: Any, unknown: str) -> None:
    if value is None:
        page.write_string(*where, unknown, style)
    elif isinstance(value, Decimal):
        # The report's own rounded figure, so that no office program rounds it otherwise.
        page.write_number(*where, float(value / _HUNDRED), style)
    elif isinstance(value, int):
        page.write_number(*where, value, style)
    elif isinstance(value, date):
        page.write_datetime(*where, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001 (a day in a cell has no zone)
    else:
        page.write_string(*where, value, style)


def _chart(workbook: Any, sheet: BookSheet, wanted: BookChart, head: int) -> Any:
    chart = workbook.add_chart({"type": wanted.kind})
    first, last = head + 1, head + len(sheet.rows) - sheet.totals
    names, *drawn = wanted.columns
    for column, colour in zip(drawn, _CHART_COLOURS[wanted.kind], strict=True):
        look = {"fill": {"color": colour}, "border": {"color": "#5d6b76", "width": 0.25}}
        line = {"line": {"color": colour, "width": 2.25}}
        chart.add_series(
            {
                "name": [sheet.name, head, column],
                "categories": [sheet.name, first, names, last, names],
                "values": [sheet.name, first, column, last, column],
                **(look if wanted.kind == "bar" else line),
            }
        )
    count = last - first + 1
    height = _CHART_HEIGHT if wanted.kind == "line" else 140 + 3 * _BAR_HEIGHT * count
    chart.set_size({"width": _CHART_WIDTH, "height": height})
    chart.set_title({"name": wanted.title, "name_font": {"size": 12, "name": FONT}})
    chart.set_legend({"position": "bottom"})
    scale = {"num_format": "0%", "min": 0, "max": 1} if wanted.percent else {"num_format": "#,##0"}
    grid = {"major_gridlines": {"visible": True, "line": {"color": "#dbe1e6"}}}
    if wanted.kind == "bar":
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({**scale, **grid})
    else:
        chart.set_x_axis(
            {"date_axis": True, "num_format": "mm-dd", "major_unit": 1, "major_unit_type": "months"}
        )
        chart.set_y_axis({**scale, **grid})
    return chart
