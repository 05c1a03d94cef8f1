"""Editions that show everything a template must cope with, hostile text included: for `check`, and for trying templates out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.digest.nouns import (
    Account,
    Coverage,
    Digest,
    Hit,
    Label,
    LabelKind,
    Masthead,
    Notice,
    NoticeKind,
    Saying,
    Section,
    Source,
    Trouble,
)
from monitor.model import CleanText, Published, Window

SEVEN = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
HOSTILE = CleanText(
    "</style><script>alert(1)</script> \"'>{{ 7*7 }} <img src=x onerror=alert(1)> @everyone <!channel> [x](http://evil.example)"
)


def samples() -> Iterator[Digest]:
    """A full edition, one with nothing in it, one with nothing because sources were down, one with corrections only, one foreign."""
    full = _full()
    yield full
    empty = replace(full, notices=(), sections=(), more=(), stories=0, articles=0, outlets=0, minutes=0, left_out=0)
    yield replace(empty, coverage=replace(full.coverage, failing=(), silent=()))
    yield empty
    yield replace(empty, notices=full.notices)
    yield replace(full, head=replace(full.head, language="ru", is_test=False, is_late=False, contact="", web_url=""), left_out=0)


def _full() -> Digest:
    head = Masthead(
        digest="daily",
        name=CleanText("Missile defence"),
        number=12,
        period="2026-11-21",
        scheduled_at=SEVEN,
        window=Window(start=SEVEN - timedelta(days=1), end=SEVEN),
        zone="Europe/Berlin",
        is_late=True,
        is_test=True,
        contact="desk@example.org",
        web_url="https://news.example.org/daily/12.html",
    )
    trouble = Trouble(name=CleanText("Harbour Post"), why=CleanText("timeout"), since=SEVEN)
    return Digest(
        head=head,
        notices=(_notice("withdrawn"), _notice("corrected"), _notice("changed")),
        sections=(Section(topic="radars", name=CleanText("Radars"), accounts=tuple(_accounts())),),
        more=(replace(_account(5), excerpt=CleanText("")),),
        coverage=Coverage(
            answered=(CleanText("Meridian"), HOSTILE),
            failing=(trouble, replace(trouble, since=None)),
            silent=(trouble, replace(trouble, since=None)),
        ),
        stories=5,
        articles=9,
        outlets=7,
        minutes=6,
        left_out=2,
    )


def _accounts() -> Iterator[Account]:
    yield _account(1)
    yield replace(
        _account(2),
        novelty="developing",
        news=(HOSTILE,),
        earlier=(SEVEN - timedelta(days=3), SEVEN - timedelta(days=1)),
        also=(_source(), replace(_source(), url="", host="")),
        also_more=3,
        outlets=9,
        origins=3,
    )
    yield replace(_account(3), novelty="repeat", excerpt=CleanText(""), earlier=(SEVEN - timedelta(days=400),), hits=())
    yield replace(_account(4), lead=replace(_source(), title=HOSTILE, url="", host="", language="he", tag=CleanText("UPDATE 2")))


def _account(number: int) -> Account:
    saying = Saying(text=HOSTILE, speaker=CleanText("A. Speaker"), role=CleanText("spokesman"), language="ru")
    return Account(
        number=number,
        story=f"s{number}",
        novelty="new",
        lead=_source(),
        excerpt=HOSTILE,
        sayings=(saying, replace(saying, role=CleanText(""), language=None)),
        topic=CleanText("Radars"),
        hits=(Hit(text=CleanText("radar"), field="title"), Hit(text=HOSTILE, field="body"), Hit(text=CleanText("ru"), field="lang")),
        other_topics=(CleanText("Europe"), HOSTILE),
    )


def _source() -> Source:
    kinds: tuple[LabelKind, ...] = ("state", "wire", "translated", "summary", "subscription")
    return Source(
        report="r1",
        title=CleanText("Новая РЛС открыта"),
        url="https://harbour.example/a?b=1&c=2",
        host="harbour.example",
        outlet=CleanText("Harbour Post"),
        credit=CleanText("Meridian"),
        labels=tuple(Label(kind=kind, name=CleanText("Kommersant")) for kind in kinds),
        byline=(CleanText("A. Writer"), HOSTILE),
        language="ru",
        published=Published(value="2026-11-21T05:00:00+00:00", at=SEVEN - timedelta(hours=2), source="feed"),
        first_seen_at=SEVEN - timedelta(hours=1),
    )


def _notice(kind: NoticeKind) -> Notice:
    return Notice(kind=kind, headline=HOSTILE, now=_source(), words=HOSTILE, told_at=SEVEN - timedelta(days=1), edition=11)
