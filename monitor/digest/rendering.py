"""A Digest in, its forms out: subject, HTML within the size that mail readers show, plain text, Markdown, chat, JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from monitor.digest.json_form import as_json
from monitor.digest.mail import sent_size
from monitor.digest.nouns import Account, Digest, Links, Rendered, Source
from monitor.digest.templates import Templates, fill
from monitor.model import HeaderText
from monitor.text import header, shorten

if TYPE_CHECKING:
    from css_inline import CSSInliner

Form = Literal["mail", "markdown", "chat", "slack", "json"]

BUDGET = 80 * 1024
"""The HTML part as sent. Gmail cuts a message near 102 KB."""
MAIL: tuple[Form, ...] = ("mail",)
LARGEST_PAGE = 4_000_000
"""A page of the archive is not cut by any mail reader."""
SUBJECT = 70
TRIES = 12


def render(digest: Digest, templates: Templates, forms: Collection[Form] = MAIL, *, is_page: bool = False) -> Rendered:
    """Every form asked for; for a page nothing is left out, and it holds no link to unsubscribe.

    Runs in a worker: templates are not trusted to end, nor the text in them to be small.
    """
    links = Links(unsubscribe_url="" if is_page else place_holder(digest))
    subject = subject_of(digest, templates)
    names = {"digest": digest, "subject": str(subject)}
    made = Rendered(subject=subject, language=digest.head.language, links=links)
    if "mail" in forms:
        html, left_out = _html(digest, templates, subject, links, budget=LARGEST_PAGE if is_page else BUDGET)
        made = replace(made, html=html, left_out=left_out, text=_plain(fill(templates, "digest.txt", links=links, **names)))
    if "markdown" in forms:
        made = replace(made, markdown=_plain(fill(templates, "digest.md", links=Links(), **names)))
    if "chat" in forms:
        made = replace(made, chat=_plain(fill(templates, "chat.txt", links=Links(), **names)))
    if "slack" in forms:
        made = replace(made, slack=_plain(fill(templates, "slack.txt", links=Links(), **names)))
    return replace(made, json=as_json(digest, subject)) if "json" in forms else made


def subject_of(digest: Digest, templates: Templates) -> HeaderText:
    """One line of at most 70 characters, safe as a header."""
    line = header(" ".join(fill(templates, "subject.txt", digest=digest, links=Links()).split()))
    return HeaderText(shorten(line, SUBJECT))


def place_holder(digest: Digest) -> str:
    """Stands where a recipient's own link will: an address that no feed can know beforehand."""
    name = hashlib.blake2b(repr((digest.head, digest.news)).encode("utf-8", "replace"), digest_size=16).hexdigest()
    return f"https://unsubscribe.invalid/{name}"


def cut(digest: Digest, keep: int) -> Digest:
    """The digest with only its first `keep` stories, the others counted."""
    whole = len(digest.headlines)
    left = keep
    sections = []
    for section in digest.sections:
        accounts = section.accounts[: max(0, left)]
        left -= len(accounts)
        if accounts:
            sections.append(replace(section, accounts=accounts))
    return replace(digest, sections=tuple(sections), more=digest.more[: max(0, left)], left_out=whole - min(keep, whole))


def _html(digest: Digest, templates: Templates, subject: HeaderText, links: Links, *, budget: int) -> tuple[str, int]:
    """The HTML within the budget: whole stories drop from the end. How large each will be is estimated, then measured."""
    weights = _weights(digest)
    keep, scale = len(weights), 1.0
    if sum(weights) > budget:
        keep = _fitting(weights, scale, budget)
    html = ""
    for _ in range(TRIES):
        shown = cut(digest, keep) if keep < len(weights) else digest
        html = _inlined(fill(templates, "digest.html", digest=shown, subject=str(subject), links=links))
        size = sent_size(html)
        if size <= budget or keep == 0:
            break
        scale = max(scale * 1.02, (size - BASE) / max(1, sum(weights[:keep])))
        keep = min(keep - 1, _fitting(weights, scale, budget))
    return html, len(weights) - keep


BASE = 5_000
"""What a mail without stories takes, about."""
BASE64, PRINTABLE = 1.37, 1.07
"""What base64 and quoted-printable make of a text and its markup."""


def _fitting(weights: list[float], scale: float, budget: int) -> int:
    """How many of the first stories fit, if each takes its weight times `scale`."""
    size, count = float(BASE), 0
    for weight in weights:
        size += weight * scale
        if size > budget:
            break
        count += 1
    return count


def _weights(digest: Digest) -> list[float]:
    """About how many bytes each story will take as sent: its text, its markup, and what the encoding makes of both."""
    more = {account.number for account in digest.more}
    raw = [_line(account.lead) + (0 if account.number in more else _body(account)) for account in digest.headlines]
    beyond = sum(sum(not letter.isascii() for letter in account.lead.title) for account in digest.headlines)
    share = beyond / max(1, sum(len(account.lead.title) for account in digest.headlines))
    factor = BASE64 if share > 0.3 else PRINTABLE + share
    return [size * factor for size in raw]


def _line(source: Source) -> int:
    return len(source.title.encode()) + len(source.url) + 80


def _body(account: Account) -> int:
    texts = (account.lead.title, account.excerpt, *account.news, *(said.text for said in account.sayings))
    return sum(len(text.encode()) for text in texts) + sum(_line(source) + 90 for source in account.also) + 400


def _inlined(html: str) -> str:
    return _inliner().inline(html)


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner

    # Nothing is ever loaded: neither a stylesheet from the network nor a file of this machine.
    return CSSInliner(load_remote_stylesheets=False, keep_link_tags=False, minify_css=True)


def _plain(text: str) -> str:
    """Text without blank space at the end of lines, and never two blank lines together."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip("\n").split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
