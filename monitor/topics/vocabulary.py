"""The vocabulary's data in, checked and frozen, out: topics, exclusions, actors and names in sixteen languages.

The data ships beside this file as JSON; an operator's own file has the same shape.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from monitor.errors import ConfigError, Mistake
from monitor.text.normalise import fold
from monitor.topics.parse import QueryError, parse_query
from monitor.topics.tree import Query

Strength = Literal["strong", "weak", "place", "whole"]

SCHEMA = 1
LANGUAGES = ("en", "ru", "uk", "pl", "ro", "de", "fr", "es", "tr", "ko", "ja", "zh-hans", "zh-hant", "he", "ar", "fa")
ANY = "any"
STRENGTHS: dict[str, Strength] = {"strong": "strong", "weak": "weak", "places": "place"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One query of a topic, the language whose items it is tried on (`any` for all), and its strength."""

    text: str
    language: str
    strength: Strength = "strong"
    is_sure: bool = True
    is_ambiguous: bool = False
    """A name that is also something else (a club, a car, a church): it counts only beside a word of the trade."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyTopic:
    """A topic as the vocabulary knows it. `is_default` is False for one an operator must switch on."""

    id: str
    name: str
    phrases: tuple[Phrase, ...]
    threshold: float | None = None
    is_default: bool = True
    is_company: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """What takes topics away: when `min_hits` of `veto` match and nothing of `unless` does. `topics` may be `*`."""

    id: str
    topics: tuple[str, ...]
    veto: tuple[str, ...]
    unless: tuple[str, ...] = ()
    min_hits: int = 1
    languages: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything the program knows of the trade's words. `version` stands in every verdict."""

    version: str
    topics: tuple[VocabularyTopic, ...]
    exclusions: tuple[Exclusion, ...] = ()
    actors: tuple[Phrase, ...] = ()
    subject: tuple[Phrase, ...] = ()
    """Words of the trade in general: what an ambiguous name needs beside it."""
    elsewhere: tuple[tuple[str, Phrase], ...] = ()
    """Words of other walks of life (sport, games, motoring …), each with the name of its walk."""
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def topic(self, id: str) -> VocabularyTopic | None:
        """A topic by its id."""
        return next((topic for topic in self.topics if topic.id == id), None)


@cache
def load_vocabulary() -> Vocabulary:
    """The vocabulary that ships with the program."""
    data = json.loads(Path(__file__).with_name("vocabulary.json").read_text(encoding="utf-8"))
    return vocabulary_from(data, is_checked=True)


def vocabulary_from(data: Mapping[str, Any], *, is_checked: bool = False) -> Vocabulary:
    """A vocabulary from its data; raises ConfigError with everything wrong in it unless it `is_checked` already."""
    mistakes = [] if is_checked else list(vocabulary_mistakes(data))
    if mistakes:
        raise ConfigError(tuple(mistakes))
    topics = tuple(_topic(id, topic) for id, topic in data["topics"].items())
    return Vocabulary(
        version=str(data["version"]),
        topics=topics,
        exclusions=tuple(_exclusion(each) for each in data.get("exclusions", ())),
        actors=tuple(_phrases(data.get("actors", {}))),
        subject=tuple(_phrases(data.get("subject", {}))),
        elsewhere=tuple((walk, phrase) for walk, each in data.get("elsewhere", {}).items() for phrase in _phrases(each)),
        names=tuple((id, tuple(forms)) for id, forms in data.get("names", {}).items()),
    )


def canonical_names(vocabulary: Vocabulary) -> dict[str, str]:
    """Folded surface form (tokens joined by one space) -> id of the place, person, system or organisation it names."""
    return {fold(form).strip(): id for id, forms in vocabulary.names for form in forms}


def _topic(id: str, topic: Mapping[str, Any]) -> VocabularyTopic:
    unsure, ambiguous = set(topic.get("unsure", ())), set(topic.get("ambiguous", ()))
    phrases = [
        replace(phrase, is_sure=phrase.text not in unsure, is_ambiguous=phrase.text in ambiguous)
        for key, strength in STRENGTHS.items()
        for phrase in _phrases(topic.get(key, {}), strength)
    ]
    return VocabularyTopic(
        id=id,
        name=topic["name"],
        phrases=tuple(phrases),
        threshold=topic.get("threshold"),
        is_default=topic.get("default", True),
        is_company=topic.get("company", True),
    )


def _phrases(by_language: Mapping[str, Sequence[str]], strength: Strength = "strong") -> Iterator[Phrase]:
    for language, texts in by_language.items():
        for text in texts:
            yield Phrase(text, language, strength)


def _exclusion(data: Mapping[str, Any]) -> Exclusion:
    return Exclusion(
        id=data["id"],
        topics=tuple(data["topics"]),
        veto=tuple(data["veto"]),
        unless=tuple(data.get("unless", ())),
        min_hits=data.get("min_hits", 1),
        languages=tuple(data.get("languages", ())),
        why=data.get("why", ""),
    )


def vocabulary_mistakes(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Everything wrong in a vocabulary's data: the linter. Keys are paths such as `topics.core.strong.en.3`."""
    if data.get("schema") != SCHEMA:
        yield _mistake("schema", f"this program reads schema {SCHEMA}", f"write schema: {SCHEMA}")
    if not isinstance(data.get("version"), str):
        yield _mistake("version", "a version is missing", "write any text that changes with the file, such as a date")
    topics = data.get("topics")
    if not isinstance(topics, dict) or not topics:
        yield _mistake("topics", "there is no topic", "write at least one topic with strong phrases")
        return
    for id, topic in topics.items():
        yield from _topic_mistakes(f"topics.{id}", topic)
    for key in ("actors", "subject"):
        yield from _list_mistakes(key, data.get(key, {}))
    for walk, words in data.get("elsewhere", {}).items():
        yield from _list_mistakes(f"elsewhere.{walk}", words)
    for place, each in enumerate(data.get("exclusions", ())):
        yield from _exclusion_mistakes(f"exclusions.{place}", each, topics)


def _topic_mistakes(path: str, topic: Any) -> Iterator[Mistake]:
    if not isinstance(topic, dict) or not isinstance(topic.get("name"), str):
        yield _mistake(path, "a topic needs a name", "write name: and strong: with phrases by language")
        return
    if not topic.get("strong"):
        yield _mistake(f"{path}.strong", "a topic without strong phrases can never match", "write at least one")
    for strength in STRENGTHS:
        yield from _list_mistakes(f"{path}.{strength}", topic.get(strength, {}))
    known = {text for strength in ("strong", "weak") for texts in topic.get(strength, {}).values() for text in texts}
    for mark in ("unsure", "ambiguous"):
        for text in topic.get(mark, ()):
            if text not in known:
                yield _mistake(f"{path}.{mark}", f"{text} is no phrase of this topic", "remove it, or write it as a phrase too")


def _list_mistakes(path: str, by_language: Any) -> Iterator[Mistake]:
    if not isinstance(by_language, dict):
        yield _mistake(path, "phrases stand under their language", "write en: [...] or any: [...]")
        return
    for language, texts in by_language.items():
        if language not in (*LANGUAGES, ANY):
            yield _mistake(f"{path}.{language}", f"unknown language {language}", f"one of {', '.join(LANGUAGES)} or any")
        for place, text in enumerate(texts):
            yield from _query_mistakes(f"{path}.{language}.{place}", text)
        for text in sorted({text for text in texts if texts.count(text) > 1}):
            yield _mistake(f"{path}.{language}", f"{text} stands twice", "remove one")


def _exclusion_mistakes(path: str, each: Any, topics: Mapping[str, Any]) -> Iterator[Mistake]:
    if not isinstance(each, dict) or not {"id", "topics", "veto"} <= set(each):
        yield _mistake(path, "an exclusion needs id, topics and veto", "write all three")
        return
    for topic in each["topics"]:
        if topic != "*" and topic not in topics:
            yield _mistake(f"{path}.topics", f"unknown topic {topic}", "name a topic of this file, or *")
    for key in ("veto", "unless"):
        for place, text in enumerate(each.get(key, ())):
            yield from _query_mistakes(f"{path}.{key}.{place}", text)


def _query_mistakes(path: str, text: Any) -> Iterator[Mistake]:
    if not isinstance(text, str):
        yield _mistake(path, f"{text!r} is not text", "quote it")
        return
    try:
        parse_query(text)
    except QueryError as error:
        yield Mistake(file="vocabulary", key=path, column=error.offset + 1, what=error.what, repair=error.repair)


def _mistake(key: str, what: str, repair: str) -> Mistake:
    return Mistake(file="vocabulary", key=key, what=what, repair=repair)


def parsed(text: str) -> Query:
    """A vocabulary phrase as a tree."""
    return _parsed(text)


_parsed = cache(parse_query)


def default_topics(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The ids of the topics that are on unless the operator says otherwise, as `use:` takes them."""
    return tuple("general" if topic.id == "core" else topic.id for topic in vocabulary.topics if topic.is_default)
