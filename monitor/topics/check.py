"""Topics as the operator wrote them in; every mistake in them, with its place and repair, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.errors import ConfigError, Mistake
from monitor.topics.parse import QueryError
from monitor.topics.program import THRESHOLD, Topics
from monitor.topics.settings import TopicSettings
from monitor.topics.tree import print_query
from monitor.topics.vocabulary import Vocabulary, parsed

LISTS = ("strong", "weak", "exclude", "any", "all", "none", "title_any")
MOST_POINTS = 100.0


@dataclass(frozen=True, slots=True)
class TopicMistake:
    """One mistake in topic number `topic`: `path` within its mapping, `offset` into the text there, from 0."""

    topic: int
    path: tuple[str | int, ...]
    offset: int
    what: str
    repair: str


def check_topics(settings: Sequence[TopicSettings], vocabulary: Vocabulary) -> tuple[TopicMistake, ...]:
    """Everything wrong in topics; empty when they can be compiled."""
    found: list[TopicMistake] = []
    first: dict[str, int] = {}
    for place, topic in enumerate(settings):
        if topic.id in first:
            what = f"a second topic named {topic.id}"
            found.append(TopicMistake(place, ("id",), 0, what, f"rename it, or merge it with topic {first[topic.id] + 1}"))
        first.setdefault(topic.id, place)
        found += _topic_mistakes(place, topic, vocabulary)
    return tuple(found)


def _topic_mistakes(place: int, topic: TopicSettings, vocabulary: Vocabulary) -> Iterator[TopicMistake]:
    if not topic.id.strip():
        yield TopicMistake(place, ("id",), 0, "a topic without a name", "write id: followed by a short word")
    if topic.use and topic.use != "general" and vocabulary.topic(topic.use) is None:
        known = ", ".join(each.id for each in vocabulary.topics)
        yield TopicMistake(place, ("use",), 0, f"the vocabulary has no topic {topic.use}", f"one of {known}")
    broken = list(_query_mistakes(place, topic))
    yield from broken
    if not broken:
        yield from _idle_mistakes(place, topic)


def _query_mistakes(place: int, topic: TopicSettings) -> Iterator[TopicMistake]:
    written: list[tuple[tuple[str | int, ...], str]] = [] if topic.query is None else [(("query",), topic.query)]
    written += [((key, number), text) for key in LISTS for number, text in enumerate(getattr(topic, key))]
    for path, text in written:
        try:
            parsed(text)
        except QueryError as error:
            yield TopicMistake(place, path, error.offset, error.what, error.repair)


def _idle_mistakes(place: int, topic: TopicSettings) -> Iterator[TopicMistake]:
    wanted = (topic.use, topic.strong, topic.weak, topic.query, topic.any, topic.all, topic.title_any)
    if not any(wanted):
        key = "none" if topic.none else "exclude" if topic.exclude else "id"
        yield TopicMistake(place, (key,), 0, "nothing could match this topic: it says only what it is not", "add any: or strong: phrases")
    elif not any((*wanted[:2], *wanted[3:])) and len(set(topic.weak)) < 2:
        yield TopicMistake(place, ("weak",), 0, "a single weak phrase can match nothing alone", "make it strong, or add a second")
    if topic.threshold is not None and not 0 < topic.threshold <= MOST_POINTS:
        yield TopicMistake(place, ("threshold",), 0, "a threshold is above 0 and at most 100", f"the usual one is {THRESHOLD}")
    excluded = {parsed(text) for text in (*topic.exclude, *topic.none)}
    positive = [(key, number, text) for key in LISTS if key not in {"exclude", "none"} for number, text in enumerate(getattr(topic, key))]
    for key, number, text in positive:
        if parsed(text) in excluded:
            yield TopicMistake(place, (key, number), 0, f"{text} is wanted here and excluded below", "remove one of the two")


def compile_topics(settings: Sequence[TopicSettings], vocabulary: Vocabulary) -> Topics:
    """Topics ready to match; raises ConfigError with every mistake."""
    mistakes = check_topics(settings, vocabulary)
    if mistakes:
        raise ConfigError(tuple(map(_mistake, mistakes)))
    return Topics(tuple(settings), vocabulary)


def _mistake(found: TopicMistake) -> Mistake:
    key = ".".join(["topics", str(found.topic), *map(str, found.path)])
    return Mistake(file="topics", column=found.offset + 1, key=key, what=found.what, repair=found.repair)


def print_topic(settings: TopicSettings, vocabulary: Vocabulary) -> str:
    """A topic as it was understood, one line a phrase, for `check`."""
    base = vocabulary.topic("core" if settings.use == "general" else settings.use) if settings.use else None
    threshold = settings.threshold or (base.threshold if base else None) or THRESHOLD
    lines = [f"{settings.id} (threshold {threshold:g})"]
    if base:
        strong = sum(phrase.strength == "strong" for phrase in base.phrases)
        lines.append(f"  use {base.id}: {strong} strong and {len(base.phrases) - strong} other phrases of vocabulary {vocabulary.version}")
    if settings.query:
        lines.append(f"  query {print_query(parsed(settings.query))}")
    lines += [f"  {key} {print_query(parsed(text))}" for key in LISTS for text in getattr(settings, key)]
    return "\n".join(lines)
