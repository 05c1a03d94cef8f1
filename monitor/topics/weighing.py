"""What was found for each topic, and what surrounds it, in; the questions a score asks of it, answered when asked, out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from monitor.topics.evaluate import Found
from monitor.topics.program import Clause, Compiled
from monitor.topics.reading import Reading, Span
from monitor.topics.signs import Signs, read_signs


class Evidence(NamedTuple):
    """A clause that matched, with where."""

    clause: Clause
    found: Found


@dataclass(frozen=True)
class Weighing:
    """Everything that is known of one item when its topics are decided."""

    topics: Compiled
    reading: Reading
    languages: frozenset[str]
    evidence: dict[int, tuple[Evidence, ...]]
    veto_hits: dict[int, str] = field(default_factory=dict)
    """What each exclusion found, asked once although many topics share it."""

    @cached_property
    def signs(self) -> Signs:
        """What world the item belongs to."""
        return read_signs(self.topics, self.reading, self.languages)

    @cached_property
    def actor_tokens(self) -> list[int]:
        """The numbers of the tokens at which an actor is named, in order."""
        return sorted(self.reading.token(span[0]) for hits in self.signs.actors for span in hits)

    @cached_property
    def elsewhere(self) -> str:
        """Why the item belongs to another walk of life; empty where it does not."""
        walk, weight, words = self.signs.walk()
        trade = self.signs.trade_beside(self.spans) if weight else 0
        if weight >= 2 and weight > len(self.signs.actors) and 2 * weight > trade:
            return f"speaks of {walk}: {', '.join(words[:4])}"
        if weight and not self.signs.actors and sum(each[1] for each in self.signs.walks) >= trade:
            return f"speaks of {walk} more than of the trade: {', '.join(words[:4])}"
        return ""

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Everything any phrase of any topic hit."""
        return tuple(span for found in self.evidence.values() for each in found for span in each.found.spans)

    @cached_property
    def is_plain(self) -> bool:
        """True where a strong phrase stands that can mean nothing else."""
        return any(not each.clause.is_ambiguous for each in self.strong)

    @cached_property
    def strong(self) -> tuple[Evidence, ...]:
        """Every strong phrase of the vocabulary in the item."""
        return tuple(each for each in self._known if each.clause.strength == "strong")

    @cached_property
    def _known(self) -> tuple[Evidence, ...]:
        programs = self.topics.programs
        return tuple(each for place, found in self.evidence.items() if not programs[place].is_foreign for each in found)

    @cached_property
    def defence(self) -> tuple[Evidence, ...]:
        """What an item on a country's missile defence must have beside the country: a strong phrase, or a generic one."""
        programs = self.topics.programs
        found = [each for each in self.strong if programs[each.clause.topic].is_company and counts(each, self)]
        general = [each for each in self._known if programs[each.clause.topic].rank == 1 and each.clause.strength == "weak"]
        return (*found, *general) if found or len(distinct(general, set())) > 1 else ()

    @cached_property
    def strong_topics(self) -> frozenset[str]:
        """Vocabulary topics with a strong phrase in the item; of the generic one any phrase will do."""
        programs = self.topics.programs
        return frozenset(
            programs[place].id
            for place, found in self.evidence.items()
            if not programs[place].is_foreign and (programs[place].rank == 1 or any(each.clause.strength == "strong" for each in found))
        )


def counts(each: Evidence, weighing: Weighing) -> bool:
    """An ambiguous name counts only beside a plain phrase, an actor or another word of the trade."""
    return not each.clause.is_ambiguous or weighing.is_plain or weighing.signs.is_beside(each.found.spans)


def distinct(ranked: list[Evidence], taken: set[Span]) -> list[Evidence]:
    """Phrases that say something of their own: not those whose every hit lies within hits already counted."""
    found: list[Evidence] = []
    counted = list(taken)
    for each in ranked:
        if all(any(start < high and low < end for low, high in counted) for start, end in each.found.spans):
            continue
        found.append(each)
        counted += each.found.spans
    return found
