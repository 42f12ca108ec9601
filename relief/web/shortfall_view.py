"""The layer of shortfalls as the map draws it: steps and words made here, nothing computed there.

The figures are those of the page of needs; the steps stand for the same number of people whichever
the item, so that a dark township is as badly off for quilts as for tents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from flask_babel import gettext as _

from relief.allocation.position import (
    ItemPosition,
    NeedPosition,
    NeedWish,
    Total,
    by_county,
    totals_of,
)
from relief.needs.catalogue import Rate
from relief.needs.needs import needs_of
from relief.supplies.catalogue import load_items
from relief.web.language import number, say

PEOPLE_STEPS = (200, 1_000, 4_000)
"""A shortfall reaches a darker step where it concerns so many people."""

DAYS_STEPS = (7, 3, 1)
"""Days of supply below which the next darker step begins; the darkest has nothing."""

_DAYS = ".days"
_LIGHTEST, _DARKEST = 1, 5
Found = ItemPosition | Total


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure the layer can show: what is short of an item, or how long it lasts.

    Fields:
        breaks: least units of the second and every further step; empty for days.
    """

    rate: Rate
    breaks: tuple[int, ...]
    days: bool

    @property
    def key(self) -> str:
        """Return the name of the figure in the feed."""
        return self.rate.item + (_DAYS if self.days else "")


def figures(wish: NeedWish, items: Sequence[str]) -> tuple[Figure, ...]:
    """Return the figures of a standard: every item, then those used up by day."""
    rates = [wish.standard.rate(item, wish.season) for item in items]
    short = [Figure(rate, (1, *_breaks(rate.item, wish)), days=False) for rate in rates]
    return (*short, *(Figure(rate, (), days=True) for rate in rates if rate.per_day))


def feed(position: NeedPosition) -> Mapping[str, object]:
    """Return the layer: its figures with their legend, and every division's answers."""
    shown = figures(position.wish, position.items)
    counties = by_county(position.townships)
    generated = any(
        row.people.source == "register" and row.people.register.generated
        for row in position.townships
    )
    return {
        "about": _about(position.wish, generated=generated),
        "groups": {"short": _("缺口"), "days": _("够几天")},
        "figures": [_figure(figure) for figure in shown],
        "townships": {
            row.code: _values(shown, {item.item: item for item in row.items})
            for row in position.townships
        },
        "counties": {
            code: _values(shown, {t.item: t for t in totals_of(position.wish, rows)})
            for code, rows in counties.items()
        },
    }


def _breaks(item: str, wish: NeedWish) -> list[int]:
    found = []
    for people in PEOPLE_STEPS:
        needs = needs_of({"resettled": people}, wish.standard, days=wish.days, season=wish.season)
        found.append(next(need.quantity or 0 for need in needs if need.item == item))
    return found


def _about(wish: NeedWish, *, generated: bool) -> list[str]:
    season = _("寒冷") if wish.season == "cold" else _("温暖")
    unread = any(not rate.verified for rate in wish.standard.rates)
    wished = [_("按 %(days)s 天、%(season)s", days=wish.days, season=season)]
    wished.append(say(wish.standard.name) + (f" · {_('未核实')}" if unread else ""))
    said = [
        " · ".join(wished),
        _("县填色（较浅）为已知乡镇之和"),
        _("缺口 ≤、天数 ≥：现场没有登记存量"),
    ]
    return [*said, _("安置人数为示例")] if generated else said


def _figure(figure: Figure) -> dict[str, object]:
    item = load_items()[figure.rate.item]
    name, unit = say(item.name), say(item.unit)
    label = _short_names().get(item.code, name)
    if figure.days:
        return {
            "key": figure.key,
            "group": "days",
            "label": label,
            "title": _("%(item)s：现有够几天", item=name),
            "steps": _day_ranges(),
        }
    return {
        "key": figure.key,
        "group": "short",
        "label": label,
        "title": _("缺 %(item)s（%(unit)s）", item=name, unit=unit),
        "steps": _unit_ranges(figure.breaks),
    }


def _short_names() -> Mapping[str, str]:
    return {
        "tent_12": _("帐篷"),
        "bed": _("床"),
        "quilt": _("棉被"),
        "mattress": _("棉褥"),
        "coat": _("大衣"),
        "stove": _("火炉"),
        "water": _("饮水"),
        "food": _("粮食"),
    }


def _unit_ranges(breaks: Sequence[int]) -> list[str]:
    between = [f"{low:,}–{high - 1:,}" for low, high in pairwise(breaks)]
    return ["0", *between, f"≥ {breaks[-1]:,}"]


def _day_ranges() -> list[str]:
    week, some, one = DAYS_STEPS
    return [
        _("%(days)s 天以上，或无人需要", days=week),
        _("%(low)s–%(high)s 天", low=some, high=week),
        _("%(low)s–%(high)s 天", low=one, high=some),
        _("不到 %(days)s 天", days=one),
        _("一点没有"),
    ]


def _values(shown: Sequence[Figure], found: Mapping[str, Found]) -> dict[str, object]:
    return {figure.key: _value(figure, found[figure.rate.item]) for figure in shown}


def _value(figure: Figure, found: Found) -> dict[str, object]:
    """Return a division's answer: a step of 1–5, null while it is 待核; its text; how it comes."""
    # Where nothing was ever recorded nobody knows how long it lasts: 待核, as on the page of needs.
    if found.need is None or (figure.days and found.days is not None and not found.recorded):
        return {"value": None, "step": None, "text": number(None), "said": _counts(found)}
    if figure.days:
        step, text = _lasting(found)
        value: object = None if found.days is None else str(found.days)
    else:
        value = found.short
        step = _LIGHTEST + sum((found.short or 0) >= least for least in figure.breaks)
        text = f"{found.bound}{number(found.short)}"
    sure = not found.at_most and not found.open_rows
    return {"value": value, "step": step, "text": text, "sure": sure, "said": _counts(found)}


def _lasting(found: Found) -> tuple[int, str]:
    if found.days is None:
        return _LIGHTEST, _("无人需要")
    if found.days <= Decimal(0):
        step = _DARKEST
    else:
        step = _LIGHTEST + sum(found.days < least for least in DAYS_STEPS)
    return step, _("%(days)s 天", days=f"{found.days_bound}{number(found.days)}")


def _counts(found: Found) -> str:
    said = [
        _("需要 %(units)s", units=number(found.need)),
        _("现有 %(units)s", units=number(found.known_at_hand)),
        _("在途 %(units)s", units=number(found.under_way)),
    ]
    if found.unknown:
        said.append(_("去向待核 %(units)s", units=number(found.unknown)))
    if isinstance(found, Total) and found.open_rows:
        said.append(_("另有 %(count)s 个乡镇待核", count=number(found.open_rows)))
    return " · ".join(said)
