"""Names that compare across languages: places, systems with their designators, and any proper name by its consonants."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from monitor.stories.numbers import VALUE
from monitor.stories.tables import common_words, table
from monitor.stories.words import HANGUL, IDEOGRAPHS, KANA, WORD, fold

LONGEST_NAME = 12
MOST = 80
DESIGNATOR = re.compile(
    r"(?<![\w-])([A-Za-zА-ЯЁа-яё]{1,6})(?:[- ]?)(\d{1,4})([A-Za-zА-Я]{0,2})(?![\w])|(?<![A-Za-z0-9-])([A-Z]{1,2}-[A-Z]{2,6})(?![A-Za-z])"
)
SERIES = str.maketrans(
    {
        "С": "S",
        "с": "s",
        "Р": "R",
        "р": "r",
        "А": "A",
        "а": "a",
        "Х": "X",
        "х": "x",
        "М": "M",
        "м": "m",
        "П": "P",
        "Т": "T",
        "К": "K",
        "Д": "D",
        "Ф": "F",
    }
)
LOCAL_NUMBER = re.compile(
    rf"([{IDEOGRAPHS}{KANA}]{{2,8}}|[{HANGUL}]{{2,8}})[-・]?(\d{{1,2}}|[ivx]{{1,4}})(?![a-z0-9.,%日月年時时分点點人個个名枚発发基万億亿년월일시분개명발대기조억만번회])"
)
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
UNSPACED_RUN = re.compile(rf"[{IDEOGRAPHS}{KANA}]+")
HANGUL_RUN = re.compile(rf"[{HANGUL}]{{2}}")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
NOMINATIVES = ("", "а", "я", "о", "е", "ь", "a", "o", "e")
"""What a name ends in where it stands in the nominative, behind the stem that its cases share."""

LONGEST_ENDING, SHORTEST_STEM = 3, 4
OTHER_LETTERS = rf"{IDEOGRAPHS}{KANA}{HANGUL}"
CAPITAL = re.compile(
    rf"(?:(?<![\w'])|(?<=[{OTHER_LETTERS}]))([^\W\d_a-zа-яёіїєґα-ωß-ÿ{OTHER_LETTERS}][^\W\d_{OTHER_LETTERS}]{{2,}}(?:-[^\W\d_]+)?)"
)
"""A capitalised word, also one that stands in Chinese, Japanese or Korean text without a space."""

NO_DESIGNATOR = frozenset(dict(table("vague"))["designator"])


class Word(NamedTuple):
    """One way to name a place or a concept: its parts, whether endings are allowed, and the languages it means this in (none: in all)."""

    name: str
    parts: tuple[str, ...]
    is_open: bool
    languages: frozenset[str]


@cache
def _places() -> dict[str, tuple[Word, ...]]:
    """The tables by the first part of each word."""
    found: dict[str, list[Word]] = {}
    for name, words in (*table("places"), *table("concepts")):
        for word in words:
            written, _, languages = word.partition("@")
            parts = tuple(WORD.findall(fold(written.removeprefix("=").replace("_", " "))))
            if parts:
                means = frozenset(languages.split(",")) if languages else frozenset()
                found.setdefault(parts[0], []).append(Word(name, parts, not word.startswith("="), means))
    return {first: tuple(all_words) for first, all_words in found.items()}


def names_in(text: str, folded: str, known: Mapping[str, str], language: str | None = None) -> tuple[str, ...]:
    """Canonical ids of places, systems, people and organisations, each once, in order; at most eighty. Without a language, of all."""
    words = WORD.findall(folded)
    found: dict[str, None] = {}
    listed = (*_known(words, folded, known), *_inflected(text, known, language))
    for name in (*_designators(text), *_local_designators(folded), *listed, *_place_names(words, folded, language)):
        found.setdefault(name)
    return tuple(found)[:MOST]


def _designators(text: str) -> Iterator[str]:
    for match in DESIGNATOR.finditer(text):
        if match[4]:
            yield match[4].replace("-", "").casefold()
            continue
        letters = match[1].translate(SERIES)
        if letters[:1].isupper() and letters.casefold() not in NO_DESIGNATOR and (letters.isupper() or len(letters) > 3):
            yield f"{letters.casefold()}{int(match[2])}"


def _local_designators(folded: str) -> Iterator[str]:
    for match in LOCAL_NUMBER.finditer(folded):
        number = ROMAN.get(match[2]) or match[2]
        yield f"{match[1][-2:]}{number}"


def _known(words: list[str], folded: str, known: Mapping[str, str]) -> Iterator[str]:
    """The vocabulary's names; their characters are tokens of their own where a script does not part words."""
    if not known:
        return
    for at, word in enumerate(words):
        spaced = (" ".join(words[at : at + length]) for length in range(1, 5))
        unspaced = (" ".join(word[:length]) for length in range(2, min(LONGEST_NAME, len(word)) + 1)) if HANGUL_RUN.match(word) else ()
        for form in (*spaced, *unspaced):
            if form in known:
                yield _as_in_tables(known[form])
    for run in UNSPACED_RUN.findall(folded):
        for at in range(len(run)):
            for length in range(2, min(LONGEST_NAME, len(run) - at) + 1):
                canonical = known.get(" ".join(run[at : at + length]))
                if canonical:
                    yield _as_in_tables(canonical)


def _inflected(text: str, known: Mapping[str, str], language: str | None) -> Iterator[str]:
    """The vocabulary's names in another case than it lists: Одеси, Одесою, Redzikowem. Of capitalised words only."""
    for word in dict.fromkeys(map(fold, CAPITAL.findall(text))) if known else ():
        if CYRILLIC.match(word) or language == "pl":
            stems = (word[:-cut] for cut in range(1, LONGEST_ENDING + 1) if len(word) - cut >= SHORTEST_STEM)
            found = next((known[stem + ending] for stem in stems for ending in NOMINATIVES if stem + ending in known), None)
            if found:
                yield _as_in_tables(found)


@lru_cache(maxsize=4_096)
def _as_in_tables(canonical: str) -> str:
    """The id the tables give to what a vocabulary names: "south-korea" is "kr", and counts once; its own where they have none."""
    words = WORD.findall(fold(canonical))
    found = {word.name for word in _places().get(words[0], ()) if list(word.parts) == words} if words else set()
    return found.pop() if len(found) == 1 else canonical


@cache
def common_names() -> frozenset[str]:
    """Names that say where something was, or of what kind, and not what: countries, bodies of states, a test, a court, a radar."""
    return frozenset((*(place for place, _ in table("places")), *dict(table("vague"))["kind"]))


@lru_cache(maxsize=4_096)
def spoken(name: str) -> str:
    """A canonical id as a reader would say it: by the first word its table has, a series with its number, others as they are."""
    words = dict((*table("places"), *table("concepts"))).get(name)
    if words:
        return words[0].removeprefix("=").replace("_", " ")
    series = re.fullmatch(r"([^\W\d_]+)(\d+)", name)
    if series:
        return f"{series[1].upper()}-{series[2]}" if len(series[1]) < 4 else f"{series[1].capitalize()} {series[2]}"
    return name.replace("-", " ")


def _place_names(words: list[str], folded: str, language: str | None) -> Iterator[str]:
    places, spoken_here = _places(), (language or "").partition("-")[0]
    for at, written in enumerate(words):
        for bare in _without_prefixes(written):
            for length in range(min(len(bare), 16), 1, -1):
                for word in places.get(bare[:length], ()):
                    is_meant = not (word.languages and spoken_here) or spoken_here in word.languages
                    if is_meant and _fits(words, at, bare, word):
                        yield word.name
    yield from _unspaced_places(folded)


def _unspaced_places(folded: str) -> Iterator[str]:
    """Places within a run of characters without spaces; of a name in parts ("标准-3") every part must be there."""
    places, compact = _places(), folded.replace("-", "").replace(" ", "")
    for run in UNSPACED_RUN.findall(folded):
        for at in range(len(run)):
            for length in (2, 3, 4, 5, 6, 7):
                for word in places.get(run[at : at + length], ()):
                    if len(word.parts) == 1 or "".join(word.parts) in compact:
                        yield word.name


def _fits(words: list[str], at: int, bare: str, name: Word) -> bool:
    if at + len(name.parts) > len(words):
        return False
    for offset, part in enumerate(name.parts):
        word = bare if offset == 0 else words[at + offset]
        is_whole = word == part
        is_ended = name.is_open and len(part) >= (2 if part > "\u0fff" else 3) and word.startswith(part) and len(word) <= len(part) + 5
        if not (is_whole or is_ended):
            return False
    return True


def _without_prefixes(word: str) -> tuple[str, ...]:
    if "א" <= word[0] <= "ת" and word[0] in "והבלמשכ" and len(word) > 3:
        return (word, word[1:]) if word[1] not in "והבלמשכ" else (word, word[1:], word[2:])
    if "؀" <= word[0] <= "ۿ" and word[0] in "وفبکل" and len(word) > 4:
        return (word, word[1:], "ا" + word[1:]) if word[0] == "ل" else (word, word[1:])
    return (word,)


SOUNDS = dict(table("sounds"))
SOUND = {letter: sound for sound, letters in SOUNDS.items() if len(sound) <= 2 for letter in letters}
INITIALS, FINALS = SOUNDS["initials"], SOUNDS["finals"]
SPELLINGS = tuple(spelling.split("=") for spelling in SOUNDS["spellings"])
COARSE = str.maketrans(
    {
        "c": "k",
        "q": "k",
        "w": "v",
        "j": "z",
        "y": None,
        "h": None,
        "a": None,
        "e": None,
        "i": None,
        "o": None,
        "u": None,
        "l": "r",
        "p": "b",
        "t": "d",
        "g": "k",
        "z": "s",
        "v": "b",
        "f": "b",
    }
)


DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=32_768)
def skeleton(word: str) -> str:
    """A proper name by its consonants, so that Verhulst, Верхюлст and Ферхюлст are one; empty when too little is left."""
    sounds = word if word.isascii() else "".join(map(_sound, word))
    for spelling, sound in SPELLINGS:
        sounds = sounds.replace(spelling, sound)
    bare = DOUBLED.sub(r"\1", sounds.translate(COARSE))
    return bare if len(bare) >= 3 else ""


ALIKE = str.maketrans({"c": "k", "q": "k", "w": "v", "y": "i", "j": "i", "z": "s"})


@lru_cache(maxsize=32_768)
def spelling(word: str) -> str:
    """A name as languages of one script spell it, more or less: Selenskyj, Zelensky and Zelenskyy are one; vowels count."""
    for written, sound in SPELLINGS:
        word = word.replace(written, sound)
    return DOUBLED.sub(r"\1", word.translate(ALIKE))


def _sound(letter: str) -> str:
    if "가" <= letter <= "힣":
        code = ord(letter) - 0xAC00
        return (INITIALS[code // 588] + FINALS[code % 28]).replace("-", "")
    if letter.isascii():
        return letter
    return SOUND.get(letter, "")


KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}")
HANGUL_WORD = re.compile(r"[\uac00-\ud7af]{3,5}")
SEMITIC_WORD = re.compile(r"[\u05d0-\u05ea\u0620-\u06cc]{4,}")


def proper_names(text: str, language: str | None) -> dict[str, float]:
    """What may be proper names, folded, with a weight for how often: capitalised words, katakana, Hangul and Semitic words."""
    common = common_words((language or "").partition("-")[0])
    counts = Counter(
        name
        for pattern in (CAPITAL, KATAKANA, HANGUL_WORD, SEMITIC_WORD)
        for name in map(fold, pattern.findall(text))
        if name not in common and name not in VALUE
    )
    heaviest = sorted(counts.items(), key=lambda named: -named[1])[:MOST]  # of those named as often, the first in the text
    return {name: round(count**0.5, 2) for name, count in heaviest}
