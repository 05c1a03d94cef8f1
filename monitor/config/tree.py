"""A YAML file's bytes in, a tree of texts with their places out, or what is wrong with it.

YAML 1.2 with texts only: `NO`, `12:30` and `1.10` stay what they are until a setting's own type reads
them. The parser's own messages print the lines around a fault, passwords and all; they are never shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, DocumentStartEvent, MappingEndEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from monitor.errors import ConfigError, Mistake

LARGEST_FILE = 1_000_000
DEEPEST = 24
MOST_NODES = 100_000
"""How many values a file may hold when every alias is written out; an alias bomb has billions."""

Path = tuple[str | int, ...]

WORDS = (
    ("mapping values are not allowed", "a `:` that cannot stand here", "put the text in quotes, or check the indentation"),
    ("found character", "a value that begins with a character reserved by YAML", "put the text in quotes; indent with spaces, not tabs"),
    ("expected ',' or", "a list or mapping in brackets that is not closed", "add the missing bracket or comma"),
    ("expected the node content", "a value is missing, or a bracket is not closed", "add the missing value or bracket"),
    ("found unexpected end of stream", "a quoted text that is not closed", "add the missing quote"),
    ("found incompatible YAML", "a YAML version that is not read", "take the %YAML line out; files are read as YAML 1.2"),
    ("could not find expected ':'", "a key without `:`", "write `key: value`"),
    ("expected <block end>", "a line that is indented differently from those it belongs to", "line it up with its neighbours"),
)
"""What the parser says, what we say instead, and the repair."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the file: a text, None (nothing written), a list or a mapping, and where it stands (from 1).

    `key_line` and `key_column` are where its key stands, if it has one; `style` is "", ', ", | or >;
    `size` counts the values in it.
    """

    line: int
    column: int
    value: str | tuple[Node, ...] | dict[str, Node] | None
    key_line: int = 0
    key_column: int = 0
    style: str = ""
    size: int = 1

    def plain(self) -> Any:
        """The value without places; keys with nothing behind them are left out."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items() if node.value is not None}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: Path) -> tuple[Node, bool]:
        """The node at a path or the last one on the way to it, and whether the end of the path was reached."""
        node, is_there = self, True
        for step in path:
            found = _child(node, step)
            is_there = found is not None
            node = found or node
        return node, is_there


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node.value, dict) and isinstance(step, str):
        return node.value.get(step)
    if isinstance(node.value, tuple) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    if isinstance(node.value, str) and step == 0:
        return node  # one value where a list of one is meant
    return None


def read_tree(data: bytes, file: str) -> Node:
    """The tree of a YAML file whose top level is a mapping. Raises ConfigError."""
    return _Reader(file).read(_text(data, file))


def _text(data: bytes, file: str) -> str:
    if len(data) > LARGEST_FILE:
        what = f"the file has more than {LARGEST_FILE:,} bytes"
        raise ConfigError((Mistake(file=file, line=1, column=1, what=what, repair="subscribe to long lists by `monitor feeds import`"),))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise ConfigError((Mistake(file=file, line=line, column=column, what="not UTF-8", repair="save the file as UTF-8"),)) from None


@dataclass(slots=True)
class _Reader:
    file: str
    mistakes: list[Mistake] = field(default_factory=list)
    anchors: dict[str, Node | None] = field(default_factory=dict)
    open_brackets: list[tuple[int, int]] = field(default_factory=list)

    def read(self, text: str) -> Node:
        try:
            root = self._document(text)
        except MarkedYAMLError as error:
            self._add(*self._place(error), *_words(error.problem or ""))
        except YAMLError as error:
            before = text[: getattr(error, "position", 0)]
            self._add(before.count("\n") + 1, len(before) - before.rfind("\n"), "a character that cannot stand in YAML", "take it out")
        if self.mistakes:
            raise ConfigError(tuple(self.mistakes))
        return root

    def _document(self, text: str) -> Node:
        events = iter(YAML(typ="safe", pure=True).parse(text))
        root: Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    raise self._refusal(event, "a second document (`---`)", "keep everything in one document")
                root = self._node(next(events), events, 0)
        if root is None or root.value is None:
            return Node(1, 1, {})
        if not isinstance(root.value, dict):
            self._add(root.line, root.column, "the file is not a mapping of settings", "begin with sections, for instance `feeds:`")
        return root

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        if depth > DEEPEST:
            raise self._refusal(event, f"nested deeper than {DEEPEST} levels", "no setting lies so deep")
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if event.tag is not None and event.tag != "!":
            self._add(*_start(event), "a tag (`!…`)", "take it out; every setting has its own type")
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        is_bracket = bool(getattr(event, "flow_style", False))
        if is_bracket:
            self.open_brackets.append(_start(event))
        node = self._value(event, events, depth)
        if is_bracket:
            self.open_brackets.pop()
        if node.size > MOST_NODES:
            raise self._refusal(event, f"more than {MOST_NODES:,} values", "use fewer aliases (`*name`)")
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _value(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        line, column = _start(event)
        if isinstance(event, ScalarEvent):
            style = event.style or ""
            return Node(line, column, None if not style and event.value in {"", "~", "null"} else event.value, style=style)
        if isinstance(event, SequenceStartEvent):
            items = tuple(self._items(events, depth))
            return Node(line, column, items, size=1 + sum(item.size for item in items))
        members = self._members(events, depth)
        return Node(line, column, members, size=1 + sum(member.size for member in members.values()))

    def _alias(self, event: AliasEvent) -> Node:
        found = self.anchors.get(event.anchor)
        if found is None:
            what = "an alias within what it stands for" if event.anchor in self.anchors else "an alias without its anchor"
            raise self._refusal(event, what, "write the value out")
        line, column = _start(event)
        return Node(line, column, found.value, style=found.style, size=found.size)

    def _items(self, events: Iterator[Any], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, SequenceEndEvent):
                return
            yield self._node(event, events, depth + 1)

    def _members(self, events: Iterator[Any], depth: int) -> dict[str, Node]:
        members: dict[str, Node] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            line, column = _start(event)
            key = self._node(event, events, depth + 1).value
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, str):
                self._add(line, column, "a key that is not a text", "put it in quotes")
            elif key in members:
                first = members[key]
                self._add(line, column, f"`{key}` stands here twice, first in line {first.key_line}", "keep one of them")
            else:
                members[key] = Node(value.line, value.column, value.value, line, column, value.style, value.size)
        return members

    def _add(self, line: int, column: int, what: str, repair: str) -> None:
        self.mistakes.append(Mistake(file=self.file, line=line, column=column, what=what, repair=repair))

    def _place(self, error: MarkedYAMLError) -> tuple[int, int]:
        """Where it began rather than where it was noticed: an open quote or bracket is noticed at the end of the file."""
        context = error.context or ""
        if "flow" in context and self.open_brackets:
            return self.open_brackets[-1]
        mark = (error.context_mark if "quoted scalar" in context else None) or error.problem_mark or error.context_mark
        return (mark.line + 1, mark.column + 1) if mark else (1, 1)

    def _refusal(self, event: Any, what: str, repair: str) -> ConfigError:
        self._add(*_start(event), what, repair)
        return ConfigError(tuple(self.mistakes))


def _start(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _words(problem: str) -> tuple[str, str]:
    for start, what, repair in WORDS:
        if problem.startswith(start):
            return what, repair
    return "this is not YAML", "check quotes, brackets and indentation near this place"
