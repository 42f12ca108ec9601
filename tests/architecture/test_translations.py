"""Every visible string goes through translation, and both languages are complete."""

import ast
import re

from babel.messages.extract import extract_from_dir

from relief.web.translations.catalogue import english, entries
from tests.architecture.floor_plan import ROOT
from tests.architecture.imports import python_files

HAN = re.compile(r"[\u4e00-\u9fff]+")
# Chinese inside a tag's text or a quoted attribute, once template code and comments are gone.
CODE = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
TRANS = re.compile(r"\{%-?\s*trans.*?endtrans\s*-?%\}", re.DOTALL)
# The name of a language is written in that language, whichever one the page is in.
NAMES_OF_LANGUAGES = {"中文"}


def used() -> set[str]:
    found: set[str] = set()
    for folder, method in ((ROOT / "templates", "jinja2"), (ROOT / "relief" / "web", "python")):
        mapping = [("**.html" if method == "jinja2" else "**.py", method)]
        options = {"**.html": {"silent": "false", "trimmed": "true"}}
        for _file, _line, message, _comments, _context in extract_from_dir(
            folder, mapping, options, keywords={"_": None, "gettext": None, "ngettext": (1, 2)}
        ):
            found.update([message] if isinstance(message, str) else message)
    return found


def test_every_string_has_its_english() -> None:
    assert sorted(used() - set(english())) == []


def test_no_english_is_left_over() -> None:
    assert sorted(set(english()) - used()) == []


def test_one_string_has_one_english_and_stands_in_one_part() -> None:
    seen: dict[str, list[str]] = {}
    for part, chinese, _text in entries():
        seen.setdefault(chinese, []).append(part)
    assert {zh: parts for zh, parts in seen.items() if len(parts) > 1} == {}


def test_placeholders_are_the_same_in_both_languages() -> None:
    names = re.compile(r"%\((\w+)\)s")
    wrong = [zh for zh, en in english().items() if set(names.findall(zh)) != set(names.findall(en))]
    assert wrong == []


def test_no_chinese_is_written_into_a_template_untranslated() -> None:
    wrong = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = str(path.relative_to(ROOT / "templates"))
        text = CODE.sub("", TRANS.sub("", path.read_text(encoding="utf-8")))
        wrong += [f"{name}: {word}" for word in HAN.findall(text) if word not in NAMES_OF_LANGUAGES]
    assert wrong == []


def test_no_chinese_is_written_into_a_script_or_a_style() -> None:
    static = ROOT / "relief" / "web" / "static"
    comments = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
    wrong = [
        f"{path.name}: {word}"
        for path in sorted([*static.glob("js/**/*.js"), *static.glob("css/**/*.css")])
        for word in HAN.findall(comments.sub("", path.read_text(encoding="utf-8")))
    ]
    assert wrong == []


def test_services_speak_both_languages() -> None:
    one_language = re.compile(r"Bilingual\(\s*f?\"[^\"]*\",\s*f?\"\"\s*\)")
    wrong = [
        str(p.relative_to(ROOT))
        for p in python_files("relief")
        if one_language.search(p.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_what_is_not_found_is_named_in_both_languages() -> None:
    kinds = {
        (str(path.relative_to(ROOT)), argument.value)
        for path in python_files("relief", "jobs")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NotFound"
        for argument in [*node.args[:1], *(k.value for k in node.keywords if k.arg == "kind")]
        if isinstance(argument, ast.Constant)
    }
    assert len(kinds) > 10
    both = re.compile(r"[\u4e00-\u9fff]+ [a-z][a-z ]*")
    assert sorted((path, kind) for path, kind in kinds if not both.fullmatch(kind)) == []
