"""Pinyin of names: quick for the many, by pypinyin's phrases for the few where a sound depends.

Of 660,000 division names fewer than one in a hundred holds a phrase in which a character sounds
otherwise than it does alone (长安, 朝阳, 都市); the rest are spelt character by character, which
gives the same letters as pypinyin and takes a fiftieth of the time.
"""

import re
from collections.abc import Callable
from functools import cache
from operator import add

from relief.geography.names import village_stem

_NOT_HAN = re.compile(r"[^\u3400-\u9fff\U00020000-\U0003ffff]")


def speller() -> Callable[[str], tuple[str, str]]:
    """Return a function that gives a name's pinyin and initials: ("dahejiazhen", "dhjz")."""
    irregular = _irregular()
    sounds, firsts = _Sounds(), _Firsts()

    def spell(name: str) -> tuple[str, str]:
        pairs = map(add, name, name[1:])
        if irregular.keys().isdisjoint(pairs) or not _holds_one(name, irregular):
            return name.translate(sounds), name.translate(firsts)
        stem = village_stem(name)  # 社区 says nothing about the sounds before it
        syllables = _by_phrases(stem) + _by_phrases(name[len(stem) :])
        return "".join(syllables), "".join([syllable[0] for syllable in syllables])

    return spell


class _Sounds(dict[int, str]):
    """What each character sounds like alone, asked of pypinyin once."""

    def __missing__(self, number: int) -> str:
        """Return the sound of a character; punctuation and digits have none."""
        self[number] = "".join(_by_phrases(chr(number)))
        return self[number]


class _Firsts(_Sounds):
    """The first letter of each character's sound."""

    def __missing__(self, number: int) -> str:
        """Return the first letter of a character's sound."""
        self[number] = super().__missing__(number)[:1]
        return self[number]


def _by_phrases(words: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    # Punctuation and digits inside a name ("村（十村)") are no part of its sound.
    spoken = lazy_pinyin(_NOT_HAN.sub("", words), style=Style.NORMAL)
    return [sound for sound in spoken if sound.isascii()]


def _holds_one(name: str, irregular: dict[str, tuple[str, ...]]) -> bool:
    return any(
        name.startswith(phrase, place)
        for place in range(len(name) - 1)
        for phrase in irregular.get(name[place : place + 2], ())
    )


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    """Return the phrases in which a character does not sound as it does alone, by two letters."""
    from pypinyin import Style, lazy_pinyin
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.contrib.tone_convert import to_normal

    plain = cache(to_normal)
    alone = cache(lambda letter: lazy_pinyin(letter, style=Style.NORMAL)[0])
    found: dict[str, list[str]] = {}
    for phrase, sounds in PHRASES_DICT.items():
        said = zip(phrase, sounds, strict=False)
        if any(plain(sound[0]) != alone(letter) for letter, sound in said):
            found.setdefault(phrase[:2], []).append(phrase)
    return {start: tuple(phrases) for start, phrases in found.items()}
