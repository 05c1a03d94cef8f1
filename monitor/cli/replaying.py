"""replay: archives in, what became of each item out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.asking import counted, origins_json, story_json
from monitor.cli.context import OWED, Context, leave, print_json
from monitor.cli.instants import INSTANT

if TYPE_CHECKING:
    from monitor.app.replaying import Archived
    from monitor.model import Story
    from monitor.store.sql import SqlStore

AT_ONCE = 500
"""So many items or stories are had from the store at once: an archive may hold any number."""


def replay_files(context: Context, inputs: tuple[str, ...], *, as_of: str | None, everything: bool, as_json: bool) -> None:
    """Ingest the archives and print the items with their topics and stories; lines that are no items are said and counted."""
    from monitor import app

    config = context.load()
    at: datetime = INSTANT.convert(as_of, None, None) if as_of else datetime.now(UTC)
    with context.progress("replaying") as step:
        done = app.replay(config, _items(inputs, at, config.fetch.max_bytes), everything=everything, step=step)
    for failure in done.failures:
        context.warn(failure)
    with app.open_store(config) as store:
        found = replayed_json(store, done.ids)
    if expired := len(set(done.ids)) - len(found["items"]):
        context.warn(f"{counted(expired, 'item')} expired before: left out")
    if as_json:
        print_json(found)
    else:
        relevant = sum(item["relevant"] for item in found["items"])
        click.echo(f"{len(found['items'])} items, {relevant} relevant, {len(found['stories'])} stories, {len(done.failures)} not read")
        if done.others:
            click.echo(f"{done.others} records of the archives are no pages and were left out")
    leave(OWED if done.failures else 0)


def _items(inputs: tuple[str, ...], as_of: datetime, longest: int) -> Iterator[Archived | str | None]:
    from monitor.app.replaying import read_lines, read_warc

    for name in inputs:
        if name == "-":
            yield from read_lines("-", sys.stdin, as_of=as_of)
        elif name.endswith((".warc", ".warc.gz")):
            yield from read_warc(Path(name), as_of=as_of, longest=longest)
        else:
            with Path(name).open(encoding="utf-8", errors="replace") as lines:
                yield from read_lines(name, lines, as_of=as_of)


def replayed_json(store: SqlStore, ids: tuple[str, ...]) -> dict[str, Any]:
    """The items of the input, each once, and the stories they stand in, as docs/cli.md has them; read from the store a few at a time."""
    from monitor import stories

    items: list[dict[str, Any]] = []
    for some in _some(list(dict.fromkeys(ids))):
        items += _items_json(store, some)
    told: list[Story] = []
    for some in _some(sorted({item["story"] for item in items if item["story"]})):
        placed = store.placed_in(some)
        told += stories.stories_of([item for item, _ in placed], [placement for _, placement in placed])
    told.sort(key=lambda story: (story.first_at, story.id))
    return {"items": items, "stories": [story_json(story) for story in told]}


def _some(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))


def _items_json(store: SqlStore, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Those that were read, in this order; what expired is none."""
    placements = {placement.item_id: placement for placement in store.placements_of(ids)}
    origins = origins_json(tuple(placements.values()))
    facts = store.article_facts(ids)
    for name in (name for name in ids if name in facts):
        placement = placements.get(name)
        yield {
            "url": facts[name].url,
            "id": name,
            "topics": list(facts[name].topics),
            "relevant": bool(facts[name].topics),
            "duplicate_of": placement and placement.duplicate_of,
            "story": placement and placement.story_id,
            "supersedes": placement and placement.supersedes,
            "provenance": origins.get(name, []),
        }
