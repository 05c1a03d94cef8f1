"""db: the store itself: brought up to date, copied, shrunk, counted, taken along."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from monitor.cli.context import FAILED, Context, leave, print_json, with_context


@click.group()
def db() -> None:
    """The store."""


@db.command()
@with_context
def upgrade(context: Context) -> None:
    """Bring the store to this program's schema (done at every start, too)."""
    from monitor import app

    with app.open_store(context.load()):
        click.echo("the store is up to date")


@db.command()
@click.argument("target", required=False, type=click.Path(dir_okay=False, path_type=Path))
@with_context
def backup(context: Context, target: Path | None) -> None:
    """A checked copy of a SQLite store while it is in use; by default beside it, with the date."""
    from monitor import app

    config = context.load()
    place = target or Path(f"{config.store.url.reveal()}.{datetime.now(UTC):%Y-%m-%d-%H%M%S}.backup")
    with app.open_store(config) as store:
        store.backup(str(place))
    click.echo(str(place))


@db.command()
@with_context
def vacuum(context: Context) -> None:
    """Give free pages back to the system."""
    from monitor import app

    with app.open_store(context.load()) as store:
        store.vacuum()


@db.command()
@click.option("--json", "as_json", is_flag=True)
@with_context
def stats(context: Context, as_json: bool) -> None:
    """How much there is of everything, and what an integrity check finds."""
    from monitor import app

    with app.open_store(context.load()) as store:
        found: dict[str, Any] = {**store.counts(), "size": store.size(), "damage": list(store.check())}
    if as_json:
        print_json(found)
    else:
        for name, value in found.items():
            click.echo(f"{name}: {value or 'none'}" if name == "damage" else f"{name}: {value}")
    leave(FAILED if found["damage"] else 0)


@db.command(name="export")
@with_context
def export_(context: Context) -> None:
    """Every article in the store as JSON Lines, ready for `replay` and `db import`."""
    import json

    from monitor import app

    with app.open_store(context.load()) as store:
        for item in store.export():
            click.echo(json.dumps(item, ensure_ascii=False))


@db.command(name="import")
@click.argument("input", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@with_context
def import_(context: Context, input: str) -> None:
    """What `db export` wrote, into this store; idempotent."""
    from monitor.cli.replaying import replay_files

    if input == "-" and sys.stdin.isatty():
        raise click.UsageError("nothing comes in; name a file, or pipe one in")
    replay_files(context, (input,), as_of=None, everything=False, as_json=False)
