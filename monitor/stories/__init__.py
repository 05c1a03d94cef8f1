"""Articles in; which are copies of one text, which tell one story, who wrote and who copied, and why (pure)."""

from monitor.stories.features import describe
from monitor.stories.placing import place
from monitor.stories.settings import StorySettings
from monitor.stories.telling import stories_of
from monitor.stories.words import text_hash

__all__ = ["StorySettings", "describe", "place", "stories_of", "text_hash"]
