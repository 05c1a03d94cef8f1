"""Topic settings and a vocabulary in; every query parsed, joined in one automaton and ready to be asked, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from monitor.model import Verdict, stable_id
from monitor.topics.doors import anchors_of, any_word_of, doors, entrance
from monitor.topics.leaves import Leaves
from monitor.topics.settings import TopicSettings
from monitor.topics.tree import And, InField, Not, Or, Query, Word, words_of
from monitor.topics.vocabulary import ANY, Exclusion, Phrase, Strength, Vocabulary, VocabularyTopic, parsed

THRESHOLD = 2.0
GENERAL = "core"
"""The vocabulary topic that is the company of weak phrases, and itself only assigned where no other is."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One phrase of one topic: its query, its strength and where it applies."""

    topic: int
    text: str
    tree: Query
    strength: Strength
    language: str
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Veto:
    """An exclusion with its queries parsed."""

    id: str
    veto: tuple[tuple[str, Query], ...]
    unless: tuple[tuple[str, Query], ...]
    min_hits: int
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that decides one topic. `configured` names the topics of the configuration decided by it."""

    id: str
    threshold: float
    vetoes: tuple[Veto, ...]
    configured: tuple[int, ...]
    rank: int
    """0 for most topics; 1 for the generic one and 2 for the adjacent, assigned only where no topic of a lower rank is."""
    is_guarded: bool
    """True for a topic of the vocabulary: words of other walks of life take it away."""
    is_company: bool
    """True for a topic of missile defence itself, whose phrases beside a country make it that country's."""
    is_foreign: bool
    """True for an operator's own topic and the adjacent one: their phrases are no company to those of missile defence."""
    version: str
    silent: Verdict


@dataclass(frozen=True, slots=True)
class Sign:
    """A word that tells what world an item belongs to; `walk` names the walk of life for words of another one."""

    leaf: int
    language: str
    text: str
    walk: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """Every query of every topic, parsed and joined in one automaton."""

    settings: tuple[TopicSettings, ...]
    programs: tuple[Program, ...]
    leaves: Leaves
    triggers: dict[int, tuple[Clause, ...]]
    """For each anchor of the automaton the clauses that can only match where it was seen."""
    always: tuple[Clause, ...]
    """Clauses that ask only for a field such as lang: they are tried on every item."""
    actors: dict[int, tuple[Sign, ...]]
    subject: dict[int, tuple[Sign, ...]]
    elsewhere: dict[int, tuple[Sign, ...]]
    silent: tuple[Verdict, ...]
    version: str
    veto_doors: dict[int, frozenset[int]]
    """For each exclusion, by identity, the anchors of which one must be seen before it can veto."""
    doors: dict[int, tuple[frozenset[int], ...]]
    """For each query with several doors, by identity, the anchors of each door."""


@dataclass(frozen=True)
class Topics:
    """Topics ready to match. Their queries are compiled when the first item comes: a turn without news never pays for it."""

    settings: tuple[TopicSettings, ...]
    vocabulary: Vocabulary

    @cached_property
    def compiled(self) -> Compiled:
        """The compiled queries."""
        return link(self.settings, self.vocabulary)


@dataclass(frozen=True, slots=True)
class _Source:
    """A topic before its queries are joined: what `use` brings, and what the settings add."""

    id: str
    phrases: tuple[Phrase, ...]
    vetoes: tuple[Veto, ...]
    whole: tuple[tuple[str, Query], ...]
    threshold: float
    rank: int
    is_guarded: bool
    is_company: bool
    is_foreign: bool


def link(settings: Sequence[TopicSettings], vocabulary: Vocabulary) -> Compiled:
    """Compile settings that have no mistake."""
    sources = [_source(each, vocabulary) for each in settings]
    distinct: dict[_Source, list[int]] = {}
    for place, source in enumerate(sources):
        distinct.setdefault(source, []).append(place)
    used = {each.use for each in settings if each.use}
    background = [_background(topic, vocabulary) for topic in vocabulary.topics if topic.is_default and topic.id not in used]
    for source in background:
        distinct.setdefault(source, [])
    programs = tuple(_program(source, places, vocabulary) for source, places in distinct.items())
    clauses = [clause for place, source in enumerate(distinct) for clause in _clauses(place, source)]
    return _joined(tuple(settings), programs, clauses, vocabulary)


def _clauses(place: int, source: _Source) -> Iterator[Clause]:
    for phrase in source.phrases:
        yield Clause(place, phrase.text, parsed(phrase.text), phrase.strength, phrase.language, phrase.is_ambiguous)
    for text, tree in source.whole:
        yield Clause(place, text, tree, "whole", ANY)


def _joined(settings: tuple[TopicSettings, ...], programs: tuple[Program, ...], clauses: list[Clause], vocabulary: Vocabulary) -> Compiled:
    signs = [*vocabulary.actors, *vocabulary.subject, *(phrase for _, phrase in vocabulary.elsewhere)]
    trees = [clause.tree for clause in clauses] + [parsed(sign.text) for sign in signs]
    for program in programs:
        trees += [tree for veto in program.vetoes for _, tree in (*veto.veto, *veto.unless)]
    leaves = Leaves(word for tree in trees for word in words_of(tree))
    triggers: dict[int, list[Clause]] = {}
    for clause in clauses:
        for anchor in anchors_of(entrance(clause.tree), leaves):
            triggers.setdefault(anchor, []).append(clause)
    silent = {place: program.silent for program in programs for place in program.configured}
    return Compiled(
        settings,
        programs,
        leaves,
        {anchor: tuple(dict.fromkeys(found)) for anchor, found in triggers.items()},
        tuple(clause for clause in clauses if not entrance(clause.tree)),
        _signs((("", phrase) for phrase in vocabulary.actors), leaves),
        _signs((("", phrase) for phrase in vocabulary.subject), leaves),
        _signs(vocabulary.elsewhere, leaves),
        tuple(_named(silent[place], each.id) for place, each in enumerate(settings)),
        vocabulary.version,
        {id(veto): any_word_of(tuple(tree for _, tree in veto.veto), leaves) for program in programs for veto in program.vetoes},
        {id(clause.tree): tuple(anchors_of(door, leaves) for door in doors(clause.tree)) for clause in clauses if _is_long(clause.tree)},
    )


def _is_long(tree: Query) -> bool:
    return len(doors(tree)) > 1


def _signs(phrases: Iterable[tuple[str, Phrase]], leaves: Leaves) -> dict[int, tuple[Sign, ...]]:
    found: dict[int, list[Sign]] = {}
    for walk, phrase in phrases:
        word = parsed(phrase.text)
        if isinstance(word, Word):
            leaf = leaves.numbers[word]
            found.setdefault(leaves.anchors[leaf], []).append(Sign(leaf, phrase.language, phrase.text, walk))
    return {anchor: tuple(signs) for anchor, signs in found.items()}


def _named(verdict: Verdict, topic: str) -> Verdict:
    return Verdict(topic=topic, is_match=False, score=0.0, threshold=verdict.threshold, clause=verdict.clause, version=verdict.version)


def _background(topic: VocabularyTopic, vocabulary: Vocabulary) -> _Source:
    return _source(TopicSettings(id=topic.id, use=topic.id), vocabulary)


def _source(settings: TopicSettings, vocabulary: Vocabulary) -> _Source:
    base = vocabulary.topic("core" if settings.use == "general" else settings.use) if settings.use else None
    own = [Phrase(text, ANY) for text in settings.strong] + [Phrase(text, ANY, "weak") for text in settings.weak]
    whole = whole_query(settings)
    vetoes = [_exclusion(each) for each in vocabulary.exclusions if base and ({"*", base.id} & set(each.topics))]
    vetoes += [Veto("exclude", ((text, parsed(text)),), (), 1, frozenset()) for text in settings.exclude]
    if not whole and settings.none:
        vetoes += [Veto("none", ((text, parsed(text)),), (), 1, frozenset()) for text in settings.none]
    threshold = settings.threshold if settings.threshold is not None else (base.threshold if base else None)
    return _Source(
        base.id if base else settings.id,
        (*(base.phrases if base else ()), *own),
        tuple(vetoes),
        whole,
        THRESHOLD if threshold is None else threshold,
        _rank(base),
        base is not None,
        base is not None and base.is_company,
        base is None or not base.is_default,
    )


def _rank(base: VocabularyTopic | None) -> int:
    if base is None:
        return 0
    return 1 if base.id == GENERAL else 0 if base.is_default else 2


def whole_query(settings: TopicSettings) -> tuple[tuple[str, Query], ...]:
    """The queries that decide alone: `query`, and the short forms compiled into one tree."""
    found: list[tuple[str, Query]] = [(settings.query, parsed(settings.query))] if settings.query else []
    wanted: list[Query] = [_one(settings.any)] if settings.any else []
    wanted += map(parsed, settings.all)
    wanted += [InField("title", _one(settings.title_any))] if settings.title_any else []
    if wanted:
        tree: Query = wanted[0] if len(wanted) == 1 else And(tuple(wanted))
        found.append(("short form", Not(tree, _one(settings.none)) if settings.none else tree))
    elif found and settings.none:
        found = [(text, Not(tree, _one(settings.none))) for text, tree in found]
    return tuple(found)


def _one(texts: tuple[str, ...]) -> Query:
    return parsed(texts[0]) if len(texts) == 1 else Or(tuple(map(parsed, texts)))


@lru_cache(maxsize=1_000)
def _exclusion(each: Exclusion) -> Veto:
    return Veto(
        each.id,
        tuple((text, parsed(text)) for text in each.veto),
        tuple((text, parsed(text)) for text in each.unless),
        each.min_hits,
        frozenset(each.languages),
    )


def _program(source: _Source, places: list[int], vocabulary: Vocabulary) -> Program:
    version = f"{vocabulary.version}+{stable_id(repr(source))}"
    silent = Verdict(
        topic=source.id, is_match=False, score=0.0, threshold=source.threshold, clause="no phrase of this topic is in it", version=version
    )
    return Program(
        source.id,
        source.threshold,
        source.vetoes,
        tuple(places),
        source.rank,
        source.is_guarded,
        source.is_company,
        source.is_foreign,
        version,
        silent,
    )
