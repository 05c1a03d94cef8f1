"""The vocabulary and the topics in, what the topics room says is wrong with them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from monitor.config.mistakes import Finding, placed
from monitor.config.tree import Node, Path, read_tree
from monitor.errors import ConfigError, Mistake

if TYPE_CHECKING:
    from monitor.topics import TopicSettings, Vocabulary

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def read_vocabulary(folder: FilePath, name: Any) -> tuple[Vocabulary, tuple[Mistake, ...]]:
    """The operator's own vocabulary, or the built-in one; and what is wrong with the former."""
    from monitor import topics

    if not isinstance(name, str):
        return topics.load_vocabulary(), ()
    path = folder / name
    try:
        tree = read_tree(path.read_bytes(), str(path))
    except OSError as error:
        return topics.load_vocabulary(), (
            Mistake(file=str(path), what=f"cannot be read: {error.strerror}", repair="correct `vocabulary:` in the configuration"),
        )
    except ConfigError as error:
        return topics.load_vocabulary(), error.mistakes
    try:
        return topics.vocabulary_from(typed(tree)), ()
    except ConfigError as error:
        mistakes = tuple(_found_again(mistake, tree, str(path)) for mistake in error.mistakes)
    return topics.load_vocabulary(), mistakes


def _found_again(mistake: Mistake, tree: Node, file: str) -> Mistake:
    """The vocabulary's own mistakes know keys; here they get file, line and column."""
    steps: Path = ()
    for part in mistake.key.split("."):
        step: str | int = int(part) if isinstance(tree.at(steps)[0].value, tuple) and part.isdigit() else part
        steps = (*steps, step)
    finding = Finding(path=steps, what=mistake.what, repair=mistake.repair, offset=max(mistake.column - 1, 0))
    return placed([finding], tree, file)[0]


def typed(node: Node) -> Any:
    """A tree with the types that YAML 1.2 gives plain texts: numbers, true, false."""
    if isinstance(node.value, dict):
        return {key: typed(value) for key, value in node.value.items()}
    if isinstance(node.value, tuple):
        return [typed(value) for value in node.value]
    if node.style or node.value is None:
        return node.value
    if node.value in {"true", "false"}:
        return node.value == "true"
    if NUMBER.fullmatch(node.value):
        return float(node.value) if "." in node.value else int(node.value)
    return node.value


def checked_topics(settings: Mapping[int, TopicSettings], vocabulary: Vocabulary, plain: dict[str, Any]) -> Iterator[Finding]:
    """Every mistake in queries and names of topics, which are given by their place in the file."""
    from monitor import topics

    alone = not isinstance(plain.get("topics"), list)
    places = tuple(settings)
    for mistake in topics.check_topics(tuple(settings.values()), vocabulary):
        step: tuple[str | int, ...] = () if alone else (places[mistake.topic],)
        yield Finding(path=("topics", *step, *mistake.path), what=mistake.what, repair=mistake.repair, offset=mistake.offset)
