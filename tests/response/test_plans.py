"""A plan is data: what loads, and what does not."""

import pytest

from relief.core.errors import Refused, RefusedRows
from relief.core.sources import FaultyDataError, load_sources
from relief.response.catalogue import PLANS_FOLDER, load_plan, load_plans, read_plan

CN_2016 = (PLANS_FOLDER / "cn-2016.toml").read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    with pytest.raises(RefusedRows) as refused:
        read_plan(text)
    return [fault.path for fault in refused.value.reasons]


def test_every_plan_of_the_desk_loads_and_names_listed_sources():
    for plan_id, plan in load_plans().items():
        assert plan.id == plan_id
        for rule in plan.rules:
            assert all(t.source in load_sources() for t in rule.all_thresholds())


def test_the_2016_plan_is_verified_throughout_and_the_2024_plan_for_level_one_only():
    for plan_id, verified in (("cn-2016", {1, 2, 3, 4}), ("cn-2024", {1})):
        rules = load_plan(plan_id).rules
        read = {t.step for rule in rules for t in rule.thresholds if t.verified}
        assert read == verified


def test_a_number_without_source_does_not_load():
    text = CN_2016.replace(', clause = "5.1.1（1）", source = "gbh-2016-25"', "")
    assert faults(text) == ["rules.0.thresholds.0.source"]


def test_a_number_whose_source_is_not_listed_does_not_load():
    text = CN_2016.replace(
        '"5.1.1（1）", source = "gbh-2016-25"', '"5.1.1（1）", source = "hearsay"'
    )
    assert faults(text) == ["rules.0.thresholds.0.source"]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("at_least = 200,", "at_least = 200.0,", "rules.0.thresholds.0.at_least"),
        ("at_least = 200,", "at_least = true,", "rules.0.thresholds.0.at_least"),
        ("at_least = 200,", 'at_least = "two hundred",', "rules.0.thresholds"),
        ("at_least = 200,", "at_least = 90,", "rules.0.thresholds"),
        ('terms = ["deaths"]', 'terms = ["fatalities"]', "rules.0.terms"),
        ('unit = "person"', 'unit = "souls"', "rules.0.unit"),
        ('label = "Ⅰ级"', 'labl = "Ⅰ级"', "levels.0.label"),
        ('within = "000000000000"', 'within = "86"', "scope.within"),
        ('in_force_to = "2024-01-20"', 'in_force_to = "2016-03-10"', "in_force_to"),
        ("step = 2\n", "step = 1\n", "levels"),
    ],
)
def test_a_faulty_plan_is_refused_with_the_place(old, new, path):
    assert old in CN_2016
    assert any(found.startswith(path) for found in faults(CN_2016.replace(old, new, 1)))


def test_a_text_that_is_no_toml_is_refused():
    assert faults("= nothing") == [""]


def test_an_unknown_plan_is_refused_with_the_known_ones():
    with pytest.raises(Refused) as refused:
        load_plan("cn-1998")
    assert refused.value.path == "plan"
    assert "cn-2016" in refused.value.reason.en


def test_a_plan_id_never_reaches_outside_the_folder():
    with pytest.raises(Refused):
        load_plan("../../sources")


def test_a_source_list_with_an_entry_twice_does_not_load(tmp_path):
    entry = '[[source]]\nid = "A"\ntitle = "t"\nread = "full"\n'
    file = tmp_path / "sources.toml"
    file.write_text(entry * 2, encoding="utf-8")
    with pytest.raises(FaultyDataError):
        load_sources(file)


@pytest.mark.parametrize("line", ["", 'read = "skimmed"', 'read = "full"\nyear = "2016"'])
def test_a_source_says_how_far_it_was_read_and_nothing_unknown(tmp_path, line):
    file = tmp_path / "sources.toml"
    file.write_text(f'[[source]]\nid = "A"\ntitle = "t"\n{line}\n', encoding="utf-8")
    with pytest.raises(FaultyDataError):
        load_sources(file)
