"""When an article was printed: the date that stands between its own title and its text, and no other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.extract import extract_page
from monitor.model import Page
from tests.extract.test_pages import PARAGRAPHS

TEXT = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
FETCHED = datetime(2026, 5, 14, 9, tzinfo=UTC)


def dated(body: str, head: str = "", path: str = "radar") -> tuple[str | None, str]:
    markup = f"<html><head><title>Radar opens at Lisburg</title>{head}</head><body>{body}</body></html>"
    page = Page(url=f"https://harbour.example/{path}", body=markup.encode(), content_type="text/html", fetched_at=FETCHED)
    published = extract_page(page).published
    return published.value, published.source


@pytest.mark.parametrize(
    ("between", "value"),
    [
        ("<p>12 May 2026</p>", "2026-05-12"),
        ("<div>Published: 12 May 2026 at 10:15</div>", "2026-05-12T10:15"),
        ("<p>By <a href='/ada'>Ada Quill</a>, 12 May 2026</p>", "2026-05-12"),
        ("<ul><li>By Ada Quill</li><li>12 May 2026</li></ul>", "2026-05-12"),
        ("<div><a href='/politics'>Politics</a> | 12 May 2026</div>", "2026-05-12"),
    ],
)
def test_a_date_between_the_title_and_the_text_is_the_articles(between: str, value: str) -> None:
    assert dated(f"<article><h1>Radar opens at Lisburg</h1>{between}{TEXT}</article>") == (value, "text")


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>Radar opens at Lisburg</h1><ul><li>12 March 2019 <a href='/cup'>Town win the cup</a></li></ul>{TEXT}",
        f"<h1>Radar opens at Lisburg</h1><ul><li><span>12 March 2019</span><h3><a href='/cup'>Town win the cup</a></h3></li></ul>{TEXT}",
        f"<h1>Radar opens at Lisburg</h1><p>12 March 2019: <a href='/cup'>Town win the cup</a></p>{TEXT}",
        f"<h1>Radar opens at Lisburg</h1><div><h4>Last council meeting</h4><p>12 March 2019</p></div>{TEXT}",
        f"<h1>Radar opens at Lisburg</h1><div><p>Next council meeting</p><p>12 March 2027</p></div>{TEXT}",
        f"<h1>Radar opens at Lisburg</h1><aside><p>12 March 2019</p></aside>{TEXT}",
        f"<h1>Radar opens at Lisburg</h1>{TEXT}<h1>Town win the cup</h1><p>12 March 2019</p><p>{PARAGRAPHS[0][::-1]}</p>",
        f"<article><h1>Radar opens at Lisburg</h1>{TEXT}</article><article><h1>Town win the cup</h1><p>12 March 2019</p></article>",
    ],
)
def test_a_neighbours_date_is_never_the_articles(body: str) -> None:
    assert dated(body) == (None, "none")


@pytest.mark.parametrize(
    "beside",
    [
        "<aside><time datetime='2026-03-03'>3 March 2026</time></aside>",
        "<div><a href='/cup'>Town win the cup</a> <time datetime='2026-03-03'>3 March 2026</time></div>",
        "<section><article><h3><a href='/f'>Ferry sinks</a></h3><time datetime='2026-03-03'>3 March 2026</time></article></section>",
        "<header><a href='/cup'>Town win the cup</a> <time datetime='2026-03-03'>3 March 2026</time></header>",
    ],
)
def test_a_neighbours_marked_date_is_never_the_articles(beside: str) -> None:
    own = "<h1>Radar opens at Lisburg</h1><p>12 May 2026</p>"

    assert dated(f"<article>{own}{beside}{TEXT}</article>") == ("2026-05-12", "text")
    assert dated(f"{beside}<main>{own}{TEXT}{beside}</main>") == ("2026-05-12", "text")


def test_the_articles_own_marked_date_is_taken() -> None:
    marked = "<time datetime='2026-05-12T10:15:00+02:00'>12 May</time>"

    assert dated(f"<article><header><h1>Radar opens at Lisburg</h1>{marked}</header>{TEXT}</article>") == (
        "2026-05-12T10:15:00+02:00",
        "structured",
    )


@pytest.mark.parametrize("stated", ["9999-12-31", "0001-01-01", "1970-01-01T00:00:00Z", "2026-06-30T10:00:00Z", "2026"])
def test_a_stated_date_that_nobody_can_mean_gives_way_to_the_next_source(stated: str) -> None:
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{stated}"}}</script>'
    article = f"<article><h1>Radar opens at Lisburg</h1><p>12 May 2026</p>{TEXT}</article>"

    assert dated(article, head, "2026/05/11/radar") == ("2026-05-11", "url")
    assert dated(article, head) == ("2026-05-12", "text")
    assert dated(article, head + '<meta property="article:published_time" content="2026-05-13T06:00:00+00:00">')[1] == "structured"
