"""The sandbox that templates run in: Jinja2's own, with a short way to the nouns, which have nothing to hide."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.digest import nouns

OPEN = frozenset(
    kind for kind in vars(nouns).values() if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == nouns.__name__
)
"""Frozen values without methods: whatever does not begin with an underscore may be read. Asking each time took half of a rendering."""


class Sandbox(ImmutableSandboxedEnvironment):
    """No private attribute, nothing that changes a value, nothing but what it was given."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute of a noun; anything else goes the long way."""
        if type(obj) in OPEN and not attribute.startswith("_"):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass
        return super().getattr(obj, attribute)
