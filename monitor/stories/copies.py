"""Two articles in; whether one was made from the other's text out, with the evidence in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from monitor.model import StoryItem
from monitor.stories.credits import credits_outlet
from monitor.stories.features import TITLE_WEIGHT, Features, unpack
from monitor.stories.numbers import figures_differ
from monitor.stories.sketch import sharing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SURE = 0.6
"""Above this share of common shingles two texts are one, unless they are two numbers of a series."""

GREY = 0.12
"""Below this share, and without containment, texts have no more in common than a subject."""

CONTAINED = 0.45
"""So much of the shorter text within the longer is a shortened or an extended copy, if something else says so too."""

WHOLLY_CONTAINED = 0.8
QUOTED = 0.3
CREDITED = 0.25
BEGINS = 0.3
TOLD_OF_TITLE = 0.25
SAME_EVENT = timedelta(hours=40)
SHORTEST = 8
"""Texts of fewer words are copies only when they are equal, title and all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """That two items hold one text: how much of it, and how we know."""

    first: int
    second: int
    likeness: float
    why: str


def overlap(one: Features, other: Features) -> tuple[float, float]:
    """Shared shingles: as a share of both together, and of the shorter. Exact up to 400 words, a fair sample beyond."""
    import numpy as np

    share = min(one.share, other.share)
    left, right = _of_share(one.shingles, one.share, share), _of_share(other.shingles, other.share, share)
    together = np.concatenate((left, right))
    together.sort()
    both = int(np.count_nonzero(together[1:] == together[:-1]))
    if not both:
        return 0.0, 0.0
    return both / (len(left) + len(right) - both), both / min(len(left), len(right))


def _of_share(runs: NDArray[np.uint32], kept: float, share: float) -> NDArray[np.uint32]:
    """Those of the sorted runs that would be kept if only so much of the text were."""
    return runs if kept <= share else runs[: runs.searchsorted(int(share * 2**32))]


def copy_of(a: StoryItem, b: StoryItem) -> tuple[float, str] | None:
    """How much of one text is in the other and the evidence that it was copied; None when each stands for itself."""
    one, other = unpack(a.features), unpack(b.features)
    if _is_furniture(a, b, one, other):
        return None
    if a.text_hash and a.text_hash == b.text_hash and (one.length >= SHORTEST or one.title == other.title):
        return 1.0, "the same words"
    if min(one.length, other.length) < SHORTEST:
        return None
    jaccard, contained = overlap(one, other)
    if _is_same_address(a, b) and (jaccard >= GREY or contained >= CONTAINED or a.is_partial or b.is_partial):
        return max(jaccard, contained), "the same address"
    if jaccard < GREY and contained < CONTAINED:
        return None
    if jaccard >= SURE and not _is_frame(a, b, one, other):
        return jaccard, f"{jaccard:.0%} of their word sequences are common"
    if _is_series(a, b, one, other):
        return None
    second = _second_signal(a, b, one, other, contained)
    if second is None:
        return None
    return jaccard, f"{contained:.0%} of the shorter text is in the longer, and {second}"


def _is_furniture(a: StoryItem, b: StoryItem, one: Features, other: Features) -> bool:
    """Whether one outlet has the text under two titles of which it says nothing: then it is what every page of that outlet holds."""
    left, right = set(one.title) - set(other.title), set(other.title) - set(one.title)
    if not left or not right or _place_of(a) != _place_of(b) or not _place_of(a):
        return False
    told = sum(one.stems.get(stem, 0.0) > TITLE_WEIGHT for stem in left) + sum(other.stems.get(stem, 0.0) > TITLE_WEIGHT for stem in right)
    return told < TOLD_OF_TITLE * (len(left) + len(right))


def _is_frame(a: StoryItem, b: StoryItem, one: Features, other: Features) -> bool:
    """Whether two pages of one outlet, with titles and beginnings that have nothing in common, share only what stands around them."""
    if _place_of(a) != _place_of(b) or _title_overlap(one, other) >= 0.3:
        return False
    return bool(one.title and other.title) and not _begins_alike(one, other)


def _place_of(item: StoryItem) -> str:
    host = (item.url or "").split("/")[2:3]
    return host[0] if host else (item.outlet or "").casefold()


def _is_same_address(a: StoryItem, b: StoryItem) -> bool:
    address = a.canonical_url or a.url
    if not address or address != (b.canonical_url or b.url):
        return False
    return address.rstrip("/").count("/") > 2


def _is_series(a: StoryItem, b: StoryItem, one: Features, other: Features) -> bool:
    """Whether the texts are two numbers of a series or two uses of a template: like words, other figures, nobody says corrected."""
    if one.tag or other.tag or not one.numbers or not other.numbers:
        return False
    fewer = min(len(set(one.numbers)), len(set(other.numbers)))
    common = len(set(one.numbers) & set(other.numbers))
    is_far = abs(a.order_at - b.order_at) > SAME_EVENT / 2
    return fewer - common >= 2 and common < (0.67 if is_far else 0.5) * fewer


def _second_signal(a: StoryItem, b: StoryItem, one: Features, other: Features, contained: float) -> str | None:
    """What else says that one was made from the other, for texts that share a part; shared background alone is no copy."""
    if abs(a.order_at - b.order_at) > SAME_EVENT and contained < WHOLLY_CONTAINED:
        return None
    if contained >= QUOTED and set(one.quotes) & set(other.quotes):
        return "both quote the same words"
    if contained < CREDITED or not _begins_alike(one, other):
        return None
    if a.outlet != b.outlet and (credits_outlet(one.origins, b.outlet) or credits_outlet(other.origins, a.outlet)):
        return "one credits the other"
    if a.outlet != b.outlet and set(one.origins) & set(other.origins):
        return f"both credit {next(origin for origin in one.origins if origin in other.origins)}"
    if contained >= WHOLLY_CONTAINED:
        return "hardly a word of the shorter is its own"
    if contained >= CONTAINED and not figures_differ(one.numbers, other.numbers):
        return _same_subject(one, other)
    return None


def _same_subject(one: Features, other: Features) -> str | None:
    if _title_overlap(one, other) >= 0.5:
        return "their titles say the same"
    if set(one.numbers) & set(other.numbers):
        return "both state the same figures"
    return None


def _begins_alike(one: Features, other: Features) -> bool:
    """Whether the beginning of one text stands in the other, as far as the kept shingles can tell."""
    share = min(one.share, other.share)
    for text, within in ((one, other), (other, one)):
        lead = text.lead if share == 1.0 else text.lead[text.lead < share * 2**32]
        if len(lead) < 4 or _held(lead, within.shingles) >= BEGINS * len(lead):
            return True
    return False


def _held(runs: NDArray[np.uint32], within: NDArray[np.uint32]) -> int:
    """How many of the runs are among the sorted ones."""
    if not len(within):
        return 0
    at = within.searchsorted(runs)
    at[at == len(within)] = 0
    return int((within[at] == runs).sum())


def _title_overlap(one: Features, other: Features) -> float:
    left, right = set(one.title), set(other.title)
    return len(left & right) / max(1, min(len(left), len(right)))


def copies_among(items: Sequence[StoryItem]) -> tuple[Copy, ...]:
    """Every pair of copies among the items, found by their sketches and then compared exactly."""
    found: list[Copy] = []
    for first, second in _candidates(items):
        evidence = copy_of(items[first], items[second])
        if evidence:
            found.append(Copy(first=first, second=second, likeness=evidence[0], why=evidence[1]))
    return tuple(found)


def _candidates(items: Sequence[StoryItem]) -> list[tuple[int, int]]:
    """Pairs worth comparing: one band in common, one address, or one text. Equal texts are chained, not all compared with all."""
    representatives: dict[str, int] = {}
    pairs: set[tuple[int, int]] = set()
    kept: list[int] = []
    for number, item in enumerate(items):
        key = f"{item.text_hash}" if item.text_hash else f"#{number}"
        first = representatives.setdefault(key, number)
        if first == number:
            kept.append(number)
        else:
            pairs.add((first, number))
    pairs.update((kept[one], kept[other]) for one, other in sharing([items[number].sketch for number in kept]))
    addresses: dict[str, list[int]] = {}
    for number in kept:
        address = items[number].canonical_url or items[number].url
        if address:
            addresses.setdefault(address, []).append(number)
    for numbers in addresses.values():
        pairs.update(combinations(numbers[:10], 2))
    return sorted(pairs)
