"""extract and match: one stage of the journey, on things handed in; no store."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.context import OWED, Context, leave, with_context
from monitor.errors import ItemError

if TYPE_CHECKING:
    from monitor.model import Article, Item, Published, Verdict
    from monitor.ports import Workers


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--url", help="The address the text came from, when SOURCE does not say.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a source.")
@with_context
def extract(context: Context, sources: tuple[str, ...], url: str | None, as_json: bool) -> None:
    """A file, a folder, a URL or - (standard input) -> the article in it."""
    from monitor import app

    context.start_logging()
    failed = 0
    files = [path for source in sources for path in app.files_of(source)]
    read: list[tuple[str, Article | ItemError]] = []
    with app.open_extraction(context.load_if_there()) as extraction, context.progress("reading", total=len(files)) as step:
        for source, call in extraction.read(files, url=url):
            try:
                read.append((source, call.result()))
            except ItemError as error:
                failed += 1
                read.append((source, error))
                context.warn(f"{source}: {error}")
            step(1)
            if len(files) < TOGETHER[0] or len(read) >= TOGETHER[1]:
                _show(read, as_json=as_json)
                read.clear()
    _show(read, as_json=as_json)
    leave(OWED if failed else 0)


TOGETHER = (3, 2_000)
"""From so many sources on, and up to so many at once, pages of one site teach each other what it repeats."""


def _show(read: list[tuple[str, Article | ItemError]], *, as_json: bool) -> None:
    """Print what was read together, without what sites repeat: an article a source, and as JSON also a source that failed."""
    from monitor.extract import cut_repeated

    articles = iter(cut_repeated([found for _, found in read if not isinstance(found, ItemError)]))
    for source, found in read:
        if isinstance(found, ItemError):
            if as_json:
                click.echo(json.dumps(failure_json(source, found), ensure_ascii=False))
        elif as_json:
            click.echo(json.dumps({**article_json(next(articles)), "source": source}, ensure_ascii=False))
        else:
            click.echo(article_text(next(articles)))


def failure_json(source: str, error: ItemError) -> dict[str, Any]:
    """A source that could not be read, in the shape of one that could: nothing is known of it but why."""
    unknown = dict.fromkeys(("url", "title", "outlet", "published_at", "language", "text_source"))
    nothing: dict[str, Any] = {
        "byline": [],
        "date_source": "none",
        "text": "",
        "access": "empty",
        "provenance": [],
        "quotes": [],
        "dropped": [],
    }
    return {**unknown, **nothing, "source": source, "error": str(error)}


@click.command()
@click.argument("input", type=click.File("r", encoding="utf-8", errors="replace"))
@click.option("--topic", "topic_id", metavar="ID", help="One topic only.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@with_context
def match(context: Context, input: Any, topic_id: str | None, as_json: bool) -> None:
    """JSON Lines of items -> topics with evidence."""
    from monitor import app, topics

    config = context.load()
    compiled = app.compile_topics(config, only=topic_id)
    failed = 0
    with app.open_app(config) as running:
        for number, line in enumerate(input, start=1):
            if not line.strip():
                continue
            try:
                item = read_item(line, now=app.utc_now(), workers=running.workers)
            except ItemError as error:
                failed += 1
                context.warn(f"{input.name}:{number}: {error}")
                continue
            verdicts = topics.match_topics(item, compiled)
            click.echo(json.dumps(verdicts_json(item, verdicts), ensure_ascii=False) if as_json else verdicts_text(item, verdicts))
    leave(OWED if failed else 0)


def read_item(line: str, *, now: datetime, workers: Workers) -> Item:
    """One line of the item format of docs/cli.md; `html` is extracted first. Raises ItemError."""
    from monitor import extract as room
    from monitor.app.items import fields_of, text_of
    from monitor.model import Item, Page, stable_id
    from monitor.text import published_from

    value = fields_of(line)
    title, text, url = text_of(value, "title"), text_of(value, "text"), text_of(value, "url") or None
    language = text_of(value, "language", "lang") or None
    markup = text_of(value, "html")
    if markup:
        page = Page(url=url or "", body=markup.encode(), content_type="text/html; charset=utf-8")
        article = workers.submit(room.extract_page, page).result()
        title, text, language = title or article.title, article.text, language or article.language
    published = published_from(text_of(value, "published_at", "published"))
    author = text_of(value, "author")
    return Item(
        id=text_of(value, "id") or stable_id(url or "", title, text),
        url=url,
        title=title,
        text=text,
        published=published,
        first_seen_at=published.at or now,
        language=language,
        outlet=text_of(value, "outlet") or None,
        source=text_of(value, "source") or None,
        country=text_of(value, "country") or None,
        byline=(author,) if author else (),
    )


def verdicts_json(item: Item, verdicts: tuple[Verdict, ...]) -> dict[str, Any]:
    """What `match --json` prints for one item."""
    matched = [verdict for verdict in verdicts if verdict.is_match]
    return {
        "url": item.url,
        "topics": [
            {
                "topic": verdict.topic,
                "score": round(verdict.score, 3),
                "terms": [{"text": t.text, "field": t.field, "start": t.start, "end": t.end} for t in verdict.terms],
            }
            for verdict in matched
        ],
        "relevant": bool(matched),
    }


def verdicts_text(item: Item, verdicts: tuple[Verdict, ...]) -> str:
    """What `match` prints for a person: the topics with their scores and hits, or the clause that decided against."""
    lines = [item.title or item.url or item.id]
    for verdict in verdicts:
        if verdict.is_match:
            hits = ", ".join(dict.fromkeys(f"{term.text} ({term.field})" for term in verdict.terms))
            lines.append(f"  + {verdict.topic} {verdict.score:.1f} >= {verdict.threshold:.1f}: {hits}")
        elif verdict.terms:
            lines.append(f"  - {verdict.topic} {verdict.score:.1f} < {verdict.threshold:.1f}: {verdict.clause}")
    return "\n".join(lines if len(lines) > 1 else [*lines, "  - nothing of any topic"])


def article_json(article: Article) -> dict[str, Any]:
    """What `extract --json` prints."""
    from monitor.app.items import provenance_json

    return {
        "url": article.url,
        "title": article.title,
        "byline": list(article.byline),
        "outlet": article.outlet,
        "published_at": article.published.value,
        "date_source": article.published.source,
        "language": article.language,
        "text": article.text,
        "text_source": article.text_source,
        "access": article.access,
        "provenance": [provenance_json(one) for one in article.provenance],
        "quotes": [quote_json(quote) for quote in article.quotes],
        "dropped": [{"reason": block.reason, "text": block.text} for block in article.dropped],
    }


def quote_json(quote: Any) -> dict[str, Any]:
    """A quote in the shape of docs/cli.md."""
    return {"text": quote.text, "speaker": quote.speaker, "role": quote.role, "verb": quote.verb, "start": quote.start, "end": quote.end}


def dated(published: Published) -> str:
    """A date with who says so, and whether the zone of its hour is stated."""
    if published.value is None:
        return "date unknown"
    zone = ", zone not stated" if "T" in published.value and published.at is None else ""
    return f"{published.value} (date by {published.source}{zone})"


def article_text(article: Article) -> str:
    """What `extract` prints for a person."""
    head = [
        article.title,
        " / ".join(part for part in (article.outlet or "", ", ".join(article.byline), dated(article.published)) if part),
    ]
    if article.access != "full":
        head.append(f"[{article.access}]")
    head += [f"[{p.relation} from {p.origin}: {p.evidence}]" for p in article.provenance]
    return "\n".join([*head, "", article.text, ""])
