"""Whose text it is, found while stories are placed: kept with the article, and told to whoever asks."""

from __future__ import annotations

from datetime import timedelta

from monitor.digest.sources import cite
from monitor.model import Published, Report
from tests import build
from tests.fakes import NOON
from tests.pipeline.desktop import PARAGRAPHS, Desktop, page

FURTHER = (
    "The council of the bay voted for the second mast in March, after three boats had passed the strait unseen on one foggy night.",
    "Engineers from the yard will pour the foundation once the ground has thawed, and the road to the quay stays open meanwhile.",
)


def _read(desk: Desktop, feed: str, *paragraphs: str, hours: int) -> Report:
    at = NOON + timedelta(hours=hours)
    published = Published(value=at.isoformat(), at=at, source="feed")
    entry = build.entry("Radar opens in the north", feed_id=feed, published=published)
    desk.clock.now = at
    desk.announce(entry)
    desk.web.put(entry.url or "", page("Radar opens in the north", *paragraphs))
    desk.read()
    window = build.window(NOON - timedelta(days=1), NOON + timedelta(days=1))
    return next(report for report in desk.store.reports_in(window, ["radars"]) if report.id == entry.id)


def test_a_text_that_another_outlet_had_before_carries_its_origin_and_the_common_words(desk: Desktop) -> None:
    first = _read(desk, "harbour", *PARAGRAPHS, *FURTHER, hours=0)
    second = _read(desk, "mirror", *PARAGRAPHS, hours=2)

    assert first.provenance == ()
    (found,) = second.provenance
    assert (found.relation, found.origin) == ("excerpt", "Harbour")
    assert found.evidence.rstrip("… ") in " ".join(PARAGRAPHS)
    assert cite(second).credit == "Harbour"
    assert any("excerpt of the text that Harbour had before" in decision.reason for decision in desk.store.decisions(second.id))


def test_an_earlier_text_that_arrives_late_becomes_the_origin(desk: Desktop) -> None:
    second = _read(desk, "mirror", *PARAGRAPHS, hours=2)
    assert second.provenance == ()

    _read(desk, "harbour", *PARAGRAPHS, *FURTHER, hours=1)

    window = build.window(NOON - timedelta(days=1), NOON + timedelta(days=1))
    later = next(report for report in desk.store.reports_in(window, ["radars"]) if report.id == second.id)
    assert [one.origin for one in later.provenance] == ["Harbour"]


def test_what_both_outlets_end_with_is_no_origin(desk: Desktop) -> None:
    _read(desk, "harbour", FURTHER[0], PARAGRAPHS[0].replace("6 years", "six long years of work and quarrels"), PARAGRAPHS[2], hours=0)
    second = _read(desk, "mirror", "A new radar was shown to the press by the coastguard.", FURTHER[1], PARAGRAPHS[2], hours=2)

    assert second.provenance == ()
