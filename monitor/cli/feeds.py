"""feeds list|show|add|remove|pause|import|export|discover: subscriptions, their health, lists of them."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from monitor.cli.context import OWED, Context, leave, print_json, with_context
from monitor.cli.instants import INSTANT
from monitor.errors import ItemError
from monitor.model import DueFeed, Feed
from monitor.text import canonical_url, redact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.feeds import Subscription
    from monitor.store.sql import SqlStore


@click.group()
def feeds() -> None:
    """Subscriptions and their health, lists of feeds in and out, the feeds of a site."""


@feeds.command("list")
@click.option("--state", "states", multiple=True, help="Only feeds in this state; may be given more than once.")
@click.option("--json", "as_json", is_flag=True)
@with_context
def list_(context: Context, states: tuple[str, ...], as_json: bool) -> None:
    """Each feed: state, since when, last new item, next poll, and why."""
    from monitor.cli.feeds_shown import due_json, due_line

    known = [due for due in _synced(context) if not states or due.state.status in states]
    if as_json:
        print_json([due_json(due) for due in known])
        return
    for due in known:
        click.echo(due_line(due))


@feeds.command()
@click.argument("feed_id")
@click.option("--json", "as_json", is_flag=True)
@with_context
def show(context: Context, feed_id: str, as_json: bool) -> None:
    """Everything remembered of one feed, and how it is asked."""
    from monitor.cli.feeds_shown import due_json, due_page

    due = find(_synced(context), feed_id)
    if as_json:
        print_json(due_json(due))
    else:
        click.echo(due_page(due))


@feeds.command()
@click.argument("addresses", nargs=-1, required=True)
@click.option("--id", "feed_id", help="What to call it (with one address only).")
@click.option("--since", type=INSTANT, default=None, help="What was published before is no news: an instant, or a span back from now.")
@click.option("--unchecked", is_flag=True, help="Take the addresses for feeds without asking them.")
@with_context
def add(context: Context, addresses: tuple[str, ...], feed_id: str | None, since: datetime | None, unchecked: bool) -> None:
    """Subscribe to feeds, or to the feed of a site. `-` reads addresses from standard input, one a line."""
    from monitor import app

    wanted = list(_addresses(addresses))
    if feed_id and len(wanted) != 1:
        raise click.UsageError("--id needs exactly one address")
    config, failed = context.load(), 0
    with app.open_app(config) as parts, app.open_store(config) as store:
        store.sync_feeds(config.feeds, parts.clock())
        for address in wanted:
            try:
                url, title, language = (address, "", None) if unchecked else _chosen(parts, address)
            except ItemError as error:
                context.warn(f"{redact(address)}: not added: {error}")
                failed += 1
                continue
            feed = Feed(id=feed_id or "", url=url, name=title, language=language, since=since, origin="command")
            click.echo(_subscribe(store, [feed], parts.clock())[0])
    leave(OWED if failed else 0)


@feeds.command()
@click.argument("feed_ids", nargs=-1, required=True)
@with_context
def remove(context: Context, feed_ids: tuple[str, ...]) -> None:
    """End subscriptions made by command. What they brought is kept; a feed of config.yaml can only be paused."""
    from monitor import app

    with app.open_store(context.load()) as store:
        known = store.feeds()
        chosen = [find(known, feed_id) for feed_id in feed_ids]
        for due in chosen:
            if not store.remove_feed(due.feed.id):
                raise click.UsageError(f"{due.feed.id} stands in {context.config_path}: remove it there, or pause it")
            click.echo(f"{due.feed.id}: removed")


@feeds.command()
@click.argument("feed_ids", nargs=-1, required=True)
@click.option("--resume", is_flag=True, help="Ask it again, at once.")
@with_context
def pause(context: Context, feed_ids: tuple[str, ...], resume: bool) -> None:
    """Leave feeds alone until they are resumed; nothing is forgotten."""
    from monitor import app

    now = datetime.now(UTC)
    chosen = [find(_synced(context), feed_id) for feed_id in feed_ids]
    with app.open_store(context.load()) as store:
        for due in chosen:
            if resume:
                state = replace(due.state, status="new", status_since=now, why="resumed by command", next_poll_at=now)
            else:
                state = replace(due.state, status="paused", status_since=now, why="paused by command")
            store.set_feed_state(due.feed.id, state)
            click.echo(f"{due.feed.id}: {'due now' if resume else 'paused'}")


@feeds.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--since", type=INSTANT, default=None, help="What was published before is no news: an instant, or a span back from now.")
@with_context
def import_(context: Context, file: BinaryIO, since: datetime | None) -> None:
    """Subscribe to every feed of an OPML file, or of a list with one address a line. `-` is standard input."""
    from monitor import app

    body = file.read()
    listed = [
        Feed(id="", url=found.url, name=found.title, since=since, origin="command")
        for found in (_read_opml(body) if b"<" in body[:2_000] else _listed(body.decode("utf-8", "replace")))
    ]
    config = context.load()
    with app.open_store(config) as store:
        store.sync_feeds(config.feeds, datetime.now(UTC))
        for line in _subscribe(store, listed, datetime.now(UTC)):
            click.echo(line)


@feeds.command()
@click.option("--yaml", "as_yaml", is_flag=True, help="As the `feeds:` section of config.yaml.")
@with_context
def export(context: Context, as_yaml: bool) -> None:
    """Every subscription as OPML, or as YAML to paste into config.yaml."""
    from monitor.cli.feeds_shown import as_opml, feeds_yaml

    known = [due.feed for due in _synced(context)]
    click.echo(feeds_yaml(known) if as_yaml else as_opml(known), nl=False)


@feeds.command()
@click.argument("address")
@click.option("--json", "as_json", is_flag=True)
@with_context
def discover(context: Context, address: str, as_json: bool) -> None:
    """The feeds behind a site's address: asked and understood. Subscribes to nothing."""
    from monitor import app
    from monitor.app.subscribing import feeds_at

    try:
        with app.open_app(context.load()) as parts:
            found = feeds_at(parts, _with_scheme(address))
    except ItemError as error:
        context.warn(f"{redact(address)}: {error}")
        leave(OWED)
        return
    if as_json:
        print_json([{"url": one.url, "title": one.title, "entries": one.entries, "language": one.language} for one in found])
        return
    for one in found:
        click.echo(f"{one.url}  {one.title} ({one.entries} entries)")


def find(known: Iterable[DueFeed], feed_id: str) -> DueFeed:
    """The feed of that id or address; a usage error when there is none."""
    for due in known:
        if feed_id == due.feed.id or canonical_url(feed_id) == canonical_url(due.feed.url):
            return due
    raise click.UsageError(f"no feed has the id or address {feed_id!r}; see `monitor feeds list`")


def _synced(context: Context) -> tuple[DueFeed, ...]:
    """Every feed as the configuration and the store have it now."""
    from monitor import app

    config = context.load()
    with app.open_store(config) as store:
        store.sync_feeds(config.feeds, datetime.now(UTC))
        return store.feeds()


def _subscribe(store: SqlStore, wanted: Iterable[Feed], now: datetime) -> list[str]:
    """Add those that are not there yet; a line for each."""
    from monitor.feeds import feed_id

    known = {canonical_url(due.feed.url): due.feed.id for due in store.feeds()}
    new, lines = [], []
    for feed in wanted:
        if before := known.get(canonical_url(feed.url)):
            lines.append(f"{before}: subscribed already ({redact(feed.url)})")
            continue
        chosen = feed.id or feed_id(feed.url, set(known.values()))
        if chosen in known.values():
            raise click.UsageError(f"another feed is called {chosen}")
        new.append(replace(feed, id=chosen, name=feed.name or chosen))
        known[canonical_url(feed.url)] = chosen
        lines.append(f"{chosen}: added ({redact(feed.url)})")
    store.add_feeds(new, now)
    return lines


def _chosen(parts: Any, address: str) -> tuple[str, str, str | None]:
    """The best feed behind an address: url, title, language. Raises ItemError."""
    from monitor.app.subscribing import feeds_at

    best = feeds_at(parts, address)[0]
    return best.url, best.title, best.language


def _addresses(arguments: Iterable[str]) -> Iterable[str]:
    for argument in arguments:
        lines: Iterable[str] = sys.stdin if argument == "-" else (argument,)
        yield from (_with_scheme(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


def _with_scheme(address: str) -> str:
    """As people write it: `example.org/news` means https."""
    return address if re.match(r"[a-z]+://", address, re.IGNORECASE) else f"https://{address}"


def _read_opml(body: bytes) -> tuple[Subscription, ...]:
    from monitor.errors import ParseError
    from monitor.feeds import read_opml

    try:
        return read_opml(body)
    except ParseError as error:
        raise click.UsageError(f"{error}: give an OPML file, or a list with one address a line") from error


def _listed(text: str) -> list[Subscription]:
    from monitor.feeds import Subscription

    return [Subscription(url=address) for address in _addresses(text.splitlines()) if address != "https://-"]
