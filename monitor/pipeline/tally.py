"""What a job counts as it goes: numbers that add up, and one line for each thing that went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model import Problem, RunReport

SHAPE: dict[str, tuple[str, ...]] = {
    "feeds": ("due", "polled", "unchanged", "failed"),
    "entries": ("new", "known", "rejected"),
    "articles": ("read", "unreadable", "matched", "duplicates", "stories"),
    "deliveries": ("sent", "retrying", "failed"),
    "store": ("expired", "checked", "copied", "opened", "closed"),
}
"""The counters of the run report (`once --json`), each present even when zero. Of the store: rows that expired, checks, copies,
incidents that began and ended."""


@dataclass(slots=True)
class Tally:
    """The counts of one turn, shared by its jobs. The one mutable value of the pipeline."""

    counts: Counter[str] = field(default_factory=Counter)
    editions: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter named `group.counter`, for instance `feeds.polled`."""
        self.counts[name] += by

    def problem(self, where: str, what: str) -> None:
        """Note one thing that went wrong, in one line, for a person."""
        self.problems.append(Problem(where=where, what=" ".join(what.split())))

    @property
    def is_idle(self) -> bool:
        """Whether nothing happened."""
        return not (self.editions or self.problems or any(self.counts.values()))

    def report(self, run: str, started_at: datetime, finished_at: datetime, *, jobs: Sequence[str] = ()) -> RunReport:
        """The turn as a frozen value; every counter of SHAPE is there."""
        groups = {group: {name: self.counts[f"{group}.{name}"] for name in names} for group, names in SHAPE.items()}
        return RunReport(
            run=run,
            started_at=started_at,
            finished_at=finished_at,
            jobs=tuple(jobs),
            feeds=groups["feeds"],
            entries=groups["entries"],
            articles=groups["articles"],
            editions=tuple(self.editions),
            deliveries=groups["deliveries"],
            store=groups["store"],
            problems=tuple(self.problems),
        )
