"""A topic as the operator writes it down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSettings:
    """One topic: a vocabulary topic by name (`use`), its own phrases and queries, or both."""

    id: str
    """Names the topic in digests and on the command line."""
    name: str = ""
    """The heading in the digest; the vocabulary's name where empty."""
    use: str | None = None
    """A topic of the vocabulary to begin from."""
    strong: tuple[str, ...] = ()
    """Further queries of the topic language that fire alone."""
    weak: tuple[str, ...] = ()
    """Further queries that need company."""
    exclude: tuple[str, ...] = ()
    """Queries that veto the topic."""
    query: str | None = None
    """A whole query; an item that matches it belongs to the topic."""
    any: tuple[str, ...] = ()
    """Short form: at least one of these (queries)."""
    all: tuple[str, ...] = ()
    """Short form: every one of these."""
    none: tuple[str, ...] = ()
    """Short form: none of these."""
    title_any: tuple[str, ...] = ()
    """Short form: at least one of these in the title."""
    threshold: float | None = None
    """The score from which an item belongs to the topic; the vocabulary's own where left out."""
