"""Articles of a window, and what a reader was told before -> the Digest for that reader.

Pure, and the same whatever the order of its input: every order is decided by content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.digest.accounts import Topic, tell, weight
from monitor.digest.nouns import Account, Coverage, Digest, Masthead, News, Notice, Section, Trouble
from monitor.digest.settings import DigestSettings
from monitor.digest.sources import LONGEST_HEADLINE, cite
from monitor.digest.standing import Memory, Retraction, corrected_sentence, settle
from monitor.model import Article, CleanText, Report, SourceHealth, Told
from monitor.text import clean_line, redact, shorten
from monitor.text.sentences import new_sentences

ANSWERED = frozenset({"ok", "unchanged", "empty", "moved"})
SILENT = frozenset({"silent", "stale"})
GRACE = timedelta(hours=1)
"""An article recorded while the last edition was being composed belongs to this one; what was told keeps it from coming twice."""
WORDS_A_MINUTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who an edition is for: the topics wanted, in the order shown, and what was told before."""

    topics: tuple[Topic, ...]
    told: tuple[Told, ...] = ()
    versions: Mapping[str, Article] = field(default_factory=dict)
    """Of articles that have changed since: the version that was told, by id."""


def compose(
    reports: Iterable[Report], *, head: Masthead, settings: DigestSettings, reader: Reader, health: Sequence[SourceHealth] = ()
) -> Digest:
    """The edition for this reader.

    `reports` are the articles of the window and of some days before it: what was told, to compare with, and the other
    articles of a story.
    """
    wanted = {topic.id for topic in reader.topics}
    known = {report.id: report for report in reports if _topics_of(report) & wanted and report.matched_at < head.window.end}
    memory = _memory(reader, known)
    fresh = [report for report in known.values() if _is_fresh(report, head, settings, memory.told)]
    standing = settle(fresh, known, memory)
    stories = _by_story(known, standing.gone)
    shown = defaultdict(list)
    for report in standing.shown:
        shown[report.story_id].append(report)
    accounts = [tell(items, stories[story], reader.topics, memory) for story, items in shown.items()]
    sections, more = _arrange(accounts, reader.topics, settings.max_stories)
    outlets = {report.outlet for report in standing.shown}
    digest = Digest(
        head=head,
        notices=tuple(sorted((_notice(one, memory) for one in standing.retractions), key=lambda one: (one.kind, one.now.report))),
        sections=sections,
        more=more,
        coverage=coverage_of(health),
        stories=len(accounts),
        articles=len(standing.shown),
        outlets=len(outlets),
        news=tuple(_news(report) for report in sorted((*standing.shown, *standing.silent), key=lambda one: one.id)),
    )
    return replace(digest, minutes=_minutes(digest))


def coverage_of(health: Sequence[SourceHealth]) -> Coverage:
    """Every source by name: answered, failing or silent. Paused ones are the operator's wish and not counted."""
    answered = tuple(_name(one) for one in health if one.status in ANSWERED)
    failing = tuple(_trouble(one) for one in health if one.status not in ANSWERED | SILENT | {"paused"})
    silent = tuple(replace(_trouble(one), since=one.last_entry_at) for one in health if one.status in SILENT)
    return Coverage(answered=answered, failing=failing, silent=silent)


def _name(one: SourceHealth) -> CleanText:
    return clean_line(one.name, limit=80) or CleanText(one.feed_id)


def _trouble(one: SourceHealth) -> Trouble:
    why = "not asked yet" if one.status == "new" else redact(one.why) or one.status
    return Trouble(name=_name(one), why=clean_line(why, limit=120), since=one.since)


def _topics_of(report: Report) -> set[str]:
    return {verdict.topic for verdict in report.verdicts if verdict.is_match}


def _memory(reader: Reader, known: Mapping[str, Report]) -> Memory:
    told: dict[str, Told] = {}
    for one in sorted(reader.told, key=lambda one: (one.revision, one.told_at, one.edition)):
        told[one.report_id] = one
    versions: dict[str, Report | Article] = {name: known[name] for name in told if name in known}
    versions |= {name: version for name, version in reader.versions.items() if name in versions}
    return Memory(
        told=told,
        titles={name: version.title for name, version in versions.items()},
        texts={name: version.text for name, version in versions.items()},
    )


def _is_fresh(report: Report, head: Masthead, settings: DigestSettings, told: Mapping[str, Told]) -> bool:
    before = told.get(report.id)
    if before is not None and before.revision >= report.revision:
        return False
    start = head.window.start
    is_old = (report.published.at or report.first_seen_at) < start - settings.first_window
    return report.matched_at >= start or (report.matched_at >= start - GRACE and not is_old)


def _by_story(known: Mapping[str, Report], gone: frozenset[str]) -> dict[str, list[Report]]:
    stories = defaultdict(list)
    for report in sorted(known.values(), key=lambda one: one.id):
        if report.id not in gone:
            stories[report.story_id].append(report)
    return stories


def _arrange(accounts: Sequence[Account], topics: Sequence[Topic], limit: int) -> tuple[tuple[Section, ...], tuple[Account, ...]]:
    """Sections in the order of topics, numbered through; what is beyond the cap comes after them, headline only."""
    places = {topic.name: place for place, topic in enumerate(topics)}
    ordered = sorted(accounts, key=lambda one: (places[one.topic], weight(one)))
    full = [one for one in ordered if one.novelty != "repeat"]
    beyond = {one.story for one in full[limit:]}
    kept = [one for one in ordered if one.story not in beyond]
    kept = [replace(one, number=number) for number, one in enumerate(kept, 1)]
    sections = (
        Section(topic=topic.id, name=topic.name, accounts=tuple(one for one in kept if one.topic == topic.name)) for topic in topics
    )
    rest = [replace(one, number=number) for number, one in enumerate(full[limit:], len(kept) + 1)]
    return tuple(section for section in sections if section.accounts), tuple(rest)


def _notice(one: Retraction, memory: Memory) -> Notice:
    now, name = cite(one.report), one.told.report_id
    words = one.report.change_words
    if one.kind != "withdrawn" and name in memory.texts:
        words = _change(memory.texts[name], one.report) or words
    return Notice(
        kind=one.kind,
        headline=clean_line(memory.titles.get(name, now.title), limit=LONGEST_HEADLINE) or now.title,
        now=now,
        words=clean_line(words, limit=340),
        told_at=one.told.told_at,
        edition=one.told.edition,
    )


def _change(before: str, report: Report) -> str:
    """What is different, in the article's words: its own line about it, else the sentence as it was and as it is."""
    lines = [line for line in new_sentences(report.text[:1000], (before,)) if line.startswith("(")]
    pair = corrected_sentence(before, report.text)
    return lines[0] if lines else f"“{shorten(pair[0], 160)}” → “{shorten(pair[1], 160)}”" if pair else ""


def _news(report: Report) -> News:
    return News(report=report.id, story=report.story_id, revision=report.revision)


def _minutes(digest: Digest) -> int:
    """Whole minutes of reading; characters stand for words where words are not spaced."""
    texts = [text for one in digest.headlines for text in (one.lead.title, one.excerpt, *one.news, *(said.text for said in one.sayings))]
    words = sum(max(len(text.split()), len(text) // 8) for text in texts)
    return max(1, round(words / WORDS_A_MINUTE)) if words else 0
