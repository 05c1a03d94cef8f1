"""What is wrong now and what was already told in, what the operator must be told out: once an incident, once when it is over."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.cadence import words_for
from monitor.model import Condition, Delivery, DueFeed, Incident, RunReport, stable_id
from monitor.text import clean_line, header, redact

if TYPE_CHECKING:
    from monitor.digest import ChannelForm

BROKEN_TIMES, BROKEN_FOR = 3, timedelta(hours=6)
"""A feed is broken when it failed so often and so long: servers restart, and nobody wants to hear of it."""

NETWORK_FEEDS, NETWORK_FOR = 3, timedelta(hours=1)
"""When every feed fails, and there are this many, it is the network: one trouble instead of a hundred."""

SILENT = {"stale", "silent"}
ROOM = 1.2
"""A disk is well again when it has this much more than the least: otherwise it would be told of at every log line."""

MIB = 1024 * 1024

ADVICE = {
    "feed": "`monitor feeds show ID` says what was tried; correct or pause it in the configuration",
    "silent": "look whether the outlet still publishes there",
    "moved": "put the new address into the configuration",
    "network": "look at the network, the proxy and the name servers of this machine",
    "delivery": "`monitor outbox list` shows it; `outbox retry` sends it again, `outbox drop` gives it up",
    "disk": "make room, or lower store.keep_pages or store.max_size",
    "store:damage": "stop the program and restore a backup (docs/operations.md)",
    "store:backup": "look at the folder of store.backups",
    "template": "`monitor check` and `monitor preview` show the mistake",
}
"""What to do, by the beginning of the key: docs/operations.md says more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look found, and the beginnings of the keys it can judge: an incident it cannot judge stays as it is."""

    conditions: tuple[Condition, ...] = ()
    covers: tuple[str, ...] = ()

    def __add__(self, other: Look) -> Look:
        return Look(conditions=self.conditions + other.conditions, covers=self.covers + other.covers)


def look_at_feeds(
    feeds: Sequence[DueFeed], now: datetime, *, network_back_at: datetime | None = None, open_keys: Collection[str] = ()
) -> Look:
    """Feeds that broke, fell silent or moved; all of them failing at once is the network.

    What failed before the network came back says nothing about a feed; a trouble told before (`open_keys`) lasts while it fails.
    """
    watched = [due for due in feeds if not due.feed.is_paused and due.state.last_poll_at is not None]
    failing = [due for due in watched if due.state.failing_since is not None]
    telling = tuple(_silences(watched, open_keys)) + tuple(_moves(watched))
    if len(watched) >= NETWORK_FEEDS and len(failing) == len(watched):
        since = max(due.state.failing_since for due in failing if due.state.failing_since)
        if now - since >= NETWORK_FOR:
            why = clean_line(redact(failing[0].state.why), limit=200)
            network = Condition(key="network", what=f"not one of {len(watched)} feeds can be read since {since:%Y-%m-%d %H:%M} UTC: {why}")
            return Look(conditions=(network, *telling), covers=("network", "silent:", "moved:"))
        return Look(conditions=telling, covers=("silent:", "moved:"))
    broken = tuple(_breaks(failing, now, network_back_at, open_keys))
    return Look(conditions=broken + telling, covers=("network", "feed:", "silent:", "moved:"))


def _breaks(failing: Sequence[DueFeed], now: datetime, network_back_at: datetime | None, open_keys: Collection[str]) -> Iterator[Condition]:
    for due in failing:
        state, key = due.state, f"feed:{due.feed.id}"
        assert state.failing_since is not None
        is_judged = network_back_at is None or state.last_poll_at is None or state.last_poll_at > network_back_at
        is_lasting = state.failures >= BROKEN_TIMES and now - state.failing_since >= BROKEN_FOR
        if key in open_keys or (is_judged and (state.status == "gone" or is_lasting)):
            why = state.why if state.why.startswith(state.status) else f"{state.status}: {state.why}"
            times = "once" if state.failures == 1 else f"{state.failures} times"
            since = f"asked {times} since {state.failing_since:%Y-%m-%d %H:%M} UTC"
            yield Condition(key=key, what=_shown(f"{due.feed.name}: {why}; {since} ({due.url})"))


def _silences(watched: Sequence[DueFeed], open_keys: Collection[str]) -> Iterator[Condition]:
    """A silent feed that cannot be read has not spoken."""
    for due in watched:
        state, key = due.state, f"silent:{due.feed.id}"
        if state.status in SILENT or (state.failing_since is not None and key in open_keys):
            usual = f", usually one entry in {words_for(state.usual)}" if state.usual else ""
            yield Condition(key=key, what=_shown(f"{due.feed.name}: {state.why.partition(';')[0]}{usual}"))


def _moves(watched: Sequence[DueFeed]) -> Iterator[Condition]:
    for due in watched:
        if due.state.adopted_url:
            yield Condition(key=f"moved:{due.feed.id}", what=_shown(f"{due.feed.name}: moved for good to {due.state.adopted_url}"))


def _shown(text: str) -> str:
    """One line without the tokens that an address may hold: it goes into mails."""
    return clean_line(redact(text))


def look_at_disk(free: int, least_mib: int, *, is_open: bool) -> Look:
    """A disk nearly full; once told of, only well again with some room to spare."""
    least = least_mib * MIB * (ROOM if is_open else 1)
    what = f"{free // MIB} MiB are free on the disk of the store, less than {least_mib} MiB (store.min_free)"
    return Look(conditions=(Condition(key="disk", what=what),) if free < least else (), covers=("disk",))


def look_at_reports(reports: Sequence[RunReport]) -> Look:
    """Digests whose templates failed; well again when an edition came out without a complaint. Oldest report first."""
    troubles: dict[str, Condition | None] = {}
    for report in reports:
        for edition in report.editions:
            troubles[f"template:{edition.partition(' ')[0]}"] = None
        for problem in report.problems:
            if problem.where.startswith("digest:"):
                key = f"template:{problem.where.removeprefix('digest:')}"
                troubles[key] = Condition(key=key, what=clean_line(problem.what))
    return Look(conditions=tuple(found for found in troubles.values() if found), covers=tuple(troubles))


def changes(look: Look, known: Collection[Incident], now: datetime) -> tuple[Incident, ...]:
    """The incidents that begin now and those that end now; `known` are the open ones."""
    wrong = {condition.key: condition for condition in look.conditions}
    open_keys = {incident.key for incident in known}
    begun = [Incident(key=key, what=one.what, opened_at=now) for key, one in wrong.items() if key not in open_keys]
    over = [
        replace(incident, closed_at=now)
        for incident in known
        if incident.key not in wrong and any(incident.key.startswith(prefix) for prefix in look.covers)
    ]
    return (*begun, *over)


# -- the message


def told(changed: Sequence[Incident], now: datetime) -> tuple[Incident, ...]:
    """The same incidents, known to have their message."""
    return tuple(replace(incident, told_at=now) for incident in changed)


def message_for(changed: Sequence[Incident], form: ChannelForm, now: datetime, *, channel: str, address: str, host: str) -> Delivery:
    """One message that tells of all that changed at this look; the same ids for the same changes."""
    id = stable_id("operator", channel, address, *(f"{one.key} {one.opened_at} {one.closed_at}" for one in changed))
    domain = form.sender.rpartition("@")[2] or "localhost"
    message_id = f"<operator-{id}@{domain}>"
    subject, lines = _subject(changed, host), _lines(changed)
    if form.kind == "json":
        payload = json.dumps({"message": "operator", "subject": subject, "incidents": [_facts(one) for one in changed]}, ensure_ascii=False)
        data = payload.encode("utf-8", "replace")
    elif form.kind == "mail":
        data = _mail(subject, lines, form, now, address=address, message_id=message_id)
    else:
        text = "\n".join((subject, "", *lines))
        data = (_slack(text) if form.is_slack else text).encode("utf-8", "replace")
    return Delivery(
        id=id,
        digest="operator",
        edition=int(now.timestamp()),
        channel=channel,
        recipient=address or channel,
        kind=form.kind,
        payload=data,
        message_id=message_id,
        created_at=now,
        next_attempt_at=now,
    )


def _subject(changed: Sequence[Incident], host: str) -> str:
    if len(changed) == 1:
        (one,) = changed
        return clean_line(f"[monitor {host}] {'over' if one.closed_at else 'trouble'}: {one.key}: {one.what}", limit=150)
    begun = sum(1 for one in changed if one.closed_at is None)
    parts = [f"{begun} new" if begun else "", f"{len(changed) - begun} over" if len(changed) > begun else ""]
    return f"[monitor {host}] troubles: {', '.join(part for part in parts if part)}"


def _lines(changed: Sequence[Incident]) -> list[str]:
    lines = []
    for one in changed:
        if one.closed_at is None:
            lines += [f"TROUBLE  {one.key}", f"  {one.what}", f"  What to do: {_advice(one.key)}", ""]
        else:
            lasted = words_for(one.closed_at - one.opened_at)
            lines += [f"OVER  {one.key}, after {lasted}", f"  It was: {one.what}", ""]
    return [*lines, "Each trouble is told once, and once more when it is over. `monitor status` shows what is open."]


def _advice(key: str) -> str:
    words = next(words for prefix, words in ADVICE.items() if key.startswith(prefix))
    return words.replace("ID", key.partition(":")[2])


def _facts(one: Incident) -> dict[str, str | None]:
    ended = one.closed_at.isoformat() if one.closed_at else None
    return {"key": one.key, "what": one.what, "opened_at": one.opened_at.isoformat(), "closed_at": ended}


def _mail(subject: str, lines: Sequence[str], form: ChannelForm, now: datetime, *, address: str, message_id: str) -> bytes:
    # The grammar of mail headers takes longer to import than a turn without news to look round.
    from email.message import EmailMessage
    from email.policy import SMTP

    mail = EmailMessage(policy=SMTP.clone(max_line_length=998))
    mail["From"] = header(form.sender)
    mail["To"] = header(address or form.sender)
    mail["Subject"] = header(subject)
    mail["Date"] = now
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join(lines) + "\n", cte="quoted-printable")
    return mail.as_bytes()


def _slack(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
