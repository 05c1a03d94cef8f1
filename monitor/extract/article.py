"""A page, an entry or a plain capture in; the article as the publisher wrote it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.errors import ParseError
from monitor.extract.access import Seen, access_of, is_clearly_more, told_access
from monitor.extract.blocks import lines_of
from monitor.extract.bylines import authors, printed_authors
from monitor.extract.bytes import markup
from monitor.extract.furniture import EMPTY, Furniture
from monitor.extract.hints import hints_of, own_titles, site_of
from monitor.extract.metadata import Said, date_in_url, said_by
from monitor.extract.outlets import host_of, outlet_of
from monitor.extract.own_name import outlet_in
from monitor.extract.page_text import article_text
from monitor.extract.printed import date_or_lines, printed_date
from monitor.extract.provenance import provenance_of
from monitor.extract.quotes import quotes_in
from monitor.extract.sight import seen_of, walls_of, without_banners
from monitor.extract.slim import slim
from monitor.extract.tree import tree_of
from monitor.extract.when import is_credible
from monitor.extract.wire import split_tag
from monitor.model import UNDATED, Article, CleanText, Dropped, Entry, Page, TextSource
from monitor.text import clean, clean_line, shorten
from monitor.text.border import LONGEST_TEXT
from monitor.text.language import detect

ENOUGH = 80
"""A page whose text has fewer characters than this has none; the feed's own words are better."""


def read_entry(entry: Entry, page: Page | None, furniture: Furniture = EMPTY) -> Article:
    """The article behind an entry from its page; from what the feed itself says of it, where the page has less or nothing."""
    told = article_from_entry(entry)
    if page is None:
        return told
    try:
        article = extract_page(page, entry, furniture)
    except ParseError as error:
        return replace(told, dropped=(Dropped(reason="page", text=str(error)),))
    is_had = article.access in ("full", "teaser", "paywall", "live", "listing") and len(article.text) >= ENOUGH
    if is_had and (article.access in ("full", "live") or not is_clearly_more(told.text, article.text)):
        return article
    # Where the feed has the whole text, what stands before its page hides nothing; a page with next to no text says nothing of it.
    access = told.access if told.access == "full" or article.access in ("full", "live", "empty") else article.access
    return replace(told, access=access, dropped=article.dropped)


def extract_page(page: Page, entry: Entry | None = None, furniture: Furniture = EMPTY) -> Article:
    """The article on a page. Raises ParseError for what is no page, or one that cannot be read within bounds."""
    text = markup(page)
    if not re.search(r"<[a-zA-Z!][^>]*>", text):
        return _from_capture(text, page, entry)
    tree = tree_of(text)
    said = said_by(tree, page)
    banner = without_banners(tree)
    hints = hints_of(tree, said.titles, said.description)
    seen = seen_of(tree, said, page, banner)
    site = host_of(page.url) or host_of(said.canonical_url) or site_of(tree)
    walls = walls_of(tree) if seen.has_wall else frozenset()
    own = own_titles(tree, said.title, *said.titles)
    published, lines = date_or_lines(tree, own, said.published, page.fetched_at)
    cut = slim(tree)
    found = article_text(tree, hints, furniture).without(walls, "paywall")
    article = _bounded(replace(BLANK, dropped=(*found.dropped, *cut), site=site), found.kept, seen, entry)
    if lines and is_credible(printed := printed_date(lines, own, article.text), page.fetched_at):
        published = printed
    return _assembled(replace(said, published=published), article, page, entry)


def text_of(page: Page) -> str:
    """The text of a page alone, without what is understood of it: extraction as others measure it."""
    tree = tree_of(markup(page))
    said = said_by(tree, page)
    without_banners(tree)
    hints = hints_of(tree, said.titles, said.description)
    slim(tree)
    return "\n\n".join(article_text(tree, hints, EMPTY).kept)


BLANK = Article(url=None, title=CleanText(""), text=CleanText(""))


def _bounded(blank: Article, paragraphs: Sequence[str], seen: Seen, entry: Entry | None) -> Article:
    """The article with its text and how much of it that is; one that is longer than what is kept is its beginning, and says so."""
    joined = "\n\n".join(paragraphs)
    whole = clean(joined, limit=2 * LONGEST_TEXT)
    text = CleanText(shorten(whole, LONGEST_TEXT))
    access = access_of(replace(seen, text=text, told=_told(entry)[0] if entry else ""))
    if text == whole:
        return replace(blank, text=text, access=access)
    rest = Dropped(reason="too long", text=f"{len(joined) - len(text)} characters after the first {LONGEST_TEXT}")
    return replace(blank, text=text, access="teaser" if access == "full" else access, dropped=(*blank.dropped, rest))


def _assembled(said: Said, found: Article, page: Page, entry: Entry | None) -> Article:
    """The article with its metadata, each from whoever is trusted most."""
    title, tag = split_tag(clean_line(said.title or (entry.title if entry else "")))
    known = outlet_of(page.url or said.canonical_url)
    outlet = known.name if known else said.outlet
    signed = said.byline or (entry.byline if entry else ())
    own = (outlet, host_of(page.url), found.site, *said.calls_itself)
    names = authors(signed, own) or authors(printed_authors(found.dropped), own)
    article = replace(
        found,
        url=page.url or (entry.url if entry else None),
        title=title,
        byline=tuple(clean_line(name, limit=80) for name in names),
        outlet=clean_line(outlet) if outlet else None,
        published=entry.published if entry and entry.published.value else said.published,
        language=detect(f"{title}\n{found.text}") or said.language or (entry.language if entry else None),
        description=clean_line(said.description or (entry.summary if entry else ""), limit=1_000),
        canonical_url=said.canonical_url,
        tag=tag,
    )
    return _understood(article, entry, signed)


def _understood(article: Article, entry: Entry | None, signed: Sequence[str] = ()) -> Article:
    """The article with what it says of its origin and its speakers, and who signed; partial text is never quoted."""
    source = entry.source_name if entry else None
    provenance = provenance_of(article, source, ", ".join(signed))
    quotes = quotes_in(article.text, article.language) if article.access == "full" else ()
    return replace(article, provenance=provenance, quotes=quotes)


def article_from_entry(entry: Entry) -> Article:
    """The article as far as the feed itself tells it: its content if it has one, else its summary, else its title."""
    text, source = _told(entry)
    title, tag = split_tag(entry.title)
    article = Article(
        url=entry.url,
        title=title,
        text=text,
        byline=tuple(clean_line(name, limit=80) for name in authors(entry.byline, (entry.source_name, host_of(entry.url)))),
        outlet=entry.source_name,
        published=entry.published,
        language=detect(f"{title}\n{text}") or entry.language,
        text_source=source,
        access=told_access(text) if source == "feed" else "teaser",
        description=clean_line(entry.summary, limit=1_000),
        tag=tag,
    )
    return _understood(article, entry, entry.byline)


def _told(entry: Entry) -> tuple[CleanText, TextSource]:
    """The feed's own text: the content if that is more, else the summary."""
    content = _plain(entry.content)
    return (clean(content), "feed") if len(content) > max(len(entry.summary), ENOUGH) else (entry.summary, "summary")


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
    """The article in a text without markup, as somebody copied it from a page. Raises ParseError for JSON."""
    return _from_capture(text, Page(url=url or "", body=b""), None)


def _from_capture(text: str, page: Page, entry: Entry | None) -> Article:
    """The article in a text without markup; its lines are all that a reader sees."""
    from monitor.extract.capture import read_capture

    found = read_capture(text, entry.title if entry else "")
    dates = (date for date in (found.published, date_in_url(page.url)) if is_credible(date, page.fetched_at))
    said = Said(
        title=found.title,
        description=found.dek,
        byline=found.byline,
        published=next(dates, UNDATED),
        outlet=outlet_in(found.dropped, "\n\n".join(found.paragraphs)),
    )
    seen = Seen(status=page.status, visible="\n".join(lines_of(text)), title=found.title)
    article = _bounded(replace(BLANK, dropped=found.dropped, site=host_of(page.url)), found.paragraphs, seen, entry)
    return _assembled(said, article, page, entry)
