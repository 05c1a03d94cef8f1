"""Two editions composed from labelled items: is each story told once, each correction to those who need it, nothing lost, nothing broken?

Reads ../shared/data/items/items.yaml, with the labels of its stories and copies, so that it measures the digest alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from html import escape
from pathlib import Path
from typing import Any

import html5lib

from monitor.digest import (
    ChannelForm,
    Digest,
    DigestSettings,
    Envelope,
    Imprint,
    Masthead,
    Reader,
    Recipient,
    Topic,
    compose,
    load_templates,
    message_of,
    render,
)
from monitor.extract.quotes import quotes_in
from monitor.extract.wire import split_tag
from monitor.model import CleanText, Provenance, Report, SourceHealth, Term, Told, Verdict, Window
from monitor.text import published_from

ITEMS = Path(__file__).resolve().parents[2] / "shared" / "data" / "items" / "items.yaml"
ADA = Recipient(address="ada@example.org", name="Ada Reader")
SETTINGS = DigestSettings(id="daily", name="Missile defence", recipients=(ADA,), channels=("mail",))
IMPRINT = Imprint(contact="desk@example.org", unsubscribe_url="https://news.example.org/u")
START = datetime(2026, 10, 29, 6, tzinfo=UTC)
END = datetime(2026, 11, 20, 6, tzinfo=UTC)


def reports_of(items: Sequence[dict[str, Any]]) -> list[Report]:
    """The relevant items as the store would remember them, placed as their labels say."""
    firsts: dict[str, str] = {}
    names = {item["id"]: item["outlet"] for item in items}
    made = []
    for item in sorted(items, key=lambda one: published_from(one["published"]).at or START):
        labels = item["labels"]
        if not labels["relevant"]:
            continue
        at = published_from(item["published"]).at
        assert at is not None
        title, tag = split_tag(item["title"])
        origin = labels.get("translation_of")
        provenance = [Provenance(relation="translation", origin=names[origin], evidence="label")] if origin else []
        if item.get("wire"):
            provenance.append(Provenance(relation="wire", origin=item["wire"].title(), evidence="label"))
        group = labels["dup_group"] or item["id"]
        copied = firsts.setdefault(group, item["id"])
        is_copy = copied != item["id"] and not labels.get("supersedes")
        made.append(
            Report(
                id=item["id"],
                story_id=labels["story"] or item["id"],
                url=item["url"],
                title=title,
                outlet=CleanText(item["outlet"]),
                feed_id=item["source"],
                kind=item["outlet_kind"]
                if item["outlet_kind"] in ("official", "wire", "state", "daily", "trade", "think-tank")
                else "other",
                is_state_media=item["outlet_kind"] == "state",
                published=published_from(item["published"]),
                first_seen_at=at + timedelta(minutes=12),
                matched_at=at + timedelta(minutes=13),
                language=item["lang"],
                excerpt=CleanText(item["text"].split("\n\n")[0]),
                text=CleanText(item["text"]),
                provenance=tuple(provenance),
                quotes=quotes_in(item["text"], item["lang"]),
                verdicts=tuple(_verdict(topic, title) for topic in labels["topics"]),
                duplicate_of=copied if is_copy else None,
                origin_id=origin or (copied if is_copy else None),
                supersedes=labels.get("supersedes"),
                tag=tag,
            )
        )
    return made


def _verdict(topic: str, title: str) -> Verdict:
    words = " ".join(title.split()[:2])
    return Verdict(topic=topic, is_match=True, score=5, threshold=3, terms=(Term(text=words, field="title", start=0, end=len(words)),))


def edition(
    reports: Sequence[Report], start: datetime, end: datetime, told: tuple[Told, ...] = (), number: int = 1, then: Sequence[Report] = ()
) -> Digest:
    """One edition of the window for a reader who wants everything."""
    topics = sorted({verdict.topic for report in reports for verdict in report.verdicts})
    head = Masthead(
        digest="daily",
        name=CleanText("Missile defence"),
        number=number,
        period=f"{end:%Y-%m-%d}",
        scheduled_at=end,
        window=Window(start=start, end=end),
        zone="Europe/Berlin",
        contact="desk@example.org",
        web_url=f"https://news.example.org/daily/{number}.html",
    )
    reader = Reader(
        topics=tuple(Topic(id=name, name=CleanText(name.replace("-", " ").capitalize())) for name in topics),
        told=told,
        versions={one.id: one for one in then},
    )
    return compose(reports, head=head, settings=SETTINGS, reader=reader, health=_health(reports))


def _health(reports: Sequence[Report]) -> tuple[SourceHealth, ...]:
    names = sorted({report.outlet for report in reports})
    well = [SourceHealth(feed_id=name, name=CleanText(name), status="ok") for name in names[:-2]]
    ill = SourceHealth(feed_id="x", name=CleanText(names[-2]), status="timeout", why="no answer in 30 s", since=END - timedelta(days=1))
    mute = SourceHealth(feed_id="y", name=CleanText(names[-1]), status="silent", last_entry_at=END - timedelta(days=12))
    return (*well, ill, mute)


def told_of(digest: Digest) -> tuple[Told, ...]:
    """What Ada knows after this edition."""
    return tuple(
        Told(
            recipient=ADA.address,
            report_id=one.report,
            story_id=one.story,
            revision=one.revision,
            edition=digest.head.number,
            told_at=digest.head.scheduled_at,
        )
        for one in digest.news
    )


def main() -> None:
    """Print the figures of two editions."""
    if not ITEMS.exists():
        print(f"   left out: {ITEMS} is not there")
        return
    from ruamel.yaml import YAML

    items = YAML(typ="safe").load(ITEMS.read_text(encoding="utf-8"))["items"]
    reports = reports_of(items)
    told: tuple[Told, ...] = ()
    news: list[str] = []
    notices, again, novelty = [], True, Counter[str]()
    days = [START + timedelta(days=day) for day in range((END - START).days + 1)]
    for number, day in enumerate(days, 1):
        digest = edition(reports, day - timedelta(days=1), day, told, number)
        backwards = edition(list(reversed(reports)), day - timedelta(days=1), day, tuple(reversed(told)), number)
        again = again and digest == backwards
        told += told_of(digest)
        news += [one.report for one in digest.news]
        notices += list(digest.notices)
        novelty.update(one.novelty for one in digest.headlines)
    owed = {report.id for report in reports} - {report.supersedes for report in reports}
    print(f"   {len(days)} daily editions: same value from reversed input: {again}; novelty {dict(novelty)}")
    print(f"   told in no edition, though not replaced: {len(owed - set(news))}; told twice: {len(news) - len(set(news))}")
    print(f"   corrections owed 1, given {len(notices)}")
    whole = edition(reports, START - timedelta(days=1), END)
    _print(whole, reports)
    _print(edition([_as_again(report) for report in reports], START, END, told_of(whole), 2, reports), reports)


def _as_again(report: Report) -> Report:
    """The same article read once more with a sentence added."""
    text = CleanText(f"{report.text}\n\nOfficials of 14 countries met on Friday to discuss what had happened, and agreed to meet again.")
    return replace(report, revision=2, change="addition", text=text)


def _print(digest: Digest, reports: Sequence[Report]) -> None:
    rendered = render(digest, load_templates(), ("mail", "json"))
    envelope = Envelope(
        digest="daily",
        name="Missile defence",
        period=digest.head.period,
        scheduled_at=digest.head.scheduled_at,
        form=ChannelForm(sender="desk@example.org"),
        imprint=IMPRINT,
    )
    message = message_from_bytes(message_of(rendered, envelope, ADA), policy=default)
    stories = [account.story for account in digest.headlines]
    texts = {report.id: report.text for report in reports}
    said = [said for account in digest.headlines for said in account.sayings]
    exact = sum(any(one.text in text for text in texts.values()) for one in said)
    links = {source.url for account in digest.headlines for source in (account.lead, *account.also) if source.url}
    plain, html = rendered.text, rendered.html
    print(f"   no. {digest.head.number}: {rendered.subject}")
    print(
        f"     stories {len(stories)}, told twice {len(stories) - len(set(stories))}, articles {digest.articles}, minutes {digest.minutes}"
    )
    print(f"     novelty: { {kind: sum(one.novelty == kind for one in digest.headlines) for kind in ('new', 'developing', 'repeat')} }")
    parser = html5lib.HTMLParser()
    parser.parse(html)
    print(f"     quotes {len(said)}, exact in a stored text {exact}; defects of mail {len(message.defects)}, of HTML {len(parser.errors)}")
    print(f"     html {len(html)} bytes, left out {rendered.left_out}; words in the text part {len(re.findall(chr(92) + 'w+', plain))}")
    in_html, in_text = (sum(mark(link) in form for link in links) for form, mark in ((html, escape), (plain, str)))
    print(f"     links in html {in_html} and in text {in_text} of {len(links)}")


if __name__ == "__main__":
    main()
