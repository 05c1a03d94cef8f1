"""The newsroom is a real one: it answers on its own addresses, with feeds, pages, encodings and faults as they are met outside."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import feedparser
import pytest
import requests

from monitor.demo import Newsroom, outlets
from monitor.demo.newsroom import answer
from monitor.demo.pages import Site
from monitor.model import Feed

BASE_AT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
FAULTY = {outlet.id for outlet in outlets() if outlet.fault in {"gone", "broken"}}


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(BASE_AT) as room:
        yield room


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def feed_of(newsroom: Newsroom, outlet: str) -> Feed:
    return next(feed for feed in newsroom.feeds() if feed.id == outlet)


@pytest.mark.parametrize("outlet", [outlet for outlet in outlets() if outlet.id not in FAULTY], ids=lambda outlet: outlet.id)
def test_every_healthy_feed_lists_the_articles_that_are_out(newsroom: Newsroom, session: requests.Session, outlet: object) -> None:
    site = newsroom.sites[outlet.id]  # type: ignore[attr-defined]
    expected = [(piece.title, site.url(piece)) for piece in site.pieces]

    reply = session.get(feed_of(newsroom, site.outlet.id).url, timeout=5)

    assert reply.status_code == 200
    assert _listed(reply, site) == expected
    assert expected


def _listed(reply: requests.Response, site: Site) -> list[tuple[str, str]]:
    if site.outlet.feed == "json":
        return [(item["title"], item["url"]) for item in json.loads(reply.content)["items"]]
    parsed = feedparser.parse(reply.content, response_headers={"content-type": reply.headers["Content-Type"]})
    assert not parsed.bozo
    return [(entry.title, entry.link) for entry in parsed.entries]


def test_feeds_come_in_four_formats() -> None:
    assert {outlet.feed for outlet in outlets()} == {"rss2", "rss1", "atom", "json"}


def test_every_article_is_served_whole_in_the_encoding_of_its_outlet(newsroom: Newsroom, session: requests.Session) -> None:
    for piece in newsroom.articles():
        if piece.outlet.fault in {"consent", "challenge"}:
            continue
        reply = session.get(newsroom.url(piece), timeout=5)
        page = reply.content.decode(piece.outlet.encoding)
        assert reply.headers["Content-Type"] == f"text/html; charset={piece.outlet.encoding}"
        assert piece.paragraphs[0].split("'")[0].split("&")[0].split('"')[0] in page, piece.slug


@pytest.mark.parametrize(("outlet", "encoding"), [("severny", "windows-1251"), ("haijin", "gb18030")])
def test_outlets_that_are_not_in_utf_8_say_so_in_their_feeds(
    newsroom: Newsroom, session: requests.Session, outlet: str, encoding: str
) -> None:
    reply = session.get(feed_of(newsroom, outlet).url, timeout=5)

    assert reply.content.startswith(f'<?xml version="1.0" encoding="{encoding}"?>'.encode())
    with pytest.raises(UnicodeDecodeError):
        reply.content.decode("utf-8")


def test_a_paywalled_page_shows_the_beginning_and_a_live_page_its_posts(newsroom: Newsroom, session: requests.Session) -> None:
    for piece in newsroom.articles():
        if piece.form == "paywall":
            page = session.get(newsroom.url(piece), timeout=5).text
            assert piece.paragraphs[1][:40] in page
            assert piece.paragraphs[2][:40] not in page


def test_a_second_request_with_the_etag_is_answered_304(newsroom: Newsroom, session: requests.Session) -> None:
    url = feed_of(newsroom, "larkfield").url
    first = session.get(url, timeout=5)

    second = session.get(url, headers={"If-None-Match": first.headers["ETag"]}, timeout=5)

    assert (second.status_code, second.content) == (304, b"")
    assert "Last-Modified" in first.headers


@pytest.mark.parametrize(
    ("outlet", "status"),
    [("air-defence-review", 301), ("harbourmaster", 410), ("fjordvakten", 200), ("northgate", 200)],
)
def test_feeds_with_a_fault_have_it(newsroom: Newsroom, session: requests.Session, outlet: str, status: int) -> None:
    assert session.get(feed_of(newsroom, outlet).url, allow_redirects=False, timeout=5).status_code == status


def test_the_broken_feed_is_not_well_formed(newsroom: Newsroom, session: requests.Session) -> None:
    parsed = feedparser.parse(session.get(feed_of(newsroom, "fjordvakten").url, timeout=5).content)

    assert parsed.bozo
    assert parsed.entries == []


def test_pages_behind_an_obstacle_do_not_give_their_text_away(newsroom: Newsroom, session: requests.Session) -> None:
    behind = {"consent": (200, "/consent"), "challenge": (403, "")}
    for piece in newsroom.articles():
        if piece.outlet.fault in behind:
            status, path = behind[piece.outlet.fault]
            reply = session.get(newsroom.url(piece), timeout=5)
            assert reply.status_code == status
            assert path in reply.url
            assert piece.paragraphs[0][:40] not in reply.text


def test_every_site_has_a_front_page_robots_and_pictures_and_misses_what_it_has_not(newsroom: Newsroom, session: requests.Session) -> None:
    address = newsroom.sites["northgate"].address

    answers = [session.get(address + path, timeout=5).status_code for path in ("/", "/robots.txt", "/img/x.svg", "/nowhere", "/rss.xml")]

    assert answers == [200, 200, 200, 404, 404]


def test_each_outlet_has_its_own_address(newsroom: Newsroom) -> None:
    addresses = {site.address for site in newsroom.sites.values()}

    assert len(addresses) == len(outlets())
    assert all(address.startswith("http://127.0.") for address in addresses)


def test_the_second_day_brings_what_the_first_did_not_have_and_requests_are_counted() -> None:
    with Newsroom(BASE_AT) as room:
        first = {piece.slug for piece in room.articles()}
        room.advance(2)
        second = {piece.slug for piece in room.articles()}
        room.advance(3)
        third = {piece.slug for piece in room.articles()}
        requests.get(room.sites["northgate"].address + "/robots.txt", timeout=5)

    assert first < second < third
    assert [(visit.outlet, visit.path, visit.status) for visit in room.visits] == [("northgate", "/robots.txt", 200)]


def test_the_same_instant_makes_the_same_pages() -> None:
    with Newsroom(BASE_AT) as room:
        site = room.sites["courrier"]
        path = site.pieces[0].path(site.base_at)

        assert answer(site, path) == answer(site, path)
