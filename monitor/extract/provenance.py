"""Where a text came from, by the words in it that say so; a mention of an agency is not a credit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.model import Article, Provenance

NAME = r"[^\W\d_][\w'’.&-]*(?:\s+[^\W\d_][\w'’.&-]*){0,3}"
DATELINE = re.compile(rf"^[^\W\d_][^\n(]{{1,60}}\((?P<origin>{NAME})\)\s*[-–—:]")
CREDIT_LINE = re.compile(
    r"^\W*(?:source|sources|quelle|źródło|fuente|источник|джерело|来源|來源)\s*[:：]\s*(?P<origin>[^\n.;]{2,60})\W*$",
    re.IGNORECASE | re.MULTILINE,
)
LAST_CREDIT = re.compile(rf"^\W*[(\[]\s*(?P<origin>{NAME})\s*[)\]]\W*$", re.MULTILINE)
TRANSLATED = re.compile(
    rf"(?:translated from|read the original(?: article)? in|originally published (?:in|by)|übersetzt aus|traduit de|перевод с|переклад з|traducido de|tłumaczenie z)\s+(?P<origin>{NAME})",
    re.IGNORECASE,
)
CITES = re.compile(
    rf"(?:,\s*)?(?:as )?(?:reported by|according to (?:a report (?:by|in) )?(?:the )?)\s*(?P<origin>[A-Z]{NAME})(?:\s+news agency)",
    re.UNICODE,
)


def provenance_of(article: Article, source_name: str | None) -> tuple[Provenance, ...]:
    """Every origin the text credits, each once, with the words of the credit."""
    found = {(one.relation, one.origin): one for one in _credits(article, source_name)}
    return tuple(found.values())


def _credits(article: Article, source_name: str | None) -> Iterator[Provenance]:
    text = article.text
    outlet = (article.outlet or "").casefold()
    first = text.split("\n\n", 1)[0]
    for pattern, where in ((DATELINE, first), (CREDIT_LINE, text[-600:]), (LAST_CREDIT, text[-200:])):
        match = pattern.search(where)
        if match and match["origin"].strip().casefold() != outlet:
            yield Provenance(relation="wire", origin=match["origin"].strip(), evidence=match[0].strip())
    for match in TRANSLATED.finditer(text):
        yield Provenance(relation="translation", origin=match["origin"].strip(), evidence=match[0].strip())
    for match in CITES.finditer(text):
        yield Provenance(relation="cites", origin=match["origin"].strip(), evidence=match[0].strip(" ,"))
    if source_name and source_name.casefold() != outlet and article.outlet:
        yield Provenance(relation="wire", origin=source_name, evidence=f"feed source: {source_name}")
