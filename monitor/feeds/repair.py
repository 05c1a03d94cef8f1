"""The text of a feed in, the same without what breaks or stalls a parser out. Everything here is linear."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from html.entities import html5

LONGEST_RUN = 2_000
"""Characters of text in an element that holds no prose: a date, a name, a guid. Longer is an attack or an error."""

LONGEST_PROSE = 400_000
"""The same for elements that hold an article."""

LONGEST_TAG = 8_192
MOST_ATTRIBUTES = 64

PROSE = frozenset(
    {"description", "encoded", "content", "summary", "body", "subtitle", "title", "text", "div", "p", "li", "span", "td"},
)
XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})

REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));|([A-Za-z][A-Za-z0-9]{0,31});)?")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONG_TAG = re.compile(r"<([A-Za-z_][\w:.-]{0,63})[^<>]{8192,}>")
ATTRIBUTE = re.compile(r"\s+[A-Za-z_][\w:.-]{0,63}\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')")
RUN = re.compile(r"<([A-Za-z_][\w:.-]{0,63})(?:\s[^<>]{0,8192})?>([^<]{2001,})")


def repaired(text: str) -> str:
    """Legal characters, known references, short tags, bounded runs; CDATA keeps its words."""
    return "".join(_parts(UNWRITABLE.sub("", text), _repaired_markup, _bounded_cdata))


def _parts(text: str, outside: Callable[[str], str], inside: Callable[[str], str]) -> Iterator[str]:
    """Apply one function to what is outside CDATA sections, another to the sections."""
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        yield outside(text[at:start])
        yield inside(text[start : end + 3])
        at = end + 3
    yield outside(text[at:])


def _repaired_markup(text: str) -> str:
    text = REFERENCE.sub(_reference, text)
    text = LONG_TAG.sub(_short_tag, text)
    return RUN.sub(_short_run, text)


def _reference(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name in XML_ENTITIES:
        return match[0]
    if hexadecimal or decimal:
        # As browsers do: &#150; means a dash, surrogates and what lies beyond Unicode mean nothing.
        return html.escape(UNWRITABLE.sub("", html.unescape(match[0])), quote=False) or " "
    known = html5.get(f"{name};")
    return html.escape(known, quote=False) if known else "&amp;" + match[0][1:]


def _short_tag(match: re.Match[str]) -> str:
    # Blanks first: a run of them would be tried from each of its places.
    tag = re.sub(r"\s+", " ", match[0])
    attributes = [found[0] for found, _ in zip(ATTRIBUTE.finditer(tag), range(MOST_ATTRIBUTES), strict=False)]
    end = "/>" if match[0].endswith("/>") else ">"
    return "<" + match[1] + "".join(attribute for attribute in attributes if len(attribute) < LONGEST_TAG // 4) + end


def _short_run(match: re.Match[str]) -> str:
    limit = LONGEST_PROSE if match[1].rpartition(":")[2].lower() in PROSE else LONGEST_RUN
    run = match[2]
    if len(run) <= limit:
        return match[0]
    cut = run[:limit]
    # Not in the middle of a reference.
    amp = cut.rfind("&", limit - 12)
    return match[0][: -len(run)] + (cut if amp < 0 or ";" in cut[amp:] else cut[:amp])


def _bounded_cdata(section: str) -> str:
    return section if len(section) <= LONGEST_PROSE else section[:LONGEST_PROSE] + "]]>"
