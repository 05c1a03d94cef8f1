"""replay: archives in, what became of each item out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.asking import origins_json, story_json
from monitor.cli.context import OWED, Context, leave, print_json
from monitor.cli.instants import INSTANT

if TYPE_CHECKING:
    from monitor.app.replaying import Archived
    from monitor.store.sql import SqlStore


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
    """The items of the input, each once, and the stories they stand in; the shape of docs/cli.md."""
    from monitor import stories
    from monitor.model import Window

    wanted = list(dict.fromkeys(ids))
    placements = {placement.item_id: placement for placement in store.placements_of(wanted)}
    origins = origins_json(tuple(placements.values()))
    facts = store.article_facts(wanted)
    items = [
        {
            "url": facts[name].url,
            "id": name,
            "topics": list(facts[name].topics),
            "relevant": bool(facts[name].topics),
            "duplicate_of": placements[name].duplicate_of if name in placements else None,
            "story": placements[name].story_id if name in placements else None,
            "supersedes": placements[name].supersedes if name in placements else None,
            "provenance": origins.get(name, []),
        }
        for name in wanted
        if name in facts
    ]
    if not placements:
        return {"items": items, "stories": []}
    instants = [fact.order_at for fact in facts.values()]
    window = Window(start=min(instants) - timedelta(days=1), end=max(instants) + timedelta(days=1))
    mine = {placement.story_id for placement in placements.values()}
    told = stories.stories_of(store.story_items_in(window), store.placements_in(window))
    return {"items": items, "stories": [story_json(story) for story in told if story.id in mine]}
