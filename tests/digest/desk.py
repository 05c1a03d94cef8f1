"""Reports and editions with everything filled in; a test states only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from monitor.digest import (
    ChannelForm,
    Digest,
    DigestSettings,
    Envelope,
    Imprint,
    Masthead,
    Reader,
    Recipient,
    Rendered,
    Topic,
    compose,
    load_templates,
    message_of,
    render,
)
from monitor.model import CleanText, Published, Report, Secret, SourceHealth, Term, Told, Verdict, Window
from tests.fakes import NOON

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TOPICS = (Topic(id="radars", name=CleanText("Radars")), Topic(id="europe", name=CleanText("Europe")))
SETTINGS = DigestSettings(id="daily", name="Missile defence", channels=("mail",), recipients=(Recipient(address="ada@example.org"),))
ADA = Recipient(address="ada@example.org", name="Ada Reader")
IMPRINT = Imprint(contact="desk@example.org", unsubscribe_url="https://news.example.org/u", key=Secret("k" * 32))
TEXT = "The early-warning radar opened on Tuesday, the ministry said.\n\nIt took six years to build and cost 40 million."


def verdict(topic: str = "radars", text: str = "radar", field: Any = "title") -> Verdict:
    term = Term(text=text, field=field, start=0, end=len(text), points=3)
    return Verdict(topic=topic, is_match=True, score=5, threshold=3, terms=(term,))


def report(id: str = "r1", title: str = "Radar opens", **changes: Any) -> Report:
    topics = changes.pop("topics", ("radars",))
    known = Report(
        id=id,
        story_id=changes.pop("story", id),
        url=f"https://harbour.example/{id}",
        title=CleanText(title),
        outlet=CleanText("Harbour Post"),
        feed_id="harbour",
        kind="daily",
        published=Published(value=(NOON - 3 * HOUR).isoformat(), at=NOON - 3 * HOUR, source="feed"),
        first_seen_at=NOON - 2 * HOUR,
        matched_at=NOON - 2 * HOUR,
        language="en",
        excerpt=CleanText(TEXT.split("\n\n", maxsplit=1)[0]),
        text=CleanText(TEXT),
        verdicts=tuple(verdict(topic) for topic in topics),
    )
    return replace(known, **changes)


def told(report_id: str = "r1", **changes: Any) -> Told:
    known = Told(
        recipient=ADA.address, report_id=report_id, story_id=changes.pop("story", report_id), revision=1, edition=1, told_at=NOON - DAY
    )
    return replace(known, **changes)


def head(**changes: Any) -> Masthead:
    known = Masthead(
        digest="daily",
        name=CleanText("Missile defence"),
        number=2,
        period="2026-11-24",
        scheduled_at=NOON,
        window=Window(start=NOON - DAY, end=NOON),
        contact="desk@example.org",
    )
    return replace(known, **changes)


def edition(*reports: Report, knows: Sequence[Told] = (), health: Sequence[SourceHealth] = (), **changes: Any) -> Digest:
    settings = replace(SETTINGS, **changes.pop("settings", {}))
    reader = Reader(topics=changes.pop("topics", TOPICS), told=tuple(knows), versions=changes.pop("versions", {}))
    return compose(reports, head=head(**changes), settings=settings, reader=reader, health=health)


def rendered(digest: Digest, *forms: Any) -> Rendered:
    return render(digest, load_templates(), forms or ("mail",))


def envelope(**changes: Any) -> Envelope:
    known = Envelope(
        digest="daily",
        name="Missile defence",
        period="2026-11-24",
        scheduled_at=NOON,
        form=ChannelForm(sender="monitor@example.org"),
        imprint=IMPRINT,
    )
    return replace(known, **changes)


def mail(digest: Digest, recipient: Recipient = ADA, **changes: Any) -> bytes:
    return message_of(rendered(digest), envelope(**changes), recipient)
