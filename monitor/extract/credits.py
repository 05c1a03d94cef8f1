"""Signatures of agencies: in datelines, in lines of their own, at the end of the last paragraph, in a title's end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.extract.blocks import has_end
from monitor.extract.outlets import ABBREVIATED, known_outlet, name_pattern
from monitor.extract.source_words import NOT_CREDIT, PHRASE_AFTER, PHRASE_BEFORE
from monitor.model import Article, Provenance

LONGEST_LINE = 120
ENDS = 4
"""So many blocks at either end of a text may be signatures."""
SPLIT = re.compile(
    r"\s*(?:[/|,;·•()（）\[\]【】:：&+]|\s[-–—]\s|\s{2,}|(?<=\d)\s+|\b(?:and|und|et|with|mit|avec|con|from|via|wie|oraz|и|та|с|з|z|y"
    r"|by|von|par|por|od|news agency)\b)\s*"
)
LABEL = re.compile(
    r"^(?:text|story|news|agency|agencies|agencia|agence|agencja|agentur|credit|source|sources|quelle|quellen|źródło|fuente"
    r"|fonte|источник|джерело|инф|информация|текст|来源|來源|文章来源|稿件来源|信息来源|kaynak|πηγή|автор|autor|author|staff|wire|the|am|at)$",
    re.IGNORECASE,
)

GENERIC = re.compile(
    r"\b(?:agenc\w+|agentur\w*|agences?|агентств\w*|internet|интернет|web|own|eigen\w*)\b|资料|網絡|网络|互联网", re.IGNORECASE
)
"""Sources without a name."""

PLACE = re.compile(
    r"^\W*(?!(?i:by|von|par) )[A-Z][\w .'-]*, (?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI"
    r"|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\W*$"
)
"""A town and its state."""
SHORT_DATELINE = re.compile(rf"[^\W\d_][^\n(a-z]{{1,40}}\((?P<origin>{'|'.join(ABBREVIATED).upper()})\)\s*[-–—]")
"""`LONDON (PA) -`: what an agency is called in a signature only."""


def wires(article: Article, lines: list[str]) -> Iterator[Provenance]:
    """Every agency the text is signed with."""
    blocks = [block for block in article.text.split("\n") if block.strip()]
    first = next((block for block in blocks[:ENDS] if len(block) > LONGEST_LINE // 2), blocks[0] if blocks else "")
    yield from _dateline(first)
    for line in dict.fromkeys([*lines, *blocks[:ENDS], *blocks[-ENDS:]]):
        if line and not NOT_CREDIT.search(line):
            yield from _phrase(line)
            yield from _signature(line)
        yield from _copyright(line)
    for last in blocks[-2:]:
        yield from _trailing(last)
    title = re.search(r"\s[-–—|]\s(?P<name>[^-–—|]{2,40})$", article.title)
    if title:
        yield from _named(title["name"], title[0], is_agency=True)


def _copyright(line: str) -> Iterator[Provenance]:
    """`© 2026 AFP` and nothing else: the text is the agency's."""
    found = re.fullmatch(r"\W*(?:©|\(c\)|copyright)\s*(?:\d{4})?,?\s*(?:by )?(?:the )?(?P<origin>[\w .'-]{2,40}?)\W*", line, re.IGNORECASE)
    if found:
        yield from _named(found["origin"], line, is_agency=True)


@lru_cache(maxsize=1)
def _name() -> re.Pattern[str]:
    return re.compile(name_pattern(), re.IGNORECASE)


@lru_cache(maxsize=1)
def _writer() -> re.Pattern[str]:
    """`Associated Press Sports Writer` is how an agency signs."""
    return re.compile(rf"^({name_pattern()})\s(?:\w+\s){{0,3}}(?:writer|reporter|correspondent|staff)s?$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _dateline_patterns() -> tuple[re.Pattern[str], ...]:
    name = f"(?P<origin>{name_pattern()})"
    others = r"(?:\s*[/,&+–-]\s*[\w. «»]{1,25})*"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"^[^\n(（]{{0,60}}[(（\[]\s*(?:[\w .]{{1,20}}[/,]\s?)*{name}{others}\s*[)）\]]\s*[.]?\s*(?:[-–—:.－]|(?=[^\W\d_]))",
            rf"^[^\n/]{{2,60}}[.,]?\s*/\s*(?:корр\.?\s*)?{name}[^\n/]{{0,25}}/",
            rf"^[^\W\d_][^\n–—-]{{2,45}}\s[-–—]\s*{name}[.,]\s",
            rf"^[^\n]{{2,45}}?[.,]\s+{name}(?:\.\s|\s[-–—]\s)",
            rf"^(?:[（(【]?\s*){name}[^\W\d_]{{0,12}}?(?:\d{{1,4}}年)?(?:\d{{1,2}}月)?\d{{1,2}}日?(?:\s*\(|讯|訊|电|電|消息)",
            rf"^据?{name}[^\W\d_]{{0,12}}?(?:\d{{1,2}}月)?\d{{1,2}}日(?:讯|電|电)",
            rf"^[【\[（(]?{name}(?:\s*\d[^】\])）]{{0,20}})?[】\])）]",
            rf"^{name}\s*(?:[:：]|\s[-–—]\s)(?=\s?\S)",
        )
    )


def _dateline(first: str) -> Iterator[Provenance]:
    head = first[:160]
    if NOT_CREDIT.search(head[:40]):
        return
    short = SHORT_DATELINE.match(head)
    known = known_outlet(short["origin"], is_signed=True) if short else None
    if short and known:
        yield Provenance(relation="wire", origin=known.name, evidence=short[0])
        return
    for pattern in _dateline_patterns():
        found = pattern.search(head)
        if found:
            yield from _named(found[0], found[0], is_agency=True)
            return


def _phrase(line: str) -> Iterator[Provenance]:
    """`With files from …`, `Mit Material von …`, `… contributed to this report`."""
    for found in PHRASE_BEFORE.finditer(line):
        rest = re.split(r"[.;!?\n](?:\s|$)", line[found.end() : found.end() + 120])[0]
        yield from _named(rest, found[0] + rest, is_agency=True)
    after = PHRASE_AFTER.search(line)
    if after:
        before = re.split(r"[.;!?]\s", line[max(0, after.start() - 60) : after.start()])[-1]
        yield from _named(before, before + after[0], is_agency=True)


def _signature(line: str) -> Iterator[Provenance]:
    """A line that is nothing but names, places, dates and agencies: `kar/hin (dpa, Reuters)`, `By DELIA ROURKE, Associated Press`."""
    is_prose = len(line.split()) > 6 and has_end(line)
    if (
        len(line) > LONGEST_LINE
        or is_prose
        or PLACE.match(line)
        or re.search(r"https?://|www\.|@|©|\bcopyright\b|[?!]$", line, re.IGNORECASE)
    ):
        return
    for part in SPLIT.split(line):
        bare = _writer().sub(r"\1", part.strip(' .*_—–-"«»'))
        if bare and not LABEL.match(bare):
            known = known_outlet(bare, is_signed=True)
            if known and (
                known.is_agency or re.match(r"\W*(?:source|quelle|źródło|fuente|источник|джерело|来源|來源)", line, re.IGNORECASE)
            ):
                yield Provenance(relation="wire", origin=known.name, evidence=line.strip())
    source = re.match(
        r"^\W*(?:source|quelle|źródło|fuente|источник|джерело|来源|來源)\s*[:：]\s*(?P<origin>[^\n.;,:|：/()（）]{2,50})\W*$",
        line,
        re.IGNORECASE,
    )
    if (
        source
        and not GENERIC.search(source["origin"])
        and not known_outlet(source["origin"], is_signed=True)
        and len(source["origin"].split()) <= 4
    ):
        yield Provenance(relation="wire", origin=source["origin"].strip(), evidence=line.strip())


def _trailing(last: str) -> Iterator[Provenance]:
    """An agency after the last full stop, alone, in brackets or between strokes, with the initials of its desk."""
    found = re.search(
        rf"(?:[.!?…»”\"。]\s*"
        rf"|\s)(?P<mark>[(（\[/]?)(?:[a-zżółćęśąźń]{{2,4}}[,/]\s?)*(?P<origin>{name_pattern()})(?:[\s/,;]+[\w.]{{1,12}}){{0,3}}\s*[)）\]/]?\W*$",
        last[-110:],
        re.IGNORECASE,
    )
    if not found or NOT_CREDIT.search(last[-60:]):
        return
    if found["mark"] or re.match(r"[.!?…»”\"。]", found[0]):
        yield from _named(found[0], found[0], is_agency=True)


def _named(text: str, evidence: str, *, is_agency: bool) -> Iterator[Provenance]:
    """The agencies a stretch of words names."""
    for found in _name().finditer(text):
        known = known_outlet(found[0], is_signed=True)
        if known and (known.is_agency or not is_agency):
            yield Provenance(relation="wire", origin=known.name, evidence=" ".join(evidence.split()).strip(" ,")[:200])
    for part in re.split(r"[()/,\s]+", text):
        known = known_outlet(part, is_signed=True) if part.casefold() in ("reu", "rtr") else None
        if known:
            yield Provenance(relation="wire", origin=known.name, evidence=" ".join(evidence.split())[:200])
