"""A template's tree in, the names in it that do not exist out: each variable and attribute is followed through the nouns' types."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, NewType, TypeAlias, get_args, get_type_hints

from monitor.digest import nouns
from monitor.digest.words import ENGLISH

if TYPE_CHECKING:
    from jinja2 import nodes as tree
    from jinja2.sandbox import ImmutableSandboxedEnvironment

Kind: TypeAlias = Any
"""A type, or UNKNOWN where it cannot be told: nothing is said of what is unknown."""
UNKNOWN: Kind = None
CONTEXT: dict[str, Kind] = {"digest": nouns.Digest, "links": nouns.Links, "subject": str}
LOOP: frozenset[str] = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "depth", "depth0", "cycle", "changed"}
)
Found = Iterator[tuple[int, str]]


def wrong_names(template: tree.Template, sandbox: ImmutableSandboxedEnvironment, files: set[str]) -> tuple[tuple[int, str], ...]:
    """Line and description of each name that nothing has."""
    return tuple(dict.fromkeys(_Names(sandbox, files).walk_all(template.body, dict(CONTEXT))))


class _Names:
    """One walk over a tree; `known` holds the types of the names in scope."""

    def __init__(self, sandbox: ImmutableSandboxedEnvironment, files: set[str]) -> None:
        self._sandbox = sandbox
        self._files = files

    def walk_all(self, body: list[tree.Node], known: dict[str, Kind]) -> Found:
        """Each statement in turn; what one sets, the next ones know."""
        for node in body:
            yield from self._walk(node, known)

    def _walk(self, node: tree.Node, known: dict[str, Kind]) -> Found:
        from jinja2 import nodes

        if isinstance(node, nodes.For):
            yield from self._loop(node, known)
        elif isinstance(node, nodes.Macro):
            known[node.name] = UNKNOWN
            inner = (
                known | {argument.name: _argument_kind(argument.name) for argument in node.args} | {"caller": UNKNOWN, "varargs": UNKNOWN}
            )
            yield from self.walk_all(node.body, inner)
        elif isinstance(node, nodes.Assign):
            yield from self._expression(node.node, known)
            self._bind(node.target, self._kind(node.node, known), known)
        elif isinstance(node, nodes.AssignBlock | nodes.Import | nodes.FromImport):
            yield from self._binding_statement(node, known)
        elif isinstance(node, nodes.Expr):
            yield from self._expression(node, known)
        else:
            yield from self._children(node, known)

    def _children(self, node: tree.Node, known: dict[str, Kind]) -> Found:
        from jinja2 import nodes

        if isinstance(node, nodes.Include | nodes.Extends):
            yield from self._file(node)
        is_scope = isinstance(node, nodes.With | nodes.Block | nodes.CallBlock | nodes.FilterBlock | nodes.Scope)
        inner = dict(known) if is_scope else known
        if isinstance(node, nodes.With):
            for target, value in zip(node.targets, node.values, strict=True):
                self._bind(target, self._kind(value, known), inner)
        for child in node.iter_child_nodes():
            yield from self._walk(child, inner)

    def _binding_statement(self, node: tree.Node, known: dict[str, Kind]) -> Found:
        from jinja2 import nodes

        if isinstance(node, nodes.AssignBlock):
            yield from self.walk_all(node.body, dict(known))
            self._bind(node.target, UNKNOWN, known)
            return
        yield from self._file(node)
        if isinstance(node, nodes.Import):
            known[node.target] = UNKNOWN
        elif isinstance(node, nodes.FromImport):
            known |= dict.fromkeys((name if isinstance(name, str) else name[1] for name in node.names), UNKNOWN)

    def _file(self, node: Any) -> Found:
        from jinja2 import nodes

        if isinstance(node.template, nodes.Const) and node.template.value not in self._files:
            yield node.lineno, f"there is no template {node.template.value!r}"

    def _loop(self, node: tree.For, known: dict[str, Kind]) -> Found:
        yield from self._expression(node.iter, known)
        inner = known | {"loop": LOOP}
        self._bind(node.target, _element(self._kind(node.iter, known)), inner)
        if node.test is not None:
            yield from self._expression(node.test, inner)
        yield from self.walk_all(node.body, inner)
        yield from self.walk_all(node.else_, known)

    def _bind(self, target: tree.Node, kind: Kind, known: dict[str, Kind]) -> None:
        from jinja2 import nodes

        if isinstance(target, nodes.Name):
            known[target.name] = kind
        elif isinstance(target, nodes.Tuple):
            for part in target.items:
                self._bind(part, UNKNOWN, known)

    def _expression(self, node: tree.Node, known: dict[str, Kind]) -> Found:
        """Every name in an expression."""
        from jinja2 import nodes

        if isinstance(node, nodes.Name):
            if node.name not in known and node.name not in self._sandbox.globals:
                yield node.lineno, f"{node.name!r} is unknown{_guess(node.name, (*known, *self._sandbox.globals))}"
        elif isinstance(node, nodes.NSRef):
            if node.name not in known:
                yield node.lineno, f"{node.name!r} is unknown"
        elif isinstance(node, nodes.Getattr):
            yield from self._attribute(node, node.attr, known)
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            yield from self._attribute(node, node.arg.value, known)
        elif isinstance(node, nodes.Filter | nodes.Test):
            yield from self._named(node)
        elif isinstance(node, nodes.Call):
            yield from self._phrase(node)
        for child in node.iter_child_nodes():
            yield from self._expression(child, known)

    def _named(self, node: Any) -> Found:
        from jinja2 import nodes

        table, word = (self._sandbox.filters, "filter") if isinstance(node, nodes.Filter) else (self._sandbox.tests, "test")
        if node.name not in table:
            yield node.lineno, f"there is no {word} {node.name!r}{_guess(node.name, tuple(table))}"

    def _attribute(self, node: Any, name: str, known: dict[str, Kind]) -> Found:
        if name.startswith("_"):
            yield node.lineno, f"{name!r} is private"
            return
        names = _attributes(self._kind(node.node, known))
        if names is not None and name not in names:
            yield node.lineno, f"there is no {name!r} here{_guess(name, tuple(names))}"

    def _phrase(self, node: tree.Call) -> Found:
        """A constant key of `say` must be a phrase."""
        from jinja2 import nodes

        if isinstance(node.node, nodes.Name) and node.node.name == "say" and node.args and isinstance(node.args[0], nodes.Const):
            key = node.args[0].value
            if key not in ENGLISH.phrases:
                yield node.lineno, f"there is no phrase {key!r}{_guess(str(key), tuple(ENGLISH.phrases))}"

    def _kind(self, node: tree.Node, known: dict[str, Kind]) -> Kind:
        """The type of an expression, as far as it can be told."""
        from jinja2 import nodes

        if isinstance(node, nodes.Name):
            return known.get(node.name, UNKNOWN)
        if isinstance(node, nodes.Getattr):
            return _attribute_kind(self._kind(node.node, known), node.attr)
        if isinstance(node, nodes.Getitem):
            is_place = isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, int)
            kind = self._kind(node.node, known)
            return _element(kind) if is_place else kind if isinstance(node.arg, nodes.Slice) else UNKNOWN
        if isinstance(node, nodes.Filter) and node.name in ("first", "last", "list", "reverse", "sort") and node.node is not None:
            kind = self._kind(node.node, known)
            return _element(kind) if node.name in ("first", "last") else kind
        return UNKNOWN


def _origin(kind: Any) -> Any:
    """`tuple` of `tuple[X, ...]`; None of a plain type."""
    return getattr(kind, "__origin__", None)


def _argument_kind(name: str) -> Kind:
    """By custom a macro's argument is named after what it takes."""
    return {"source": nouns.Source, "account": nouns.Account, "section": nouns.Section, "notice": nouns.Notice}.get(name, UNKNOWN)


@cache
def _hints(kind: type) -> dict[str, Kind]:
    hints = get_type_hints(kind)
    kinds = {field.name: _plain(hints[field.name]) for field in fields(kind)}
    for name, member in inspect.getmembers(kind, lambda member: isinstance(member, property)):
        kinds[name] = _plain(get_type_hints(member.fget)["return"])
    return kinds


def _plain(kind: Any) -> Kind:
    """A type without NewType, None and Literal."""
    if isinstance(kind, NewType):
        return _plain(kind.__supertype__)
    if _origin(kind) is tuple or not get_args(kind):
        return kind
    rest = [part for part in get_args(kind) if part is not type(None)]
    return _plain(rest[0]) if len(rest) == 1 and isinstance(rest[0], type) else UNKNOWN


def _attributes(kind: Kind) -> frozenset[str] | None:
    """What may stand after the dot; None when anything may."""
    if kind is UNKNOWN:
        return None
    if kind is LOOP:
        return frozenset(LOOP)
    if is_dataclass(kind) and isinstance(kind, type):
        return frozenset(_hints(kind))
    plain = _origin(kind) or kind
    return frozenset(name for name in dir(plain) if not name.startswith("_")) if isinstance(plain, type) else None


def _attribute_kind(kind: Kind, name: str) -> Kind:
    return _hints(kind).get(name, UNKNOWN) if is_dataclass(kind) and isinstance(kind, type) else UNKNOWN


def _element(kind: Kind) -> Kind:
    """What is in a tuple."""
    return _plain(get_args(kind)[0]) if _origin(kind) is tuple else UNKNOWN


def _guess(name: str, names: tuple[str, ...]) -> str:
    near = get_close_matches(name, names, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
