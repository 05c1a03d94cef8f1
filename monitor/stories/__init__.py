"""Articles in; which are copies of one text, which tell one story, who wrote and who copied, and why (pure)."""

from importlib import import_module
from typing import TYPE_CHECKING

from monitor.stories.settings import StorySettings

if TYPE_CHECKING:
    from monitor.stories.contained import derived, may_derive, origin_of
    from monitor.stories.features import describe, forget
    from monitor.stories.meaning import with_meaning
    from monitor.stories.nearby import MOST_OF_A_STORY, Nearby, trace_of
    from monitor.stories.placing import place
    from monitor.stories.telling import stories_of
    from monitor.stories.words import text_hash

LATER = {
    "MOST_OF_A_STORY": "monitor.stories.nearby",
    "Nearby": "monitor.stories.nearby",
    "derived": "monitor.stories.contained",
    "may_derive": "monitor.stories.contained",
    "origin_of": "monitor.stories.contained",
    "describe": "monitor.stories.features",
    "forget": "monitor.stories.features",
    "place": "monitor.stories.placing",
    "stories_of": "monitor.stories.telling",
    "text_hash": "monitor.stories.words",
    "trace_of": "monitor.stories.nearby",
    "with_meaning": "monitor.stories.meaning",
}
"""What is imported when it is first asked for: the settings alone must stay cheap to read."""


def __getattr__(name: str) -> object:
    if name not in LATER:
        raise AttributeError(name)
    return getattr(import_module(LATER[name]), name)


__all__ = [
    "MOST_OF_A_STORY",
    "Nearby",
    "StorySettings",
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
