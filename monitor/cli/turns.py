"""once, run, demo, replay: the commands that turn the crank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.context import OWED, Context, leave, print_json, with_context

if TYPE_CHECKING:
    from monitor.model import RunReport

STAGES = ("poll", "read", "publish", "send")


def _stages(_ctx: click.Context, _option: click.Parameter, value: str | None) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in value.split(",")) if value else STAGES
    unknown = [part for part in chosen if part not in STAGES]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is none of {', '.join(STAGES)}")
    return chosen


@click.command()
@click.option("--only", callback=_stages, metavar="STAGES", help="Some of poll,read,publish,send.")
@click.option("--dry-run", is_flag=True, help="Say what is due; fetch, write and send nothing.")
@click.option("--wait", type=click.FloatRange(min=0), default=0.0, metavar="SECONDS", help="Wait for another turn to end.")
@click.option("--json", "as_json", is_flag=True, help="Print the run report.")
@with_context
def once(context: Context, only: tuple[str, ...], dry_run: bool, wait: float, as_json: bool) -> None:
    """One turn: poll what is due, read, publish, send."""
    from monitor import app

    config = context.load(need_secrets="send" in only and not dry_run)
    if dry_run:
        due = app.dry_run(config)
        print_json(due) if as_json else click.echo("\n".join(due_lines(due)))
        return
    report = app.run_once(config, only=only, wait=timedelta(seconds=wait))
    if as_json:
        print_json(report_json(report))
    else:
        context.say(summary(report))
        context.tell(report.problems)
    leave(OWED if report.problems else 0)


@click.command()
@with_context
def run(context: Context) -> None:
    """The daemon: the same turn on a schedule. It says what happens, with -v everything."""
    from monitor import daemon

    talking = replace(context, verbosity=context.verbosity + 1)
    daemon.run(partial(talking.load, need_secrets=True))


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("demo-out"), help="Where the digests go.")
@click.option("--days", type=click.IntRange(1, 366), default=2, help="How many days to run.")
@click.option("--serve", is_flag=True, help="Keep the newsroom up afterwards, for looking.")
@with_context
def demo(context: Context, out: Path, days: int, serve: bool) -> None:
    """The whole job against the built-in newsroom on loopback."""
    from monitor import app
    from monitor import demo as newsroom

    context.start_logging()
    newsroom.run(out, days=days, serve=serve, say=click.echo, now=app.utc_now())


@click.command()
@click.argument("inputs", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--as-of", "as_of", metavar="INSTANT", help="The instant of the call, ISO 8601; default now.")
@click.option("--all", "everything", is_flag=True, help="Group items that match no topic, too.")
@click.option("--json", "as_json", is_flag=True)
@with_context
def replay(context: Context, inputs: tuple[str, ...], as_of: str | None, everything: bool, as_json: bool) -> None:
    """Ingest archived items (JSON Lines, `-` for standard input, or WARC) as if they had been polled at the time they carry."""
    from monitor.cli.replaying import replay_files

    replay_files(context, inputs, as_of=as_of, everything=everything, as_json=as_json)


def due_lines(due: Mapping[str, object]) -> list[str]:
    """What is due as people read it: a name and a number, or the names."""
    shown = {name.replace("_", " "): ", ".join(value) if isinstance(value, list) else value for name, value in due.items()}
    return [f"{name}: {value if value != '' else 'none'}" for name, value in shown.items()]


def report_json(report: RunReport) -> dict[str, object]:
    """The run report in the shape of docs/cli.md."""
    return {
        "run": report.run,
        "started_at": report.started_at.isoformat(),
        "finished_at": report.finished_at.isoformat(),
        "feeds": report.feeds,
        "entries": report.entries,
        "articles": report.articles,
        "editions": list(report.editions),
        "deliveries": report.deliveries,
        "problems": [{"where": problem.where, "what": problem.what} for problem in report.problems],
    }


def summary(report: RunReport) -> str:
    """The turn in one line, for a terminal."""
    seconds = (report.finished_at - report.started_at).total_seconds()
    parts = (
        f"{report.feeds['polled']} feeds polled ({report.feeds['unchanged']} unchanged, {report.feeds['failed']} failed)",
        f"{report.entries['new']} new entries",
        f"{report.articles['read']} read, {report.articles['matched']} matched, {report.articles['duplicates']} duplicates",
        f"{len(report.editions)} editions",
        f"{report.deliveries['sent']} sent, {report.deliveries['retrying']} to retry, {report.deliveries['failed']} given up",
    )
    return f"{'; '.join(parts)} in {seconds:.1f} s"
