"""Lists of feeds, sites and aggregators: what they name is found, by its own address and under its own name."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.feeds import Subscription, feed_id, find_feeds, parse_feed, read_opml, usual_places, write_opml
from monitor.feeds.links import web_link
from monitor.model import CleanText, Feed

# -- OPML


def test_a_list_comes_back_as_it_went_out() -> None:
    feeds = (
        Subscription(url="https://a.test/feed?x=1&y=2", title=CleanText("A & B < C"), groups=("Wires",)),
        Subscription(url="https://b.test/", title=CleanText("“B”")),
    )

    assert set(read_opml(write_opml(feeds, title="T"))) == set(feeds)


@pytest.mark.parametrize(
    "body",
    [
        '<opml><body><outline xmlUrl="http://a.test/?a=1&b=2" text="A & B"/></body></opml>',
        '<opml><body><outline text="A <b>bold</b> claim" xmlUrl="http://a.test/?a=1&amp;b=2"/></body></opml>',
        '<?xml version="1.0" encoding="UTF-16"?><opml><body><outline XMLURL="http://a.test/?a=1&amp;b=2" title=\'A\'/></body>',
        '<opml><body><outline text="x"><outline text="y"><outline xmlUrl="  http://a.test/?a=1&amp;b=2 "/></outline></outline></body>',
    ],
    ids=["raw ampersands", "raw markup", "wrong encoding, no end", "nested"],
)
def test_a_malformed_list_is_read_all_the_same(body: str) -> None:
    assert [feed.url for feed in read_opml(body.encode())] == ["http://a.test/?a=1&b=2"]


@pytest.mark.parametrize("body", [b"", b"<html><body>no</body></html>", b"\x00\xff", b'{"feeds": []}'])
def test_what_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        read_opml(body)


def test_every_list_of_the_corpus_imports_whole(shared: Path) -> None:
    for path in sorted((shared / "data" / "feeds" / "opml").rglob("*.opml")):
        body = path.read_bytes()
        named = {url.replace("&amp;", "&").strip() for url in re.findall(r"xmlUrl\s*=\s*[\"']([^\"']+)", body.decode("utf-8", "replace"))}
        assert len(read_opml(body)) == len(named), path.name


# -- discovery

PAGE = b"""<html><head><base href="https://site.test/en/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link rel="alternate" type="application/atom+xml" title="News" href="news.atom">
<link rel="alternate" hreflang="fr" type="text/html" href="/fr/">
<link rel="stylesheet" href="x.css"></head>
<body><a href="https://site.test/rss/defence.xml">RSS</a> <a href="/about">About</a> <a href="javascript:alert(1)">feed</a></body></html>"""


def test_the_feeds_a_page_names_come_first_and_comments_last() -> None:
    assert [(feed.url, feed.title) for feed in find_feeds(PAGE, "https://site.test/")] == [
        ("https://site.test/en/news.atom", "News"),
        ("https://site.test/rss/defence.xml", "RSS"),
        ("https://site.test/comments/feed", "Comments"),
    ]


def test_a_page_without_feeds_names_the_usual_places() -> None:
    assert find_feeds(b"<html><p>x</p></html>", "https://site.test/") == ()
    assert usual_places("https://u:p@site.test/news/")[:3] == (
        "https://site.test/news/feed/",
        "https://site.test/news/rss.xml",
        "https://site.test/feed/",
    )


@given(st.binary(max_size=200))
def test_no_page_makes_discovery_fail_otherwise(page: bytes) -> None:
    try:
        found = find_feeds(page, "https://site.test/")
    except ParseError:
        return
    assert all(re.match(r"https?://", feed.url) for feed in found)


# -- names


def test_ids_are_short_readable_and_nobody_elses() -> None:
    taken: set[str] = set()
    for url in ("https://www.site.test/rss", "https://site.test/defence/feed.xml", "https://site.test/defence/feed", "https://127.0.0.1/x"):
        name = feed_id(url, taken)
        assert name not in taken
        taken.add(name)

    assert taken >= {"site", "site-defence", "site-defence-2"}


@given(st.text(max_size=80), st.sets(st.text(max_size=10)))
def test_every_address_has_an_id_of_plain_characters(url: str, taken: set[str]) -> None:
    name = feed_id("https://" + url.replace("[", "").replace("]", ""), taken)

    assert name not in taken
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", name)


# -- aggregators

NEWS = """<rss version="2.0"><channel><title>"radar" - News search</title><item><title>Radar opens - Harbour Post</title>
<link>{link}</link><guid isPermaLink="false">{code}</guid><source url="https://harbour.test">Harbour Post</source></item></channel></rss>"""


def test_an_item_of_an_aggregator_is_credited_to_its_publisher() -> None:
    url = b"https://harbour.test/2026/radar-opens"
    code = base64.urlsafe_b64encode(b"\x08\x13\x22" + bytes([len(url)]) + url + b"\xd2\x01\x00").decode().rstrip("=")
    body = NEWS.format(link=f"https://news.google.com/rss/articles/{code}?oc=5", code=code).encode()

    (entry,) = parse_feed(body, feed=Feed(id="n", url="https://news.google.com/rss/search?q=radar", name="N"), url="").entries

    assert (entry.title, entry.url) == ("Radar opens", url.decode())
    assert (entry.source_name, entry.source_url) == ("Harbour Post", "https://harbour.test")


def test_a_link_that_cannot_be_read_without_tricks_is_left_as_it_is() -> None:
    link = "https://news.google.com/rss/articles/CBMiWkFVX3lxTFBvdw-opaque-and-encrypted"

    assert web_link(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/url?rct=j&url=https://harbour.test/1&ct=ga",
        "https://www.bing.com/news/apiclick.aspx?ref=x&url=https%3a%2f%2fharbour.test%2f1&c=1",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fharbour.test%2F1&data=x",
    ],
)
def test_detours_that_name_their_goal_are_not_taken(link: str) -> None:
    assert web_link(link) == "https://harbour.test/1"


def test_a_feed_that_names_itself_as_source_is_no_aggregator() -> None:
    body = NEWS.format(link="https://harbour.test/1", code="1").encode()

    (entry,) = parse_feed(body, feed=Feed(id="h", url="https://www.harbour.test/feed", name="H"), url="").entries

    assert entry.source_name is None


# -- lists of announcements

CONTRACTS = (
    "<rss version='2.0'><channel><item><title>Contracts for Nov. 24</title><link>https://dod.test/c/1</link><guid>c1</guid><description>"
    + "".join(
        f"&lt;p&gt;{line}&lt;/p&gt;"
        for line in (
            "ARMY",
            "Firm A of Springfield was awarded a $10,000,000 contract for interceptors. Work will be done in Springfield. " * 2,
            "Firm B of Shelbyville was awarded a $20,000,000 contract for radars. Work will be done in Shelbyville until 2030. " * 2,
            "NAVY",
            "Firm C of Ogdenville was awarded a $30,000,000 contract for launchers. Bids were solicited by the internet. " * 2,
        )
    )
    + "</description></item></channel></rss>"
).encode()


@pytest.mark.parametrize(
    ("is_split", "titles"), [(False, ["Contracts for Nov. 24"]), (True, ["Army: Firm A", "Army: Firm B", "Navy: Firm C"])]
)
def test_a_list_of_announcements_is_split_where_that_is_configured(is_split: bool, titles: list[str]) -> None:
    feed = Feed(id="dod", url="https://dod.test/feed", name="D", is_split=is_split)

    entries = parse_feed(CONTRACTS, feed=feed, url=feed.url).entries

    assert [entry.title[: len(title)] for entry, title in zip(entries, titles, strict=True)] == titles
    assert len({entry.id for entry in entries} | {entry.url for entry in entries}) == 2 * len(entries)
