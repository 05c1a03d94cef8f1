"""The whole job against the newsroom: each day's turn at its own hour, the mail caught, and where the digest is."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.demo.mailbox import Mailbox
from monitor.demo.newsroom import Newsroom

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.model import RunReport

Say = Callable[[str], object]

READER = "reader@example.org"

TOPICS = (
    *("nato-europe", "us-homeland", "russia-systems", "nato-russia", "arms-control", "ukraine-ad", "essi", "israel", "iran-gulf"),
    *("china-bmd", "taiwan", "japan", "korea", "india", "turkey", "us-systems", "hypersonic-defence", "space-sensors", "general"),
)
"""Every topic of the vocabulary that is on by default, the special before the general."""

CONFIG = """\
# The configuration of the demonstration. Every address in it is on this machine.
feeds:
{feeds}
topics:
{topics}
digests:
  - id: missile-defence
    name: Missile defence
    cron: '{cron}'
    zone: UTC
    recipients: [{reader}]
    channels: [mail, files, archive]
channels:
  mail: {{kind: smtp, host: 127.0.0.1, port: {port}, security: none, sender: desk@example.org, sender_name: Monitor}}
  files: {{kind: file, folder: '{out}/digests'}}
  archive: {{kind: archive, folder: '{out}/archive'}}
store: {{url: '{out}/monitor.db'}}
network: {{allow: [127.0.0.0/8]}}
fetch: {{gap: 0s, per_host: 8}}
poll: {{min_interval: 1m, default_interval: 1m, max_interval: 1h, jitter: 0}}
"""


def run(out: Path, *, days: int, serve: bool, say: Say, now: datetime) -> None:
    """Run so many days, the last of them now, and leave every digest in `out`; with `serve` stay up until Ctrl-C."""
    out = out.resolve()
    _make_room(out)
    base_at = now.astimezone(UTC) - timedelta(days=days - 1)
    with Newsroom(base_at) as newsroom, Mailbox() as mailbox:
        config = _configured(newsroom, mailbox, out, base_at)
        say(f"a newsroom of {len(newsroom.sites)} outlets on this machine; two of its feeds are broken on purpose:")
        say("each is named when it first fails, and asked ever more rarely afterwards, so that on most days fewer feeds are due")
        for day in range(1, days + 1):
            newsroom.advance(day)
            say(f"day {day} of {days}: {len(newsroom.articles())} articles are out at {len(newsroom.sites)} outlets")
            for line in _told(_turn(config, newsroom.turn_at(day))):
                say(f"    {line}")
        say("")
        for number, message in enumerate(mailbox.messages, start=1):
            subject = message_from_bytes(message, policy=policy.default)["Subject"]
            say(f"mail {number}: {subject}")
        say(f"the digests: {out}/digests (open an .html in a browser), the archive: {out}/archive/index.html")
        say(f"ask it why:  {_program()} --config {out}/config.yaml stories --since 3d --why")
        if serve:
            _stay_up(newsroom, say)


def _program() -> str:
    """How this program was called, so that the line can be typed as it stands."""
    return sys.argv[0] if Path(sys.argv[0]).name == "monitor" else "monitor"


def _make_room(out: Path) -> None:
    """A demonstration begins anew: what an earlier one left in its folder goes; a folder that holds anything else is left alone."""
    import shutil

    from monitor.errors import ConfigError, Mistake

    mark = out / ".demonstration"
    if out.exists() and any(out.iterdir()) and not mark.exists():
        what = "the folder is not empty and no demonstration made it"
        raise ConfigError((Mistake(file=str(out), what=what, repair="name another with --out, or empty it"),))
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    mark.write_text("What is in this folder was made by `monitor demo` and is made anew by it.\n", encoding="utf-8")


def _configured(newsroom: Newsroom, mailbox: Mailbox, out: Path, base_at: datetime) -> Config:
    """The demonstration's configuration, written down as an operator would and read as any other."""
    from monitor import config

    feeds = "\n".join(
        f"  - {{id: {feed.id}, name: '{feed.name.replace(chr(39), chr(39) * 2)}', url: '{feed.url}', language: {feed.language}, "
        f"country: '{feed.country}', kind: {feed.kind}, state_media: {str(feed.is_state_media).lower()}}}"
        for feed in newsroom.feeds()
    )
    due_at = base_at - timedelta(minutes=1)
    text = CONFIG.format(
        feeds=feeds,
        topics="\n".join(f"  - {name}" for name in TOPICS),
        cron=f"{due_at.minute} {due_at.hour} * * *",
        reader=READER,
        port=mailbox.address[1],
        out=out,
    )
    path = out / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return config.load(path, {})


def _turn(config: Config, turn_at: datetime) -> RunReport:
    """One turn whose clock stood at `turn_at` when it began."""
    from monitor import app

    began = time.monotonic()
    return app.run_once(config, clock=lambda: turn_at + timedelta(seconds=time.monotonic() - began))


def _told(report: RunReport) -> list[str]:
    feeds, articles, deliveries = report.feeds, report.articles, report.deliveries
    return [
        f"{_counted(feeds['polled'], 'feed')} due and asked: {_counted(report.entries['new'], 'new entry', 'new entries')}, "
        f"{articles['read']} read, {articles['matched']} on topic, {_counted(articles['duplicates'], 'repeat')} of another; "
        f"{_counted(articles['stories'], 'story', 'stories')} new or changed",
        *(f"{problem.where}: {problem.what}" for problem in report.problems),
        f"{_counted(len(report.editions), 'edition')} sent {_counted(deliveries['sent'], 'way')}: as a mail, as files, to the archive",
    ]


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _stay_up(newsroom: Newsroom, say: Say) -> None:
    say("")
    for feed in newsroom.feeds():
        say(f"{feed.name}: {feed.url}")
    say("the newsroom stays up for looking; Ctrl-C ends it")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        say("closed")
