"""出库单: what the paper that travels with the goods says, word by word. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from relief.core.clock import beijing
from relief.core.division_code import prefix_of
from relief.core.errors import Refused
from relief.core.scope import Scope
from relief.core.wording import Bilingual
from relief.delivery.rows import OrderRow, StepRow
from relief.supplies.catalogue import find_item

_LEFT = "dispatched"
_TITLE = Bilingual("救灾物资出库单", "RELIEF GOODS WAYBILL")
_TOTAL = Bilingual("合计重量（估算）", "Total weight (estimated)")
_COPIES = (
    Bilingual("第一联　存根（仓库留存）", "Copy 1: kept by the depot"),
    Bilingual("第二联　随车（承运人）", "Copy 2: travels with the goods"),
    Bilingual("第三联　回单（收货签字后交回）", "Copy 3: returned signed by the receiver"),
)
_HEAD = (
    Bilingual("物资", "Goods"),
    Bilingual("单位", "Unit"),
    Bilingual("数量", "Units"),
    Bilingual("件数", "Packs"),
    Bilingual("重量 kg", "Weight kg"),
    Bilingual("实收数量", "Received"),
)
_SIGNATURES = (
    Bilingual("保管员（签字）", "Keeper (signature)"),
    Bilingual("承运人（签字）", "Carrier (signature)"),
    Bilingual("收货人（签字、盖章）", "Receiver (signature, seal)"),
    Bilingual("收货时间", "Received at"),
)
_NOTE = Bilingual(
    "实收与发出不一致时，请在“实收数量”栏写明并注明原因。救灾物资无偿使用，不得挪用。",
    "Where what is received differs, write the number and the reason. Relief goods are free of "
    "charge and not to be diverted.",
)


@dataclass(frozen=True, slots=True)
class WaybillLine:
    """One item: text as printed; units and packs are whole numbers."""

    name: str
    unit: str
    units: str
    packs: str
    weight: str


@dataclass(frozen=True, slots=True)
class Waybill:
    """The finished text of a waybill.

    Fields:
        copies: the names of the copies, one a page.
        facts: label and value, two columns; signatures: the lines to be signed by hand.
        head: column titles; marks: what every paper has to say of itself (示例).
    """

    language: str
    title: str
    number: str
    copies: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    lines: tuple[WaybillLine, ...]
    total: tuple[str, str]
    signatures: tuple[str, ...]
    notes: tuple[str, ...]
    marks: tuple[str, ...]
    imprint: str
    page: str


@dataclass(frozen=True, slots=True)
class WaybillOrder:
    """What is asked of the worker.

    Fields:
        division: of the office that asks; the file is kept for it.
        prefixes: the asker's own reach: he gets no waybill of another's order.
    """

    order_id: str
    division: str
    prefixes: tuple[str, ...]
    language: str
    account_id: str
    printed_by: str
    printed_at: datetime

    def scope(self) -> Scope:
        """Return the reach of the asker, no more."""
        return Scope(self.account_id, self.printed_by, self.prefixes)

    def keeper_scope(self) -> Scope:
        """Return the reach of the division the file is kept for."""
        return Scope(self.account_id, self.printed_by, (prefix_of(self.division),))

    def as_arguments(self) -> dict[str, Any]:
        """Return the order as the JSON values of a work row."""
        return {
            "order_id": self.order_id,
            "division": self.division,
            "prefixes": list(self.prefixes),
            "language": self.language,
            "account_id": self.account_id,
            "printed_by": self.printed_by,
            "printed_at": self.printed_at.isoformat(),
        }


def read_waybill_order(arguments: Mapping[str, Any]) -> WaybillOrder:
    """Return what a work row asks for."""
    return WaybillOrder(
        order_id=str(arguments["order_id"]),
        division=str(arguments["division"]),
        prefixes=tuple(str(prefix) for prefix in arguments["prefixes"]),
        language=str(arguments["language"]),
        account_id=str(arguments["account_id"]),
        printed_by=str(arguments["printed_by"]),
        printed_at=datetime.fromisoformat(str(arguments["printed_at"])),
    )


def departure(steps: list[StepRow]) -> StepRow:
    """Return the step by which the goods left.

    Raises:
        Refused: they have not: there is nothing to travel with.
    """
    step = next((step for step in steps if step.state == _LEFT), None)
    if step is None:
        raise Refused(
            Bilingual("货物尚未发出，没有出库单", "The goods have not left: there is no waybill"),
            "order",
        )
    return step


def make_waybill(order: OrderRow, left: StepRow, asked: WaybillOrder) -> Waybill:
    """Return the waybill of an order in the language asked for."""
    english = asked.language.startswith("en")
    at = f"{beijing(asked.printed_at):%Y-%m-%d %H:%M}"
    printed = Bilingual(f"打印：{at}　{asked.printed_by}", f"Printed {at} by {asked.printed_by}")
    mark = Bilingual("示例：演示数据", "Example: demo data")

    def w(text: Bilingual) -> str:
        return text.en if english else text.zh

    return Waybill(
        language="en" if english else "zh",
        title=w(_TITLE),
        number=w(Bilingual(f"调拨单第 {order.number} 号", f"Order No. {order.number}")),
        copies=tuple(w(text) for text in _COPIES),
        facts=tuple((w(label), value) for label, value in _facts(order, left)),
        head=tuple(w(text) for text in _HEAD),
        lines=tuple(
            _line(line.item, line.dispatched, english=english)
            for line in order.lines
            if line.dispatched
        ),
        total=(w(_TOTAL), _weight(order)),
        signatures=tuple(w(text) for text in _SIGNATURES),
        notes=(w(_NOTE),),
        marks=(w(mark),) if order.generated else (),
        imprint=w(printed),
        page=w(Bilingual("第 {n} 页　共 {m} 页", "Page {n} of {m}")),
    )


def _facts(order: OrderRow, left: StepRow) -> tuple[tuple[Bilingual, str], ...]:
    return (
        (Bilingual("发货仓库", "From depot"), order.origin_name),
        (Bilingual("收货单位", "To"), order.destination_name),
        (Bilingual("出库时间", "Left at"), f"{beijing(left.occurred_at):%Y-%m-%d %H:%M}"),
        (Bilingual("车牌号", "Vehicle"), left.vehicle or "____________"),
        (Bilingual("下达人", "Ordered by"), order.ordered_by),
        (Bilingual("出库办理", "Dispatched by"), left.recorded_by),
    )


def file_name(order: OrderRow, language: str) -> str:
    """Return the name under which the paper is downloaded."""
    stem = f"waybill-{order.number}" if language.startswith("en") else f"出库单第{order.number}号"
    return f"{stem}.pdf"


def _line(code: str, units: int, *, english: bool) -> WaybillLine:
    item = find_item(code)
    language = "en" if english else "zh"
    return WaybillLine(
        name=item.name.in_language(language),
        unit=item.unit.in_language(language),
        units=f"{units:,}",
        packs=f"{-(-units // item.pack):,}",
        weight=f"{item.weight_kg * units:,.1f}",
    )


def _weight(order: OrderRow) -> str:
    total = sum(find_item(line.item).weight_kg * line.dispatched for line in order.lines)
    return f"{total:,.1f} kg"
