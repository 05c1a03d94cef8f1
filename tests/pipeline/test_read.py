"""Reading: what becomes of an entry, whatever its page does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.errors import FetchError
from monitor.pipeline.read import RETRIES
from tests import build
from tests.fakes import NOON
from tests.pipeline.desktop import PARAGRAPHS, Desktop, page


def test_an_article_is_read_matched_and_given_a_story(desk: Desktop) -> None:
    entry = build.entry("Radar opens in the north")
    desk.announce(entry)
    desk.web.put(entry.url or "", page("Radar opens in the north"))

    desk.read()

    article = desk.store.article(entry.id)
    assert article is not None
    assert article.text_source == "page"
    assert [verdict.topic for verdict in desk.store.verdicts(entry.id) if verdict.is_match] == ["radars"]
    assert desk.store.placements_of([entry.id])[0].story_id
    assert desk.tally.counts["articles.matched"] == 1
    assert [decision.stage for decision in desk.store.decisions(entry.id)] == ["extract", "match", "story"]
    had = desk.store.decisions(entry.id)[0]
    assert (had.outcome, had.reason.partition(" ")[2]) == ("page", "characters of full text, date by feed; 1 block cut")


def test_what_matches_no_topic_says_so_and_has_no_story(desk: Desktop) -> None:
    entry = build.entry("Ferry timetable changes")
    desk.announce(entry)
    desk.web.put(
        entry.url or "", page("Ferry timetable changes", "The ferry leaves at nine from Monday on, the harbour office said today.")
    )

    desk.read()

    assert desk.store.placements_of([entry.id]) == ()
    assert desk.store.decisions(entry.id)[-1].outcome == "matched no topic"


def test_a_page_that_cannot_be_had_now_is_tried_again_and_then_kept_as_summary(desk: Desktop) -> None:
    entry = build.entry("Radar opens in the north")
    desk.announce(entry)
    desk.web.fail(entry.url or "", FetchError(entry.url or "", "no answer in time", kind="timeout"))

    for wait in RETRIES:
        desk.read()
        assert desk.tally.counts["articles.unreadable"] == 1
        assert "no answer in time" in desk.tally.problems[0].what
        assert desk.store.article(entry.id) is None
        desk.clock.advance(wait)
    desk.read()

    article = desk.store.article(entry.id)
    assert article is not None
    assert article.text_source == "summary"
    assert "kept as summary only" in desk.tally.problems[0].what


def test_a_page_that_is_refused_for_good_costs_no_second_try_and_no_alarm(desk: Desktop) -> None:
    entry = build.entry("Radar opens in the north")
    desk.announce(entry)
    desk.web.fail(entry.url or "", FetchError(entry.url or "", "refused to us (403)", kind="blocked", status=403))

    desk.read()

    article = desk.store.article(entry.id)
    assert article is not None
    assert article.text_source == "summary"
    assert desk.tally.problems == []
    assert "refused to us (403)" in desk.store.decisions(entry.id)[0].reason


def test_a_page_that_is_broken_for_good_gets_one_line_and_stays_as_summary(desk: Desktop) -> None:
    entry = build.entry("Radar opens in the north")
    desk.announce(entry)
    desk.web.fail(entry.url or "", FetchError(entry.url or "", "more than 10000000 bytes", kind="too_big"))

    desk.read()

    article = desk.store.article(entry.id)
    assert article is not None
    assert article.text_source == "summary"
    assert [problem.what for problem in desk.tally.problems] == ["more than 10000000 bytes; kept as summary only"]


def test_a_host_that_is_busy_with_us_costs_no_try(desk: Desktop) -> None:
    entry = build.entry("Radar opens in the north")
    desk.announce(entry)
    error = FetchError(entry.url or "", "too many requests are waiting for this host", kind="back_off", retry_after=timedelta(minutes=7))
    desk.web.fail(entry.url or "", error)

    for _ in range(len(RETRIES) + 2):
        desk.read()
        desk.clock.advance(timedelta(minutes=8))
    desk.web.put(entry.url or "", page("Radar opens in the north"))
    desk.read()

    article = desk.store.article(entry.id)
    assert article is not None
    assert article.text_source == "page"


def test_one_address_in_two_feeds_is_one_article(desk: Desktop) -> None:
    url = "https://harbour.example/radar"
    entries = [build.entry("Radar opens", url=f"{url}?utm_source=rss"), build.entry("Radar opens", feed_id="mirror", url=url)]
    desk.announce(*entries)
    for entry in entries:
        desk.web.put(entry.url or "", page("Radar opens"))

    desk.read()

    assert desk.tally.counts["articles.read"] == 1
    assert desk.tally.counts["articles.duplicates"] == 1
    assert len(desk.web.asked) == 1
    read = [entry.id for entry in entries if desk.store.article(entry.id)]
    other = next(entry.id for entry in entries if entry.id not in read)
    assert desk.store.decisions(other)[-1].outcome == f"duplicate of {read[0]}"


def test_an_address_of_google_news_that_names_no_page_is_not_asked_and_says_so(desk: Desktop) -> None:
    link = "https://news.google.com/rss/articles/CBMiWkFVX3lxTFBvdw-opaque-and-encrypted?oc=5"
    entry = build.entry("Radar opens in the north", url=link, source_name="Harbour Post", source_url="https://harbour.example")
    desk.announce(entry)
    desk.web.put(link, page("Before you continue to Google", canonical="https://consent.google.com/m"))

    desk.read()

    assert desk.web.asked == []
    article = desk.store.article(entry.id)
    assert article is not None
    assert (article.title, article.outlet, article.text_source) == ("Radar opens in the north", "Harbour Post", "summary")
    assert article.canonical_url is None
    had = desk.store.decisions(entry.id)[0]
    assert "its link is an address of Google News that does not name the publisher's page" in had.reason
    assert desk.store.claim_unread(desk.clock() + timedelta(days=30), limit=5, lease=timedelta(hours=1)) == ()


def test_what_expired_is_not_read_again_when_another_feed_names_it(desk: Desktop) -> None:
    first = build.entry("Radar opens", url="https://harbour.example/radar")
    desk.announce(first)
    desk.web.put("https://harbour.example/radar", page("Radar opens", canonical="https://harbour.example/radar-opens"))
    desk.read()
    desk.clock.advance(timedelta(days=500))
    desk.store.expire(desk.clock(), keep=timedelta(days=400), keep_pages=timedelta(days=30))
    asked = len(desk.web.asked)

    same = build.entry("Radar opens", feed_id="mirror", url="https://harbour.example/radar?utm_source=rss")
    named = build.entry("Radar opens", feed_id="mirror", url="https://harbour.example/radar-opens")
    desk.announce(same, named)
    desk.read()

    assert len(desk.web.asked) == asked
    for entry in (same, named):
        assert desk.store.article(entry.id) is None
        assert desk.store.decisions(entry.id)[-1].outcome == f"duplicate of {first.id}"


def test_pages_that_all_call_the_front_page_their_own_address_stay_apart(desk: Desktop) -> None:
    entries = [build.entry("Radar opens in the north"), build.entry("Radar closes in the south")]
    desk.announce(*entries)
    for entry in entries:
        desk.web.put(entry.url or "", page(entry.title, canonical="https://harbour.example/"))

    desk.read()

    assert all(desk.store.article(entry.id) for entry in entries)


NORTH = (
    "The early-warning radar in the north opened on Tuesday after 6 years of work, the ministry said.",
    "It will feed tracks of ballistic missiles to the alliance's command post, where officers decide on intercepts.",
)
SOUTH = (
    "Japan floated out its second vessel with an Aegis radar in Nagasaki on Monday, with 128 cells for interceptors.",
    "The ship replaces two land sites that were cancelled in 2020, and 240 people are to move aboard in March.",
)


@pytest.mark.parametrize("named", ["/article.php", "/news", "/article.php?id=1", "/article.php?id=2"])
def test_an_address_that_pages_of_different_texts_call_their_own_makes_them_not_one(desk: Desktop, named: str) -> None:
    north, south = (build.entry(title, url=f"https://harbour.example/article.php?id={n}") for n, title in ((1, "North"), (2, "South")))
    canonical = f"https://harbour.example{named}"
    desk.web.put(north.url or "", page("Radar opens in the north", *NORTH, canonical=canonical))
    desk.web.put(south.url or "", page("Japan floats out a vessel", *SOUTH, canonical=canonical))
    for entry in (north, south):
        desk.announce(entry)
        desk.read()
    desk.clock.advance(timedelta(hours=1, minutes=1))
    desk.read()

    assert all(desk.store.article(entry.id) for entry in (north, south))
    kept = [desk.store.article(entry.id) for entry in (north, south)]
    assert {str(article and article.title) for article in kept} == {"Radar opens in the north", "Japan floats out a vessel"}
    placements = desk.store.placements_of([north.id, south.id])
    assert [placement.duplicate_of for placement in placements] == [None, None]
    assert any("the texts are different: it goes by its own" in decision.reason for decision in desk.store.decisions(south.id))


def test_a_page_that_redirects_lead_to_makes_different_texts_not_one(desk: Desktop) -> None:
    entries = [build.entry(title, url=f"https://harbour.example/go/{title}") for title in ("north", "south")]
    for entry, text in zip(entries, (NORTH, SOUTH), strict=True):
        desk.web.put("https://harbour.example/story", page(f"Radar of the {entry.title}", *text))
        desk.web.answers[entry.url or ""] = desk.web.answers["https://harbour.example/story"]
        desk.announce(entry)
        desk.read()

    assert all(desk.store.article(entry.id) for entry in entries)


def test_a_page_that_names_the_address_of_another_with_its_text_is_that_article(desk: Desktop) -> None:
    whole, short = (build.entry("Radar opens", url=f"https://harbour.example/{name}") for name in ("radar", "amp/radar"))
    desk.web.put(whole.url or "", page("Radar opens in the north", *NORTH, PARAGRAPHS[2]))
    desk.web.put(short.url or "", page("Radar opens in the north", *NORTH, canonical=whole.url or ""))
    for entry in (whole, short):
        desk.announce(entry)
        desk.read()

    assert desk.store.article(short.id) is None
    assert desk.store.decisions(short.id)[-1].outcome == f"duplicate of {whole.id}"


def test_an_article_behind_a_wall_at_the_second_reading_keeps_what_was_read_first(desk: Desktop) -> None:
    entry = build.entry("Radar opens in the north")
    desk.announce(entry)
    desk.web.put(entry.url or "", page("Radar opens in the north"))
    desk.read()
    before = desk.store.article(entry.id)
    desk.web.put(entry.url or "", page("Just a moment...", "Checking your browser. Verify you are human to continue, please wait."))

    desk.clock.advance(timedelta(hours=1, minutes=1))
    desk.read()

    after = desk.store.article(entry.id)
    assert before is not None
    assert after is not None
    assert after.text == before.text


def test_one_page_that_cannot_be_understood_stops_no_other(desk: Desktop) -> None:
    good, bad = build.entry("Radar opens in the north"), build.entry("Radar in pictures")
    desk.announce(good, bad)
    desk.web.put(good.url or "", page("Radar opens in the north"))
    desk.web.put(bad.url or "", b"%PDF-1.7 ...", content_type="application/pdf")

    desk.read()

    assert desk.store.article(good.id) is not None
    kept = desk.store.article(bad.id)
    assert kept is not None
    assert kept.text_source == "summary"


def test_what_is_learned_of_an_outlet_between_two_readings_is_no_change_of_its_articles(desk: Desktop) -> None:
    plea = "This newsroom lives on what its readers give, so please consider a donation of as little as two euros a month."
    entries = [build.entry(f"Radar number {n} opens in the north", url=f"https://harbour.example/{n}") for n in range(6)]
    desk.announce(*entries[:1])
    for n, entry in enumerate(entries):
        own = f"The radar of the {n}th district watches the coast from a hill of {n + 200} metres, its officers told us yesterday."
        desk.web.put(entry.url or "", page(entry.title, own, *PARAGRAPHS[:2], plea))
    desk.read()
    desk.announce(*entries[1:])
    desk.read()

    desk.clock.advance(timedelta(hours=1, minutes=1))
    desk.read()

    (report,) = [
        report
        for report in desk.store.reports_in(build.window(NOON - timedelta(days=1), NOON + timedelta(days=1)), ["radars"])
        if report.id == entries[0].id
    ]
    assert report.change == "first"
