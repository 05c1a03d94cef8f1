"""An article -> how it is cited: clean headline, a link that goes where it says, outlet, wire credit, labels."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from urllib.parse import quote, urlsplit, urlunsplit

from monitor.digest.nouns import Label, Source
from monitor.model import UNDATED, CleanText, Published, Report
from monitor.text import clean_line, plausible, safe_link
from monitor.text.urls import TRACKING_NAMES, TRACKING_PREFIXES

LONGEST_HEADLINE = 300
LONGEST_LINK = 1_000
BLANK_LETTERS = frozenset("\u2800\u3164\u115f\u1160\uffa0\u034f")
"""They count as letters and symbols, and show nothing."""
ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?:[:/?#]\S*)?", re.IGNORECASE)
BORROWED = ("wire", "copy", "excerpt", "extended")
"""Whose words an article is made of."""
AHEAD = timedelta(days=1)
"""A date further ahead of the first sight than this is wrong; no date is better."""


def cite(report: Report) -> Source:
    """How a digest names this article."""
    url = link(report.url)
    host = urlsplit(url).hostname or ""
    return Source(
        report=report.id,
        title=headline(report, host),
        tag=clean_line(report.tag or "", limit=40),
        url=url,
        host=host,
        outlet=clean_line(report.outlet, limit=80) or CleanText(host or report.feed_id),
        credit=_credit(report),
        labels=tuple(_labels(report)),
        byline=tuple(name for name in (clean_line(name, limit=80) for name in report.byline[:3]) if name),
        language=report.language,
        published=_plausible(report),
        first_seen_at=report.first_seen_at,
    )


def link(url: str | None) -> str:
    """The address in ASCII, its host in punycode, without what only tells where a reader came from; nothing if it may not be linked."""
    safe = safe_link(url)
    if safe is None:
        return ""
    parts = urlsplit(safe)
    try:
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    if not re.fullmatch(r"[a-z0-9._:-]+", host):
        return ""
    place = f"[{host}]" if ":" in host else host
    netloc = f"{place}:{parts.port}" if parts.port else place
    query = "&".join(part for part in parts.query.split("&") if not _is_tracking(part.partition("=")[0]))
    tail = (quote(part, safe="/:;=&?%@!$'()*+,~-._") for part in (parts.path, query, parts.fragment))
    made = urlunsplit((parts.scheme, netloc, *tail))
    return made if len(made) <= LONGEST_LINK else urlunsplit((parts.scheme, netloc, "", "", ""))


def _is_tracking(name: str) -> bool:
    return name.casefold() in TRACKING_NAMES or name.casefold().startswith(TRACKING_PREFIXES)


def headline(report: Report, host: str) -> CleanText:
    """The headline as published; the host and the day when it shows nothing, the real host when it names another one."""
    title = clean_line(report.title, limit=LONGEST_HEADLINE)
    named = ADDRESS.fullmatch(title.strip())
    if named and host and named[1].casefold().removeprefix("www.") != host.removeprefix("www."):
        return CleanText(host)
    if any(is_visible(letter) for letter in title):
        return title
    day = report.published.at or report.first_seen_at
    return CleanText(f"{host or report.outlet or report.feed_id}, {day:%Y-%m-%d}")


def is_visible(letter: str) -> bool:
    """Whether a reader sees anything of it on its own."""
    return letter not in BLANK_LETTERS and unicodedata.category(letter)[0] in "LNPS"


def _plausible(report: Report) -> Published:
    at = report.published.at
    return UNDATED if at is not None and plausible(at, report.first_seen_at + AHEAD) is None else report.published


def _credit(report: Report) -> CleanText:
    """Whose text it is, when that is another than the outlet and no label names it: a wire's, or one it was copied from."""
    if any(one.relation == "translation" for one in report.provenance):
        return CleanText("")
    wires = [clean_line(one.origin, limit=60) for one in report.provenance if one.relation in BORROWED]
    others = [wire for wire in wires if wire.casefold() not in report.outlet.casefold()]
    return others[0] if others else CleanText("")


def _labels(report: Report) -> list[Label]:
    labels = []
    if report.is_state_media or report.kind == "state":
        labels.append(Label(kind="state"))
    if report.kind == "wire":
        labels.append(Label(kind="wire"))
    labels += [
        Label(kind="translated", name=clean_line(one.origin, limit=60)) for one in report.provenance if one.relation == "translation"
    ][:1]
    if report.access == "paywall":
        labels.append(Label(kind="subscription"))
    elif report.text_source == "summary" or report.access == "teaser":
        labels.append(Label(kind="summary"))
    return labels
