"""The written content: outlets.toml and the articles' files in, outlets and dated articles with their labels out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.demo.dates import with_dates
from monitor.model import Access, OutletKind

CONTENT = Path(__file__).parent / "content"

Fault = Literal["", "moved", "gone", "broken", "consent", "challenge"]
Relation = Literal["original", "independent", "copy", "edited", "translation", "update", "correction", "refile", "withdrawal", "trap"]

_NEWS_DAY = timedelta(hours=18)
"""The weekday that a day's articles speak of is that of so long before its turn: the same in a text and in its copies."""

_INCLUDE = re.compile(r"<<(?P<slug>[\w-]+) (?P<first>\d+)-(?P<last>\d+)>>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented publisher, how its site is built and what is wrong with it."""

    id: str
    name: str
    language: str
    country: str
    kind: OutletKind
    is_state_media: bool = False
    zone: str
    layout: str
    path: str
    feed: Literal["rss2", "rss1", "atom", "json"]
    feed_text: Literal["summary", "full"]
    encoding: str = "utf-8"
    fault: Fault = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a careful reader makes of an article: the truth that the journey is measured against.

    `of` is the article it was made from or replaces; `may` are topics allowed, but not demanded.
    """

    is_relevant: bool
    topics: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    story: str = ""
    relation: Relation = "original"
    of: str = ""
    access: Access = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article as its outlet wrote it: published `before` the turn of its `day` (1, 2, ...)."""

    slug: str
    outlet: Outlet
    language: str
    day: int
    before: timedelta
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    author: str = ""
    caption: str = ""
    form: Literal["article", "live", "paywall"] = "article"
    label: Label

    def at(self, base_at: datetime) -> datetime:
        """When it was published, in its outlet's own zone, if the turn of day 1 is at `base_at`."""
        return (base_at + timedelta(days=self.day - 1) - self.before).astimezone(ZoneInfo(self.outlet.zone)).replace(microsecond=0)

    def dated(self, base_at: datetime) -> Piece:
        """The article with its own day's words in place of the date tokens."""
        day, language = (base_at + timedelta(days=self.day - 1) - _NEWS_DAY).date(), self.language

        def say(text: str) -> str:
            return with_dates(text, day, language)

        return replace(
            self,
            title=say(self.title),
            summary=say(self.summary),
            paragraphs=tuple(say(paragraph) for paragraph in self.paragraphs),
            caption=say(self.caption),
        )

    def path(self, base_at: datetime) -> str:
        """Where it lives on its outlet's site."""
        at = self.at(base_at)
        return self.outlet.path.format(slug=self.slug, year=f"{at:%Y}", month=f"{at:%m}", day=f"{at:%d}", iso=f"{at:%Y-%m-%d}")


@cache
def outlets() -> tuple[Outlet, ...]:
    """Every outlet, in the order they are written down."""
    written = tomllib.loads((CONTENT / "outlets.toml").read_text(encoding="utf-8"))
    return tuple(Outlet(id=name, **fields) for name, fields in written.items())


@cache
def pieces() -> tuple[Piece, ...]:
    """Every article of the two days, in the order they are written down."""
    written = [{"day": path.name[3], **head} for path in sorted(CONTENT.glob("day*.md")) for head in heads(path)]
    bodies = {head["slug"]: _paragraphs(head["body"]) for head in written}
    return tuple(piece({**head, "body": "\n\n".join(_included(head, bodies))}) for head in written)


def heads(path: Path) -> Iterator[dict[str, str]]:
    """The articles of a content file: their lines of the form `key: value`, with the `slug` above and the `body` below them."""
    for block in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
        head, _, body = block.partition("\n\n")
        slug, *lines = head.splitlines()
        yield {"slug": slug, "body": body, **dict(line.split(": ", 1) for line in lines)}


def _paragraphs(body: str) -> tuple[str, ...]:
    return tuple(paragraph.strip() for paragraph in body.split("\n\n") if paragraph.strip())


def _included(head: Mapping[str, str], bodies: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Paragraphs taken over from another article stand in the files as `<<slug 1-3>>`; `swap` rewords what was taken."""
    whole: list[str] = []
    for paragraph in bodies[head["slug"]]:
        found = _INCLUDE.fullmatch(paragraph)
        if found is None:
            whole.append(paragraph)
            continue
        taken = bodies[found["slug"]][int(found["first"]) - 1 : int(found["last"])]
        whole.extend(_swapped(text, head.get("swap", "")) for text in taken)
    return tuple(whole)


def _swapped(text: str, swaps: str) -> str:
    for pair in filter(None, swaps.split(" | ")):
        old, new = pair.split(" -> ")
        text = text.replace(old, new)
    return text


def piece(head: Mapping[str, str]) -> Piece:
    """The article that one block of a content file describes."""
    hours, minutes = head["before"].split(":")
    outlet = next(outlet for outlet in outlets() if outlet.id == head["outlet"])
    return Piece(
        slug=head["slug"],
        outlet=outlet,
        language=head.get("language", outlet.language),
        day=int(head["day"]),
        before=timedelta(hours=int(hours), minutes=int(minutes)),
        title=head["title"],
        summary=head.get("summary", ""),
        paragraphs=_paragraphs(head["body"]),
        author=head.get("author", ""),
        caption=head.get("caption", ""),
        form=head.get("form", "article"),  # type: ignore[arg-type]  # the files are ours; a test reads every one
        label=_label(head),
    )


def _label(head: Mapping[str, str]) -> Label:
    relation = head.get("relation", "original")
    return Label(
        is_relevant=relation != "trap",
        topics=tuple(head.get("topics", "").split()),
        may=tuple(head.get("may", "").split()),
        story=head.get("story", ""),
        relation=relation,  # type: ignore[arg-type]
        of=head.get("of", ""),
        access=head.get("access", "full"),  # type: ignore[arg-type]
    )
