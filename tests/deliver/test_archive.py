"""The archive is a folder any web server can serve: every edition, an index and feeds that agree with each other."""

from __future__ import annotations

import json
import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import html5lib
import pytest

from monitor import digest
from monitor.deliver.archive import ArchiveChannel
from monitor.deliver.settings import ArchiveSettings
from monitor.digest import ChannelForm, Envelope, Imprint, Recipient, load_templates
from monitor.digest.samples import samples
from monitor.errors import DeliveryError
from monitor.model import Delivery, Secret
from tests import build
from tests.deliver.test_folder import mail
from tests.fakes import NOON

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = (
    '<!doctype html><html lang="ru"><head><title>x</title></head><body><h1>Desk</h1>'
    '<h3>1. <a href="https://a.example/{0}">Радар {0} &amp; ракета</a></h3><p>It opened.</p></body></html>'
)


def channel(folder: Path, base_url: str = "https://news.example/archive/") -> ArchiveChannel:
    return ArchiveChannel(name="archive", settings=ArchiveSettings(kind="archive", folder=str(folder), base_url=base_url))


def edition(number: int = 1, **changes: Any) -> Delivery:
    known = {"edition": number, "payload": mail(PAGE.format(number)), "created_at": NOON + number * timedelta(days=1)}
    return build.delivery("archive", **known | changes)


def as_json(**changes: Any) -> bytes:
    story = {"story": "s1", "title": "Radar <b>opens</b>", "url": "https://a.example/1", "outlet": "Harbour Post", "excerpt": "It opened."}
    topics = [{"id": "radars", "name": "Radars", "stories": [story]}]
    return json.dumps({"subject": "Desk: 1 story", "language": "en", "topics": topics, "more": []} | changes).encode()


def test_an_edition_is_a_page_and_stands_in_the_index_and_both_feeds(tmp_path: Path) -> None:
    over = channel(tmp_path)

    assert over.send(edition(1)) == "https://news.example/archive/daily/1.html"
    over.send(edition(2))

    assert "Радар 1" in (tmp_path / "daily/1.html").read_text("utf-8")
    index = (tmp_path / "index.html").read_text("utf-8")
    assert index.index("daily/2.html") < index.index("daily/1.html")
    for name in ("atom.xml", "feed.json"):
        assert [entry["link"] for entry in entries(tmp_path / name)] == [f"https://news.example/archive/daily/{n}.html" for n in (2, 1)]
    for name in ("stories.xml", "stories.json"):
        assert [(entry["title"], entry["link"]) for entry in entries(tmp_path / name)] == [
            ("Радар 2 & ракета", "https://a.example/2"),
            ("Радар 1 & ракета", "https://a.example/1"),
        ]


def entries(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".json":
        feed = json.loads(path.read_bytes())
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        return [{"title": item["title"], "link": item["url"], "id": item["id"]} for item in feed["items"]]
    parsed = feedparser.parse(path.read_bytes())
    assert not parsed.bozo
    assert parsed.version == "atom10"
    return [{"title": entry.title, "link": entry.link, "id": entry.id} for entry in parsed.entries]


def test_a_repeat_writes_the_same_bytes(tmp_path: Path) -> None:
    over = channel(tmp_path)
    over.send(edition(1))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file() and path.suffix != ".lock"}

    over.send(edition(1))

    after = {path: path.read_bytes() for path in before}
    assert {path for path in before if path.name not in {"atom.xml", "stories.xml"}} <= {
        path for path in after if after[path] == before[path]
    }
    assert len(entries(tmp_path / "atom.xml")) == 1


def test_the_web_servers_user_can_read_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        channel(tmp_path / "archive").send(edition())
    finally:
        os.umask(before)

    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("archive", "archive/daily")] == [0o755, 0o755]
    assert (tmp_path / "archive/daily/1.html").stat().st_mode & 0o777 == 0o644


def test_a_story_told_twice_is_one_entry(tmp_path: Path) -> None:
    over = channel(tmp_path)
    for number in (1, 2):
        over.send(edition(number, payload=mail(PAGE.format(7))))

    assert len(entries(tmp_path / "stories.xml")) == 1


def test_an_edition_as_json_gets_a_plain_page(tmp_path: Path) -> None:
    channel(tmp_path).send(edition(1, kind="json", payload=as_json()))

    page = (tmp_path / "daily/1.html").read_text("utf-8")
    assert '<a href="https://a.example/1" rel="noopener noreferrer">Radar &lt;b&gt;opens&lt;/b&gt;</a>' in page
    assert "It opened." in page
    assert [entry["title"] for entry in entries(tmp_path / "stories.json")] == ["Radar <b>opens</b>"]


@pytest.mark.parametrize(
    "story",
    [
        {"title": "<script>alert(1)</script>", "url": "javascript:alert(1)"},
        {"title": '"><img src=x onerror=alert(1)>', "url": 'https://a.example/"onmouseover="x'},
        {"title": "x", "url": "data:text/html,<script>1</script>", "excerpt": "<iframe src=//evil>"},
        {"title": "]]><script>", "url": "https://a.example/", "outlet": "</p><svg onload=x>"},
        {"title": "\ud800\x00\x1b[31m", "url": "https://a.example/"},
    ],
)
def test_no_script_is_stored_whatever_a_story_says(tmp_path: Path, story: dict[str, str]) -> None:
    payload = json.dumps({"subject": "</title><script>x</script>", "language": '"><script>', "more": [story]}).encode()
    channel(tmp_path).send(edition(1, kind="json", payload=payload))

    for page in (tmp_path / "daily/1.html", tmp_path / "index.html"):
        tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
        assert not [node for node in tree.iter() if node.tag in {"script", "img", "iframe", "svg"}]
        assert not [name for node in tree.iter() for name in node.attrib if str(name).startswith("on")]
        links = [str(node.attrib["href"]) for node in tree.iter("a")]
        assert all(link.startswith(("https://", "../index.html", "daily/")) for link in links)
    assert not feedparser.parse((tmp_path / "stories.xml").read_bytes()).bozo


def test_a_real_edition_is_served_whole_and_its_stories_are_in_the_feeds(tmp_path: Path) -> None:
    made = next(samples())
    head = made.head
    imprint = Imprint(contact="desk@example.org", unsubscribe_url="https://news.example/unsubscribe", key=Secret("k"))
    envelope = Envelope(
        digest=head.digest,
        name=head.name,
        period=head.period,
        scheduled_at=head.scheduled_at,
        form=ChannelForm(is_personal=False),
        imprint=imprint,
    )
    rendered = digest.render(made, load_templates(), ("mail",), is_page=True)
    payload = digest.message_of(rendered, envelope, Recipient(address="archive"))

    channel(tmp_path).send(edition(1, payload=payload))

    told = [account for section in made.sections for account in section.accounts if account.novelty != "repeat" and account.lead.url]
    items = json.loads((tmp_path / "stories.json").read_bytes())["items"]
    by_link = {account.lead.url: account for account in told}
    assert {item["url"] for item in items} == set(by_link)
    for item in items:
        account = by_link[item["url"]]
        assert account.lead.title in item["title"]
        assert item["content_text"].startswith(account.lead.outlet)
    page = (tmp_path / "daily/1.html").read_text("utf-8")
    assert "unsubscribe" not in page.lower().replace("unsubscribe.invalid", "")
    assert page.count("<h3") == len([account for section in made.sections for account in section.accounts if account.novelty != "repeat"])


def test_what_looks_like_markup_in_a_story_is_text_in_the_feeds(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)> says the report"
    story = {"story": "s1", "title": hostile, "url": "https://a.example/1", "outlet": "<b>Post</b>", "excerpt": hostile}
    payload = as_json(topics=[{"id": "radars", "name": "Radars", "stories": [story]}])

    channel(tmp_path).send(edition(1, kind="json", payload=payload))

    for name in ("atom.xml", "stories.xml"):
        shown = ElementTree.fromstring((tmp_path / name).read_bytes()).findall(f"{ATOM}entry/{ATOM}summary")
        assert [one.attrib["type"] for one in shown] == ["html"]
        tree = html5lib.parseFragment(shown[0].text or "", namespaceHTMLElements=False)
        assert not [node.tag for node in tree.iter() if node.tag not in {"DOCUMENT_FRAGMENT", "br"}]
        assert hostile in "".join(tree.itertext())


def test_every_page_forbids_scripts_and_requests(tmp_path: Path) -> None:
    over = channel(tmp_path)
    over.send(edition(1))
    over.send(edition(2, kind="json", payload=as_json()))

    for page in ("index.html", "daily/1.html", "daily/2.html"):
        assert "default-src 'none'" in (tmp_path / page).read_text("utf-8")


def test_links_are_relative_where_no_address_is_configured(tmp_path: Path) -> None:
    assert channel(tmp_path, base_url="").send(edition(1)) == str(tmp_path / "daily/1.html")

    assert entries(tmp_path / "feed.json")[0]["link"] == "daily/1.html"


@pytest.mark.parametrize("digest", ["../../x", "/etc", "a/b", ".."])
def test_no_digest_leads_out_of_the_folder(tmp_path: Path, digest: str) -> None:
    channel(tmp_path / "out").send(edition(1, digest=digest))

    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert len(list((tmp_path / "out").glob("*/1.html"))) == 1


def test_a_broken_file_in_the_folder_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "daily").mkdir()
    (tmp_path / "daily/9.json").write_text('{"digest": 1}')

    channel(tmp_path).send(edition(1))

    assert len(entries(tmp_path / "atom.xml")) == 1


def test_editions_sent_at_once_are_all_in_the_index(tmp_path: Path) -> None:
    over = channel(tmp_path)
    threads = [threading.Thread(target=over.send, args=(edition(number),)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    index = (tmp_path / "index.html").read_text("utf-8")
    assert all(f"daily/{number}.html" in index for number in range(1, 9))


@pytest.mark.parametrize(("kind", "payload"), [("json", b"[]"), ("json", b"{"), ("mail", b"Subject: x\r\n\r\nno html"), ("chat", b"x")])
def test_what_is_no_edition_is_refused(tmp_path: Path, kind: Any, payload: bytes) -> None:
    with pytest.raises(DeliveryError) as caught:
        channel(tmp_path).send(edition(1, kind=kind, payload=payload))

    assert caught.value.kind == "permanent"
    assert not (tmp_path / "index.html").exists()
