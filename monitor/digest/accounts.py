"""The fresh articles of one story, and what a reader knows of it -> how this edition tells the story."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.digest.nouns import Account, Hit, Novelty, Saying, Source
from monitor.digest.sources import cite
from monitor.digest.standing import Memory, news_in
from monitor.model import CleanText, Quote, Report
from monitor.text import clean, clean_line, shorten
from monitor.text.normalise import fold

TIERS = {"official": 0, "wire": 1, "state": 3, "other": 3, "blog": 4, "aggregator": 5}
"""Who is cited first among those that report the same; every kind not named here is 2."""
ACCESS = {"full": 0, "teaser": 1, "live": 1, "paywall": 2}
EXCERPT = 280
ALSO = 8
SAYINGS = 2
SENTENCES = 3
HITS = 3
LONGEST_SAYING = 300
BEGINNING = 40
"""A quote that begins like something the reader has before them, or had, is no new one."""
LONGEST_SENTENCE = 400
SENTENCE_END = re.compile(r"[.!?…]['\"»”’)]*(?=\s)|[。！？][」』”]?")
WRONG_EDGE = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Sen|Rep|Gov|No|St|vs|Jan|Feb|Aug|Sept|Oct|Nov|Dec|[a-z]\.[a-z]))\.$")
"""A full stop after one of these ends an abbreviation, not a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic as a digest shows it."""

    id: str
    name: CleanText


def tell(fresh: Sequence[Report], members: Sequence[Report], topics: Sequence[Topic], memory: Memory) -> Account:
    """One story: `fresh` are its articles that this reader was not told, `members` all that stand."""
    before = [report for report in members if report.id in memory.told]
    earlier_texts = tuple(memory.texts[report.id] for report in before)
    ordered = sorted(fresh, key=_rank)
    found = _news(ordered, before, earlier_texts) if before else ()
    lead = _leading(ordered, found)
    novelty: Novelty = "new" if not before else "developing" if found else "repeat"
    names = [topic for topic in topics if any(_matches(report, topic.id) for report in members)]
    also = _also(ordered, lead)
    excerpt = excerpt_of(lead.excerpt, lead.title) if novelty == "new" else CleanText("")
    news = tuple(clean_line(sentence, limit=LONGEST_SENTENCE) for sentence in found[:SENTENCES])
    return Account(
        number=0,
        story=lead.story_id,
        novelty=novelty,
        lead=cite(lead),
        excerpt=excerpt,
        news=news,
        also=also[:ALSO],
        also_more=len(also[ALSO:]),
        outlets=len({report.outlet.casefold() for report in members}),
        origins=origins_of(members),
        sayings=_sayings(ordered, (*earlier_texts, excerpt, *news)) if novelty != "repeat" else (),
        earlier=tuple(sorted({memory.told[report.id].told_at for report in before})),
        topic=names[0].name,
        hits=_hits(lead, names[0].id) or _hits(next(one for one in members if _matches(one, names[0].id)), names[0].id),
        other_topics=tuple(topic.name for topic in names[1:]),
    )


def weight(account: Account) -> tuple[object, ...]:
    """The order within a topic: what is told in full before what is repeated, then origins, source tier, time, a stable key."""
    tier = _tier_of_labels(account.lead)
    return (account.novelty == "repeat", -account.origins, tier, account.lead.first_seen_at, account.story)


def origins_of(members: Sequence[Report]) -> int:
    """How many outlets wrote something of their own: copies count as what they were copied from, credited ones as their wire."""
    by_id = {report.id: report for report in members}
    return max(1, len({_origin(report, by_id) for report in members}))


def _origin(report: Report, by_id: Mapping[str, Report]) -> str:
    seen = {report.id}
    while (first := report.origin_id or report.duplicate_of or report.id) not in seen:
        if first not in by_id:
            return first
        seen.add(first)
        report = by_id[first]
    return min(_wires(report), default=report.outlet.casefold())


def excerpt_of(text: str, title: str) -> CleanText:
    """The source's own words cut on the edge of a sentence, else of a word; nothing when they only repeat the headline."""
    words = clean_line(text, limit=EXCERPT * 3)
    if words.rstrip(".…").casefold() == title.rstrip(".…").casefold():
        return CleanText("")
    if len(words) <= EXCERPT:
        return words
    ends = [end.end() for end in SENTENCE_END.finditer(words, 0, EXCERPT) if not WRONG_EDGE.search(words[: end.end()])]
    if ends and ends[-1] >= EXCERPT // 2:
        return CleanText(words[: ends[-1]] + (" …" if words[ends[-1] - 1].isascii() else "…"))
    return CleanText(shorten(words, EXCERPT))


def _tier_of_labels(source: Source) -> int:
    kinds = {label.kind for label in source.labels}
    return 3 if "state" in kinds else 1 if "wire" in kinds else 2


def _rank(report: Report) -> tuple[object, ...]:
    """Who is cited first: not a copy, readable in full, by tier, by time."""
    is_copy = report.duplicate_of is not None or report.origin_id not in (None, report.id)
    return (is_copy, ACCESS.get(report.access, 3), TIERS.get(report.kind, 2), report.first_seen_at, report.id)


def _leading(ordered: Sequence[Report], news: Sequence[str]) -> Report:
    """The article that carries what is new, else the first."""
    return next((report for report in ordered if news and news[0] in report.text), ordered[0])


def _news(fresh: Sequence[Report], before: Sequence[Report], earlier: Sequence[str]) -> tuple[str, ...]:
    """Sentences that none of the told articles has. Languages are not compared: a translation is no news."""
    spoken = {report.language for report in before}
    for report in fresh:
        if report.duplicate_of is not None or report.language not in spoken:
            continue
        if found := news_in(clean(report.text), earlier):
            return found
    return ()


def _matches(report: Report, topic: str) -> bool:
    return any(verdict.topic == topic and verdict.is_match for verdict in report.verdicts)


def _also(ordered: Sequence[Report], lead: Report) -> tuple[Source, ...]:
    """The other articles, each outlet's same address once."""
    seen = {lead.url or lead.id}
    found = []
    for report in ordered:
        key = report.url or report.id
        if report.id != lead.id and key not in seen:
            seen.add(key)
            found.append(cite(report))
    return tuple(found)


def _wires(report: Report) -> set[str]:
    return {one.origin.casefold() for one in report.provenance if one.relation == "wire"}


def _sayings(ordered: Sequence[Report], seen: Sequence[str]) -> tuple[Saying, ...]:
    """At most two, of different speakers known by name (with their accents or without), none that the reader has seen."""
    found: dict[str, Saying] = {}
    for report, quote in _quotes(ordered):
        speaker = clean_line(quote.speaker or "", limit=80)
        shown = (*seen, *(said.text for said in found.values()))
        if not speaker or speaker.startswith("unnamed ") or fold(speaker) in found or any(quote.text[:BEGINNING] in text for text in shown):
            continue
        role = clean_line(quote.role or "", limit=80)
        role = role if role.casefold() not in speaker.casefold() else CleanText("")
        found[fold(speaker)] = Saying(text=CleanText(quote.text.rstrip(" ,;")), speaker=speaker, role=role, language=report.language)
        if len(found) == SAYINGS:
            break
    return tuple(found.values())


def _quotes(ordered: Sequence[Report]) -> Iterator[tuple[Report, Quote]]:
    """Quotes that stand in the text exactly as they are quoted; any other is dropped."""
    for report in ordered:
        for quote in report.quotes:
            is_exact = report.text[quote.start : quote.end] == quote.text == clean_line(quote.text)
            if is_exact and 0 < len(quote.text) <= LONGEST_SAYING:
                yield report, quote


def _hits(report: Report, topic: str) -> tuple[Hit, ...]:
    """The phrases that decided, the heaviest first, each once."""
    terms = [term for verdict in report.verdicts if verdict.topic == topic and verdict.is_match for term in verdict.terms]
    found: dict[str, Hit] = {}
    for term in sorted(terms, key=lambda one: (-one.points, one.field != "title", one.start, one.text)):
        text = clean_line(term.text, limit=60)
        if text and text.casefold() not in found:
            found[text.casefold()] = Hit(text=text, field=term.field)
    return tuple(found.values())[:HITS]
