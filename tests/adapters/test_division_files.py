from datetime import date
from itertools import islice

import openpyxl
import pytest
from pypinyin import Style, lazy_pinyin

from relief.adapters.division_file import read_division_file
from relief.adapters.divisions import read_table
from relief.adapters.former_file import read_formers
from relief.adapters.pinyin import speller
from relief.bootstrap import shipped_formers
from relief.core.errors import Refused, RefusedRows
from relief.geography.names import village_stem

ROWS = [("622927101000", "大河家镇"), ("622927101200", "大河村委会")]


def text(separator=","):
    lines = [("区划代码", "名称"), *ROWS]
    return "".join(separator.join(line) + "\r\n" for line in lines)


def listed(path):
    return [(row.code, row.name) for row in read_division_file(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_any_usual_form(tmp_path, encoding, separator):
    path = tmp_path / "t.csv"
    path.write_bytes(text(separator).encode(encoding))
    assert listed(path) == ROWS
    assert [row.where for row in read_division_file(path)] == ["t.csv:2", "t.csv:3"]


def test_a_workbook_is_read_with_codes_typed_as_numbers(tmp_path):
    book = openpyxl.Workbook()
    for line in [
        ("2024年区划表", None),
        ("代码", "名称"),
        (622927101000, "大河家镇"),
        (None, None),
        ROWS[1],
    ]:
        book.active.append(line)
    book.save(tmp_path / "t.xlsx")
    assert listed(tmp_path / "t.xlsx") == ROWS


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", "代码\n1\n".encode(), b"PK\x03\x04broken"])
def test_what_is_no_table_of_divisions_is_refused(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(Refused):
        listed(path)


def test_the_file_of_former_names_takes_days_that_nobody_knows(tmp_path):
    path = tmp_path / "f.csv"
    head = "现区划代码,原名称,起,止,来源\n"
    path.write_text(head + "622927104000,石塬乡,待核,2012/6/30,E3\n", encoding="utf-8")
    (row,) = read_formers(path)
    assert (row.former_name, row.former_code, row.valid_from) == ("石塬乡", "", None)
    assert row.valid_until == date(2012, 6, 30)
    path.write_text(head + "622927104000,石塬乡,去年,,E3\n", encoding="utf-8")
    with pytest.raises(RefusedRows) as refused:
        read_formers(path)
    assert refused.value.reasons[0].path == "f.csv:2"


def test_the_former_names_that_come_with_the_desk_have_a_source_and_invent_no_day():
    rows = shipped_formers()
    assert [(row.former_name, row.division) for row in rows] == [
        ("石塬乡", "622927104000"),
        ("杏儿藏族乡", "630222211000"),
    ]
    assert {(row.valid_from, row.valid_until, row.source) for row in rows} == {(None, None, "E3")}


def by_pypinyin(name):
    stem = village_stem(name)
    halves = (lazy_pinyin(half, style=Style.NORMAL) for half in (stem, name[len(stem) :]))
    sounds = [sound for half in halves for sound in half]
    return "".join(sounds), "".join(sound[0] for sound in sounds)


def test_names_are_spelt_as_pypinyin_spells_them():
    spell = speller()
    sample = [row.name for row in islice(read_table(("62",)), 0, None, 9)]
    plain = [name for name in sample if all("\u4e00" <= letter <= "\u9fff" for letter in name)]
    assert len(plain) > 1_500
    assert [spell(name) for name in plain] == [by_pypinyin(name) for name in plain]
    assert spell("长安镇")[0] == "changanzhen"
    assert spell("村（十村)A1") == ("cunshicun", "csc")


def test_a_city_without_counties_stands_in_the_table_once():
    codes = [row.code for row in read_table(("44",))]
    assert codes.count("441900000000") == 1
    assert len(codes) == len(set(codes))
