"""The vocabulary that ships has no mistake, and a broken one is told what is wrong and where."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from monitor.errors import ConfigError
from monitor.topics import default_topics, load_vocabulary, vocabulary_from
from monitor.topics.vocabulary import LANGUAGES, vocabulary_mistakes


def data() -> Any:
    return json.loads(files("monitor.topics").joinpath("vocabulary.json").read_text(encoding="utf-8"))


def test_the_vocabulary_that_ships_has_no_mistake() -> None:
    assert [str(mistake) for mistake in vocabulary_mistakes(data())] == []


def test_nineteen_topics_are_on_by_default_and_every_language_is_spoken() -> None:
    vocabulary = load_vocabulary()

    assert len(default_topics(vocabulary)) == 19
    spoken = {phrase.language for topic in vocabulary.topics for phrase in topic.phrases}
    assert set(LANGUAGES) <= spoken


def test_phrases_without_a_native_check_are_marked() -> None:
    unsure = [phrase for topic in load_vocabulary().topics for phrase in topic.phrases if not phrase.is_sure]

    assert len(unsure) > 20


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "an older schema": ({"schema": 0}, "schema"),
    "no version": ({"version": None}, "version"),
    "no topic": ({"topics": {}}, "topics"),
    "a topic without a name": ({"topics": {"own": {"strong": {"en": ["radar"]}}}}, "topics.own"),
    "a topic without strong phrases": ({"topics": {"own": {"name": "Own"}}}, "topics.own.strong"),
    "an unknown language": ({"topics": {"own": {"name": "Own", "strong": {"xx": ["radar"]}}}}, "topics.own.strong.xx"),
    "a broken query": ({"topics": {"own": {"name": "Own", "strong": {"en": ["radar AND"]}}}}, "topics.own.strong.en.0"),
    "a phrase twice": ({"topics": {"own": {"name": "Own", "strong": {"en": ["radar", "radar"]}}}}, "topics.own.strong.en"),
    "an exclusion of nothing": ({"exclusions": [{"id": "x", "topics": ["nowhere"], "veto": ["radar"]}]}, "exclusions.0.topics"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_vocabulary_is_refused_with_the_path_of_its_mistake(case: str) -> None:
    changes, key = BROKEN[case]

    with pytest.raises(ConfigError) as refused:
        vocabulary_from(data() | changes)

    assert key in {mistake.key for mistake in refused.value.mistakes}
