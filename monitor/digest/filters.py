"""What a template may call: words in the reader's language, dates in the reader's zone, wrapping, and marks for each form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from monitor.digest import dates
from monitor.digest.nouns import Account, Hit, Masthead, Source
from monitor.digest.words import language_of, phrase

WIDTH = 78
RIGHT_TO_LEFT = frozenset({"ar", "he", "iw", "fa", "ur", "ps", "yi", "ckb", "sd", "ug", "dv"})
TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
RIGHT_LETTERS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
FSI, PDI = "\u2068", "\u2069"
BREAKABLE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])|(?=[\u3040-\u9fff])")


def _head(context: Context) -> Masthead:
    head: Masthead = context["digest"].head
    return head


@pass_context
def say(context: Context, key: str, count: int | None = None, **names: object) -> str:
    """One phrase of the furniture, in the reader's language."""
    return phrase(language_of(_head(context).language), key, count, names)


@pass_context
def day(context: Context, at: datetime) -> str:
    """`21 Nov 2026`."""
    return dates.day(at, _head(context))


@pass_context
def day_near(context: Context, at: datetime) -> str:
    """`21 Nov`."""
    return dates.day_near(at, _head(context))


@pass_context
def moment(context: Context, at: datetime) -> str:
    """`21 Nov 2026, 07:00 CET`."""
    return dates.moment(at, _head(context))


@pass_context
def when(context: Context, source: Source) -> str:
    """When an article was published, as far as it is known."""
    return dates.when(source, _head(context))


@pass_context
def place(context: Context, hit: Hit) -> str:
    """Where a phrase stands: headline, text, or the source itself."""
    where = {"title": "in title", "lead": "in text", "body": "in text"}.get(hit.field, "in other")
    return phrase(language_of(_head(context).language), where, None, {})


@pass_context
def why(context: Context, account: Account) -> str:
    """The line that says why a story matched, for plain text."""
    words = language_of(_head(context).language)
    hits = ", ".join(f"“{isolate(hit.text)}” ({place(context, hit)})" for hit in account.hits)
    others = ", ".join(account.other_topics)
    others = f"{phrase(words, 'also topic', None, {})}: {others}" if others else ""
    return f"{phrase(words, 'why', None, {})}: {'; '.join(part for part in (hits, others) if part)}"


@pass_context
def foreign(context: Context, said: Any) -> bool:
    """Whether this is in another language than the furniture."""
    return _is_foreign(said.language, _head(context))


@pass_context
def speaks(context: Context, said: Any) -> Markup:
    """The attributes that name a foreign language and its direction."""
    tag = said.language
    if not _is_foreign(tag, _head(context)):
        return Markup("")
    direction = (
        Markup(' dir="rtl"') if _is_right_to_left(tag) else Markup(' dir="ltr"') if _is_right_to_left(_head(context).language) else ""
    )
    return Markup(' lang="{}"').format(tag) + direction


def _is_foreign(tag: str | None, head: Masthead) -> bool:
    return bool(tag and TAG.fullmatch(tag) and tag.casefold().split("-")[0] != head.language.casefold().split("-")[0])


def _is_right_to_left(tag: str) -> bool:
    return tag.casefold().split("-")[0] in RIGHT_TO_LEFT


def isolate(text: str) -> str:
    """Plain text that cannot turn the text around it, where it holds right-to-left letters."""
    return f"{FSI}{text}{PDI}" if RIGHT_LETTERS.search(text) else text


# -- plain text


def wrap(text: str, first: str = "", rest: str | None = None) -> str:
    """Lines of at most 78 columns, wide letters counted as two; a word longer than a line stays whole."""
    indent = first if rest is None else rest
    lines, line, width = [], first, columns(first)
    is_start = True
    for word, has_space in _words(str(text)):
        gap = 0 if is_start or not has_space else 1
        if not is_start and width + gap + columns(word) > WIDTH:
            lines.append(line)
            line, width, gap = indent, columns(indent), 0
        line += " " * gap + word
        width += gap + columns(word)
        is_start = False
    return "\n".join((*lines, line.rstrip()))


def columns(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(_column(letter) for letter in text)


def _column(letter: str) -> int:
    if unicodedata.combining(letter) or letter in (FSI, PDI):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Words with whether a space stood before them; Chinese and Japanese may break between any two letters."""
    for word in text.split():
        parts = [part for part in BREAKABLE.split(word) if part] if not word.isascii() else [word]
        for place, part in enumerate(parts):
            yield part, place == 0


# -- chat and Markdown

MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~])")
LIST_MARK = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")
MENTION = re.compile(r"@(?=\w)")


def md(text: str) -> str:
    """Text without meaning in Markdown."""
    return LIST_MARK.sub(r"\1\\\2", _unmentioned(MARKDOWN.sub(r"\\\1", text)))


def md_link(url: str) -> str:
    """An address that ends where it should in Markdown."""
    return url.replace("(", "%28").replace(")", "%29")


def chat(text: str) -> str:
    """Text that calls nobody and links nothing in a chat."""
    return _unmentioned(text).replace("<", "‹").replace(">", "›")


def slack(text: str) -> str:
    """Text without meaning in Slack's own form."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([*_~`|])", "\u2060\\1\u2060", _unmentioned(escaped)).replace("|", "¦")


def slack_link(url: str) -> str:
    """An address that ends where it should in Slack's own form."""
    return url.replace("&", "&amp;").replace("|", "%7C").replace(">", "%3E")


def _unmentioned(text: str) -> str:
    """A word joiner after each `@` before a letter, so that nobody is called."""
    return MENTION.sub("@\u2060", text)


GLOBALS: dict[str, Any] = {"say": say, "why": why}
FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "day_near": day_near,
    "moment": moment,
    "when": when,
    "place": place,
    "isolate": isolate,
}
HTML_FILTERS: dict[str, Callable[..., Any]] = {"speaks": speaks}
TEXT_FILTERS: dict[str, Callable[..., Any]] = {
    "wrap": wrap,
    "md": md,
    "md_link": md_link,
    "chat": chat,
    "slack": slack,
    "slack_link": slack_link,
}
TESTS: dict[str, Callable[..., Any]] = {"foreign": foreign}
