"""check: what the configuration says, before anything is done with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from monitor.cli.context import OWED, Context, leave, print_json, with_context
from monitor.text import redact

if TYPE_CHECKING:
    from monitor.app.checking import TopicDiff, Trial
    from monitor.config import Config
    from monitor.digest import DigestSettings

REFERENCE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")

EXAMPLE = re.compile(r"(?:^|[@.])example\.(?:com|net|org)$").search

SLOTS = 3
"""So many coming editions are shown."""


@click.command()
@click.option("--online", is_flag=True, help="Also poll every feed once, and say what would be done about it.")
@click.option(
    "--diff",
    "old",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="OLD",
    help="Compare with another configuration.",
)
@click.option("--json", "as_json", is_flag=True)
@with_context
def check(context: Context, online: bool, old: Path | None, as_json: bool) -> None:
    """Whether configuration, topics and templates are right, and how they were understood."""
    from monitor import app, config
    from monitor.app import checking

    loaded = context.load(need_secrets=True)
    before = config.load(old, os.environ, need_secrets=False) if old else None
    checking.try_templates(loaded)
    found = described(loaded, app.utc_now())
    trials = list(checking.try_feeds(loaded)) if online else []
    count, diffs = checking.compare_topics(before, loaded) if before else (0, {})
    if as_json:
        if online:
            found["online"] = [trial_json(trial) for trial in trials]
        if before:
            found["diff"] = {"articles": count, "topics": {name: diff_json(diff) for name, diff in diffs.items()}}
        print_json(found)
    elif not context.is_quiet:
        for line in (*page(loaded, found), *map(trial_line, trials), *(diff_lines(count, diffs) if before else ())):
            click.echo(line)
    leave(OWED if checking.troubled(trials) else 0)


def described(config: Config, now: datetime) -> dict[str, Any]:
    """The configuration as it was understood, in the shape of `check --json`."""
    from monitor import topics
    from monitor.app.build import vocabulary_of

    vocabulary = vocabulary_of(config)
    return {
        "feeds": len(config.feeds),
        "topics": [
            {"id": topic.id, "name": topic.name, "lines": topics.print_topic(topic, vocabulary).splitlines()} for topic in config.topics
        ],
        "digests": [{"id": digest.id, "next": list(coming(digest, now))} for digest in config.digests],
        "channels": {name: channel.kind for name, channel in config.channels.items()},
        "warnings": list(warnings(config)),
    }


def warnings(config: Config) -> Iterator[str]:
    """What is no mistake and should be otherwise all the same."""
    for feed in config.feeds:
        written = REFERENCE.sub("", feed.url)
        if redact(written) != written:
            yield (
                f"feed {feed.id}: its address holds what looks like a token, and stands like that in the store and its copies;"
                " write ${NAME} in its place and set that environment variable"
            )
    for setting, value in placeholders(config):
        yield f"{setting}: {value} is an example that nobody can own (RFC 2606); write your own"
    folders = {f"channels.{name}.folder": getattr(channel, "folder", None) for name, channel in config.channels.items()}
    for setting, folder in ({"store.backups": config.store.backups} | folders).items():
        if folder and not _can_be_written(Path(folder)):
            yield f"{setting}: {folder} can be neither made nor written by this user; write another folder, or change its owner"


def placeholders(config: Config) -> Iterator[tuple[str, str]]:
    """Servers and addresses that were never filled in, with the settings they stand in."""
    for name, channel in config.channels.items():
        yield from (
            (f"channels.{name}.{key}", getattr(channel, key, "")) for key in ("host", "sender") if EXAMPLE(getattr(channel, key, ""))
        )
    for digest in config.digests:
        yield from ((f"digests.{digest.id}.recipients", one.address) for one in digest.recipients if EXAMPLE(one.address))


def _can_be_written(folder: Path) -> bool:
    """Whether this user could write into a folder, made if need be."""
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)


def coming(digest: DigestSettings, now: datetime) -> Iterator[dict[str, str]]:
    """The next editions of a digest, hour by hour that somebody wished for."""
    from monitor import cadence

    hours = {(digest.cron, digest.zone): ""}
    for reader in digest.recipients:
        hours.setdefault((reader.cron or digest.cron, reader.zone or digest.zone), reader.address)
    for (cron, zone), recipient in hours.items():
        schedule, after = cadence.Schedule(digest=digest.id, cron=cron, zone=zone), now
        for _ in range(SLOTS):
            slot = cadence.next_slot(schedule, after)
            if slot is None:
                break
            after = slot.scheduled_at
            yield {"recipient": recipient, "zone": zone, "at": after.isoformat()}


def page(config: Config, found: dict[str, Any]) -> Iterator[str]:
    """The same for a person."""
    yield f"{config.path}: {counted(config)}"
    yield "feeds"
    for feed in config.feeds:
        marks = [feed.language, feed.country, feed.kind, "state media" if feed.is_state_media else "", "paused" if feed.is_paused else ""]
        yield f"  {feed.id:20} {redact(feed.url)}  ({', '.join(mark for mark in marks if mark)})"
    yield "topics"
    for topic in found["topics"]:
        yield from (f"  {line}" for line in topic["lines"])
    yield "digests"
    for digest, described_digest in zip(config.digests, found["digests"], strict=True):
        to = ", ".join(recipient.address for recipient in digest.recipients) or "nobody"
        yield f"  {digest.id}: {digest.cron} {digest.zone} over {', '.join(digest.channels) or 'no channel'} to {to}"
        for coming_one in described_digest["next"]:
            at = datetime.fromisoformat(coming_one["at"])
            who = f" ({coming_one['recipient']})" if coming_one["recipient"] else ""
            yield f"    next {at.astimezone(ZoneInfo(coming_one['zone'])):%a %d %b %Y %H:%M %Z}, {at:%H:%M} UTC{who}"
    yield "channels"
    for name, channel in config.channels.items():
        yield f"  {name}: {channel.kind}"
    yield from (f"warning: {line}" for line in found["warnings"])


def counted(config: Config) -> str:
    """How much of everything, in a few words."""
    numbers = (("feed", config.feeds), ("topic", config.topics), ("digest", config.digests), ("channel", config.channels))
    return ", ".join(f"{len(things)} {name}{'' if len(things) == 1 else 's'}" for name, things in numbers)


def trial_line(trial: Trial) -> str:
    """What asking a feed came to, on one line."""
    if trial.status == "paused":
        return f"online {trial.feed.id}: paused; would not be polled"
    parts = [f"{trial.entries} entries"] if trial.entries else []
    if trial.rejected:
        parts.append(f"{len(trial.rejected)} unusable items ({trial.rejected[0]})")
    if trial.newest_at:
        parts.append(f"newest {trial.newest_at:%Y-%m-%d %H:%M} UTC")
    if trial.moved_to:
        parts.append(f"has moved to {trial.moved_to}: write that address")
    if trial.why:
        parts.append(trial.why)
    then = f"; would be polled again at {trial.next_poll_at:%Y-%m-%d %H:%M} UTC" if trial.next_poll_at else ""
    return f"online {trial.feed.id}: {trial.status}: {', '.join(parts)}{then}"


def trial_json(trial: Trial) -> dict[str, Any]:
    """The same for programs."""
    return {
        "feed": trial.feed.id,
        "status": trial.status,
        "entries": trial.entries,
        "rejected": list(trial.rejected),
        "newest_at": trial.newest_at.isoformat() if trial.newest_at else None,
        "next_poll_at": trial.next_poll_at.isoformat() if trial.next_poll_at else None,
        "moved_to": trial.moved_to,
        "why": trial.why,
    }


def diff_lines(count: int, diffs: dict[str, TopicDiff]) -> Iterator[str]:
    """What the change would have done, for a person."""
    yield f"over {count} stored articles:"
    changed = {name: diff for name, diff in diffs.items() if diff.added or diff.removed}
    if not changed:
        yield "  no topic would have changed"
    for name, diff in changed.items():
        yield f"  {name}: {diff.before} -> {diff.after} ({diff.added} added, {diff.removed} removed)"
        for sign, way in (("+", "added"), ("-", "removed")):
            yield from (f"    {sign} {item.title or item.url or item.id}" for item in diff.examples[way])


def diff_json(diff: TopicDiff) -> dict[str, Any]:
    """The same for programs."""
    examples = {way: [{"title": item.title, "url": item.url} for item in items] for way, items in diff.examples.items()}
    return {"before": diff.before, "after": diff.after, "gained": diff.added, "lost": diff.removed, **examples}
