"""The topic language as a frozen tree, and its one spelling: printing a tree and parsing the print gives the same tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TEXT_FIELDS = ("title", "lead", "body")
META_FIELDS = ("source", "lang", "country", "author")
FieldName = Literal["title", "lead", "body", "source", "lang", "country", "author"]
NearKind = Literal["NEAR", "PRE", "NOTNEAR"]


@dataclass(frozen=True, slots=True)
class Word:
    """A term or phrase as written, without its quotes; `is_cased` for CASE("…")."""

    text: str
    is_cased: bool = False


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`x` at least `count` times."""

    count: int
    x: Query


@dataclass(frozen=True, slots=True)
class InField:
    """`x` within one field; for source, lang, country and author the words are compared with the item's own."""

    field: FieldName
    x: Query


@dataclass(frozen=True, slots=True)
class And:
    """Every one of `parts`."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of `parts`."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`x`, and nowhere in the item `y`."""

    x: Query
    y: Query


@dataclass(frozen=True, slots=True)
class Near:
    """`x` within `distance` tokens of `y`; PRE wants x first, NOTNEAR wants an x that has no y so close."""

    kind: NearKind
    distance: int
    x: Query
    y: Query


Query = Word | AtLeast | InField | And | Or | Not | Near


def print_query(tree: Query) -> str:
    """The tree in the topic language."""
    if isinstance(tree, Word):
        return f'CASE("{tree.text}")' if tree.is_cased else f'"{tree.text}"'
    if isinstance(tree, AtLeast):
        return f"ATLEAST/{tree.count}({print_query(tree.x)})"
    if isinstance(tree, InField):
        return f"{tree.field}:({print_query(tree.x)})"
    if isinstance(tree, Near):
        return f"{_operand(tree.x)} {tree.kind}/{tree.distance} {_operand(tree.y)}"
    if isinstance(tree, Not):
        left = print_query(tree.x) if isinstance(tree.x, Not) else _operand(tree.x)
        return f"{left} NOT {_operand(tree.y)}"
    return (" AND " if isinstance(tree, And) else " OR ").join(map(_operand, tree.parts))


def _operand(tree: Query) -> str:
    return f"({print_query(tree)})" if isinstance(tree, And | Or | Not | Near) else print_query(tree)


def words_of(tree: Query) -> tuple[Word, ...]:
    """Every term of a tree, in the order they are written."""
    if isinstance(tree, Word):
        return (tree,)
    if isinstance(tree, And | Or):
        return tuple(word for part in tree.parts for word in words_of(part))
    if isinstance(tree, Not | Near):
        return (*words_of(tree.x), *words_of(tree.y))
    return words_of(tree.x)
