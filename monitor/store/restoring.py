"""Editions that went out after the backup was made which this store is: noted in the journal, and taken over from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa

from monitor.model import Delivery, Edition, Told, Window, stable_id
from monitor.store import journal
from monitor.store.codec import unpack
from monitor.store.publishing import record_edition
from monitor.store.schema import deliveries, editions, told
from monitor.store.sending import OPEN


def note_editions(connection: sa.Connection, path: str | None, claimed: Sequence[Delivery]) -> None:
    """Before anything of an edition goes out, the journal has it: its number is never given to another. Raises OSError."""
    if path is None:
        return
    for digest, number in sorted({(delivery.digest, delivery.edition) for delivery in claimed}):
        query = sa.select(editions.c.edition).where(editions.c.digest == digest, editions.c.number == number)
        data = connection.scalar(query)
        if data is not None and number not in journal.editions(path, digest, after=number - 1):
            edition = replace(unpack(Edition, data), content="")
            journal.note_edition(path, journal.Going(edition=edition, news=_news(connection, digest, number)))


def note_arrival(connection: sa.Connection, path: str | None, delivery_id: str) -> None:
    """A delivery has arrived, and with the last of its parts its reader was told. Raises OSError."""
    if path is None:
        return
    row = connection.execute(sa.select(deliveries).where(deliveries.c.id == delivery_id)).one_or_none()
    if row is None:
        journal.note(path, delivery_id)
        return
    same = [deliveries.c[name] == getattr(row, name) for name in ("channel", "recipient", "digest", "edition")]
    others = sa.select(deliveries.c.id).where(deliveries.c.state.in_(OPEN), *same, deliveries.c.id != delivery_id).limit(1)
    is_told = connection.scalar(others) is None
    journal.note(path, delivery_id, *([_reader(row.digest, row.edition, row.recipient)] if is_told else []))


def take_over(connection: sa.Connection, path: str, digest: str, lost: Collection[journal.Going], readers: Collection[str]) -> None:
    """Record editions that this store does not know as published, and what of them had arrived at these readers as told.

    Where something of them had not arrived, the next window begins with theirs, so that it comes with the next edition.
    """
    ids = {_reader(digest, going.edition.number, reader): reader for going in lost for reader in readers}
    arrived = journal.noted(path, {name for going in lost for names, _ in going.news for name in names})
    owed = [going.edition.window.start for going in lost if any(name not in arrived for names, _ in going.news for name in names)]
    for going in lost:
        edition = going.edition
        end = min(owed, default=edition.window.end)
        edition = replace(edition, window=Window(start=min(edition.window.start, end), end=min(edition.window.end, end)))
        news = [
            Told(
                recipient=ids[name],
                report_id=report,
                story_id=story,
                revision=revision,
                edition=edition.number,
                told_at=edition.published_at,
            )
            for names, reports in going.news
            for name in names
            if name in arrived and name in ids
            for report, story, revision in reports
        ]
        record_edition(connection, edition, [], news)


def newest(connection: sa.Connection, digest: str) -> int:
    """The greatest number of an edition of this digest; 0 where there is none."""
    return connection.scalar(sa.select(sa.func.max(editions.c.number)).where(editions.c.digest == digest)) or 0


def _news(connection: sa.Connection, digest: str, number: int) -> tuple[tuple[tuple[str, ...], tuple[tuple[str, str, int], ...]], ...]:
    """What the edition tells, with the ids of those who are told the same; who is told nothing new is not among them."""
    query = sa.select(told).where(told.c.digest == digest, told.c.edition == number).order_by(told.c.recipient, told.c.report_id)
    of: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for row in connection.execute(query):
        of[row.recipient].append((row.report_id, row.story_id, row.revision))
    alike: dict[tuple[tuple[str, str, int], ...], list[str]] = defaultdict(list)
    for reader, reports in of.items():
        alike[tuple(reports)].append(_reader(digest, number, reader))
    return tuple((tuple(names), reports) for reports, names in alike.items())


def _reader(digest: str, number: int, recipient: str) -> str:
    """What the journal calls a reader of an edition."""
    return stable_id("told", digest, str(number), recipient)
