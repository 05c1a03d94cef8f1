"""An item and compiled topics in; one verdict a topic, with its evidence, out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.model import Item, Verdict
from monitor.topics.evaluate import Found, evaluate
from monitor.topics.languages import languages_of
from monitor.topics.leaves import Leaves
from monitor.topics.program import Clause, Compiled, Topics
from monitor.topics.reading import MOST_SPANS, Reading
from monitor.topics.score import weigh
from monitor.topics.tree import Query, words_of
from monitor.topics.vocabulary import ANY
from monitor.topics.weighing import Evidence, Weighing

LONGEST_TEXT = 400_000
"""Characters of a text that are read: a book, not an article, is longer."""


def match_topics(item: Item, topics: Topics) -> tuple[Verdict, ...]:
    """What every configured topic says of an item, in the order they were configured."""
    compiled = topics.compiled
    reading = Reading(_bounded(item), compiled.leaves)
    clauses = _tried(reading, compiled)
    if not clauses:
        return compiled.silent
    languages = languages_of(item) | {ANY}
    spoken = [clause for clause in clauses if clause.language in languages and _is_open(clause, reading, compiled)]
    evidence: dict[int, dict[str, Evidence]] = {}
    _gather((clause for clause in spoken if clause.strength != "place"), reading, evidence)
    if not evidence:
        return compiled.silent
    _gather((clause for clause in spoken if clause.strength == "place"), reading, evidence)
    return _verdicts(
        weigh(Weighing(compiled, reading, languages, {topic: tuple(each.values()) for topic, each in evidence.items()})), compiled
    )


def matches_query(item: Item, tree: Query) -> bool:
    """True where a single query matches an item."""
    return evaluate(tree, Reading(_bounded(item), Leaves(words_of(tree)))) is not None


def _bounded(item: Item) -> Item:
    if len(item.text) <= LONGEST_TEXT and len(item.title) <= LONGEST_TEXT:
        return item
    return replace(item, title=item.title[:LONGEST_TEXT], text=item.text[:LONGEST_TEXT])


def _tried(reading: Reading, topics: Compiled) -> list[Clause]:
    triggers = topics.triggers
    clauses = list(topics.always)
    for anchor in reading.seen:
        if anchor in triggers:
            clauses += triggers[anchor]
    return clauses


def _is_open(clause: Clause, reading: Reading, topics: Compiled) -> bool:
    """False where a query cannot match because of one of its doors none of the terms was seen."""
    doors = topics.doors.get(id(clause.tree))
    return doors is None or not any(map(reading.anchors.isdisjoint, doors))


def _gather(clauses: Iterable[Clause], reading: Reading, evidence: dict[int, dict[str, Evidence]]) -> None:
    """Add what was found, by program; a query that stands in several topics is asked once."""
    asked: dict[int, Found | None] = {}
    for clause in clauses:
        key = id(clause.tree)
        if key not in asked:
            asked[key] = evaluate(clause.tree, reading)
        found = asked[key]
        if found is not None:
            first = found._replace(spans=found.spans[:MOST_SPANS]) if len(found.spans) > MOST_SPANS else found
            evidence.setdefault(clause.topic, {}).setdefault(clause.strength + clause.text, Evidence(clause, first))


def _verdicts(decided: dict[int, Verdict], topics: Compiled) -> tuple[Verdict, ...]:
    verdicts = list(topics.silent)
    for program, verdict in decided.items():
        for place in topics.programs[program].configured:
            id = topics.settings[place].id
            verdicts[place] = verdict if id == verdict.topic else replace(verdict, topic=id)
    return tuple(verdicts)
