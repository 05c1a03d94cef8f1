"""What validation says is wrong in, mistakes with place, words and repair out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, is_dataclass
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from monitor.config.form import Form
from monitor.config.schema import file_name, settings_fields
from monitor.config.tree import Node, Path
from monitor.deliver.settings import ChannelSettings
from monitor.errors import Mistake

STRUCTURE = {
    "tuple_type": "a list is meant here",
    "list_type": "a list is meant here",
    "dict_type": "a mapping (`key: value`) is meant here",
    "model_type": "a mapping (`key: value`) is meant here",
    "model_attributes_type": "a mapping (`key: value`) is meant here",
    "dataclass_type": "a mapping (`key: value`) is meant here",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong at a path of the file; `offset` counts characters into the text there."""

    path: Path
    what: str
    repair: str = ""
    offset: int | None = None
    is_key: bool = False
    """Whether the key is wrong and not its value."""


def placed(findings: Iterable[Finding], root: Node, file: str) -> tuple[Mistake, ...]:
    """Findings as mistakes in the order of the file, each once."""
    mistakes = {_placed(finding, root, file): None for finding in findings}
    return tuple(sorted(mistakes, key=lambda mistake: (mistake.line, mistake.column)))


def _placed(finding: Finding, root: Node, file: str) -> Mistake:
    node, is_there = root.at(finding.path)
    line, column = (node.key_line, node.key_column) if finding.is_key or node.value is None else (node.line, node.column)
    if is_there and finding.offset is not None and isinstance(node.value, str):
        line, column = _inside(node, finding.offset)
    return Mistake(
        file=file, line=line or node.line, column=column or node.column, key=shown(finding.path), what=finding.what, repair=finding.repair
    )


def _inside(node: Node, offset: int) -> tuple[int, int]:
    """Where a character of a text stands. Exact for texts of one line; a text in a block is taken as indented by two."""
    text = node.value if isinstance(node.value, str) else ""
    if node.style in {"|", ">"}:
        before = text[:offset]
        indent = max(node.key_column, 1) + 2
        return node.line + 1 + before.count("\n"), indent + len(before) - before.rfind("\n") - 1
    quote = 1 if node.style in {"'", '"'} else 0
    doubled = text[:offset].count("'") if node.style == "'" else 0
    return node.line, node.column + quote + offset + doubled


def shown(path: Path) -> str:
    """A path as people write it: feeds[3].url, items counted from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def findings_of(errors: Iterable[Any], root: Node) -> Iterator[Finding]:
    """pydantic's errors in our words; its own repeat the value, which may be a secret."""
    for error in errors:
        yield _finding(error, root)


def _finding(error: Any, root: Node) -> Finding:
    kind, context = error["type"], error.get("ctx") or {}
    path = _existing(error["loc"], root, is_missing=kind == "missing")
    if kind == "extra_forbidden":
        return Finding(path=path, what="unknown key", repair=_nearest(str(path[-1]), keys_at(path[:-1], root)), is_key=True)
    if kind == "missing":
        return Finding(path=path[:-1], what=f"`{path[-1]}` is missing", repair=f"add `{path[-1]}: …`")
    if kind == "wrong":
        return Finding(path=path, what=context["what"], repair=context["repair"])
    if kind == "literal_error":
        return Finding(path=path, what="not a value possible here", repair=_nearest(_text(path, root), _quoted(context["expected"])))
    if kind.startswith("union_tag"):
        return _channel(path, root)
    return Finding(path=path, what=STRUCTURE.get(kind, "a value that does not fit"), repair="see docs/configuration.md")


def _channel(path: Path, root: Node) -> Finding:
    kinds = [get_args(get_type_hints(kind)["kind"])[0] for kind in get_args(ChannelSettings)]
    if not isinstance(root.at(path)[0].value, dict):
        return Finding(path=path, what=STRUCTURE["dict_type"], repair="begin with `kind: …`")
    if root.at((*path, "kind"))[1]:
        return Finding(path=(*path, "kind"), what="no such kind", repair=_nearest(_text((*path, "kind"), root), kinds))
    return Finding(path=path, what="`kind` is missing", repair=f"add `kind: …`, one of {', '.join(kinds)}")


def _existing(location: tuple[str | int, ...], root: Node, *, is_missing: bool) -> Path:
    """The steps of a location that lead somewhere in the file; pydantic also names the members of unions, and `[key]`."""
    path: Path = ()
    steps = location[:-1] if is_missing else location
    for step in steps:
        if root.at((*path, step))[1]:
            path = (*path, step)
    return (*path, location[-1]) if is_missing else path


def _text(path: Path, root: Node) -> str:
    value = root.at(path)[0].value
    return value if isinstance(value, str) else ""


def _quoted(expected: str) -> list[str]:
    return expected.split("'")[1::2]


def _nearest(found: str, allowed: list[str]) -> str:
    """The repair: the one that was meant, or all that there are."""
    near = get_close_matches(found, allowed, n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(allowed)}"


def keys_at(path: Path, root: Node) -> list[str]:
    """The keys that the mapping at a path may have."""
    kind: Any = Form
    walked: Path = ()
    for step in path:
        walked = (*walked, step)
        kind = _step(kind, step, root.at(walked)[0])
    return [file_name(one.name) for one in settings_fields(kind)] if is_dataclass(kind) and isinstance(kind, type) else []


def _step(kind: Any, step: str | int, node: Node) -> Any:
    if is_dataclass(kind):
        hints = {file_name(name): hint for name, hint in get_type_hints(kind).items()}
        return _chosen(hints.get(str(step)), node)
    inner = [part for part in get_args(kind) if part not in (NoneType, Ellipsis, str)]
    return _chosen(inner[-1] if inner else None, node)


def _chosen(hint: Any, node: Node) -> Any:
    """A union's member that this value is meant to be."""
    if get_origin(hint) not in (Union, UnionType):
        return hint
    members = [part for part in get_args(hint) if part is not NoneType]
    if len(members) == 1:
        return members[0]
    tag = node.value.get("kind") if isinstance(node.value, dict) else None
    found = [one for one in members if tag is not None and get_args(get_type_hints(one)["kind"])[0] == tag.value]
    return found[0] if found else None
