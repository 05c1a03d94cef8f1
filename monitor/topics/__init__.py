"""What the reader wants to hear about: the topic language, its vocabulary, and the verdict on each item (pure)."""

from typing import TYPE_CHECKING

from monitor.later import later
from monitor.topics.settings import TopicSettings

if TYPE_CHECKING:
    from monitor.topics.check import TopicMistake, check_topics, compile_topics, print_topic
    from monitor.topics.explain import re_decide
    from monitor.topics.match import match_topics, matches_query
    from monitor.topics.parse import QueryError, parse_query
    from monitor.topics.program import Topics
    from monitor.topics.tree import Query, print_query
    from monitor.topics.vocabulary import Vocabulary, canonical_names, default_topics, load_vocabulary, vocabulary_from


__getattr__ = later(
    __name__,
    {
        "check": ("TopicMistake", "check_topics", "compile_topics", "print_topic"),
        "explain": ("re_decide",),
        "match": ("match_topics", "matches_query"),
        "parse": ("QueryError", "parse_query"),
        "program": ("Topics",),
        "tree": ("Query", "print_query"),
        "vocabulary": ("Vocabulary", "canonical_names", "default_topics", "load_vocabulary", "vocabulary_from"),
    },
)

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
