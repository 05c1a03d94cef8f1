"""How much of the article could be had: from status, structure, length and words that must agree."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from monitor.extract.access_words import CHALLENGE, CONSENT, CONTINUED, GONE, PAYWALL, TICKER
from monitor.extract.blocks import HAN, has_end
from monitor.model import Access

TINY, SHORT, LONG = 60, 700, 4_000
LARGE_BANNER = 160
DEMANDS_WITHIN = 8
LONGEST_DEMAND = 320
FEW_HEADLINES = 5
MANY = 4
"""A text of so many paragraphs is no teaser, whatever its last sign."""

JOINERS = {0x200C: None, 0x200D: None, 0x00A0: " ", 0x202F: " "}
CLOCK = re.compile(r"^\W*(?:\d{1,2}[:.h]\d{2})(?![.\d:])(?:\s?(?:Uhr|[ap]\.?m\.?|ч))?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a page shows. `text` is the article's, `visible` all that a reader sees, one block a line."""

    status: int = 200
    text: str = ""
    visible: str = ""
    title: str = ""
    is_free: bool | None = None
    is_live: bool = False
    is_article: bool = False
    has_wall: bool = False
    headlines: tuple[str, ...] = ()
    times: int = 0
    has_next: bool = False
    banner: str = ""


def access_of(seen: Seen) -> Access:
    """full unless several signs say otherwise."""
    seen = replace(seen, text=_alike(seen.text), visible=_alike(seen.visible))
    size = worth(seen.text)
    found = _blocked(seen, size) or _ticker(seen) or _walled(seen, size)
    if found is None and not _is_continued(seen):
        found = _listed(seen, size)
    return found or _short(seen, size)


def _alike(text: str) -> str:
    """The text as it can be found in another form of itself: composed letters, no joiners (Persian), no spaces that do not break."""
    return unicodedata.normalize("NFC", text).translate(JOINERS)


def worth(text: str) -> int:
    """A text's length, comparable across scripts: a Chinese sign says as much as three letters."""
    return len(text) + 2 * len(HAN.findall(text))


def _paragraphs(text: str) -> int:
    return len([block for block in text.split("\n") if len(block) > 20])


def _blocked(seen: Seen, size: int) -> Access | None:
    """A page that is not the article's at all."""
    whole = worth(seen.visible)
    # What a page is about stands in its title, or in most of what little it says.
    about = seen.title if size > 300 or _paragraphs(seen.text) >= MANY else f"{seen.title}\n{seen.visible[:600]}"
    is_bare = (whole < 900 or size < TINY) and _paragraphs(seen.text) < 3
    if CHALLENGE.search(about) and is_bare and not seen.is_article:
        return "challenge"
    if is_bare and not seen.is_article and seen.status < 400 and not PAYWALL.search(seen.visible) and _asks(seen):
        return "consent"
    if size < TINY and worth(seen.banner) > LARGE_BANNER and seen.status < 400:
        return "consent"
    if seen.status in (404, 410) or seen.status >= 500 or (GONE.search(about) and (is_bare or size < 250)):
        return "challenge" if seen.status == 503 and CHALLENGE.search(seen.visible[:600]) else "empty"
    return "challenge" if seen.status in (403, 429) else None


def _asks(seen: Seen) -> bool:
    """Whether a request for consent is the greater part of a page, or its title."""
    blocks = [block for block in seen.visible.split("\n") if len(block) > 12]
    hits = sum(len(block) for block in blocks if CONSENT.search(block))
    return bool(CONSENT.search(seen.title)) or hits >= 0.35 * max(1, sum(map(len, blocks)))


def _ticker(seen: Seen) -> Access | None:
    named = TICKER.search(seen.title)
    times = seen.times if seen.is_live or seen.times < 3 else _entries(seen)
    return "live" if seen.is_live or times >= 5 or (times >= 3 and named) else None


def _entries(seen: Seen) -> int:
    """Times that stand before, or open, a block of the text itself: not those of a list of headlines beside it."""
    blocks = seen.visible.split("\n")
    own = set(seen.text.split("\n"))
    near = (set(blocks[number : number + 3]) & own for number, block in enumerate(blocks) if CLOCK.match(block))
    return sum(bool(one) for one in near)


def _walled(seen: Seen, size: int) -> Access | None:
    """The beginning, and a demand for money or a name before the rest."""
    if seen.status in (401, 402):
        return "paywall"
    is_cut = _ends_in_dots(seen.text) or not has_end(seen.text)
    near = _after_text(seen, DEMANDS_WITHIN) if size >= TINY else seen.visible.split("\n")
    demand = next((block for block in near if len(block) <= LONGEST_DEMAND and PAYWALL.search(block)), None)
    if demand is None:
        return "paywall" if is_cut and size < SHORT and (seen.has_wall or seen.is_free is False) and size > 0 else None
    if size >= LONG and not is_cut:
        return None
    is_little = size < SHORT and _paragraphs(seen.text) < MANY
    return "paywall" if is_cut or is_little or seen.has_wall or seen.is_free is False or _stands_after(seen, demand) else None


def _stands_after(seen: Seen, demand: str) -> bool:
    """Whether the demand comes right where the text ends, not in a corner of the page."""
    last = seen.text.split("\n")[-1]
    place = seen.visible.find(last)
    return place >= 0 and 0 <= seen.visible.find(demand, place) - place - len(last) < 200


def _listed(seen: Seen, size: int) -> Access | None:
    """Many headlines that lead elsewhere, and little else."""
    if seen.is_article or len(seen.headlines) < FEW_HEADLINES or size >= LONG:
        return None
    is_text = _paragraphs(seen.text) >= MANY and not _is_interleaved(seen)
    return None if is_text else "listing"


def _is_interleaved(seen: Seen) -> bool:
    """Whether most of the text's paragraphs stand under a headline of their own: excerpts."""
    blocks = seen.visible.split("\n")
    paragraphs = {block for block in seen.text.split("\n") if len(block) > 20}
    heads = {block for block in blocks if any(headline in block for headline in seen.headlines)}
    under = sum(1 for number, block in enumerate(blocks) if block in paragraphs and heads & set(blocks[max(0, number - 2) : number]))
    return under >= 3 and under >= 0.6 * len(paragraphs)


def _is_continued(seen: Seen) -> bool:
    """Whether a way to the rest stands right under the text."""
    return worth(seen.text) >= TINY and any(CONTINUED.search(block) for block in _after_text(seen, 2) if len(block) <= 160)


def _short(seen: Seen, size: int) -> Access:
    """Nothing, the beginning, or all."""
    tail = "\n".join([seen.text[-120:], *(block for block in _after_text(seen, 2) if len(block) <= 160)])
    if size < TINY:
        return "teaser" if size > 25 and CONTINUED.search(tail) else "empty"
    if (CONTINUED.search(tail) or seen.has_next) and _paragraphs(seen.text) < MANY + 2:
        return "teaser"
    is_little = _paragraphs(seen.text) < MANY
    return "teaser" if is_little and (_ends_in_dots(seen.text) or not has_end(seen.text)) else "full"


def _after_text(seen: Seen, count: int) -> list[str]:
    """The blocks that follow the text on the page."""
    last = seen.text.split("\n")[-1]
    place = seen.visible.find(last) if last else -1
    rest = seen.visible[place + len(last) :].strip("\n").split("\n") if place >= 0 else []
    return rest[:count]


def _ends_in_dots(text: str) -> bool:
    return re.search(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$", text) is not None
