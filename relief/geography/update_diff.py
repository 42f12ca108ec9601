"""What a newer code table changes: new, closed, merged, renamed, recoded. Pure and repeatable.

A name that reappears under another code is the same division, recoded: within the same parent, or
the parent's own newer code, or (a township dissolved) within the same county. Two that could be
meant are neither: they stay closed and new, and the reviewer says what became of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from relief.core.division_code import LEVELS, at_level, level_of, parent_of
from relief.geography.names import township_stem, village_stem

ChangeKind = Literal["new", "closed", "merged", "renamed", "recoded"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Fields:
        old_code, old_name: as this desk has it, empty for a new one.
        new_code, new_name: as the newer table has it, empty for a closed one.
        successor: the division that took a closed one in, as far as it can be proposed.
        why: what a proposal rests on: `name`, `stem`, `county`, or villages that went there `3/4`.
    """

    kind: ChangeKind
    old_code: str = ""
    old_name: str = ""
    new_code: str = ""
    new_name: str = ""
    successor: str = ""
    why: str = ""

    @property
    def code(self) -> str:
        """Return the code whose scope the change lies in."""
        return self.new_code or self.old_code


@dataclass(slots=True)
class _Open:
    gone: dict[str, str]
    come: dict[str, str]
    moved: dict[str, str] = field(default_factory=dict)
    found: list[Change] = field(default_factory=list)


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """Return the changes from one table of names by code to the other, wide divisions first.

    What the newer table does not speak of is no change: a file of one province, or one that ends
    at the townships, closes nothing elsewhere.
    """
    spoken = {(code[:2], level_of(code)) for code in new}
    ours = {code: name for code, name in old.items() if (code[:2], level_of(code)) in spoken}
    work = _Open(
        {code: name for code, name in ours.items() if code not in new},
        {code: name for code, name in new.items() if code not in old},
    )
    work.found += [
        Change("renamed", code, ours[code], code, name)
        for code, name in new.items()
        if code in ours and ours[code] != name
    ]
    for level in LEVELS:
        _pair_level(work, {c for c in work.gone if level_of(c) == level})
    work.found += [Change("new", new_code=code, new_name=name) for code, name in work.come.items()]
    work.found += _closed(work, new)
    return sorted(work.found, key=lambda change: (LEVELS.index(level_of(change.code)), change.code))


def _pair_level(work: _Open, gone: set[str]) -> None:
    def parent(code: str) -> str:
        return work.moved.get(parent_of(code), parent_of(code))

    def county(code: str) -> str:
        return at_level(code, "county")

    _pair(work, gone, lambda code, name: (parent(code), name), "name")
    _pair(work, gone, lambda code, name: (parent(code), _stem(code, name)), "stem")
    if any(level_of(code) == "village" for code in gone):
        _pair(work, gone, lambda code, name: (county(code), name), "county")


def _pair(
    work: _Open, gone: set[str], key: Callable[[str, str], tuple[str, str]], why: str
) -> None:
    left = {code: work.gone[code] for code in gone if code in work.gone}
    levels = {level_of(code) for code in left}
    right = {code: name for code, name in work.come.items() if level_of(code) in levels}
    before, after = _single(left, key), _single(right, key)
    for shared in sorted(before.keys() & after.keys()):
        one, other = before[shared], after[shared]
        work.moved[one] = other
        change = Change("recoded", one, work.gone.pop(one), other, work.come.pop(other), why=why)
        work.found.append(change)


def _single(
    rows: Mapping[str, str], key: Callable[[str, str], tuple[str, str]]
) -> dict[tuple[str, str], str]:
    counted = Counter(key(code, name) for code, name in rows.items())
    return {k: code for code, name in rows.items() if counted[k := key(code, name)] == 1}


def _stem(code: str, name: str) -> str:
    return village_stem(name) if level_of(code) == "village" else township_stem(name)


def _closed(work: _Open, new: Mapping[str, str]) -> Iterable[Change]:
    """Yield the closed ones; a township whose villages went to another has that as successor."""
    went: dict[str, Counter[str]] = {}
    for one, other in work.moved.items():
        if parent_of(one) in work.gone:
            went.setdefault(parent_of(one), Counter())[parent_of(other)] += 1
    for code, name in work.gone.items():
        likely = sorted(went.get(code, Counter()).items(), key=lambda item: (-item[1], item[0]))
        if likely and likely[0][0] in new:
            share = f"{likely[0][1]}/{sum(went[code].values())}"
            yield Change("merged", code, name, successor=likely[0][0], why=share)
        else:
            yield Change("closed", code, name)
