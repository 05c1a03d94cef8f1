"""Where a text came from, by the words that say so; a mention of an agency is not a credit.

In: the article with what was cut around it. Out: each origin once, with the relation and the words. Credits are read
by credits.py, retellings and citations by retold.py; who is an agency stands in outlets.json.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.extract.credits import wires
from monitor.extract.listed import listed
from monitor.extract.outlets import host_of, known_outlet, outlet_of
from monitor.extract.retold import cited, rewrites, translations
from monitor.model import Article, Provenance

CREDIT_KINDS = listed("source credit original about copyright byline date related tags comments link title kicker") | {
    "not a paragraph",
    "head line",
    "tail line",
    "another text",
}
ORDER = ("translation", "wire", "rewrite", "cites")


def provenance_of(article: Article, source_name: str | None, signed: str = "") -> tuple[Provenance, ...]:
    """Every origin the text or whoever `signed` it credits, each once with its strongest relation; never the outlet itself."""
    own = own_names(article)
    lines = [signed, *(block.text for block in article.dropped if block.reason in CREDIT_KINDS and len(block.text) <= 400)]
    found: dict[str, Provenance] = {}
    for one in (
        *translations(article, lines, own),
        *rewrites(article, lines),
        *wires(article, lines),
        *_elsewhere(article, source_name, own),
        *cited(article, own),
    ):
        key = one.origin.casefold()
        if key not in own and key not in found:
            found[key] = one
    return tuple(sorted(found.values(), key=lambda one: ORDER.index(one.relation)))


def own_names(article: Article) -> set[str]:
    """What the outlet itself is called."""
    names = {(article.outlet or "").casefold()}
    for known in (known_outlet(article.outlet or ""), outlet_of(article.url)):
        if known:
            names.add(known.name.casefold())
    return names


def _elsewhere(article: Article, source_name: str | None, own: set[str]) -> Iterator[Provenance]:
    """The feed's own word for the source, and a canonical address at another outlet."""
    known = known_outlet(source_name or "")
    if source_name and (known.is_agency if known else article.outlet is not None) and source_name.casefold() not in own:
        yield Provenance(relation="wire", origin=known.name if known else source_name, evidence=source_name)
    there, here = host_of(article.canonical_url), host_of(article.url)
    if there and here and _site(there) != _site(here):
        other = outlet_of(article.canonical_url)
        yield Provenance(relation="wire", origin=other.name if other else there, evidence=article.canonical_url or there)


def _site(host: str) -> str:
    """`bbc` of `news.bbc.co.uk` and of `bbc.com`: one owner's hosts."""
    parts = host.split(".")
    is_second_level = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in ("co", "com", "org", "gov", "net", "edu", "ac")
    return (parts[-3:] if is_second_level else parts[-2:])[0]
