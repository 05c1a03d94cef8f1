"""A query in; the doors it must pass out: rows of terms, of each of which one must be in the text before the query can match."""

from __future__ import annotations

from monitor.topics.leaves import Leaves
from monitor.topics.tree import TEXT_FIELDS, And, InField, Near, Or, Query, Word, words_of

Door = tuple[Word, ...]


def doors(tree: Query) -> tuple[Door, ...]:
    """Every door of a query; none where it may match without any term, as one on metadata alone does."""
    if isinstance(tree, Word):
        return ((tree,),)
    if isinstance(tree, Or):
        parts = [doors(part) for part in tree.parts]
        return (tuple(word for part in parts for word in _narrowest(part)),) if all(parts) else ()
    if isinstance(tree, And):
        return tuple(door for part in tree.parts for door in doors(part))
    if isinstance(tree, Near) and tree.kind != "NOTNEAR":
        return (*doors(tree.x), *doors(tree.y))
    if isinstance(tree, InField) and tree.field not in TEXT_FIELDS:
        return ()
    return doors(tree.x)


def entrance(tree: Query) -> Door:
    """The narrowest door: a query is tried where one of its terms was seen; empty where it must be tried always."""
    return _narrowest(doors(tree))


def _narrowest(known: tuple[Door, ...]) -> Door:
    return min(known, key=len, default=())


def anchors_of(door: Door, leaves: Leaves) -> frozenset[int]:
    """A door as the anchors of the one pass."""
    return frozenset(leaves.anchors[leaves.numbers[word]] for word in door)


def any_word_of(trees: tuple[Query, ...], leaves: Leaves) -> frozenset[int]:
    """The anchors of all terms of several queries."""
    return frozenset(leaves.anchors[leaves.numbers[word]] for tree in trees for word in words_of(tree))
