"""What the reader wants to hear about: the topic language, its vocabulary, and the verdict on each item (pure)."""

from monitor.topics.check import TopicMistake, check_topics, compile_topics, print_topic
from monitor.topics.explain import re_decide
from monitor.topics.match import match_topics, matches_query
from monitor.topics.parse import QueryError, parse_query
from monitor.topics.program import Topics
from monitor.topics.settings import TopicSettings
from monitor.topics.tree import Query, print_query
from monitor.topics.vocabulary import Vocabulary, canonical_names, default_topics, load_vocabulary, vocabulary_from

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
