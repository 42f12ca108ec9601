"""What `check-report` takes in, strictly: shared by the command line and the API.

A float never becomes a whole number, a key stands once, and a key nobody knows is refused with its
path.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, NoReturn

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainValidator, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from relief.core import division_code
from relief.core.clock import beijing, parse_time
from relief.core.errors import InvalidDivisionCode, Refused, RefusedRows
from relief.core.wording import Bilingual
from relief.damage.catalogue import Kind, load_indicators
from relief.damage.finding import PHOTOS, Figures, Previous, Report, ReportKind

LARGEST = 10**12
"""No figure of a disaster is larger; a longer number is a slip of the keyboard."""

DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?", re.ASCII)
"""How a decimal figure is written: a string of digits, never signed."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MIDNIGHT = re.compile(r"(?P<day>[0-9-]{10})[T ]24:00(:00)?(?P<offset>.*)", re.ASCII)
_SURROGATE = re.compile("[\ud800-\udfff]")


def refuse(zh: str, en: str) -> NoReturn:
    """Refuse the value a pydantic validator is looking at, with the reason in both languages.

    Raises:
        PydanticCustomError: always.
    """
    kind, template = "refused", "{en}"
    raise PydanticCustomError(kind, template, {"zh": zh, "en": en})


def read_json(text: str | bytes) -> Any:
    """Return the value of a JSON text in which no key stands twice.

    Raises:
        Refused: not JSON, not UTF-8, a key twice in one object, NaN or Infinity, broken characters.
    """
    try:
        content = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        value = json.loads(content, object_pairs_hook=_object, parse_constant=_no_constant)
        broken = _SURROGATE.search(json.dumps(value, ensure_ascii=False))
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        place = f"：第 {error.lineno} 行" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(
            Bilingual(f"不是有效的 JSON（UTF-8）{place}", f"Not valid JSON: {error}")
        ) from error
    if broken:
        raise Refused(Bilingual("含有残缺字符", "Contains half a character (a lone surrogate)"))
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            zh, en = f"“{key}”重复出现", f"“{key}” stands twice in one object"
            raise Refused(Bilingual(zh, en), path=key)
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    zh, en = f"{name} 不是可填报的数", f"{name} is not a figure"
    raise Refused(Bilingual(zh, en))


_ERRORS: Mapping[str, Bilingual] = {
    "missing": Bilingual("缺少此项", "This field is required"),
    "unexpected_keyword_argument": Bilingual("不认识的字段", "Unknown field"),
    "extra_forbidden": Bilingual("不认识的字段", "Unknown field"),
    "int_type": Bilingual("应为整数", "A whole number is expected"),
    "int_from_float": Bilingual("应为整数", "A whole number is expected"),
    "string_type": Bilingual("应为文字", "A text is expected"),
    "bool_type": Bilingual("应为 true 或 false", "true or false is expected"),
    "dict_type": Bilingual("应为对象", "An object is expected"),
    "model_type": Bilingual("应为对象", "An object is expected"),
    "list_type": Bilingual("应为列表", "A list is expected"),
}


def refusals(error: ValidationError) -> RefusedRows:
    """Return the faults pydantic found, each with its dotted path and both languages."""
    return RefusedRows([_refused(detail) for detail in error.errors(include_url=False)])


def _refused(detail: ErrorDetails) -> Refused:
    path = ".".join(str(part) for part in detail["loc"])
    context = detail.get("ctx", {})
    if "zh" in context:
        return Refused(Bilingual(context["zh"], context["en"]), path)
    if "expected" in context:
        expected = context["expected"]
        known = str(expected).replace(" or ", " 或 ")
        return Refused(Bilingual(f"应为 {known} 之一", f"One of {expected} is expected"), path)
    fallback = Bilingual(f"无效：{detail['msg']}", detail["msg"])
    return Refused(_ERRORS.get(detail["type"], fallback), path)


def read_figure(value: object) -> int | Decimal | None:
    """Return a count (JSON integer), a decimal figure (string of digits), or unknown (null)."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        if value is not None and value < 0:
            refuse("不能为负数", "A figure is never negative")
        if value is not None and value > LARGEST:
            refuse("数值过大，请核对", "The figure is too large; please check it")
        return value
    if isinstance(value, str) and DECIMAL.fullmatch(value):
        return Decimal(value)
    refuse(
        '应为整数（面积、长度、万元为十进制数字串，如 "12.5"），未知填 null',
        "A whole number is expected (areas, lengths, 万元: a decimal string), null if unknown",
    )


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        refuse("应为整数（JSON 整数）", "A whole number is expected (a JSON integer)")
    read_figure(value)
    return value


def _division(value: str) -> str:
    try:
        return division_code.check(value)
    except InvalidDivisionCode as error:
        wording = error.wording()
        refuse(wording.zh, wording.en)


def _time(value: object) -> datetime:
    """Return aware UTC; a day alone is its beginning, 24:00 the end of the day, Beijing time."""
    try:
        if not isinstance(value, str):
            raise TypeError  # noqa: TRY301 - one answer for every kind of wrong value
        midnight = _MIDNIGHT.fullmatch(value)
        text = f"{midnight['day']}T00:00{midnight['offset']}" if midnight else value
        at = parse_time(text) + (timedelta(days=1) if midnight else timedelta())
        beijing(at)  # the last hours of the year 9999 have no Beijing time
    except (TypeError, ValueError, OverflowError):
        refuse(
            "应为 ISO 时间，如 2023-12-19T10:00",
            "An ISO time is expected, such as 2023-12-19T10:00",
        )
    return at


def _day(value: object) -> date:
    """Return the local (Beijing) date of a day or of a time."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            refuse("没有这一天", "There is no such day")
    return beijing(_time(value)).date()


Figure = Annotated[int | Decimal | None, PlainValidator(read_figure)]
Count = Annotated[int, PlainValidator(_whole)]
DivisionCode = Annotated[str, AfterValidator(_division)]
Time = Annotated[datetime, PlainValidator(_time)]
Day = Annotated[date, PlainValidator(_day)]


class StrictModel(BaseModel):
    """An input whose unknown keys are refused and whose types are never guessed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ReportInput(StrictModel):
    """One situation report to check, as `check-report` reads it."""

    division: DivisionCode
    kind: Literal["initial", "follow_up", "final", "zero"]
    values: dict[str, Figure]
    as_of: Time | None = None
    previous: dict[str, Any] | None = None
    explanations: dict[str, str] | None = None
    response_is_on: bool | None = None
    photos: Count | None = None


class PreviousInput(StrictModel):
    """The report before it: the same shape, of which the figures and the hour are looked at."""

    values: dict[str, Figure]
    division: DivisionCode | None = None
    kind: Literal["initial", "follow_up", "final", "zero"] | None = None
    as_of: Time | None = None
    previous: Any = None
    explanations: Any = None
    response_is_on: Any = None
    photos: Any = None


def checked_figures(
    raw: Mapping[str, int | Decimal | None], kinds: Mapping[str, Kind], path: str
) -> Figures:
    """Return figures by indicator, whole numbers and decimals as the catalogue has them.

    Args:
        raw: figures as read; None is unknown.
        kinds: the codes that may stand here and their kind.
        path: where the figures stand, for the refusals.

    Raises:
        RefusedRows: an unknown code, or a decimal string where things are counted.
    """
    faults: list[Refused] = []
    figures: dict[str, int | Decimal | None] = {}
    for code, value in raw.items():
        kind = kinds.get(code)
        if kind is None:
            reason = Bilingual(f"不认识的指标“{code}”", f"Unknown indicator “{code}”")
            faults.append(Refused(reason, f"{path}.{code}"))
        elif kind == "count" and isinstance(value, Decimal):
            reason = Bilingual("应为整数", "A whole number is expected (a JSON integer)")
            faults.append(Refused(reason, f"{path}.{code}"))
        elif kind == "decimal" and value is not None:
            figures[code] = Decimal(value)
        else:
            figures[code] = value
    if faults:
        raise RefusedRows(faults)
    return figures


def read_report(data: object) -> Report:
    """Return the report a JSON value describes.

    Raises:
        RefusedRows: what is wrong with it, each fault with its path.
    """
    try:
        entry = ReportInput.model_validate(data)
    except ValidationError as error:
        raise refusals(error) from error
    kinds = load_indicators().kinds()
    values = checked_figures(entry.values, kinds, "values")
    explained = dict.fromkeys(code for code in entry.explanations or {} if code != PHOTOS)
    checked_figures(explained, kinds, "explanations")
    previous = None if entry.previous is None else _previous(entry.previous, kinds)
    return Report(
        division=entry.division,
        kind=entry.kind,
        as_of=entry.as_of,
        values=values,
        previous=previous,
        explanations=entry.explanations or {},
        photos=entry.photos,
        response_is_on=bool(entry.response_is_on),
    )


def _previous(raw: dict[str, Any], kinds: Mapping[str, Kind]) -> Previous:
    """Read a whole report, or its figures alone."""
    whole = {"values", "division", "kind", "as_of"} & raw.keys()
    try:
        entry = PreviousInput.model_validate(raw if whole else {"values": raw})
    except ValidationError as error:
        faults = refusals(error)
        for fault in faults.reasons:
            fault.path = f"previous.{fault.path if whole else fault.path.removeprefix('values.')}"
        raise faults from error
    path = "previous.values" if whole else "previous"
    kind: ReportKind | None = entry.kind
    return Previous(checked_figures(entry.values, kinds, path), entry.as_of, kind, entry.division)
