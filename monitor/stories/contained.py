"""Two articles of different outlets in, what the later has of the earlier's text out: relation, origin, and the words both have.

Only words that the outlets wrote themselves count: what stands in quotation marks is the speaker's, a release or the
wording of a speech is whose it is, and a paragraph of background at the end is everybody's. Who credits a source has
said whose text it is, and is not contradicted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.model import Article, Provenance, Relation, StoryItem
from monitor.stories.credits import credits_outlet, name_key
from monitor.stories.features import unpack
from monitor.stories.words import LONGEST, PIECES, UNSPACED, body_of, fold

RUN = 5
"""So many words in a row, the same in both texts, are taken from one of them; signs of a script without spaces: twice as many."""

FEWEST, FEWEST_RETOLD = 24, 40
"""Fewer common words of their own than this show nothing; more are asked for where much of both is different."""

LONGEST_RUN = 12
"""The longest common stretch has at least so many."""

NEARLY_ALL = 0.8
PARTLY = 0.45
BEGINS = 0.34
EVIDENCE = 200
QUOTED = re.compile(
    r"[“„][^“”„\n]{1,2000}[”“]|«[^«»\n]{1,2000}»|\"[^\"\n]{1,2000}\"|[「『《][^「」『』《》\n]{1,2000}[」』》]|[“„«\"][^”»\"\n]+$",
    re.MULTILINE,
)
SOMEBODY_ELSES = re.compile(
    r"\b(?:press|news|media) release\b|\bfor immediate release\b|PR ?Newswire|Business ?Wire|Globe ?Newswire|accesswire|presseportal"
    r"|\b(?:presse|medien)mitteilung\b|communiqué de presse|comunicado de (?:prensa|imprensa)|nota de (?:prensa|imprensa)"
    r"|comunicato stampa|(?:komunikat prasowy|informacja prasowa)|пресс-релиз|прес-реліз|basın bülteni|新闻稿|新聞稿"
    r"|プレスリリース|報道発表|보도자료|بيان صحفي|הודעה לעיתונות|اطلاعیه مطبوعاتی|प्रेस विज्ञप्ति|\b(?:full|complete) text of\b|\btranscript\b"
    r"|\bas delivered\b|стенограмма|стенограма|полный текст|повний текст|im wortlaut|texte intégral|texto íntegro|pełny tekst"
    r"|testo integrale|全文如下|讲话全文|声明全文|tam metni|전문\)|النص الكامل|הנוסח המלא|متن کامل",
    re.IGNORECASE,
)
"""The words of a release, a speech or a document, which every outlet may print."""

AGENCY = re.compile(
    r"\b(?:wire|news ?agency|press agency|agenc(?:ia|e|y|ija)|agencja|agenția|agenzia|(?:nachrichten|presse)agentur|ajansı)\b"
    r"|агентств|агенці|通信$|通訊社|通讯社|통신|وكالة|خبرگزاری|סוכנות",
    re.IGNORECASE,
)
"""A house that sells its texts: what a paper printed some minutes before came from it all the same."""

EDGE = 400
NOTES = frozenset({"source", "credit", "original", "copyright", "byline"})
"""What is cut from a page and may still say whose text it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """A text as its words: how each is written the same everywhere, where it stands, whether it is the outlet's own, and its paragraph."""

    text: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    is_own: tuple[bool, ...]
    paragraphs: tuple[int, ...]

    @property
    def run(self) -> int:
        """How many words in a row make a stretch."""
        unspaced = sum(1 for word in self.words if len(word) == 1 and UNSPACED.match(word))
        return 2 * RUN if unspaced * 2 > len(self.words) else RUN


def may_derive(later: StoryItem, earlier: StoryItem) -> bool:
    """Whether one could be made from the other, as far as its credits, its outlet and its time can tell, without the texts."""
    if later.is_partial or earlier.is_partial or not later.outlet or not earlier.outlet:
        return False
    if name_key(later.outlet) == name_key(earlier.outlet) or not _is_before(earlier, later):
        return False
    if AGENCY.search(later.outlet) and not AGENCY.search(earlier.outlet):
        return False
    one, other = unpack(earlier.features), unpack(later.features)
    return not other.origins and not credits_outlet(one.origins, later.outlet)


def _is_before(earlier: StoryItem, later: StoryItem) -> bool:
    """Whether the order is known: a day without an hour is before or after another day only."""
    if any(item.published.value and item.published.at is None for item in (earlier, later)):
        return earlier.order_at.date() < later.order_at.date()
    return earlier.order_at < later.order_at


def origin_of(earlier: StoryItem) -> str:
    """Whose text it is: who the earlier article credits, else its outlet."""
    return next(iter(unpack(earlier.features).origins), earlier.outlet or "")


def derived(later: Article, earlier: Article, origin: str) -> Provenance | None:
    """What the later text has of the earlier, with the longest stretch of common words as it stands in the later."""
    if any(_is_no_own_text(article) for article in (later, earlier)):
        return None
    new, old = _worded(later), _worded(earlier)
    in_new, in_old = _common(new, old), _common(old, new)
    factor = new.run // RUN
    longest = max(_stretches(new, in_new), key=lambda span: span[1] - span[0], default=(0, 0))
    if sum(in_new) < FEWEST * factor or longest[1] - longest[0] < LONGEST_RUN * factor:
        return None
    relation = _relation(new, in_new, sum(in_new) / max(1, sum(new.is_own)), sum(in_old) / max(1, sum(old.is_own)))
    if relation is None or (relation == "rewrite" and sum(in_new) < FEWEST_RETOLD * factor):
        return None
    start, end = new.spans[longest[0]][0], new.spans[longest[1] - 1][1]
    words = " ".join(new.text[start:end].split())
    return Provenance(
        relation=relation, origin=origin, evidence=words if len(words) <= EVIDENCE else words[: EVIDENCE - 2].rsplit(" ", 1)[0] + " …"
    )


def _is_no_own_text(article: Article) -> bool:
    """Whether it was not read whole, or is a release, a speech, a document by its own word."""
    if article.access != "full" or article.text_source == "summary":
        return True
    edges = "\n".join(
        (article.title, article.text[:EDGE], article.text[-EDGE:], *(cut.text[:EDGE] for cut in article.dropped if cut.reason in NOTES))
    )
    return bool(SOMEBODY_ELSES.search(edges))


def _relation(new: Worded, common: Sequence[bool], of_new: float, of_old: float) -> Relation | None:
    if of_new >= NEARLY_ALL:
        return "copy" if of_old >= NEARLY_ALL else "excerpt"
    if of_old >= NEARLY_ALL:
        return "extended"
    return "rewrite" if max(of_new, of_old) >= PARTLY and _is_throughout(new, common) else None


def _is_throughout(new: Worded, common: Sequence[bool]) -> bool:
    """Whether the common words stand at the beginning and in most paragraphs: background stands in one, near the end."""
    touched = {paragraph for paragraph, is_common in zip(new.paragraphs, common, strict=True) if is_common}
    written = {paragraph for paragraph, is_own in zip(new.paragraphs, new.is_own, strict=True) if is_own}
    first = next((place for place, is_common in enumerate(common) if is_common), len(common))
    return first < BEGINS * len(common) and len(touched) >= 2 and 2 * len(touched) >= len(written)


@lru_cache(maxsize=32)
def _worded(article: Article) -> Worded:
    body = body_of(article.text)
    text, shift = body[:LONGEST], len(article.text) - len(body)
    quoted = [(quote.start - shift, quote.end - shift) for quote in article.quotes] + [found.span() for found in QUOTED.finditer(text)]
    inside = _inside(len(text), quoted)
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for found in PIECES.finditer(text):
        words.append(fold(found[0]))
        spans.append(found.span())
    breaks = [found.start() for found in re.finditer(r"\n", text)]
    return Worded(
        text=text,
        words=tuple(words),
        spans=tuple(spans),
        is_own=tuple(not inside[start] for start, _ in spans),
        paragraphs=tuple(_numbers(breaks, spans)),
    )


def _inside(length: int, spans: Sequence[tuple[int, int]]) -> bytearray:
    inside = bytearray(length)
    for start, end in spans:
        first, last = max(0, start), min(length, end)
        inside[first:last] = b"\x01" * max(0, last - first)
    return inside


def _numbers(breaks: Sequence[int], spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The paragraph each word stands in."""
    at = 0
    for start, _ in spans:
        while at < len(breaks) and breaks[at] < start:
            at += 1
        yield at


def _common(text: Worded, other: Worded) -> list[bool]:
    """For each word whether it stands in a stretch that the other text has too, and is the outlet's own."""
    run = text.run
    known = {other.words[at : at + run] for at in range(len(other.words) - run + 1)}
    common = [False] * len(text.words)
    for at in range(len(text.words) - run + 1):
        if text.words[at : at + run] in known:
            common[at : at + run] = [True] * run
    return [is_common and is_own for is_common, is_own in zip(common, text.is_own, strict=True)]


def _stretches(text: Worded, common: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The stretches of common words, none over the border of two paragraphs."""
    start = 0
    for at in range(len(common) + 1):
        ends = at == len(common) or not common[at] or (at > start and text.paragraphs[at] != text.paragraphs[at - 1])
        if ends:
            if at > start:
                yield start, at
            start = at if at < len(common) and common[at] else at + 1
