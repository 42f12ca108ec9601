"""The house ledger's workbook: its columns, the words to choose from, its help. Pure, no files."""

from collections.abc import Mapping, Sequence

from relief.core.filled_sheet import Layout
from relief.core.sheets import Choice, Column, Template
from relief.core.wording import Bilingual
from relief.damage.grading import Term, load_grading
from relief.households.catalogue import load_families

SHEET = "房屋"
HEADING_ROW = 3
"""The title, 填报单位, an empty row; the headings stand below them."""

MOST_ROWS = 20_000
TITLE = Bilingual("因灾倒塌损坏住房户一览表", "House ledger: one household a row")
OFFICE = Bilingual("填报单位", "Reporting office")
YES, NO = Bilingual("是", "Yes"), Bilingual("否", "No")
CODE, NAME, NOTE = "code", "name", "reason"

# Columns by the field they fill in; the form's order (DOMAIN 3.5, house ledger).
HEADINGS: Mapping[str, Bilingual] = {
    CODE: Bilingual("村代码", "Village code"),
    NAME: Bilingual("村（社区）", "Village"),
    "head": Bilingual("户主姓名", "Head of the family"),
    "id_number": Bilingual("公民身份号码", "ID number"),
    "members": Bilingual("家庭人口（人）", "People in the family"),
    "family_type": Bilingual("家庭类型", "Family type"),
    "address": Bilingual("村组地址", "Address (村组)"),
    "phone": Bilingual("联系电话", "Telephone"),
    "card": Bilingual("一卡通账号", "Card account (一卡通)"),
    "structure": Bilingual("住房结构", "Structure"),
    "rooms": Bilingual("原有间数（间）", "Rooms before"),
    "rooms_collapsed": Bilingual("倒塌间数（间）", "Rooms collapsed"),
    "rooms_severe": Bilingual("严重损坏间数（间）", "Rooms severely damaged"),
    "rooms_general": Bilingual("一般损坏间数（间）", "Rooms generally damaged"),
    "occurred_on": Bilingual("倒损日期", "Day of damage"),
    "sole_dwelling": Bilingual("是否唯一住房", "Only dwelling"),
    "excluded": Bilingual("不计情形", "Not counted because"),
    "grade": Bilingual("损坏等级", "Grade"),
    "appraisal": Bilingual("鉴定结论", "Appraisal"),
    NOTE: Bilingual("说明", "Explanation"),
}
OPTIONAL = frozenset(
    {NAME, "id_number", "address", "phone", "card", "excluded", "grade", "appraisal", NOTE}
)
"""Columns that may be left out; the others have to be there."""

LAYOUT = Layout(HEADING_ROW, HEADINGS, OPTIONAL, MOST_ROWS, OFFICE, CODE)

NUMBERS = ("members", "rooms", "rooms_collapsed", "rooms_severe", "rooms_general")
DIGITS = ("id_number", "phone", "card")
"""Long numbers: text cells, since Excel keeps fifteen digits of a number and no more."""

HELP = (
    Bilingual("每户一行，只填因灾倒塌、损坏的住房。", "One household a row: its damaged house."),
    Bilingual(
        "身份证号、电话、账号各列须为“文本”格式；Excel 的数字只保留 15 位，末几位会丢失。",
        "ID numbers, telephones and accounts are text: Excel keeps 15 digits of a number, no more.",
    ),
    Bilingual(
        "间数必填，没有的填 0；倒塌、严重、一般之和不超过原有间数。",
        "Fill in every number of rooms, 0 for none; together they are at most the rooms before.",
    ),
    Bilingual(
        "尚未评定的，“损坏等级”留空（待核）；已评定的按整户最重等级填。",
        "Leave the grade empty while nobody has graded the house; a house takes its worst grade.",
    ),
    Bilingual(
        "鉴定结论与等级不一致（D 对倒塌、严重；C 对一般）时，在“说明”列写明理由。",
        "Where appraisal and grade differ (D: collapsed or severe, C: general), explain it.",
    ),
    Bilingual("日期写作 2023-12-18。", "Days: 2023-12-18."),
    Bilingual(
        "同一份表再导入不会重复；已在台账里的户，内容相同的不动。",
        "The same file twice changes nothing; families already in the ledger stay as they are.",
    ),
)


def house_template(office: str = "", villages: Sequence[Choice] = ()) -> Template:
    """Return the empty workbook of the house ledger; `villages` are those to choose from."""
    columns = tuple(_column(field, heading) for field, heading in HEADINGS.items())
    return Template(
        TITLE, ((OFFICE, office),), (), columns, tuple(villages), HELP, SHEET, named=False
    )


def _column(field: str, heading: Bilingual) -> Column:
    number = field in NUMBERS
    text = field in {CODE, *DIGITS, "occurred_on"}
    return Column(heading, numeric=number, whole=number, text=text, choices=_choices(field))


def _choices(field: str) -> tuple[str, ...]:
    rules = load_grading()
    terms: dict[str, Mapping[str, Term]] = {
        "structure": rules.structures,
        "excluded": rules.exclusions,
        "grade": rules.grades,
    }
    if field in terms:
        return tuple(term.name.zh for term in terms[field].values())
    if field == "family_type":
        return tuple(known.name.zh for known in load_families().values())
    if field == "appraisal":
        return tuple(rules.appraisals)
    return (YES.zh, NO.zh) if field == "sole_dwelling" else ()
