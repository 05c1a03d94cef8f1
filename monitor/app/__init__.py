"""The composition root: the only place where real things are built, and where the wall clock is read."""

from typing import TYPE_CHECKING

from monitor.app.build import App, open_app, open_store, utc_now
from monitor.app.turn import dry_run, run_once, run_turn, run_upkeep
from monitor.later import later

if TYPE_CHECKING:
    from monitor.app.extraction import files_of, open_extraction
    from monitor.app.questions import compile_topics, every_topic, explain, search, stories_between, window_since
    from monitor.app.replaying import replay


__getattr__ = later(
    __name__,
    {
        "extraction": ("files_of", "open_extraction"),
        "questions": ("compile_topics", "every_topic", "explain", "search", "stories_between", "window_since"),
        "replaying": ("replay",),
    },
)

__all__ = [
    "App",
    "compile_topics",
    "dry_run",
    "every_topic",
    "explain",
    "files_of",
    "open_app",
    "open_extraction",
    "open_store",
    "replay",
    "run_once",
    "run_turn",
    "run_upkeep",
    "search",
    "stories_between",
    "utc_now",
    "window_since",
]
