"""What was translated, retold or cited from others: by phrases, with a name from the table or one that is printed as a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.extract.listed import listed
from monitor.extract.naming import NamedPlace, named_places
from monitor.extract.outlets import Outlet, known_outlet, name_pattern
from monitor.extract.source_words import (
    CITED_AFTER,
    CITED_BEFORE,
    FRAMED,
    LANGUAGES,
    NOT_CITED,
    ORIGINAL_IN,
    RETOLD_AFTER,
    RETOLD_BEFORE,
    REWRITTEN,
    TOLD,
    TRANSLATED,
    TRANSLATED_BY,
)
from monitor.model import Article, Provenance

CAPITALS = r"[A-ZÀ-ÞŁŚŻŹĆА-ЯЁІЇЄҐ](?:[\w’'-]|\.(?=\w)|(?<=\b[A-Z])\.)*"
QUOTED_NAME = r"[«„“\"《](?P<q>[^«»„“”\"《》\n]{2,40})[»“”\"》]"
PLAIN_NAME = (
    rf"(?P<p>(?:(?:[Tt]he|[Dd]er|[Dd]ie|[Dd]as|La|Le|El|L['’])\s?)?{CAPITALS}(?:\s(?:(?:of|du|de|del|des|der|et|y)\s)?{CAPITALS}){{0,3}})"
)
FILLER = (
    r"(?:\s?(?:the|an?|la|le|les|l['’]|el|los|der|die|das|dem|den|des|du|au|aux|al|газет[аыеу]|издани[еию]и?|газети|газета"
    r"|gazeta|gazety|dziennik|dziennika|tygodnik|newspaper|daily|Zeitung|польською|英国|美国|日本|俄罗斯|德国|法国)\s?)*"
)


def translations(article: Article, lines: list[str], own: set[str]) -> Iterator[Provenance]:
    """Of whose original it is a translation."""
    blocks = [block for block in article.text.split("\n") if block.strip()]
    noted = [line for line in [*lines, *blocks[:3], *blocks[-4:]] if line and len(line) <= 400]
    for line in noted:
        for found in TRANSLATED.finditer(line):
            name = _name_after(line, found.end())
            if name:
                yield Provenance(relation="translation", origin=name[0], evidence=_evidence(line, found.start(), name[1]))
                return
        by = TRANSLATED_BY.search(line)
        known = known_outlet(by["origin"]) if by else None
        if by and known:
            yield Provenance(relation="translation", origin=known.name, evidence=by[0])
            return
    for line in noted:
        original = ORIGINAL_IN.search(line)
        if original:
            language = LANGUAGES.get(original["language"].casefold())
            outlet = _original_outlet(article, [*lines, *noted], language, own)
            yield Provenance(
                relation="translation", origin=outlet.name if outlet else f"an original in {original['language']}", evidence=original[0]
            )
            return


def _evidence(line: str, start: int, end: int) -> str:
    return " ".join(line[start:end].split())[:200]


def _name_after(line: str, place: int) -> tuple[str, int] | None:
    """The outlet named right at a place of a line: from the table, in quotation marks, or in capitals."""
    rest = line[place : place + 90]
    filler = re.match(rf"[\s:：]*{FILLER}", rest, re.IGNORECASE)
    start = filler.end() if filler else 0
    known = re.match(rf"(?:[\w-]+\s){{0,2}}?[«„“\"《]?({name_pattern()})", rest[start:])
    if known and (outlet := known_outlet(known[1])):
        return outlet.name, place + start + known.end()
    found = re.match(QUOTED_NAME, rest[start:]) or re.match(PLAIN_NAME, rest[start:])
    if not found:
        return None
    name = found[1].strip(" .,")
    first = name.split()[0].strip(".")
    if _is_language(first) or first in NOT_NAMES:
        return None
    return re.sub(r"^(?:the|der|die|das)\s", lambda article: article[0].title(), name), place + start + found.end()


def _is_language(word: str) -> bool:
    """`English`, and `Englischen` after a German preposition."""
    name = word.casefold()
    return name in LANGUAGES or name.removesuffix("en") in LANGUAGES


NOT_NAMES = listed("He She It They We Its His Her This That In On At Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


def _original_outlet(article: Article, lines: list[str], language: str | None, own: set[str]) -> Outlet | None:
    """Whose original it is: an outlet of that language that a source note names, or that the text says was told something."""
    for text in [*told_to(article.text), *lines]:
        for found in re.finditer(name_pattern(), text, re.IGNORECASE):
            known = known_outlet(found[0])
            if known and known.name.casefold() not in own and (language is None or known.language == language):
                return known
    return None


def rewrites(article: Article, lines: list[str]) -> Iterator[Provenance]:
    """Whose report the outlet retells: said in a note, or in the frame of the whole."""
    blocks = [block for block in article.text.split("\n") if block.strip()]
    for line in [*lines, *blocks[:2], *blocks[-3:]]:
        for found in REWRITTEN.finditer(line):
            name = _name_after(line, found.end())
            if name and not NOT_CITED.search(line):
                yield Provenance(relation="rewrite", origin=name[0], evidence=_evidence(line, found.start(), name[1]))
    for line in [article.title, *blocks[:2], *blocks[-2:]]:
        yield from _framing(line)


def _framing(line: str) -> Iterator[Provenance]:
    for found in RETOLD_BEFORE.finditer(line):
        name = _name_after(line, found.end())
        if name and not NOT_CITED.search(line[max(0, found.start() - 30) : name[1] + 30]):
            yield Provenance(relation="rewrite", origin=name[0], evidence=_evidence(line, found.start(), name[1]))
    for found in RETOLD_AFTER.finditer(line):
        before = line[max(0, found.start() - 60) : found.start()]
        printed = re.search(rf"(?:{QUOTED_NAME}|{PLAIN_NAME})\s?$", before)
        if printed:
            word = (printed["q"] or printed["p"]).strip()
            known = known_outlet(word)
            yield Provenance(relation="rewrite", origin=known.name if known else word, evidence=" ".join((printed[0] + found[0]).split()))
    framed = _framed().search(line)
    if framed and (known := known_outlet(framed["origin"])):
        yield Provenance(relation="rewrite", origin=known.name, evidence=" ".join(framed[0].split())[:200])


@lru_cache(maxsize=1)
def _framed() -> re.Pattern[str]:
    return re.compile(rf"[«„“\"《]?(?P<origin>{name_pattern()})[»“”\"》]?(?:{FRAMED})", re.IGNORECASE)


FILLED = (
    r"(?:(?:the|an?|la|le|l['’]|агентств[уоа]|газет[еыу]|изданию|dem|der|den|à|au|aux|a|al|à l['’]|el|un[ea]?"
    r"|журналистам|agencji|nachrichtenagentur|zeitung|news agency|newspaper|[\w«»„“-]+)\s?){0,5}?"
)
NAME_MARK = "\x01"
TOLD_NAMED = re.compile(rf"(?<!\w)(?:{TOLD})\s?{FILLED}[«\"„“]?{NAME_MARK}[»\"”“]?", re.IGNORECASE)
_NAMED = f'[«"“„《]?{NAME_MARK}[»"”“》）)]?'
CITED_NAMED = (
    TOLD_NAMED,
    re.compile(
        rf"(?<!\w)(?:{CITED_BEFORE})\s?(?:(?:the|an?|la|le|l['’]|die|der|das|dem|el|agencja|agencji|агентств\w+|газет\w+"
        rf"|[\w'’-]+)\s?){{0,4}}?{_NAMED}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_NAMED}(?:\s(?:news agency|agency|newspaper|daily|news|TV|television|通讯社|记者|新闻))?\s?(?:{CITED_AFTER})", re.IGNORECASE
    ),
)
"""Citations, with the name of the outlet already found and put as one sign."""


def told_to(text: str) -> list[str]:
    """The outlets that somebody in the text told something."""
    return [place.name for place in named_places(text) if TOLD_NAMED.search(place.around)]


def cited(article: Article, own: set[str]) -> Iterator[Provenance]:
    """On whose reports single passages rest."""
    for place in named_places(article.text):
        if not _is_name(place, own):
            continue
        for pattern in CITED_NAMED:
            found = pattern.search(place.around)
            if not found:
                continue
            near = place.around[max(0, found.start() - 40) : found.end() + 30].replace(NAME_MARK, place.name)
            known = known_outlet(place.name)
            if known and not any(NOT_CITED.search(line) for line in near.split("\n") if place.name in line):
                evidence = " ".join(found[0].replace(NAME_MARK, place.name).split())
                yield Provenance(relation="cites", origin=known.name, evidence=evidence[:200])


def _is_name(place: NamedPlace, own: set[str]) -> bool:
    """Not the common word that some names are (`wie immer mehr`), nor a part of what the outlet itself is called."""
    known = known_outlet(place.name)
    forms = (known.name, *known.aliases) if known else ()
    is_written_so = not place.name.islower() or "." in place.name or any(form[0].islower() for form in forms)
    near = place.around.replace(NAME_MARK, place.name).casefold()
    return is_written_so and not any(place.name.casefold() in name and name != place.name.casefold() and name in near for name in own)
