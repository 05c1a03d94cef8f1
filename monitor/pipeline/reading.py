"""An article in, the Reading that is recorded out: topics matched, compared with the version before, each step with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor import extract, stories, topics
from monitor.model import Article, Change, Decision, Item, Page, Reading, StoryItem, UnreadEntry, Verdict
from monitor.pipeline.addressing import PARTIAL, trusted_address
from monitor.pipeline.placing import KnownDays
from monitor.pipeline.settings import ReadSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every article is judged by: the compiled topics, the canonical names, and when to read again."""

    topics: topics.Topics
    names: Mapping[str, str]
    revisits: tuple[timedelta, ...] = ReadSettings().revisits
    keeps_everything: bool = False
    """Whether articles of no topic are grouped too: for measuring on general news (`replay --all`)."""
    known: KnownDays = field(default_factory=KnownDays)
    """Beside which articles a new one is placed."""
    meant: Callable[[StoryItem, str], StoryItem] | None = None
    """Adds what an article means, where the desk has a language model."""


def item_of(unread: UnreadEntry, article: Article) -> Item:
    """What topics are matched against."""
    feed = unread.feed
    return Item(
        id=unread.entry.id,
        url=article.url,
        title=article.title,
        text=article.text or article.description,
        published=article.published,
        first_seen_at=unread.first_seen_at,
        language=article.language,
        outlet=article.outlet or feed.name,
        source=feed.id,
        country=feed.country,
        byline=article.byline,
    )


def judged(unread: UnreadEntry, article: Article, now: datetime, *, desk: Desk, page: Page | None, how: str) -> Reading:
    """A first reading, of an article whose canonical address is settled: `how` says where the text was had from."""
    item = item_of(unread, article)
    verdicts = topics.match_topics(item, desk.topics)
    reading = Reading(
        entry_id=item.id,
        read_at=now,
        article=article,
        verdicts=verdicts,
        page=page,
        decisions=_decisions(item.id, article, verdicts, how, now),
        text_hash=stories.text_hash(article.text),
        story_item=_story_item(article, item, verdicts, now, desk),
    )
    return _with_revisit(reading, unread, now, desk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """One article read twice: as it was recorded, its earlier page as it is understood today, and its page of now."""

    recorded: Article
    before: Article
    now: Article


def revised(unread: UnreadEntry, versions: Versions, now: datetime, *, desk: Desk, page: Page | None) -> Reading:
    """A later reading: what changed between the pages, or the recorded article kept where the new one is no whole article."""
    change, words = _change(versions)
    address = versions.recorded.canonical_url or trusted_address(versions.now)
    kept = replace(versions.now, canonical_url=address) if _is_whole(versions.now) else versions.recorded
    reading = judged(unread, kept, now, desk=desk, page=page if kept is not versions.recorded else None, how="page, read again")
    decision = Decision(
        entry_id=unread.entry.id, stage="extract", outcome=f"read again: {change}", reason=words or "nothing new", decided_at=now
    )
    is_news = change not in ("first", "cosmetic")
    return replace(reading, change=change, change_words=words, decisions=(decision, *reading.decisions[1:]) if is_news else (decision,))


def _change(versions: Versions) -> tuple[Change, str]:
    """What became of the article; nothing can be said against a text that was not had whole, then or now."""
    if not _is_whole(versions.now):
        return "cosmetic", ""
    if not _is_whole(versions.recorded) or not _is_whole(versions.before):
        return "addition", "the whole text could be read"
    change, words = extract.compare(versions.before, versions.now)
    # What scrolls off a ticker has not been taken back.
    is_rolling = versions.now.access == "live" and change == "material"
    return ("addition" if is_rolling else change), words


def _is_whole(article: Article) -> bool:
    return article.access not in PARTIAL and article.text_source == "page"


def gone(unread: UnreadEntry, old: Article, now: datetime, *, desk: Desk, status: int) -> Reading:
    """An article whose page its publisher has taken away: withdrawn, whatever it said."""
    words = f"the publisher has removed the page ({status})"
    decision = Decision(entry_id=unread.entry.id, stage="fetch", outcome="gone", reason=words, decided_at=now)
    reading = judged(unread, old, now, desk=desk, page=None, how="kept")
    return replace(reading, change="withdrawn", change_words=words, decisions=(decision,), next_read_at=None)


def next_revisit(unread: UnreadEntry, now: datetime, desk: Desk) -> datetime | None:
    """When to read a matched article again; None when it has been watched long enough."""
    later = (unread.first_seen_at + span for span in desk.revisits)
    return next((at for at in later if at > now), None)


def _with_revisit(reading: Reading, unread: UnreadEntry, now: datetime, desk: Desk) -> Reading:
    if not reading.topics or reading.article.text_source != "page":
        return reading
    return replace(reading, next_read_at=next_revisit(unread, now, desk))


def _story_item(article: Article, item: Item, verdicts: tuple[Verdict, ...], now: datetime, desk: Desk) -> StoryItem | None:
    matched = tuple(verdict.topic for verdict in verdicts if verdict.is_match)
    if not matched and not desk.keeps_everything:
        return None
    described = stories.describe(article, item, matched, desk.names)
    return desk.meant(described, str(article.text)) if desk.meant else described


def _decisions(entry_id: str, article: Article, verdicts: tuple[Verdict, ...], how: str, now: datetime) -> tuple[Decision, ...]:
    blocks = len(article.dropped)
    cut = f"; {blocks} {'block' if blocks == 1 else 'blocks'} cut" if blocks else ""
    had = "" if how == article.text_source else f"{how}: "
    words = f"{had}{len(article.text)} characters of {article.access} text, date by {article.published.source}{cut}"
    matched = [verdict for verdict in verdicts if verdict.is_match]
    near = max((verdict for verdict in verdicts if not verdict.is_match), key=lambda verdict: verdict.score, default=None)
    if matched:
        outcome, reason = "matched " + ", ".join(verdict.topic for verdict in matched), "; ".join(v.clause for v in matched if v.clause)
    else:
        outcome = "matched no topic"
        reason = f"nearest {near.topic}: {near.clause}" if near and near.clause else "no phrase of any topic"
    return (
        Decision(entry_id=entry_id, stage="extract", outcome=article.text_source, reason=words, decided_at=now),
        Decision(entry_id=entry_id, stage="match", outcome=outcome, reason=reason, decided_at=now),
    )
