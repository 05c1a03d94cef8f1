"""Text that was not had whole: never quoted, never a copy by what stands around it, never a correction."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.extract import extract_page
from monitor.model import Page, Report
from tests import build
from tests.fakes import NOON
from tests.pipeline.desktop import PARAGRAPHS, Desktop, page

TITLE = "Radar opens in the north"
SPOKEN = "“The radar works as it should,” said Ada Quill, who leads the large project at Lisburg, on Tuesday morning."
DEMAND = "To continue reading, subscribe now or log in. Already a subscriber? The rest of this article is for subscribers only."
WALL = f"<div class=paywall><p>{DEMAND}</p><p>Choose your plan: digital, weekend or all of it, every month.</p></div>"
PARTS = {
    "paywall": f"<article><h1>{TITLE}</h1><p>{SPOKEN}</p><p>The ministry…</p></article>{WALL}",
    "teaser": f"<article><h1>{TITLE}</h1><p>{SPOKEN}</p><p>The ministry…</p></article><p><a href=/b>Read the full story</a></p>",
    "challenge": "<title>Just a moment...</title><p>Checking your browser before accessing the Harbour Post. Verify you are human.</p>",
    "consent": "<title>Before you continue</title><p>We and our 214 partners use cookies to store information on your device.</p>",
    "empty": "<title>Radar</title><div id=root></div><script src=/main.js></script>",
    "listing": "<h1>Radar</h1>"
    + "".join(f"<h2><a href=/{n}>Radar number {n} is shown to the press on the coast</a></h2><p>It was opened.</p>" for n in range(12)),
}


def html(part: str) -> str:
    return f"<html lang=en><body>{PARTS[part]}</body></html>"


def report(desk: Desktop) -> Report:
    (found,) = desk.store.reports_in(build.window(NOON - timedelta(days=1), NOON + timedelta(days=9)), ["radars"])
    return found


@pytest.mark.parametrize("part", PARTS)
def test_each_is_what_it_is_and_is_not_quoted(part: str) -> None:
    article = extract_page(Page(url="https://harbour.example/a", body=html(part).encode()))

    assert article.access == part
    assert article.quotes == ()


@pytest.mark.parametrize("part", PARTS)
def test_what_is_had_in_part_at_a_later_reading_corrects_nothing(part: str, desk: Desktop) -> None:
    entry = build.entry(TITLE)
    desk.announce(entry)
    desk.web.put(entry.url or "", page(TITLE, SPOKEN, *PARAGRAPHS))
    desk.read()
    before = report(desk)
    desk.web.put(entry.url or "", html(part))

    desk.clock.advance(timedelta(hours=1, minutes=1))
    desk.read()

    assert report(desk).change == "first"
    assert report(desk).text == before.text


@pytest.mark.parametrize("part", ["paywall", "teaser"])
def test_a_beginning_that_is_had_whole_later_is_more_text_and_no_correction(part: str, desk: Desktop) -> None:
    entry = build.entry(TITLE)
    desk.announce(entry)
    desk.web.put(entry.url or "", html(part))
    desk.read()
    desk.web.put(entry.url or "", page(TITLE, "The opening was on Tuesday, said Ada Quill of the radar.", *PARAGRAPHS))

    desk.clock.advance(timedelta(hours=1, minutes=1))
    desk.read()

    assert report(desk).change == "addition"
    assert PARAGRAPHS[2] in report(desk).text


def test_what_scrolls_off_a_ticker_is_not_taken_back(desk: Desktop) -> None:
    entry = build.entry("Live: radar opens in the north")
    desk.announce(entry)
    posts = [
        f"<h3>1{n}:05</h3><p>The radar was switched on for the {n + 2}th time, and officers on the hill saw ships.</p>" for n in range(8)
    ]
    live = '<html><head><script type="application/ld+json">{"@type": "LiveBlogPosting"}</script></head><body><article><h1>Live: radar</h1>'
    desk.web.put(entry.url or "", f"{live}{''.join(posts[:6])}</article></body></html>")
    desk.read()
    assert report(desk).access == "live"
    desk.web.put(entry.url or "", f"{live}{''.join(posts[3:])}</article></body></html>")

    desk.clock.advance(timedelta(hours=1, minutes=1))
    desk.read()

    assert report(desk).change == "addition"


@pytest.mark.parametrize("feeds", [("harbour", "harbour"), ("harbour", "mirror")])
def test_two_beginnings_before_one_wall_are_no_copies(feeds: tuple[str, str], desk: Desktop) -> None:
    leads = (
        "The new radar on the northern cape will watch the strait from Monday on, the coastguard said, and ships must answer it.",
        "Farmers fear that the radar beside their fields will frighten the geese, though the ministry calls such a thing impossible.",
    )
    titles = ("Coastguard switches on the radar", "Farmers against the radar")
    entries = [build.entry(title, feed_id=feed) for title, feed in zip(titles, feeds, strict=True)]
    desk.announce(*entries)
    for entry, lead in zip(entries, leads, strict=True):
        desk.web.put(
            entry.url or "", f"<html><body><article><h1>{entry.title}</h1><p>{lead}</p><p>It…</p></article>{WALL * 3}</body></html>"
        )

    desk.read()

    placements = desk.store.placements_of([entry.id for entry in entries])
    assert len(placements) == 2
    assert [placement.duplicate_of for placement in placements] == [None, None]
