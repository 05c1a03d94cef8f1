"""A JSON Feed (versions 1.0 and 1.1) in, the items as feedparser would name them out."""

from __future__ import annotations

import json
from typing import Any

from monitor.errors import ParseError

DEEPEST = 200
"""Brackets; the reader of the standard library is recursive."""


def read_json_feed(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The feed's own data and its items; raises ParseError when it is no JSON Feed."""
    if _depth(text) > DEEPEST:
        raise ParseError("not a feed: JSON nested too deeply")
    try:
        document = json.loads(text)
    except ValueError as error:
        raise ParseError(f"not a feed: {error}"[:200]) from error
    if not isinstance(document, dict) or "jsonfeed" not in str(document.get("version", "")) or not isinstance(document.get("items"), list):
        raise ParseError("not a feed: JSON, but no JSON Feed")
    feed = {"title": _text(document, "title"), "link": _text(document, "home_page_url"), "language": _text(document, "language")}
    return feed, [_item(item, document) for item in document["items"] if isinstance(item, dict)]


def _item(item: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    html, plain = _text(item, "content_html"), _text(item, "content_text")
    people = item.get("authors") or item.get("author") or document.get("authors") or document.get("author") or []
    people = people if isinstance(people, list) else [people]
    tags = item.get("tags") if isinstance(item.get("tags"), list) else []
    return {
        "id": _text(item, "id"),
        "guidislink": True,
        "link": _text(item, "url") or _text(item, "external_url"),
        "title": _text(item, "title"),
        "summary": _text(item, "summary"),
        "content": [{"value": html or _escaped(plain)}] if html or plain else [],
        "published": _text(item, "date_published"),
        "updated": _text(item, "date_modified"),
        "language": _text(item, "language"),
        "authors": [{"name": _text(person, "name")} for person in people if isinstance(person, dict)],
        "tags": [{"term": tag} for tag in tags or [] if isinstance(tag, str)],
    }


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    if isinstance(value, str):
        # Python takes half a surrogate pair from JSON, nothing else does.
        return value.encode("utf-8", "replace").decode("utf-8")
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _escaped(text: str) -> str:
    import html

    return "".join(f"<p>{html.escape(part.strip())}</p>" for part in text.split("\n\n") if part.strip())


def _depth(text: str) -> int:
    """The deepest nesting, brackets within strings included: an upper bound, in one pass."""
    deepest = depth = 0
    for char in text if text.count("[") + text.count("{") > DEEPEST else "":
        if char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    return deepest
