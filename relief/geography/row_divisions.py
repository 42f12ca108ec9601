"""The division a row of a file names, by code or name, today's or a former one. Pure.

Today's word goes before a former one. What a row said formerly is taken as today's division, and
the import says so at its cell; what may mean two is refused with both.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from relief.core.division_code import parent_of
from relief.core.wording import Bilingual
from relief.geography.division_table import code_fault
from relief.geography.names import village_stem

_TOWNSHIP_ENDS = ("镇", "乡", "街道", "苏木")
_VILLAGE_ENDS = ("村委会", "村民委员会", "社区居委会", "社区", "居委会", "嘎查村委会", "嘎查", "村")
_MOST_LISTED = 5
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leads:
    """Where former codes and names lead today: to every division each may mean, by code."""

    codes: Mapping[str, Names]
    names: Mapping[str, Names]


@dataclass(frozen=True, slots=True)
class Meant:
    """What a row means.

    Fields:
        division: 12-digit code, empty with a fault about the code.
        fault: why it cannot be taken, and in which of the two cells that stands.
        note: that a former code or name was taken as today's division; None for today's own.
    """

    division: str
    fault: tuple[Literal["code", "name"], Bilingual] | None = None
    note: Bilingual | None = None


@dataclass(slots=True)
class RowDivisions:
    """The divisions that a file's rows may name, and where former codes and names lead.

    Fields:
        by_code: the names of each, from the outside in: (township, village), or its name alone.
        closed: those of them that are divisions no more; a name means the one of today first.
        of_what: whose divisions they are, for refusals: "of this office and incident".
    """

    by_code: Mapping[str, Names]
    of_what: Bilingual
    closed: Collection[str] = frozenset()
    leads: Leads = field(default_factory=lambda: Leads({}, {}))
    by_name: dict[str, list[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Index the names: with and without the township, with and without the committee."""
        for code, names in self.by_code.items():
            for name in _spelled(names):
                self.by_name.setdefault(name, []).append(code)

    def codes(self, said: str) -> list[str]:
        """Return the codes that a name of today may mean, none for a name nobody knows."""
        name = "".join(said.split())
        found = self.by_name.get(name) or self.by_name.get(village_stem(name), [])
        return [code for code in found if code not in self.closed] or found

    def unknown(self, rows: Iterable[tuple[str, str]]) -> tuple[set[str], set[str]]:
        """Return what the rows (code, name) say that is not of today: codes, and names."""
        codes: set[str] = set()
        names: set[str] = set()
        for code, said in set(rows):
            if code and code not in self.by_code and code_fault(code) is None:
                codes.add(code)
            if said and not self._is_name_of(code, said):
                names |= {*_likely(said), *(head for head, _tail in _split(said))}
        return codes, names

    def meant(self, code: str, said: str, row: int) -> Meant:
        """Return which division a row means by its code, or else by its name.

        `row` counts as the sheet does, from 1.
        """
        if not code:
            return self._by_name(said, row)
        found = [code] if code in self.by_code else self._within(self.leads.codes.get(code, ()))
        if len(found) != 1:
            return Meant("", ("code", self._refusal(code, said, found)))
        today = found[0]
        formerly = [] if today == code else [code]
        if said and not self._is_name_of(today, said):
            if today not in self._formerly(said):
                return Meant(today, ("name", self._other_name(code, today, said)))
            formerly.append(said)
        return Meant(today, note=self._note(formerly, today, row) if formerly else None)

    def _by_name(self, said: str, row: int) -> Meant:
        found = self.codes(said)
        if len(found) == 1:
            return Meant(found[0])
        formerly = [] if found else self._formerly(said)
        if len(formerly) == 1:
            return Meant(formerly[0], note=self._note([said], formerly[0], row))
        return Meant("", ("code", self._refusal("", said, found or formerly)))

    def _is_name_of(self, code: str, said: str) -> bool:
        name = "".join(said.split())
        found = self.by_name.get(name) or self.by_name.get(village_stem(name), [])
        return code in found if code else bool(found)

    def _formerly(self, said: str) -> list[str]:
        """Return the codes that a former name may mean, also that of a village's township."""
        name = "".join(said.split())
        found = {code for word in _likely(said) for code in self.leads.names.get(word, ())}
        for head, tail in _split(said):
            towns = self.leads.names.get(head, ())
            found |= {code for code in self.codes(tail) if parent_of(code) in towns}
        return self._within(found - set(self.by_name.get(name, ())))

    def _within(self, codes: Iterable[str]) -> list[str]:
        return sorted(code for code in codes if code in self.by_code)

    def _shown(self, *codes: str) -> Bilingual:
        named = [(" ".join(self.by_code[code]), code) for code in codes]
        zh = "、".join(f"{name}（{code}）" for name, code in named)
        return Bilingual(zh, ", ".join(f"{name} ({code})" for name, code in named))

    def _note(self, formerly: Sequence[str], today: str, row: int) -> Bilingual:
        said, shown = " ".join(formerly), self._shown(today)
        return Bilingual(
            f"第 {row} 行：原“{said}”，现为 {shown.zh}，按现区划收入",
            f"Row {row}: “{said}” is now {shown.en} and is taken as that",
        )

    def _other_name(self, code: str, today: str, said: str) -> Bilingual:
        right = " ".join(self.by_code[today])
        return Bilingual(
            f"代码 {code} 是“{right}”，不是“{said}”", f"Code {code} is “{right}”, not “{said}”"
        )

    def _refusal(self, code: str, said: str, several: Sequence[str]) -> Bilingual:
        if code and (fault := code_fault(code)):
            return fault
        told = code or said
        if len(several) > 1:
            listed = self._shown(*several[:_MOST_LISTED])
            return Bilingual(
                f"“{told}”有多个，请填现代码：{listed.zh}",
                f"“{told}” may be any of {listed.en}: give today's code",
            )
        zh = f"“{told}”不在{self.of_what.zh}"
        en = f"“{told}” is not {self.of_what.en}"
        near = self._nearest(code, said)
        if near is None:
            return Bilingual(zh, en)
        shown = self._shown(near)
        return Bilingual(f"{zh}，最接近的是 {shown.zh}", f"{en}; nearest: {shown.en}")

    def _nearest(self, code: str, said: str) -> str | None:
        names = get_close_matches(village_stem(said), list(self.by_name), n=1, cutoff=0.3)
        if said and names:
            return self.by_name[names[0]][0]
        codes = get_close_matches(code, list(self.by_code), n=1, cutoff=0.8)
        return codes[0] if codes else None


def _spelled(names: Names) -> set[str]:
    inner = {names[-1], village_stem(names[-1])}
    return inner | {f"{outer}{name}" for outer in names[:-1] for name in inner}


def _likely(said: str) -> set[str]:
    """Return the ways a name may stand among the former ones: with another committee."""
    name = "".join(said.split())
    return {name, *(f"{village_stem(name)}{end}" for end in _VILLAGE_ENDS)}


def _split(said: str) -> Iterator[tuple[str, str]]:
    """Yield a name as township and village, wherever a township's name may end in it."""
    name = "".join(said.split())
    for place in range(2, len(name)):
        if name[:place].endswith(_TOWNSHIP_ENDS):
            yield name[:place], name[place:]
