"""What the reader wants to hear about: the topic language, its vocabulary, and the verdict on each item (pure)."""

from importlib import import_module
from typing import TYPE_CHECKING

from monitor.topics.settings import TopicSettings

if TYPE_CHECKING:
    from monitor.topics.check import TopicMistake, check_topics, compile_topics, print_topic
    from monitor.topics.explain import re_decide
    from monitor.topics.match import match_topics, matches_query
    from monitor.topics.parse import QueryError, parse_query
    from monitor.topics.program import Topics
    from monitor.topics.tree import Query, print_query
    from monitor.topics.vocabulary import Vocabulary, canonical_names, default_topics, load_vocabulary, vocabulary_from

LATER = {
    "Query": "monitor.topics.tree",
    "QueryError": "monitor.topics.parse",
    "TopicMistake": "monitor.topics.check",
    "Topics": "monitor.topics.program",
    "Vocabulary": "monitor.topics.vocabulary",
    "canonical_names": "monitor.topics.vocabulary",
    "check_topics": "monitor.topics.check",
    "compile_topics": "monitor.topics.check",
    "default_topics": "monitor.topics.vocabulary",
    "load_vocabulary": "monitor.topics.vocabulary",
    "match_topics": "monitor.topics.match",
    "matches_query": "monitor.topics.match",
    "parse_query": "monitor.topics.parse",
    "print_query": "monitor.topics.tree",
    "print_topic": "monitor.topics.check",
    "re_decide": "monitor.topics.explain",
    "vocabulary_from": "monitor.topics.vocabulary",
}
"""What is imported when it is first asked for: the settings alone must stay cheap to read."""


def __getattr__(name: str) -> object:
    if name not in LATER:
        raise AttributeError(name)
    return getattr(import_module(LATER[name]), name)


__all__ = [
    "Query",
    "QueryError",
    "TopicMistake",
    "TopicSettings",
    "Topics",
    "Vocabulary",
    "canonical_names",
    "check_topics",
    "compile_topics",
    "default_topics",
    "load_vocabulary",
    "match_topics",
    "matches_query",
    "parse_query",
    "print_query",
    "print_topic",
    "re_decide",
    "vocabulary_from",
]
