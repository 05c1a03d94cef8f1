"""The composition root: the only place where real things are built, and where the wall clock is read."""

from importlib import import_module
from typing import TYPE_CHECKING

from monitor.app.build import App, open_app, open_store, utc_now
from monitor.app.turn import dry_run, run_once, run_turn, run_upkeep

if TYPE_CHECKING:
    from monitor.app.extraction import files_of, open_extraction
    from monitor.app.questions import compile_topics, every_topic, explain, search, stories_between, window_since
    from monitor.app.replaying import replay

LATER = {
    "compile_topics": "monitor.app.questions",
    "every_topic": "monitor.app.questions",
    "explain": "monitor.app.questions",
    "files_of": "monitor.app.extraction",
    "open_extraction": "monitor.app.extraction",
    "replay": "monitor.app.replaying",
    "search": "monitor.app.questions",
    "stories_between": "monitor.app.questions",
    "window_since": "monitor.app.questions",
}
"""What is imported when it is first asked for: a command needs few of them."""


def __getattr__(name: str) -> object:
    if name not in LATER:
        raise AttributeError(name)
    return getattr(import_module(LATER[name]), name)


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
