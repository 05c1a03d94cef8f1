"""Whatever a feed is made of, its good entries arrive and its bad ones are named."""

import io
import re
import time
import warnings
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import ParseError
from monitor.feeds import parse_feed
from monitor.feeds.syndication import MOST_ITEMS
from monitor.feeds.words import line_of
from monitor.model import Feed, ParsedFeed
from tests import faults

FEED = Feed(id="f", url="http://public.test/feed", name="F")


def parse(body: bytes | str, *, feed: Feed = FEED, known: tuple[str, ...] = (), content_type: str = "") -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    return parse_feed(raw, feed=feed, url=feed.url, known_items=known, content_type=content_type)


def rss(*items: str, head: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{head}{inside}</channel></rss>'


def one(item: str) -> object:
    return parse(rss(item)).entries[0]


# -- formats


def test_an_rss_feed_says_everything_it_has_to_say() -> None:
    feed = parse(
        rss(
            "<title>First &amp; last</title><link>http://public.test/1?a=1&amp;b=2</link><guid>g1</guid>"
            "<pubDate>Mon, 06 Jan 2025 10:00:00 +0100</pubDate><author>a@b.test (Ann Author)</author>"
            "<category>Defence</category><description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description>",
            head="<language>en-GB</language><link>http://public.test/</link><ttl>60</ttl>"
            "<skipHours><hour>3</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>",
        )
    )

    entry = feed.entries[0]
    assert (feed.title, feed.language, feed.site_url) == ("T", "en-gb", "http://public.test/")
    assert (feed.ttl, feed.skip_hours, feed.skip_days) == (timedelta(hours=1), (0, 3), ("Sunday",))
    assert (entry.title, entry.url, entry.guid) == ("First & last", "http://public.test/1?a=1&b=2", "g1")
    assert entry.published.at == datetime(2025, 1, 6, 9, tzinfo=UTC)
    assert entry.published.value == "2025-01-06T10:00:00+01:00"
    assert (entry.byline, entry.categories, entry.language) == (("Ann Author",), ("Defence",), "en-gb")
    assert entry.summary == "One.\n\nTwo."
    assert entry.content == "<p>One.</p><p>Two.</p>"


def test_an_atom_feed_and_a_single_atom_entry_are_read() -> None:
    entry = (
        '<entry><id>urn:1</id><title type="html">A &lt;b&gt;b&lt;/b&gt;</title><link href="/1"/>'
        "<updated>2025-01-06T10:00:00Z</updated></entry>"
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://public.test/x/"><title>T</title>{entry}</feed>'
    alone = entry.replace("<entry>", '<entry xmlns="http://www.w3.org/2005/Atom">')

    assert [(found.title, found.url) for found in parse(feed).entries] == [("A b", "http://public.test/1")]
    assert [found.title for found in parse(alone).entries] == ["A b"]


def test_rdf_with_items_outside_the_channel_is_read() -> None:
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>T</title><items><rdf:Seq/></items></channel>'
        '<item rdf:about="u"><title>A</title><link>http://public.test/1</link><dc:date>2025-01-06T10:00:00Z</dc:date></item></rdf:RDF>'
    )

    feed = parse(body)

    assert (feed.title, [entry.title for entry in feed.entries]) == ("T", ["A"])
    assert feed.entries[0].published.at == datetime(2025, 1, 6, 10, tzinfo=UTC)


def test_a_json_feed_is_read() -> None:
    body = """{"version": "https://jsonfeed.org/version/1.1", "title": "T", "language": "de", "items": [
      {"id": 7, "url": "http://public.test/1", "title": "A", "content_text": "One.\\n\\nTwo < three.",
       "date_published": "2025-01-06T10:00:00Z",
       "authors": [{"name": "Ann"}], "tags": ["x"]}, "nonsense", {"id": "2", "url": "http://public.test/2"}]}"""

    feed = parse(body)

    assert (feed.title, len(feed.entries), feed.entries[0].language) == ("T", 2, "de")
    assert feed.entries[0].content == "<p>One.</p><p>Two &lt; three.</p>"
    assert (feed.entries[0].byline, feed.entries[0].guid) == (("Ann",), "7")
    assert parse(body, known=feed.item_hashes).known == 2


@pytest.mark.parametrize("body", ["{}", '{"error": "rate limit"}', "{" * 100_000, '{"version": "jsonfeed", "items": 3}', "{nonsense"])
def test_json_that_is_no_feed_is_no_feed(body: str) -> None:
    with pytest.raises(ParseError, match="not a feed"):
        parse(body)


def test_a_news_sitemap_is_read_and_a_plain_one_gives_titles_from_addresses() -> None:
    body = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        "<url><loc>http://public.test/1</loc><n:news><n:publication><n:name>P</n:name><n:language>fr</n:language></n:publication>"
        "<n:publication_date>2025-01-06T10:00:00+01:00</n:publication_date><n:title>Essai &amp; succès</n:title></n:news></url>"
        "<url><loc>http://public.test/2025/interceptor-test-succeeds-123456.html</loc><lastmod>2025-01-06</lastmod></url></urlset>"
    )

    first, second = parse(body).entries

    assert (first.title, first.language, first.published.at) == ("Essai & succès", "fr", datetime(2025, 1, 6, 9, tzinfo=UTC))
    assert (second.title, second.published.value) == ("Interceptor test succeeds", "2025-01-06")


def test_a_list_page_is_read_by_its_selector() -> None:
    page = """<html lang=en><head><title>News</title><base href="http://public.test/news/"></head><body><nav><a href="/">Home</a></nav>
      <ul><li class=n><time datetime="2025-01-06T10:00:00Z">today</time><a href="a.html"><img></a>
      <h3><a href="a.html">First story</a></h3></li>
      <li class=n><a href="b.html">Second <b>story</b></a></li></ul></body></html>"""
    feed = replace(FEED, format="page", selector="li.n")

    found = parse(page, feed=feed)

    assert [(entry.title, entry.url) for entry in found.entries] == [
        ("First story", "http://public.test/news/a.html"),
        ("Second story", "http://public.test/news/b.html"),
    ]
    assert found.entries[0].published.at == datetime(2025, 1, 6, 10, tzinfo=UTC)


@pytest.mark.parametrize(("selector", "what"), [("li[", "wrong"), ("table.none", "finds no link")])
def test_a_selector_that_cannot_work_is_named(selector: str, what: str) -> None:
    with pytest.raises(ParseError, match=what):
        parse("<html><body><p>x</p></body></html>", feed=replace(FEED, format="page", selector=selector))


# -- what is no feed


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("", "an empty body"),
        ("  \n", "an empty body"),
        ("<!DOCTYPE html><html><head><title>Sign in to WiFi</title></head></html>", "Sign in to WiFi"),
        ("<html><body><rss/></body></html>", "an HTML page"),
        ("Service unavailable", "Service unavailable"),
        ('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "<Error>"),
        ('<soap:Envelope xmlns:soap="x"/>', "<soap:Envelope>"),
        ("/etc/passwd", "/etc/passwd"),
        ("http://127.0.0.1:1/feed", "http://127"),
        ("<rss version='2.0'><channel><title>t</title><item><title>cut", "breaks off"),
        ("<sitemapindex><sitemap><loc>http://public.test/s.xml</loc></sitemap></sitemapindex>", "index of sitemaps"),
    ],
)
def test_what_is_no_feed_is_named_for_what_it_is(body: str, what: str) -> None:
    with pytest.raises(ParseError, match=re.escape(what)):
        parse(body)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse(rss()).entries == ()


@pytest.mark.parametrize(
    "body",
    [
        "\n\n  " + rss("<title>A</title>"),
        "\ufeff" + rss("<title>A</title>"),
        "<br />\n<b>Warning</b>: mysql_connect() in /x.php on line 3<br />" + rss("<title>A</title>"),
        rss("<title>A</title>") + "<script>spy()</script>",
        rss("<title>A</title>").replace("<?xml", "<?XML"),
        "<!-- <rss> --" + "><?xml version='1.0'?>" + rss("<title>A</title>")[21:],
    ],
)
def test_junk_around_a_feed_is_overlooked(body: str) -> None:
    assert [entry.title for entry in parse(body).entries] == ["A"]


# -- broken items


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ("<title>AT&T & Co</title>", "AT&T & Co"),
        ("<title>caf&eacute; &nbsp;&ndash; &bogus;</title>", "café – &bogus;"),
        ("<title>&#150;&#x92;&#xD800;&#99999999999;x</title>", None),
        ("<title><![CDATA[a < b & c]]></title>", "a < b & c"),
        ("<title>&lt;b&gt;</title>", "<b>"),
        ("<title>a &lt;b&gt;bold&lt;/b&gt; word</title>", "a bold word"),
        ("<title>one<br>two</title>", None),
        ("<title>x</title><dc:creator>Ann</dc:creator>", "x"),
        ("<title>x</title><enclosure " + " ".join(f'a{n}="1"' for n in range(3_000)) + "/>", "x"),
        ("<title>" + "A" * 5_000_000 + "</title>", None),
        ("<title>x</title><itunes:image/>", "x"),
    ],
)
def test_one_odd_item_neither_fails_nor_costs_its_neighbours(item: str, title: str | None) -> None:
    feed = parse(rss(f"<link>http://public.test/1</link>{item}", "<title>Good item</title><link>http://public.test/good</link>"))

    assert feed.entries[-1].title == "Good item"
    if title is not None:
        assert feed.entries[0].title == title


def test_an_undeclared_prefix_keeps_its_meaning() -> None:
    entry = parse(rss("<title>x</title><dc:creator>Ann</dc:creator><link>http://public.test/1</link>")).entries[0]

    assert entry.byline == ("Ann",)


def test_only_whole_items_of_half_a_feed_are_taken() -> None:
    whole = faults.feed(10)
    for cut in range(200, len(whole) - 20, 97):
        try:
            feed = parse(whole[:cut])
        except ParseError:
            continue
        assert not feed.is_complete
        assert [entry.guid for entry in feed.entries] == [f"g-{number}" for number in range(len(feed.entries))]


def test_a_flood_is_cut_to_its_newest_and_says_so() -> None:
    newest_first = rss(*(f"<title>{n}</title><pubDate>{_day(20_000 - n)}</pubDate>" for n in range(3_000)))
    oldest_first = rss(*(f"<title>{n}</title><pubDate>{_day(n)}</pubDate>" for n in range(3_000)))

    first, last = parse(newest_first), parse(oldest_first)

    assert len(first.entries) == len(last.entries) == MOST_ITEMS
    assert (first.entries[0].title, last.entries[-1].title) == ("0", "2999")
    assert first.note == "2000 older items left out"


def _day(minute: int) -> str:
    return (datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)).strftime("%a, %d %b %Y %H:%M:%S GMT")


# -- the fault cases


@pytest.mark.parametrize("case", list(faults.cases("feed")), ids=lambda case: case["id"])
def test_a_hostile_feed_decides_as_expected(case: dict[str, object]) -> None:
    body = faults.expand(case["body"])
    body = body[:10_000_000]  # what the fetcher lets through

    if case["expect"] == "feed_error":
        with pytest.raises(ParseError):
            parse(body)
        return
    try:
        feed = parse(body)
    except ParseError:
        # Only where nothing good was to be had.
        assert case["expect"] == "bounded"
        assert b"Good item" not in body
        return

    if b"Good item" in body:
        good = [entry for entry in feed.entries if entry.title == "Good item"]
        assert [entry.url for entry in good] == ["http://public.test/good"]
    assert all(entry.url is None or re.match(r"https?://[^/\s\\]+(/[^\s\\]*)?$", entry.url) for entry in feed.entries)
    assert all("\n" not in entry.title for entry in feed.entries)


# -- only what is new


def test_items_seen_before_are_counted_and_not_read_again() -> None:
    before = parse(faults.feed(30))

    after = parse(faults.feed(33), known=before.item_hashes)

    assert [entry.guid for entry in after.entries] == ["g-30", "g-31", "g-32"]
    assert (after.known, len(after.item_hashes)) == (30, 33)


def test_reading_the_unseen_alone_gives_what_reading_all_gives(shared: Path) -> None:
    """Over every recorded feed: each item read alone, with the others known, is the item of the whole."""
    for path in sorted((shared / "data" / "feeds" / "real-world").rglob("*.xml")):
        body = path.read_bytes()
        try:
            whole = parse(body)
        except ParseError:
            continue
        hashes = list(dict.fromkeys(whole.item_hashes))
        alone = [entry for one in hashes[:8] for entry in parse(body, known=tuple(set(hashes) - {one})).entries]
        assert [entry for entry in whole.entries if entry in alone] == list(dict.fromkeys(alone)), path.name


def test_titles_and_order_are_those_feedparser_finds_in_the_whole(shared: Path) -> None:
    import feedparser

    warnings.simplefilter("ignore")
    folder = shared / "data" / "feeds"
    for path in sorted([*(folder / "real-world").rglob("*.xml"), *(folder / "encodings").glob("*.xml")]):
        body = path.read_bytes()
        try:
            ours = [entry.title for entry in parse(body).entries]
        except ParseError:
            continue
        headers = {"content-type": "application/xml", "content-location": FEED.url}
        theirs = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False, response_headers=headers)
        assert ours == [title for entry in theirs.entries if (title := line_of(entry.get("title", ""))) or entry.get("summary")], path.name


@pytest.mark.parametrize("pump", ["\n", " ", "<", "&", "<a ", "http://", "<![CDATA[", "&lt;!--", "a:", "é"])
@pytest.mark.parametrize("place", ["title", "link", "guid", "description", "author", "pubDate"])
def test_what_is_repeated_a_hundred_thousand_times_in_one_element_costs_no_time(place: str, pump: str) -> None:
    started = time.process_time()

    feed = parse(rss(f"<{place}>{pump * (100_000 // len(pump))}</{place}>", "<title>Good item</title>"))

    assert feed.entries[-1].title == "Good item"
    assert time.process_time() - started < 5


@pytest.mark.parametrize("pump", ["\n", "\u00a0", "a='", "a =", "xmlns:a='b' ", "<"])
def test_what_is_repeated_a_hundred_thousand_times_within_a_tag_costs_no_time(pump: str) -> None:
    started = time.process_time()

    feed = parse(rss("<title>Good item</title>").replace("<item>", f"<item {pump * (100_000 // len(pump))}><title>x</title></item><item>"))

    assert feed.entries[-1].title == "Good item"
    assert time.process_time() - started < 5
