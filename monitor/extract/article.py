"""A page, an entry or a plain capture in; the article as the publisher wrote it out."""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.errors import ParseError
from monitor.extract.access import access_of
from monitor.extract.bytes import markup
from monitor.extract.furniture import EMPTY, Furniture, without_furniture
from monitor.extract.metadata import Said, date_in_url, said_by
from monitor.extract.outlets import outlet_of
from monitor.extract.own_name import outlet_in
from monitor.extract.provenance import provenance_of
from monitor.extract.quotes import quotes_in
from monitor.extract.wire import split_tag
from monitor.model import Article, CleanText, Dropped, Entry, Page, TextSource
from monitor.text import clean, clean_line
from monitor.text.language import detect

ENOUGH = 80
"""A page whose text has fewer characters than this has none; the feed's own words are better."""

DEEPEST = 200
"""Beyond this many nested elements the parser's result is worthless (measured: one character from 250 on)."""

MOST_TAGS = 60_000
"""Longer pages take the extractor more than its ten seconds; they are refused, and the feed's words are used."""


def read_entry(entry: Entry, page: Page | None, furniture: Furniture = EMPTY) -> Article:
    """The article behind an entry from its page, else from what the feed itself says of it."""
    if page is None:
        return article_from_entry(entry)
    try:
        article = extract_page(page, entry, furniture)
    except ParseError as error:
        told = article_from_entry(entry)
        return replace(told, dropped=(Dropped(reason="page", text=str(error)),))
    if article.access in ("full", "teaser", "paywall", "live", "listing") and len(article.text) >= ENOUGH:
        return article
    told = article_from_entry(entry)
    return replace(told, access=article.access if article.access != "empty" else told.access, dropped=article.dropped)


def extract_page(page: Page, entry: Entry | None = None, furniture: Furniture = EMPTY) -> Article:
    """The article on a page. Raises ParseError for what is no page, or one that cannot be read within bounds."""
    text = markup(page)
    if text.count("<") > 2 * MOST_TAGS:
        raise ParseError(f"a page of more than {MOST_TAGS} elements")
    if not re.search(r"<[a-zA-Z!][^>]*>", text):
        return extract_capture(text, page.url or None)
    from lxml import html

    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (ValueError, html.etree.ParserError) as error:
        raise ParseError(f"not a page: {error}") from error
    said = said_by(tree, page.url)
    body, dropped = _body(tree, text, page.url, furniture)
    return _assembled(said, body, dropped, page, entry)


def _body(tree: object, text: str, url: str, furniture: Furniture) -> tuple[str, list[Dropped]]:
    import trafilatura

    found = trafilatura.extract(
        text, url=url or None, include_comments=False, include_tables=False, favor_precision=True, deduplicate=False, output_format="txt"
    )
    blocks = [block for line in (found or "").split("\n") if (block := line.strip())]
    kept, dropped = without_furniture(blocks, furniture)
    return clean("\n\n".join(kept)), dropped


def _assembled(said: Said, body: str, dropped: list[Dropped], page: Page, entry: Entry | None) -> Article:
    title, tag = split_tag(clean_line(said.title or (entry.title if entry else "")))
    published = entry.published if entry and entry.published.value else said.published
    language = detect(f"{title}\n{body}") or said.language or (entry.language if entry else None)
    access = access_of(page.status, body, said, entry.summary if entry else "")
    article = Article(
        url=page.url or (entry.url if entry else None),
        title=title,
        text=CleanText(body),
        byline=tuple(clean_line(name, limit=80) for name in said.byline) or (entry.byline if entry else ()),
        outlet=clean_line(said.outlet) if said.outlet else None,
        published=published,
        language=language,
        text_source="page",
        access=access,
        description=clean_line(said.description or (entry.summary if entry else ""), limit=1_000),
        canonical_url=said.canonical_url,
        dropped=tuple(dropped),
        tag=tag,
    )
    return _understood(article, entry)


def _understood(article: Article, entry: Entry | None) -> Article:
    """The article with what its own text says of its origin and its speakers; partial text is never quoted."""
    source = entry.source_name if entry else None
    provenance = provenance_of(article, source)
    quotes = quotes_in(article.text, article.language) if article.access == "full" else ()
    return replace(article, provenance=provenance, quotes=quotes)


def article_from_entry(entry: Entry) -> Article:
    """The article as far as the feed itself tells it: its content if it has one, else its summary, else its title."""
    content = _plain(entry.content)
    long_enough = len(content) > max(len(entry.summary), ENOUGH)
    source: TextSource = "feed" if long_enough else "summary"
    text = clean(content) if long_enough else entry.summary
    title, tag = split_tag(entry.title)
    article = Article(
        url=entry.url,
        title=title,
        text=text,
        byline=entry.byline,
        outlet=entry.source_name,
        published=entry.published,
        language=detect(f"{title}\n{text}") or entry.language,
        text_source=source,
        access="full" if long_enough else "teaser",
        description=clean_line(entry.summary, limit=1_000),
        tag=tag,
    )
    return _understood(article, entry)


def _plain(content: str) -> str:
    """The paragraphs of a feed's markup."""
    if "<" not in content:
        return content
    from lxml import html

    try:
        tree = html.fragment_fromstring(content, create_parent="div")
    except (ValueError, html.etree.ParserError):
        return re.sub(r"<[^>]*>", " ", content)
    for element in tree.xpath(".//script|.//style|.//figure|.//iframe"):
        element.drop_tree()
    for element in tree.xpath(".//p|.//div|.//li|.//br|.//h1|.//h2|.//h3|.//blockquote"):
        element.tail = "\n\n" + (element.tail or "")
    return str(tree.text_content())


def extract_capture(text: str, url: str | None = None) -> Article:
    """The article in a text without markup, as somebody copied it from a page."""
    from monitor.extract.capture import read_capture

    found = read_capture(text)
    bare, tag = split_tag(clean_line(found.title))
    known = outlet_of(url)
    article = Article(
        url=url,
        title=bare,
        text=clean("\n\n".join(found.paragraphs)),
        byline=tuple(clean_line(name, limit=80) for name in found.byline),
        outlet=CleanText(known.name) if known else outlet_in(found.dropped, "\n\n".join(found.paragraphs)),
        published=found.published if found.published.value else date_in_url(url or ""),
        language=detect(f"{bare}\n{' '.join(found.paragraphs)}"),
        description=clean_line(found.dek, limit=1_000),
        dropped=found.dropped,
        tag=tag,
    )
    return _understood(article, None)
