"""Where a text came from, by the words that say so; a mention of an agency is not a credit.

In: the article with what was cut around it. Out: each origin once, with the relation and the words. The patterns are
those of datelines, credits and attributions everywhere; who is an agency stands in outlets.json.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.extract.outlets import Outlet, host_of, known_outlet, name_pattern, outlet_of
from monitor.extract.source_words import CITED_AFTER, CITED_BEFORE, LANGUAGES, NOT_CREDIT, ORIGINAL_IN, REWRITTEN, TOLD, TRANSLATED
from monitor.model import Article, Provenance, Relation

HEAD, TAIL = 260, 700
LONGEST_EVIDENCE = 200
CREDIT_KINDS = frozenset(
    {
        "source",
        "credit",
        "original",
        "about",
        "copyright",
        "byline",
        "not a paragraph",
        "related",
        "another text",
        "date",
        "tags",
        "comments",
    }
)


def provenance_of(article: Article, source_name: str | None, signed: str = "") -> tuple[Provenance, ...]:
    """Every origin the text credits, each once, strongest relation first; never the outlet itself."""
    found: dict[str, Provenance] = {}
    own = _own_names(article)
    for one in _credits(article, source_name, signed):
        key = one.origin.casefold()
        if key not in own and key not in found:
            found[key] = one
    order = ("translation", "wire", "rewrite", "cites")
    return tuple(sorted(found.values(), key=lambda one: order.index(one.relation)))


def _own_names(article: Article) -> set[str]:
    names = {(article.outlet or "").casefold()}
    for known in (known_outlet(article.outlet or ""), outlet_of(article.url)):
        if known:
            names.add(known.name.casefold())
    return names


def _credits(article: Article, source_name: str | None, signed: str) -> Iterator[Provenance]:
    lines = [block.text for block in article.dropped if block.reason in CREDIT_KINDS and len(block.text) <= 400]
    yield from _translations(article, lines)
    yield from _wires(article, lines, signed)
    yield from _rewrites(article, lines)
    if source_name and source_name.casefold() != (article.outlet or source_name).casefold():
        known = known_outlet(source_name)
        yield Provenance(relation="wire", origin=known.name if known else source_name, evidence=f"feed source: {source_name}")
    if article.canonical_url and article.url:
        there, here = host_of(article.canonical_url), host_of(article.url)
        if there and here and _site(there) != _site(here):
            known = outlet_of(article.canonical_url)
            yield Provenance(
                relation="wire", origin=known.name if known else there, evidence=f"canonical link: {article.canonical_url[:120]}"
            )
    yield from _cited(article)


def _site(host: str) -> str:
    return ".".join(host.split(".")[-2:]) if not re.search(r"\.(?:com?|org|gov|net|edu)\.\w{2}$", host) else ".".join(host.split(".")[-3:])


# -- wires


@lru_cache(maxsize=1)
def _wire_patterns() -> tuple[re.Pattern[str], ...]:
    name = f"(?P<origin>{name_pattern()})"
    more = rf"(?:\s*[/,&+]\s*{name_pattern()}|\s+(?:and|und|et|y|i|и|та)\s+{name_pattern()})*"
    return (
        re.compile(rf"^(?:[^\n(（]{{0,70}}[\s,(（]|)[(（\[]{name}{more}(?:[/,][\w .]{{1,20}})?[)）\]]\s*[.]?\s*[-–—:.－]"),
        re.compile(rf"^[^\n(/]{{2,60}}[.,]?\s*/{name}{more}(?:/|[^\n/]{{0,20}}/)"),
        re.compile(rf"^[^\W\d_][^\n–—-]{{2,45}}[-–—]\s*{name}[.,]\s"),
        re.compile(rf"^(?:[（(【]?\s*){name}[^\W\d_]{{1,12}}?(?:\d{{1,2}}月)?\d{{1,2}}日?(?:讯|訊)?\s*(?:电|電|讯|訊)"),
        re.compile(rf"^(?:【|\[){name}(?:\d|】|\]|社|讯)"),
        re.compile(rf"^{name}\s*(?:[:：]|\s[-–—]\s)(?=\s?\S)"),
        re.compile(rf"^[(（]?{name}[/,\s]*[^\W\d_]{{0,12}}\d{{1,2}}月\d{{1,2}}日"),
    )


@lru_cache(maxsize=1)
def _line_patterns() -> tuple[re.Pattern[str], ...]:
    name = f"(?P<origin>{name_pattern()})"
    label = r"(?:(?:text|story|news |информация|инф\.?|info|agentur\w*|agency|agencies|agencja|agencias?|агентств\w*|wire|credit|автор|autor|author|by|von|par|por|od|from|via|courtesy of|оригинал|источник\w*|джерел\w+|źródł\w+|sources?|quellen?|fuentes?|fontes?|来源|來源|文章来源|稿件来源|信息来源|kaynak|πηγή)\s*[:：]?\s*)"
    tail = r"(?:[\s,/&+|;–—-]+[\w.'’ «»\"()/-]{1,40})?"
    return (
        re.compile(rf"^\W*{label}{{1,2}}(?:the |agencja |агентство |agence )?[«\"]?{name}[»\"]?{tail}\W*$", re.IGNORECASE),
        re.compile(rf"^[\W_]*{name}(?:\s*[/,&+|]\s*[\w.' ]{{1,30}}){{0,3}}[\W_]*$"),
        re.compile(
            rf"(?:^|[\s(（])(?:with |mit |avec |con |z |с |з )?(?:material|materialien|files|reporting|information|informations?|contributions?|agences?|agenturen|agencias|материал\w*|агентств\w*|wykorzystaniem)\s(?:\w+\s)?(?:from|by|von|der|de|des|del|la|of|agencji)\s(?:the |agenturen |l['’])?{name}\W",
            re.IGNORECASE,
        ),
        re.compile(
            rf"[(（\[](?:avec|mit|con|with|z|с)\s{name}(?:\s*[/,]\s*[\w ]{{1,20}}|\s(?:et|und|and|y)\s[\w ]{{1,20}})?[)）\]]", re.IGNORECASE
        ),
        re.compile(rf"(?:copyright|©|\(c\))\s*(?:\d{{4}})?,?\s*(?:by )?(?:the )?{name}", re.IGNORECASE),
        re.compile(rf"^.{{0,80}}(?:distributed|provided|supplied|published|syndicated) (?:by|through) (?:the )?{name}", re.IGNORECASE),
    )


TRAILING = r"[(（\[/]\s*(?:[a-zżółćęśąźń]{{2,4}}[,/]\s?)?(?P<origin>{name})(?:\s*[/,;–-]\s*[\w .]{{1,30}})*[)）\]/]\W*$"


def _wires(article: Article, lines: list[str], signed: str) -> Iterator[Provenance]:
    first = article.text[:HEAD].split("\n\n", 1)[0]
    for pattern in _wire_patterns():
        yield from _found(pattern.search(first), "wire")
    last = article.text[-TAIL:].rsplit("\n\n", 1)[-1]
    for number, line in enumerate(
        [signed, *lines, last, *article.text[-TAIL:].split("\n\n")[-3:-1], *article.text[:HEAD].split("\n\n")[:1]]
    ):
        if not line or NOT_CREDIT.search(line):
            continue
        patterns = _line_patterns() if number <= len(lines) or len(line) < 160 else ()
        for pattern in patterns:
            yield from _found(pattern.search(line), "wire")
        yield from _found(re.search(TRAILING.format(name=name_pattern()), line), "wire")
    yield from _unknown_sources(lines)


def _unknown_sources(lines: list[str]) -> Iterator[Provenance]:
    """`Source: Somebody` credits also those whom the table does not have."""
    for line in lines:
        found = re.match(
            r"^\W*(?:source|quelle|źródło|fuente|источник|джерело|来源|來源)\s*[:：]\s*(?P<origin>[^\n.;,:|]{2,60})\W*$",
            line,
            re.IGNORECASE,
        )
        if found and not NOT_CREDIT.search(line):
            known = known_outlet(found["origin"])
            yield Provenance(relation="wire", origin=known.name if known else found["origin"].strip(), evidence=line.strip())


def _found(found: re.Match[str] | None, relation: Relation) -> Iterator[Provenance]:
    """A credit, if whom it names is somebody in the table; for wires an agency, or an outlet that signs as one."""
    if not found:
        return
    evidence = " ".join(found[0].split())[:LONGEST_EVIDENCE].strip(" ,")
    for name in re.finditer(name_pattern(), found[0][found.start("origin") - found.start() :]):
        known = known_outlet(name[0])
        if known and (relation != "wire" or known.is_agency or name.start() == 0):
            yield Provenance(relation=relation, origin=known.name, evidence=evidence)
        if relation != "wire":
            return


# -- translations and rewrites


def _translations(article: Article, lines: list[str]) -> Iterator[Provenance]:
    for line in [*lines, article.text[:HEAD], article.text[-TAIL:]]:
        found = TRANSLATED.search(line)
        if found:
            origin = found["origin"].strip(' .,:;«»"“”()')
            known = known_outlet(origin) or _first_known(origin)
            if known or not LANGUAGES.get(origin.casefold()):
                yield Provenance(
                    relation="translation", origin=known.name if known else origin, evidence=" ".join(found[0].split())[:LONGEST_EVIDENCE]
                )
        original = ORIGINAL_IN.search(line)
        if original:
            language = LANGUAGES.get(original["language"].casefold())
            origin_outlet = _original_outlet(article, lines, language)
            name = origin_outlet.name if origin_outlet else f"an original in {original['language']}"
            yield Provenance(relation="translation", origin=name, evidence=" ".join(original[0].split()))


def _first_known(text: str) -> Outlet | None:
    found = re.search(name_pattern(), text)
    return known_outlet(found[0]) if found else None


def _original_outlet(article: Article, lines: list[str], language: str | None) -> Outlet | None:
    """Whose original it is: an outlet of that language that the text says was told something, or that a source note describes."""
    own = _own_names(article)
    spoken = [article.text[found.start() : found.end()] for found in _told().finditer(article.text)]
    for text in [*spoken, *lines]:
        known = _first_known(text)
        if known and known.name.casefold() not in own and (language is None or known.language == language):
            return known
    return None


def _rewrites(article: Article, lines: list[str]) -> Iterator[Provenance]:
    for line in [*lines, article.text[:HEAD], article.text[-TAIL:]]:
        for found in REWRITTEN.finditer(line):
            rest = line[found.end() : found.end() + 80]
            name = re.match(rf"\W*(?:\w+\s){{0,3}}?[«\"“]?({name_pattern()})", rest)
            known = known_outlet(name[1]) if name else None
            if known and name:
                yield Provenance(relation="rewrite", origin=known.name, evidence=" ".join((found[0] + name[0]).split()))


# -- citations


@lru_cache(maxsize=1)
def _told() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{TOLD})\s(?:the\s|агентству\s|газете\s|dem\s|der\s|à\s|a\s|al\s)?(?:\w+\s){{0,3}}?[«\"“]?(?P<origin>{name_pattern()})[»\"”]?"
    )


@lru_cache(maxsize=1)
def _cited_patterns() -> tuple[re.Pattern[str], ...]:
    name = f'[«"“《]?(?P<origin>{name_pattern()})[»"”》]?'
    return (
        _told(),
        re.compile(
            rf"(?:{CITED_BEFORE})\s?(?:the\s|an?\s|la\s|le\s|l['’]|die\s|der\s|das\s|el\s)?(?:[\w'’-]+\s){{0,4}}?{name}(?!['’]s\s|\s(?:correspondent|photographer|journalist|reporter|building|office|headquarters|founder|editor|owner))",
            re.IGNORECASE,
        ),
        re.compile(
            rf"{name}(?:\s(?:news agency|agency|newspaper|daily|news|reporters?|TV|television))?\s?(?:{CITED_AFTER})", re.IGNORECASE
        ),
    )


def _cited(article: Article) -> Iterator[Provenance]:
    for pattern in _cited_patterns():
        for found in pattern.finditer(article.text):
            known = known_outlet(found["origin"])
            start = max(0, article.text.rfind(" ", 0, max(0, found.start() - 1)) + 1)
            if known and not NOT_CREDIT.search(found[0]):
                yield Provenance(
                    relation="cites",
                    origin=known.name,
                    evidence=" ".join(article.text[min(start, found.start()) : found.end()].split())[:LONGEST_EVIDENCE],
                )
