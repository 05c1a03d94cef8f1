"""status, stories, why, search, quotes: questions to the store; nothing is fetched, written or sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.context import Context, print_json, with_context
from monitor.cli.instants import INSTANT

if TYPE_CHECKING:
    from monitor.model import Decision, Placement, Report, Story
    from monitor.ports import Store

EVER = datetime(1970, 1, 1, tzinfo=UTC)


@click.command()
@click.option("--json", "as_json", is_flag=True)
@with_context
def status(context: Context, as_json: bool) -> None:
    """Feeds by state, entries unread, editions, outbox, when each job last succeeded, open incidents, last runs."""
    from monitor import app

    with app.open_store(context.load()) as store:
        found = status_of(store)
    if as_json:
        print_json(found)
        return
    for group, line in _status_lines(found):
        click.echo(f"{group:<10} {line}")


def _status_lines(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The same as a table of two columns; the first says what a line is about."""
    for group in ("feeds", "counts", "outbox"):
        yield group, ", ".join(f"{name} {number}" for name, number in found[group].items()) or "none"
    for job, at in found["jobs"].items():
        yield "job", f"{job} last succeeded {at[:19]} UTC"
    for incident in found["incidents"]:
        yield "trouble", f"{incident['key']} since {incident['opened_at'][:16]} UTC: {incident['what']}"
    for edition in found["editions"]:
        yield "edition", f"{edition['digest']} no. {edition['number']} for {edition['period']}, {edition['stories']} stories"
    for run in found["runs"]:
        yield "run", _run_line(run)


def _run_line(run: dict[str, Any]) -> str:
    what = ", ".join(run["jobs"]) or "a turn"
    if run["turns"] > 1:
        return f"{run['started_at'][:19]} UTC, {run['turns']} times {what} without anything to do, until {run['finished_at'][11:19]}"
    return f"{run['started_at'][:19]} UTC, {what} in {run['seconds']:.1f} s, {run['problems']} problems"


def status_of(store: Store) -> dict[str, Any]:
    """The state of the desk in numbers."""
    return {
        "feeds": dict(Counter("paused" if due.feed.is_paused else due.state.status for due in store.feeds())),
        "counts": store.counts(),
        "outbox": store.delivery_counts(),
        "jobs": {job: at.isoformat() for job, at in store.jobs().items()},
        "incidents": [
            {"key": one.key, "what": one.what, "opened_at": one.opened_at.isoformat(), "is_told": one.told_at is not None}
            for one in store.incidents()
        ],
        "editions": [
            {"digest": e.digest, "number": e.number, "period": e.period, "stories": e.stories, "published_at": e.published_at.isoformat()}
            for e in store.editions(limit=5)
        ],
        "runs": [
            {
                "run": run.run,
                "jobs": list(run.jobs),
                "turns": run.turns,
                "started_at": run.started_at.isoformat(),
                "finished_at": run.finished_at.isoformat(),
                "seconds": (run.finished_at - run.started_at).total_seconds(),
                "problems": len(run.problems),
            }
            for run in store.last_runs(5)
        ],
    }


@click.command()
@click.option("--since", type=INSTANT, default=None, help="ISO 8601 instant or a span back from now: 24h, 7d.")
@click.option("--until", type=INSTANT, default=None)
@click.option("--topic", metavar="ID")
@click.option("--why", is_flag=True, help="What joined and parted them.")
@click.option("--json", "as_json", is_flag=True)
@with_context
def stories(context: Context, since: datetime | None, until: datetime | None, topic: str | None, why: bool, as_json: bool) -> None:
    """The story groups in the store."""
    from monitor import app
    from monitor.model import Window

    now, config = datetime.now(UTC), context.load()
    with app.open_store(config) as store:
        known = {one.id for one in config.topics} | set(app.every_topic(store))
        if topic is not None and topic not in known:
            raise click.UsageError(f"there is no topic {topic!r}; there are {', '.join(sorted(known))}")
        window = Window(start=since or now - timedelta(days=7), end=until or now + timedelta(seconds=1))
        found = app.stories_between(store, window.start, window.end, topic=topic)
        outlets = {item.id: item.outlet for item in store.story_items_in(window)} if why else {}
        reasons = {item: _reasons(store, item, outlets[item]) for story in found for item in story.item_ids} if why else {}
        origins = origins_json(store.placements_of([item for story in found for item in story.item_ids]) if as_json else ())
    if as_json:
        print_json({"stories": [{**story_json(story), "provenance": origins_of(story, origins)} for story in found]})
        return
    for story in found:
        click.echo(f"{story.id}  {story.headline}")
        counts = ", ".join(counted(*of) for of in ((len(story.item_ids), "article"), (story.outlets, "outlet"), (story.origins, "origin")))
        click.echo(f"    {counts}, {story.first_at:%Y-%m-%d %H:%M} UTC")
        for item in story.item_ids if why else ():
            for line in reasons[item]:
                click.echo(line)


def _reasons(store: Store, item: str, outlet: str | None) -> list[str]:
    """An article by its title, and under it each decision on where it belongs: what joined it and what it was kept apart from."""
    article = store.article(item)
    lines = [f"    {item}  {article.title if article else ''}{f' ({outlet})' if outlet else ''}"]
    decisions = [decision for decision in store.decisions(item) if decision.stage in ("duplicate", "story")]
    for decision in decisions:
        if len(decisions) > 1 or decision.stage == "duplicate":
            lines.append(f"      {decision.decided_at:%Y-%m-%d %H:%M} {decision.outcome}")
        lines += (f"        {reason}" for reason in decision.reason.split("; "))
    return lines


def counted(number: int, word: str) -> str:
    """1 article, 2 articles."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def origins_json(placements: Sequence[Placement]) -> dict[str, list[dict[str, str]]]:
    """Item -> what its text was found to have from another outlet's."""
    from monitor.app.items import provenance_json

    return {one.item_id: [provenance_json(origin) for origin in one.provenance] for one in placements if one.provenance}


def origins_of(story: Story, origins: Mapping[str, list[dict[str, str]]]) -> list[dict[str, str]]:
    """Those of one story, each with the item it is said of."""
    return [{"item": item, **origin} for item in story.item_ids for origin in origins.get(item, ())]


def story_json(story: Story) -> dict[str, Any]:
    """A story in the shape of docs/cli.md."""
    return {
        "id": story.id,
        "headline": story.headline,
        "first_at": story.first_at.isoformat(),
        "last_at": story.last_at.isoformat(),
        "items": list(story.item_ids),
        "outlets": story.outlets,
        "origins": story.origins,
    }


@click.command()
@click.argument("url_or_id")
@click.option("--json", "as_json", is_flag=True)
@with_context
def why(context: Context, url_or_id: str, as_json: bool) -> None:
    """The item's whole way through the program, or the first stage that dropped it."""
    from monitor import app

    config = context.load()
    with app.open_store(config) as store:
        entry = store.entry(url_or_id)
        if entry is None:
            raise click.UsageError(f"nothing in the store has the address or id {url_or_id!r}; `monitor search` may find it")
        decisions = store.decisions(entry.id)
        explained = app.explain(config, store, entry.id)
    if as_json:
        print_json(
            {"id": entry.id, "url": entry.url, "title": entry.title, "decisions": [decision_json(d) for d in decisions], **explained}
        )
        return
    click.echo(f"{entry.title}\n{entry.url or entry.id}")
    for decision in decisions:
        click.echo(f"  {decision.decided_at:%Y-%m-%d %H:%M} UTC  {decision.stage:9} {decision.outcome}: {decision.reason}")
    for line in explained["lines"]:
        click.echo(f"  {line}")


def decision_json(decision: Decision) -> dict[str, Any]:
    """One step of the way."""
    return {
        "stage": decision.stage,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "decided_at": decision.decided_at.isoformat(),
    }


@click.command()
@click.argument("query")
@click.option("--since", type=INSTANT, default=None)
@click.option("--json", "as_json", is_flag=True)
@with_context
def search(context: Context, query: str, since: datetime | None, as_json: bool) -> None:
    """The archive of matched articles, in the topic language."""
    from monitor import app

    with app.open_store(context.load()) as store:
        found = app.search(store, query, since=since or EVER)
    for report in found:
        if not as_json:
            click.echo(f"{report.first_seen_at:%Y-%m-%d}  {report.outlet}: {report.title}\n    {report.url or report.id}")
    if as_json:
        print_json([report_json(report) for report in found])


def report_json(report: Report) -> dict[str, Any]:
    """A matched article, in brief."""
    return {
        "id": report.id,
        "url": report.url,
        "title": report.title,
        "outlet": report.outlet,
        "published_at": report.published.value,
        "language": report.language,
        "story": report.story_id,
    }


@click.command()
@click.option("--speaker", metavar="NAME", help="Words of the speaker's name, in any order.")
@click.option("--since", type=INSTANT, default=None)
@click.option("--json", "as_json", is_flag=True)
@with_context
def quotes(context: Context, speaker: str | None, since: datetime | None, as_json: bool) -> None:
    """Who said what, in the matched articles."""
    from monitor import app
    from monitor.cli.reading import quote_json
    from monitor.text.normalise import fold

    with app.open_store(context.load()) as store:
        reports = store.reports_in(app.window_since(since or EVER), app.every_topic(store))
    wanted = fold(speaker or "").split()
    found = [(r, q) for r in reports for q in r.quotes if all(word in fold(q.speaker or "") for word in wanted)]
    if as_json:
        print_json([{**quote_json(quote), "url": report.url, "outlet": report.outlet} for report, quote in found])
        return
    for report, quote in found:
        role = f", {quote.role}" if quote.role else ""
        click.echo(f"{quote.speaker or 'unknown'}{role}: {quote.text}\n    {report.outlet}: {report.url or report.id}")
