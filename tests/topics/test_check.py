"""Every mistake in a topic is told at once, with its place and what to do."""

from __future__ import annotations

import pytest

from monitor.errors import ConfigError
from monitor.topics import TopicSettings, check_topics, compile_topics, load_vocabulary, print_topic

VOCABULARY = load_vocabulary()

MISTAKES = {
    "a broken phrase": (TopicSettings(id="own", strong=("radar", "radar AND")), ("strong", 1), 6),
    "a broken query": (TopicSettings(id="own", query="radar OR (ship"), ("query",), 9),
    "an unknown topic": (TopicSettings(id="own", use="nato-europa"), ("use",), 0),
    "no name": (TopicSettings(id=" ", strong=("radar",)), ("id",), 0),
    "only what it is not": (TopicSettings(id="own", none=("radar",)), ("none",), 0),
    "nothing at all": (TopicSettings(id="own"), ("id",), 0),
    "one weak phrase": (TopicSettings(id="own", weak=("radar",)), ("weak",), 0),
    "wanted and excluded": (TopicSettings(id="own", any=("ship", "radar"), none=("radar",)), ("any", 1), 0),
    "a threshold of nothing": (TopicSettings(id="own", strong=("radar",), threshold=0.0), ("threshold",), 0),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_repair(case: str) -> None:
    settings, path, offset = MISTAKES[case]

    found = check_topics([settings], VOCABULARY)

    assert [(each.topic, each.path, each.offset) for each in found] == [(0, path, offset)]
    assert all(each.what and each.repair for each in found)


def test_a_second_topic_of_the_same_name_is_a_mistake() -> None:
    found = check_topics([TopicSettings(id="own", strong=("radar",)), TopicSettings(id="own", strong=("ship",))], VOCABULARY)

    assert [(each.topic, each.path) for each in found] == [(1, ("id",))]


def test_all_mistakes_are_told_at_once_when_compiling() -> None:
    settings = [TopicSettings(id="one", strong=("a*",)), TopicSettings(id="two", query="NOT radar")]

    with pytest.raises(ConfigError) as refused:
        compile_topics(settings, VOCABULARY)

    assert [mistake.key for mistake in refused.value.mistakes] == ["topics.0.strong.0", "topics.1.query"]


def test_a_topic_is_printed_as_it_was_understood() -> None:
    settings = TopicSettings(id="own", use="japan", strong=("radar NEAR/3 (ship OR boat)",), none=('"weather radar"',))

    printed = print_topic(settings, VOCABULARY).splitlines()

    assert printed[0] == "own (threshold 2)"
    assert printed[1].startswith("  use japan: ")
    assert printed[2:] == ['  strong "radar" NEAR/3 ("ship" OR "boat")', '  none "weather radar"']
