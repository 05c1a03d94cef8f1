"""Articles in; each with the weight of everything in it out: the rarer among the articles at hand, the more telling."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from monitor.model import StoryItem
from monitor.stories.features import Features, unpack
from monitor.stories.meaning import centred
from monitor.stories.names import common_names, skeleton, spelling
from monitor.stories.numbers import rare_figures, telling, telling_figures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

K = TypeVar("K", str, float)

PRIOR_TEXTS = 60
"""How many texts the weights of words pretend to have seen before the window: a window of two articles must not weigh by itself."""

COMMON, SOUND, FIGURE, TOPIC, QUOTE = 0.5, 0.8, 1.0, 1.0, 4.0
"""How much of its rarity a country or a kind of event, a spoken name, a figure or a topic is worth beside a system or a
person, and what a quotation is."""

FEW = 2.0
"""What an article names and counts is measured as if it had something more of this weight (squared), which no other has: two
articles that name one country and nothing else have not all in common."""

MOST_REMEMBERED = 4_000
"""So many weighed articles are remembered, 13 KiB each."""


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """One article with the weight of everything in it, each group scaled to length one."""

    weights: Weights
    item: StoryItem
    features: Features
    language: str
    stems: Mapping[str, float]
    title: Mapping[str, float]
    names: Mapping[str, float]
    proper: Mapping[str, float]
    sounds: Mapping[str, float]
    spelled: Mapping[str, float]
    """Proper names as languages of one script spell them; `sounds` are for two scripts."""
    is_latin: bool
    numbers: Mapping[float, float]
    figures: frozenset[float]
    focus: frozenset[str]
    topics: Mapping[str, float]
    """How telling each matched topic is: 1 for one that few have, 0 for one that half of the articles at hand have."""
    meaning: NDArray[np.float32] | None = None

    @cached_property
    def evidence(self) -> Mapping[str, float]:
        """What could be no chance to share, across languages, with its weight in nats: the rarer among the articles at hand, the more."""
        return self.weights.evidence(self.features, self.item.topics) | self.weights.sounding_evidence(self.sounds)

    @cached_property
    def evidence_in_latin(self) -> Mapping[str, float]:
        """The same for two articles in Latin letters: names by their spelling, not by their consonants alone."""
        return self.weights.evidence(self.features, self.item.topics) | self.weights.spelled_evidence(self.spelled)


class Weights:
    """How telling each word, name and number is: the rarer among the articles at hand, the more."""

    def __init__(self, items: Sequence[StoryItem]) -> None:
        all_features = [unpack(item.features) for item in items]
        self._texts = len(all_features) + PRIOR_TEXTS
        self._stems: Counter[str] = Counter(chain.from_iterable(one.stems for one in all_features))
        self._names: Counter[str] = Counter(chain.from_iterable(one.names for one in all_features))
        self._proper: Counter[str] = Counter(chain.from_iterable(one.proper for one in all_features))
        self._sounds: Counter[str] = Counter(chain.from_iterable(set(map(skeleton, one.proper)) for one in all_features))
        self._spelled: Counter[str] = Counter(chain.from_iterable(map(_spelled, all_features)))
        self._numbers: Counter[float] = Counter(chain.from_iterable(one.numbers for one in all_features))
        self._topics: Counter[str] = Counter(chain.from_iterable(item.topics for item in items))
        self._rarities = [math.log((self._texts + 1) / (count + 1)) + 0.1 for count in range(len(all_features) + 1)]
        self._nats = [max(0.0, math.log(self._texts / (count + 1))) for count in range(len(all_features) + 1)]
        self.weighed = lru_cache(maxsize=MOST_REMEMBERED)(self.weigh)

    def weigh(self, item: StoryItem) -> Weighed:
        """The article with its weights."""
        features = unpack(item.features)
        sounds, spelled = {skeleton(name): weight for name, weight in features.proper.items()}, _spelled(features)
        return Weighed(
            weights=self,
            item=item,
            features=features,
            language=(item.language or "").partition("-")[0],
            stems=self._scaled_by_rarity(features.stems, self._stems),
            title=self._scaled_by_rarity(dict.fromkeys(features.title, 1.0), self._stems),
            names=self._scaled_by_rarity(dict.fromkeys(features.names, 1.0), self._names, FEW),
            proper=self._scaled_by_rarity(features.proper, self._proper),
            sounds=_scaled(self._sounding(sounds)),
            spelled=self._scaled_by_rarity(spelled, self._spelled),
            is_latin=_is_latin(features),
            numbers=_scaled({number: self._rarity(self._numbers[number]) * telling(number) for number in features.numbers}, FEW),
            figures=telling_figures(features.numbers),
            focus=frozenset(features.names[: features.focus]),
            topics={topic: max(0.0, 1 - 2 * self._topics[topic] / self._texts) for topic in item.topics},
        )

    def _scaled_by_rarity(self, weights: Mapping[str, float], counts: Mapping[str, int], more: float = 0.0) -> dict[str, float]:
        rarities, count_of = self._rarities, counts.get
        return _scaled({word: weight * rarities[count_of(word, 0)] for word, weight in weights.items()}, more)

    def evidence(self, features: Features, topics: Sequence[str]) -> dict[str, float]:
        """What is no chance to share, in nats: all but the proper names."""
        found = {f"n:{name}": (COMMON if name in common_names() else 1.0) * self._nats[self._names[name]] for name in features.names}
        found |= {f"#{figure:g}": FIGURE * self._nats[self._numbers[figure]] for figure in rare_figures(features.numbers)}
        found |= {f"t:{topic}": TOPIC * self._nats[self._topics[topic]] for topic in topics}
        return found | {f"q:{quote}": QUOTE for quote in features.quotes}

    def sounding_evidence(self, names: Iterable[str]) -> dict[str, float]:
        """The same of proper names by their consonants."""
        return self._weighed_names(names, self._sounds)

    def spelled_evidence(self, names: Iterable[str]) -> dict[str, float]:
        """The same of proper names by their spelling."""
        return self._weighed_names(names, self._spelled)

    def _weighed_names(self, names: Iterable[str], counts: Mapping[str, int]) -> dict[str, float]:
        return {f"p:{name}": SOUND * min(1.0, len(name) / 6) * self._nats[counts[name]] for name in names if len(name) > 3}

    def _sounding(self, sounds: Mapping[str, float]) -> dict[str, float]:
        return {sound: weight * self._rarity(self._sounds[sound]) * min(1.0, len(sound) / 5) for sound, weight in sounds.items() if sound}

    def _rarity(self, count: int) -> float:
        return self._rarities[count]


def weighed_together(items: Sequence[StoryItem], weights: Weights | None = None) -> list[Weighed]:
    """Each of the articles at hand with its weights: among them, or as `weights` says that were made of others."""
    weighed = [weights.weighed(item) for item in items] if weights else [*map(Weights(items).weigh, items)]
    if not any(one.features.vector for one in weighed):
        return weighed
    meanings = centred([one.features.vector for one in weighed], [one.language for one in weighed])
    return [replace(one, meaning=meaning) for one, meaning in zip(weighed, meanings, strict=True)]


def _scaled(weights: Mapping[K, float], more: float = 0.0) -> dict[K, float]:
    length = math.sqrt(more + sum([weight * weight for weight in weights.values()]))
    return {key: weight / length for key, weight in weights.items()} if length else {}


def _spelled(features: Features) -> dict[str, float]:
    return {spelling(name): weight for name, weight in features.proper.items()}


def _is_latin(features: Features) -> bool:
    """Whether most names are written in Latin letters."""
    return 2 * sum(name.isascii() for name in features.proper) > len(features.proper)
