"""The vocabulary and the topics in, what the topics room says is wrong with them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.config.mistakes import Finding
from monitor.config.tree import Node, read_tree
from monitor.errors import ConfigError, Mistake

if TYPE_CHECKING:
    from monitor.topics import TopicSettings, Vocabulary

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def read_vocabulary(folder: Path, name: Any) -> tuple[Vocabulary, tuple[Mistake, ...]]:
    """The operator's own vocabulary, or the built-in one; and what is wrong with the former."""
    from monitor import topics

    if not isinstance(name, str):
        return topics.load_vocabulary(), ()
    path = folder / name
    try:
        tree = read_tree(path.read_bytes(), str(path))
        return topics.vocabulary_from(typed(tree)), ()
    except OSError as error:
        mistakes: tuple[Mistake, ...] = (Mistake(file=str(path), what=f"cannot be read: {error.strerror}", repair="correct `vocabulary:`"),)
    except ConfigError as error:
        mistakes = error.mistakes
    return topics.load_vocabulary(), mistakes


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


def checked_topics(settings: Sequence[TopicSettings], vocabulary: Vocabulary, plain: dict[str, Any]) -> Iterator[Finding]:
    """Every mistake in queries and names of topics."""
    from monitor import topics

    alone = not isinstance(plain.get("topics"), list)
    for mistake in topics.check_topics(settings, vocabulary):
        step: tuple[str | int, ...] = () if alone else (mistake.topic,)
        yield Finding(path=("topics", *step, *mistake.path), what=mistake.what, repair=mistake.repair, offset=mistake.offset)
