"""What the feed tells against what its page shows: the longer of the two is read, and what is had in part is never quoted."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.extract import block_hashes, cut_repeated, read_entry
from monitor.extract.furniture import Furniture
from monitor.model import Article, CleanText, Page
from tests import build
from tests.extract.test_access import SAYS
from tests.extract.test_pages import PARAGRAPHS

SPOKEN = "“The radar works as it should,” said Ada Quill, who leads the large project at Lisburg, on Tuesday morning."
WHOLE = "".join(f"<p>{text}</p>" for text in (*PARAGRAPHS, SPOKEN))
BEGINNING = f"<article><h1>Radar opens</h1><p>{PARAGRAPHS[0]}</p></article>"
NO_ARTICLE = {
    "paywall": f"<article><h1>Radar opens</h1><p>{PARAGRAPHS[0]}</p></article><div class=paywall>Subscribe to continue reading.</div>",
    "consent": f"<title>Before you continue</title><h1>Before you continue</h1><p>{SAYS['tr'][4]} We and our partners use cookies.</p>",
    "challenge": "<title>Just a moment...</title><p>Checking your browser before accessing harbour.example.</p>",
    "empty": "<title>Radar</title><div id=root></div><script src=/main.js></script>",
}


def read(html: str, furniture: Furniture | None = None, **told: Any) -> Article:
    page = Page(url="https://harbour.example/a", body=f"<html lang=en><body>{html}</body></html>".encode())
    return read_entry(build.entry(**told), page, furniture or Furniture())


@pytest.mark.parametrize("page", [BEGINNING, *NO_ARTICLE.values()])
def test_where_the_page_has_less_than_the_feed_the_feeds_whole_text_is_read(page: str) -> None:
    article = read(page, content=WHOLE)

    assert article.text.split("\n\n") == [*PARAGRAPHS, SPOKEN]
    assert (article.text_source, article.access) == ("feed", "full")
    assert [quote.speaker for quote in article.quotes] == ["Ada Quill"]


@pytest.mark.parametrize(
    "content",
    [
        f"{WHOLE}<p>The ministry expects…</p>",
        f"<p>{SPOKEN}</p><p>The ministry expects the last [...]</p>",
        f"<p>{SPOKEN} {SPOKEN}</p><p>Read more</p>",
    ],
)
@pytest.mark.parametrize("page", NO_ARTICLE.values())
def test_a_feeds_text_that_breaks_off_is_no_whole_one_and_not_quoted(page: str, content: str) -> None:
    article = read(page, content=content)

    assert article.access != "full"
    assert article.quotes == ()


@pytest.mark.parametrize("kind", NO_ARTICLE)
def test_a_summary_is_not_quoted_and_the_page_says_why_it_is_all(kind: str) -> None:
    article = read(NO_ARTICLE[kind], summary=CleanText(f"{PARAGRAPHS[0]} {SPOKEN}"))

    assert article.text_source == "summary"
    assert article.access == (kind if kind != "empty" else "teaser")
    assert article.quotes == ()


def test_a_page_with_less_than_its_own_summary_is_the_beginning() -> None:
    article = read(
        f"<article><p>{PARAGRAPHS[0]} {SPOKEN}</p></article>", summary=CleanText(" ".join((PARAGRAPHS[0], SPOKEN, *PARAGRAPHS[1:])))
    )

    assert (article.text_source, article.access) == ("summary", "teaser")
    assert article.quotes == ()


@pytest.mark.parametrize("language", SAYS)
def test_a_page_that_shows_no_more_than_a_summary_that_breaks_off_is_the_beginning(language: str) -> None:
    text = SAYS[language][0]

    assert read(f"<article><p>{text}</p></article>", summary=CleanText(f"{text} {text[:20]}…")).access == "teaser"


@pytest.mark.parametrize(
    "told", [{"content": f"{WHOLE}<p>{PARAGRAPHS[0]}</p>"}, {"summary": CleanText(f"{PARAGRAPHS[0][:90]}…")}, {"summary": CleanText("")}]
)
def test_a_whole_page_stays_whole_whatever_the_feed_says(told: dict[str, Any]) -> None:
    article = read(f"<article><h1>Radar opens</h1>{WHOLE}</article>", **told)

    assert (article.text_source, article.access) == ("page", "full")


def test_a_feed_that_tells_of_other_things_says_nothing_of_the_page() -> None:
    others = "Dockers ended their strike. A storm cut the power. The mayor asks for shelters. Prices of bread have risen again. " * 6

    assert read(f"<article><p>{PARAGRAPHS[0]} {PARAGRAPHS[1]}</p></article>", content=f"<p>{others}</p>").access == "full"


NOTICE = "The Harbour Post is read on a ship. Its readers sail with us through every storm, and we thank each of them for that."


def test_what_an_outlet_prints_in_every_articles_place_is_no_article() -> None:
    page = f"<article><h1>Radar opens</h1><p>{NOTICE}</p></article>"
    learnt = Furniture(hashes=frozenset(block_hashes(NOTICE)))

    article = read(page, learnt)

    assert read(page).text == NOTICE
    assert (article.text, article.text_source, article.access) == (build.entry().summary, "summary", "teaser")
    assert ("repeated on many pages", NOTICE) in [(block.reason, block.text) for block in article.dropped]


def test_pages_read_together_that_have_one_short_text_in_common_have_no_article() -> None:
    pages = [build.article(f"Radar {number}", text=NOTICE, site="harbour.example") for number in range(3)]

    assert {(article.text, article.access, article.quotes) for article in cut_repeated(pages)} == {("", "empty", ())}


def test_one_long_article_at_three_addresses_stays() -> None:
    pages = [build.article("Radar opens", text="\n\n".join(PARAGRAPHS * 3), site="harbour.example") for _ in range(3)]

    assert cut_repeated(pages) == tuple(pages)
