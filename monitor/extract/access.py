"""How much of the article could be had: from status, structure, length and words that must agree."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from monitor.extract.access_words import CHALLENGE, CONSENT, CONTINUED, FIRST_PAGE, GONE, PAYWALL, TICKER
from monitor.extract.blocks import HAN, content_words, has_end, share
from monitor.extract.words import FINAL, kind_of
from monitor.model import Access

TINY, SHORT, LONG = 60, 700, 4_000
LARGE_BANNER, BANNERS_SHARE = 160, 0.35
"""Only a banner with so many signs, and so many beside those of the page under it, stands in the article's place."""
DEMANDS_WITHIN = 8
AROUND = 6
"""So many blocks above its text a page says which of several it is."""
SECOND = re.compile(r"^(?:\D{0,12}\b1\W+2\b|\W*2\W*$)")
"""The number of the next page, alone or behind the first."""
LONGEST_DEMAND = 320
FEW_HEADLINES = 5
MANY = 4
"""A text of so many paragraphs is no teaser, whatever its last sign."""
LONGEST_EXCERPT = 300
LITTLE = 100
"""Beside five headlines, less text of its own than this is none (1,054 real articles: the least was 145)."""
MOSTLY = 0.6
MORE = 1.5
"""So many times as much text is clearly more."""
SAME_MATTER = 0.5
ENDED = (FINAL | {"credit"}) - {"list"}
"""What is printed under a whole article: where its original stands, whose the picture is."""

JOINERS = {0x200C: None, 0x200D: None, 0x00A0: " ", 0x202F: " "}
SIGNED = re.compile(r"[(（\[【][^()（）\[\]【】]{1,30}[)）\]】]\W*$")
"""A name or a source in brackets after the last sentence."""
CLOCK = re.compile(r"^\W*(?:(?:[01]?\d|2[0-3])[:.h][0-5]\d)(?![.\d:])(?:\s?(?:Uhr|[ap]\.?m\.?|ч))?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a page shows. `text` is the article's, `told` the feed's own, `visible` all that a reader sees, one block a line."""

    status: int = 200
    text: str = ""
    told: str = ""
    visible: str = ""
    title: str = ""
    is_free: bool | None = None
    is_live: bool = False
    is_article: bool = False
    has_wall: bool = False
    headlines: tuple[str, ...] = ()
    times: int = 0
    has_next: bool = False
    has_second: bool = False
    banner: str = ""


def access_of(seen: Seen) -> Access:
    """full unless several signs say otherwise."""
    seen = replace(seen, text=_alike(seen.text), visible=_alike(seen.visible), headlines=tuple(map(_alike, seen.headlines)))
    size = worth(seen.text)
    return _blocked(seen, size) or _ticker(seen) or _walled(seen, size) or _listed(seen, size) or _short(seen, size)


def told_access(text: str) -> Access:
    """How much of the article a feed's own text is: full unless it breaks off or leads to the rest."""
    return "teaser" if _ends_in_dots(text) else access_of(Seen(text=text, visible=text))


def is_clearly_more(text: str, other: str) -> bool:
    """Whether a text is clearly longer than another."""
    return worth(text) >= MORE * worth(other)


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
    if size < TINY and worth(seen.banner) > max(LARGE_BANNER, BANNERS_SHARE * whole) and seen.status < 400:
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
    """Times that stand before, or open, a block of the text itself: not a headline in it, nor an excerpt under one."""
    blocks = seen.visible.split("\n")
    own = set(seen.text.split("\n"))
    times = (number for number, block in enumerate(blocks) if CLOCK.match(block))
    return sum(
        not _is_headline(blocks[max(0, number - 1)], seen)
        and any(block in own and not _is_headline(block, seen) for block in blocks[number : number + 3])
        for number in times
    )


def _walled(seen: Seen, size: int) -> Access | None:
    """The beginning, and a demand for money or a name before the rest."""
    if seen.status in (401, 402):
        return "paywall"
    is_cut = _is_cut(seen.text)
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
    place = seen.visible.find(last) + len(last)
    between = seen.visible[place : max(place, seen.visible.find(demand, place))]
    return last in seen.visible and len(between) < 200 and not any(kind_of(block) in ENDED for block in between.split("\n"))


def _listed(seen: Seen, size: int) -> Access | None:
    """Many headlines that lead elsewhere, and next to no text but theirs and the excerpts under them."""
    if seen.is_article or len(seen.headlines) < FEW_HEADLINES or size >= LONG:
        return None
    blocks = seen.visible.split("\n")
    place = {block: number for number, block in reversed(list(enumerate(blocks)))}
    own, excerpts = 0, []
    for block in {block for block in seen.text.split("\n") if len(block) > 20 and not _is_headline(block, seen)}:
        above = blocks[max(0, place[block] - 2) : place[block]] if block in place else []
        if worth(block) <= LONGEST_EXCERPT and any(_is_headline(other, seen) for other in above):
            excerpts.append(worth(block))
        else:
            own += worth(block)
    is_listing = own < (LITTLE if excerpts else TINY) or (len(excerpts) >= MANY and own < 0.5 * sum(excerpts))
    return "listing" if is_listing else None


def _is_headline(block: str, seen: Seen) -> bool:
    """Whether most of a block is a headline that leads elsewhere."""
    return any(len(headline) >= MOSTLY * len(block) and headline in block for headline in seen.headlines)


def _short(seen: Seen, size: int) -> Access:
    """Nothing, the beginning, or all."""
    tail = "\n".join([seen.text[-120:], *(block for block in _after_text(seen, 2) if len(block) <= 160)])
    if size < TINY:
        return "teaser" if size > 25 and CONTINUED.search(tail) else "empty"
    is_long = size >= LONG
    if _is_first_of_several(seen) or ((CONTINUED.search(tail) or seen.has_next) and _paragraphs(seen.text) < MANY + 2 and not is_long):
        return "teaser"
    if not is_long and _is_less_than_told(seen):
        return "teaser"
    is_little = _paragraphs(seen.text) < MANY and (size < SHORT or (_ends_in_dots(seen.text) and not is_long))
    return "teaser" if is_little and _is_cut(seen.text) else "full"


def _is_first_of_several(seen: Seen) -> bool:
    """Whether a page calls itself the first of so many above its text or right under it, or has a link to the second there."""
    under = _after_text(seen, DEMANDS_WITHIN)
    above = seen.visible[: seen.visible.find(seen.text.split("\n")[0])].split("\n") if under else []
    return any(FIRST_PAGE.search(block) for block in above[-AROUND:] + under) or (
        (seen.has_next or seen.has_second) and any(SECOND.search(block) or CONTINUED.search(block) for block in under)
    )


def _is_less_than_told(seen: Seen) -> bool:
    """Whether the feed itself tells clearly more of the same, or no less and breaks off."""
    told = _alike(seen.told)
    is_more = is_clearly_more(told, seen.text) or (_ends_in_dots(told) and worth(told) >= worth(seen.text))
    return is_more and share(content_words(seen.text), content_words(told)) >= SAME_MATTER


def _after_text(seen: Seen, count: int) -> list[str]:
    """The blocks that follow the text on the page."""
    last = seen.text.split("\n")[-1]
    place = seen.visible.find(last) if last else -1
    rest = seen.visible[place + len(last) :].strip("\n").split("\n") if place >= 0 else []
    return rest[:count]


def _is_cut(text: str) -> bool:
    """Whether a text breaks off: in dots, or without the end of a sentence."""
    return _ends_in_dots(text) or not (has_end(text) or has_end(SIGNED.sub("", text)))


def _ends_in_dots(text: str) -> bool:
    return re.search(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$", text) is not None
