"""What a person asks of the store, answered by the pure rooms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from monitor.app.build import vocabulary_of
from monitor.app.items import provenance_json
from monitor.model import Dropped, Item, Report, Story, Verdict, Window
from monitor.text import clean_line

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store.sql import SqlStore
    from monitor.topics import Topics

CUTS_SHOWN = 5
"""So many of the blocks that were cut are shown to a person; JSON has all."""
AGES_AHEAD = datetime(9000, 1, 1, tzinfo=UTC)


def compile_topics(config: Config, *, only: str | None = None) -> Topics:
    """The configured topics, or one of them. Raises ConfigError."""
    from monitor import topics
    from monitor.errors import ConfigError, Mistake

    chosen = [topic for topic in config.topics if only in (None, topic.id)]
    if not chosen:
        known = ", ".join(topic.id for topic in config.topics)
        raise ConfigError((Mistake(file=str(config.path), key="topics", what=f"no topic {only!r}", repair=f"there are {known}"),))
    return topics.compile_topics(chosen, vocabulary_of(config))


def every_topic(store: SqlStore) -> tuple[str, ...]:
    """Every topic that an article in the store was matched to, configured or not."""
    return store.matched_topics()


def window_since(since: datetime) -> Window:
    """From an instant on, without an end."""
    return Window(start=since, end=AGES_AHEAD)


def stories_between(store: SqlStore, since: datetime, until: datetime, *, topic: str | None = None) -> tuple[Story, ...]:
    """The stories told in a span, newest first."""
    from monitor import stories

    window = Window(start=since, end=until)
    found = stories.stories_of(store.story_items_in(window), store.placements_in(window))
    wanted = [story for story in found if topic is None or topic in story.topics]
    return tuple(sorted(wanted, key=lambda story: (story.last_at, story.id), reverse=True))


def search(store: SqlStore, query: str, *, since: datetime) -> tuple[Report, ...]:
    """The matched articles that a query of the topic language finds, newest first. Raises ConfigError for a wrong query."""
    from monitor import topics

    tree = topics.parse_query(query)
    reports = store.reports_in(window_since(since), every_topic(store))
    found = [report for report in reports if topics.matches_query(_item(report), tree)]
    return tuple(sorted(found, key=lambda report: (report.first_seen_at, report.id), reverse=True))


def _item(report: Report) -> Item:
    return Item(
        id=report.id,
        url=report.url,
        title=report.title,
        text=report.text,
        published=report.published,
        first_seen_at=report.first_seen_at,
        language=report.language,
        outlet=report.outlet,
        source=report.feed_id,
        country=report.country,
        byline=report.byline,
    )


def explain(config: Config, store: SqlStore, entry_id: str) -> dict[str, Any]:
    """The rest of an item's way: what each topic decided with the sentence that hit, its story, its editions."""
    article = store.article(entry_id)
    verdicts = store.verdicts(entry_id)
    dropped = article.dropped if article else ()
    lines = _cut_lines(dropped) + [
        line for verdict in verdicts for line in _verdict_lines(verdict, article.title if article else "", article.text if article else "")
    ]
    placement = next((found for found in store.placements_of([entry_id])), None)
    origins = (*(article.provenance if article else ()), *(placement.provenance if placement else ()))
    lines += [f"{one.relation} from {one.origin}: “{one.evidence}”" for one in origins]
    if placement:
        lines.append(f"story {placement.story_id}: {'; '.join(placement.reasons) or 'nothing it shares with another'}")
    told = store.told_of_report(entry_id)
    lines += [f"told to {one.recipient} in edition {one.edition}, {one.told_at:%Y-%m-%d %H:%M} UTC" for one in told]
    if verdicts and not any(verdict.is_match for verdict in verdicts):
        lines.append("so it is shown to nobody")
    elif placement and not told:
        lines.append("not in any edition yet")
    return {
        "topics": [_verdict_json(verdict) for verdict in verdicts],
        "story": placement.story_id if placement else None,
        "duplicate_of": placement.duplicate_of if placement else None,
        "provenance": [provenance_json(one) for one in origins],
        "dropped": [{"reason": block.reason, "text": block.text} for block in dropped],
        "editions": sorted({one.edition for one in told}),
        "lines": lines,
    }


def _cut_lines(dropped: Sequence[Dropped]) -> list[str]:
    """What was cut from the page, each with its reason and its first words."""
    lines = [f"cut as {block.reason}: {clean_line(block.text, limit=90)}" for block in dropped[:CUTS_SHOWN]]
    return [*lines, f"… and {len(dropped) - CUTS_SHOWN} more (all with --json)"] if len(dropped) > CUTS_SHOWN else lines


def _verdict_lines(verdict: Verdict, title: str, text: str) -> list[str]:
    sign = "+" if verdict.is_match else "-"
    lines = [f"{sign} {verdict.topic}: {verdict.score:.1f} of {verdict.threshold:.1f}; {verdict.clause}"]
    parts = ", ".join(f"{name} {points:+.1f}" for name, points in verdict.parts)
    if parts:
        lines.append(f"    {parts}  (vocabulary {verdict.version})")
    fields = {"title": title, "lead": text, "body": text}
    for term in verdict.terms[:3]:
        if term.field in fields:
            lines.append(f"    {term.field}: {_sentence_around(fields[term.field], term.start, term.end)}")
    return lines


def _sentence_around(text: str, start: int, end: int) -> str:
    """The hit with the words around it, marked."""
    left = max(text.rfind(". ", 0, start) + 2, text.rfind("\n", 0, start) + 1, start - 120, 0)
    right = min(at if (at := text.find(". ", end)) >= 0 else len(text), end + 120, len(text))
    return " ".join(f"{text[left:start]}[{text[start:end]}]{text[end:right]}".split())


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "topic": verdict.topic,
        "is_match": verdict.is_match,
        "score": verdict.score,
        "threshold": verdict.threshold,
        "parts": dict(verdict.parts),
        "terms": [{"text": t.text, "field": t.field, "start": t.start, "end": t.end, "phrase": t.phrase} for t in verdict.terms],
        "clause": verdict.clause,
        "version": verdict.version,
    }
