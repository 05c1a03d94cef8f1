"""Templates in, mistakes out, each with its line: what cannot be read, what is misspelt, what would let markup through.

Nothing is run here: a template's constants alone can take a machine down. `try_templates` runs them on sample editions
and belongs in a worker.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.digest.check_names import wrong_names
from monitor.digest.samples import samples
from monitor.digest.templates import NAMES, Templates, environment, load_templates
from monitor.errors import Mistake

if TYPE_CHECKING:
    from jinja2 import nodes

REPAIR = "see docs/templates.md for what a template may use"
UNQUOTED = re.compile(r"<[a-zA-Z][^<>]*=\s*$")
OPEN_TAG = re.compile(r"<(/?)(style|script)\b", re.IGNORECASE)


def check_templates(folder: str | None = None) -> tuple[Mistake, ...]:
    """Every mistake in a folder's templates (in the built-in ones without it), by reading them."""
    try:
        templates = load_templates(folder)
    except (OSError, UnicodeDecodeError) as error:
        return (Mistake(file=str(folder), what=f"the templates cannot be read: {error}", repair="they are UTF-8 text files in one folder"),)
    own = {name for name, source in templates.sources if folder is None or source != dict(load_templates().sources).get(name)}
    unused = _never_used(templates, own)
    # What is in a file that is never read matters less than that it is not.
    return tuple(mistake for name in sorted(own) for mistake in ((unused[name],) if name in unused else _mistakes(templates, name)))


def try_templates(templates: Templates) -> tuple[Mistake, ...]:
    """What fails when sample editions are rendered. Not safe outside a worker."""
    from jinja2 import TemplateError

    from monitor.digest.rendering import render

    found: dict[str, Mistake] = {}
    for sample in samples():
        try:
            render(sample, templates, ("mail", "markdown", "chat", "slack"))
        except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError, AttributeError, RecursionError) as error:
            mistake = _failure(templates, error)
            found.setdefault(str(mistake), mistake)
    return tuple(found.values())


def _failure(templates: Templates, error: Exception) -> Mistake:
    """Where in a template an error came from: the innermost frame that is a template's."""
    name, line = getattr(error, "name", None) or "templates", getattr(error, "lineno", None) or 0
    names = dict(templates.sources)
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename in names:
            name, line = frame.filename, frame.lineno or 0
    what = f"fails while rendering: {type(error).__name__}: {error}"
    return Mistake(file=_place(templates, name), line=line, what=what[:300], repair=REPAIR)


def _mistakes(templates: Templates, name: str) -> Iterator[Mistake]:
    from jinja2 import TemplateSyntaxError

    is_html = ".htm" in name.casefold() or name not in NAMES
    place = _place(templates, name)
    source = templates.source(name)
    if "\0" in source:
        yield Mistake(file=place, line=source[: source.index("\0")].count("\n") + 1, what="holds a NUL character", repair="remove it")
        return
    sandbox = environment(templates, is_html=is_html)
    try:
        tree = sandbox.parse(source, name, name)
    except TemplateSyntaxError as error:
        yield Mistake(file=place, line=error.lineno, what=str(error.message), repair=REPAIR)
        return
    for line, what in (*wrong_names(tree, sandbox, {known for known, _ in templates.sources}), *(_unsafe(tree) if is_html else ())):
        yield Mistake(file=place, line=line, what=what, repair=REPAIR)


def _unsafe(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Places where even escaped text can become markup or style."""
    from jinja2 import nodes

    before, inside = "", ""
    for output in tree.find_all((nodes.Output, nodes.EvalContextModifier)):
        if isinstance(output, nodes.EvalContextModifier):
            if any(option.key == "autoescape" for option in output.options):
                yield output.lineno, "switches escaping off"
            continue
        assert isinstance(output, nodes.Output)
        for node in output.nodes:
            if isinstance(node, nodes.TemplateData):
                before = node.data
                for mark in OPEN_TAG.finditer(node.data):
                    inside = "" if mark[1] else mark[2].casefold()
            elif inside:
                yield node.lineno, f"writes text into <{inside}>, where escaping does not protect"
            elif UNQUOTED.search(before):
                yield node.lineno, "writes an attribute's value without quotes round it"


def _never_used(templates: Templates, own: set[str]) -> dict[str, Mistake]:
    """A file that replaces nothing and that nothing includes is a misspelt name."""
    named = " ".join(source for _, source in templates.sources)
    repair = f"names are {', '.join(NAMES)}"
    return {
        name: Mistake(file=_place(templates, name), what="replaces no template, and none includes it", repair=repair)
        for name in own - set(NAMES)
        if name not in named
    }


def _place(templates: Templates, name: str) -> str:
    return f"{templates.folder or 'templates'}/{name}" if name in dict(templates.sources) else name
