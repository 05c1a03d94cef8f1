"""An HTML page that lists articles and a CSS selector in, the items as feedparser would name them out."""

from __future__ import annotations

from typing import Any

from monitor.errors import ParseError

MOST_LINKS = 500


def check_selector(selector: str) -> None:
    """Raises ParseError when a CSS selector cannot be understood."""
    from cssselect import HTMLTranslator, SelectorError

    try:
        HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        raise ParseError(f"the selector {selector!r} is wrong: {error}"[:200]) from error


def read_list_page(text: str, selector: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The page's title and each selected link, or the first link within each selected element."""
    from cssselect import SelectorError
    from lxml import etree, html
    from lxml.cssselect import CSSSelector

    try:
        page: Any = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
        chosen: Any = CSSSelector(selector, translator="html")(page)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ParseError(f"not a page: {error}"[:200]) from error
    except (SelectorError, etree.XPathError) as error:
        raise ParseError(f"the selector {selector!r} is wrong: {error}"[:200]) from error
    items = [item for element in chosen[:MOST_LINKS] if (item := _item(element))["link"]]
    if not items:
        raise ParseError(f"the selector {selector!r} finds no link on this page")
    feed = {
        "title": page.findtext(".//title") or "",
        "language": page.get("lang") or "",
        "base": next(iter(page.xpath("//base/@href")), ""),
    }
    return feed, items


def _item(element: Any) -> dict[str, Any]:
    link = element if element.tag == "a" else next(iter(element.iter("a")), None)
    if link is None and element.getparent() is not None:
        link = next((parent for parent in element.iterancestors("a")), None)
    time = next(iter(element.iter("time")), None)
    texts = (
        [] if link is None else [" ".join(link.text_content().split()), link.get("title") or "", " ".join(element.text_content().split())]
    )
    heading = next((" ".join(part.text_content().split()) for part in element.iter("h1", "h2", "h3", "h4")), "")
    return {
        "link": "" if link is None else link.get("href") or "",
        "title": heading or next(filter(None, texts), ""),
        "published": "" if time is None else time.get("datetime") or time.text_content(),
        "content": [],
    }


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())
