"""Articles in; which are copies of one text, which tell one story, who wrote and who copied, and why (pure)."""

from typing import TYPE_CHECKING

from monitor.later import later
from monitor.stories.settings import StorySettings

if TYPE_CHECKING:
    from monitor.stories.contained import derived, may_derive, origin_of
    from monitor.stories.copies import copy_of
    from monitor.stories.features import describe, forget
    from monitor.stories.meaning import with_meaning
    from monitor.stories.nearby import MOST_OF_A_STORY, Nearby, trace_of
    from monitor.stories.placing import place
    from monitor.stories.telling import stories_of
    from monitor.stories.weights import Weights
    from monitor.stories.words import text_hash


__getattr__ = later(
    __name__,
    {
        "copies": ("copy_of",),
        "contained": ("derived", "may_derive", "origin_of"),
        "features": ("describe", "forget"),
        "meaning": ("with_meaning",),
        "nearby": ("MOST_OF_A_STORY", "Nearby", "trace_of"),
        "placing": ("place",),
        "telling": ("stories_of",),
        "weights": ("Weights",),
        "words": ("text_hash",),
    },
)

__all__ = [
    "MOST_OF_A_STORY",
    "Nearby",
    "StorySettings",
    "Weights",
    "copy_of",
    "derived",
    "describe",
    "forget",
    "may_derive",
    "origin_of",
    "place",
    "stories_of",
    "text_hash",
    "trace_of",
    "with_meaning",
]
