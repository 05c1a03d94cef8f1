"""A folder's templates over the built-in ones, and the sandbox they run in: HTML always escaped, unknown names always an error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.model import stable_id

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

NAMES = ("digest.html", "digest.txt", "subject.txt", "digest.md", "chat.txt", "slack.txt")
"""What a folder may override, by file name. Its other files may be included by these."""

HIDDEN = (".", "#")
"""Files that begin so, or end with `~`, are what editors leave behind."""

LONGEST_OUTPUT = 5_000_000
"""A template that writes more characters than this does not end."""

UNSAFE_FILTERS = ("safe", "xmlattr", "urlize", "tojson", "pprint")
UNUSED_GLOBALS = ("lipsum", "cycler", "joiner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """Templates as text, so that they can travel to the process that renders them."""

    sources: tuple[tuple[str, str], ...]
    folder: str | None = None

    @property
    def version(self) -> str:
        """The same for the same templates."""
        return stable_id(*(part for source in self.sources for part in source))

    def source(self, name: str) -> str:
        """The text of one template."""
        return dict(self.sources)[name]


def load_templates(folder: str | None = None) -> Templates:
    """The built-in templates, each replaced by the file of that name in `folder` if there is one. Raises OSError, UnicodeDecodeError."""
    found = dict(_read(_built_in()))
    if folder is not None:
        found |= dict(_read(Path(folder)))
    return Templates(sources=tuple(sorted(found.items())), folder=folder)


def environment(templates: Templates, *, is_html: bool) -> ImmutableSandboxedEnvironment:
    """The sandbox for HTML or for plain text; made once for each version of the templates."""
    return _environment(templates.sources, is_html)


def fill(templates: Templates, name: str, **names: Any) -> str:
    """One template with its values; jinja2.TemplateError and whatever its expressions raise."""
    template = environment(templates, is_html=name.endswith(".html")).get_template(name)
    parts, size = [], 0
    for part in template.generate(**names):
        parts.append(part)
        size += len(part)
        if size > LONGEST_OUTPUT:
            raise OverflowError(f"{name} writes more than {LONGEST_OUTPUT} characters")
    return "".join(parts)


def _built_in() -> Traversable:
    """In an installed package the templates lie inside; in a checkout, beside it."""
    inside = files("monitor") / "templates"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "templates"


def _read(folder: Traversable | Path) -> Iterable[tuple[str, str]]:
    for file in folder.iterdir():
        if file.is_file() and not file.name.startswith(HIDDEN) and not file.name.endswith("~"):
            yield file.name, file.read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def _environment(sources: tuple[tuple[str, str], ...], is_html: bool) -> ImmutableSandboxedEnvironment:
    from jinja2 import FunctionLoader, StrictUndefined

    from monitor.digest import filters
    from monitor.digest.sandbox import Sandbox

    texts = dict(sources)
    made = Sandbox(
        # With its name as file name, so that a failure while rendering says which template it was.
        loader=FunctionLoader(lambda name: (texts[name], name, None) if name in texts else None),
        # By what is made, never by a file's name: `digest.html.j2` must be escaped, a plain-text part must not.
        autoescape=is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    for name in UNSAFE_FILTERS:
        made.filters.pop(name, None)
    for name in UNUSED_GLOBALS:
        made.globals.pop(name, None)
    made.globals |= filters.GLOBALS
    made.filters |= filters.FILTERS | (filters.HTML_FILTERS if is_html else filters.TEXT_FILTERS)
    made.tests |= filters.TESTS
    return made
