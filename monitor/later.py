"""Where a room's public names live in, the room's `__getattr__` out: a part is imported when it is first asked for (PEP 562).

A turn with nothing to do reads a room's settings and nothing else of it; what costs time to import waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module


def later(room: str, parts: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """What a package must have as its `__getattr__`. `parts`: a module of the room -> the public names it holds.

    Raises AttributeError for any other name, as a module does.
    """
    places = {name: part for part, names in parts.items() for name in names}

    def find(name: str) -> object:
        if name not in places:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return getattr(import_module(f"{room}.{places[name]}"), name)

    return find
