"""What stands around an article on its page: other news, disclaimers, doubles, section names; and what it says of itself there."""

from __future__ import annotations

import pytest

from monitor.extract import extract_page
from monitor.model import Page, Published
from tests.extract.test_pages import PARAGRAPHS

TITLE = "Early-warning radar opens at Lisburg"
TEXT = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def read(body: str, title: str = f"{TITLE} | Harbour Post", head: str = "") -> Page:
    return Page(url="", body=f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode())


@pytest.mark.parametrize(
    "after",
    [
        "<p>免责声明：本文仅代表作者个人观点，与本网无关，请读者仅作参考，并请自行核实相关内容。</p>",
        "<p>Copyright © 2026 Harbour Post, 14 Quay Street, Lisburg</p>",
        "<p>Wasze komentarze (11)</p>",
        "<ul><li>Second radar is delayed until spring (2026-05-08)</li><li>Antenna arrives by sea from Norway (2026-05-07)</li></ul>",
        f"<p>{PARAGRAPHS[1]}</p>",
        "<p>Like this story? Share it with a friend!</p>",
        "<p>Leggi anche</p>",
    ],
)
def test_what_follows_the_article_is_not_the_article(after: str) -> None:
    article = extract_page(read(f"<article><h1>{TITLE}</h1>{TEXT}{after}</article>"))

    assert article.text.split("\n\n") == list(PARAGRAPHS)


def test_a_list_of_the_article_stays_whatever_its_signs() -> None:
    steps = "<p>1. Clear the ground.</p><p>2. Raise the masts</p><p>3. Hang the antennas</p>"

    article = extract_page(read(f"<article><h1>{TITLE}</h1>{TEXT}{steps}</article>"))

    assert article.text.endswith("3. Hang the antennas")


def test_the_heading_that_the_window_repeats_is_the_title() -> None:
    article = extract_page(read(f"<h1>Harbour Post</h1><h1>Our mission</h1><article><h1>{TITLE}</h1>{TEXT}</article>"))

    assert article.title == TITLE


@pytest.mark.parametrize(
    ("printed", "published"),
    [
        ("<p>12 May 2026, 14:10</p>", Published(value="2026-05-12T14:10", source="text")),
        ("<p>Δημοσίευση: 04 Ιαν. 2012, 11:09</p>", Published(value="2012-01-04T11:09", source="text")),
        ("", Published()),
    ],
)
def test_a_date_under_the_title_is_the_articles_and_a_mastheads_is_not(printed: str, published: Published) -> None:
    neighbour = "<h3>Second radar is delayed</h3><p>3 May 2026</p>"

    article = extract_page(read(f"<div>Tuesday, 24 November 2026</div><article><h1>{TITLE}</h1>{printed}{TEXT}</article>{neighbour}"))

    assert article.published == published


def test_authors_named_in_one_breath_are_several_and_who_built_the_site_is_none() -> None:
    both = '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"Ada Quill and Jon Harl"}}</script>'
    builder = '<meta name="author" content="Interline Pro Co.">'

    assert extract_page(read(f"<h1>{TITLE}</h1>{TEXT}", head=both)).byline == ("Ada Quill", "Jon Harl")
    assert extract_page(read(f"<h1>{TITLE}</h1>{TEXT}", head=builder)).byline == ()


@pytest.mark.parametrize(("card", "title"), [("Radar opens, says the ministry", TITLE), (TITLE, "Radar opens, says the ministry")])
def test_open_graphs_own_headline_is_the_editors_unless_every_network_is_given_it(card: str, title: str) -> None:
    head = (
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{TITLE}"}}</script>'
        f'<meta property="og:title" content="Radar opens, says the ministry"><meta name="twitter:title" content="{card}">'
    )

    assert extract_page(read(f"<h1>{TITLE}</h1>{TEXT}", title=TITLE, head=head)).title == title


@pytest.mark.parametrize(
    ("window", "title"),
    [("Radar: 'all set' | Harbour Post", "Radar: 'all set'"), ("Radar - ‘all set’", "Radar - ‘all set’"), ("News", "Radar - ‘all set’")],
)
def test_of_two_forms_of_one_headline_the_window_has_the_right_one(window: str, title: str) -> None:
    head = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Radar - ‘all set’"}</script>'
    shared = '<meta property="og:title" content="Radar: \'all set\'">'

    assert extract_page(read(f"<h1>Radar - ‘all set’</h1>{TEXT}", title=window, head=head + shared)).title == title


HEADS = ("Dockers end their strike in the port", "Island mayor asks for shelters first", "Contact with second satellite is lost")
TOLD = (
    "Dockers in the port of Marram went back to work on Monday, ending a strike that had held up parts for nine days.",
    "The mayor of the island has asked the ministry for shelters before the first antenna is built on its shore.",
    "Engineers lost contact with the second satellite forty minutes after its launch, the operator said on Monday.",
)
EXCERPTS = "".join(
    f"<div><h4><a href=/{head[:6]}>{head}</a></h4><span>12 May 2026</span><div>{told}</div></div>"
    for head, told in zip(HEADS, TOLD, strict=True)
)


def test_the_beginnings_of_other_articles_under_their_headlines_are_cut_at_the_end_of_one() -> None:
    article = extract_page(read(f"<article><h1>{TITLE}</h1>{TEXT}{EXCERPTS}</article>"))

    assert article.text.split("\n\n") == list(PARAGRAPHS)


def test_a_paragraph_under_one_headline_stays() -> None:
    beside = f"<div><h4><a href=/b>{HEADS[0]}</a></h4></div>"

    article = extract_page(read(f"<article><h1>{TITLE}</h1>{beside}{TEXT.replace('</p><p>', f'</p>{beside}<p>')}</article>"))

    assert article.text.split("\n\n") == list(PARAGRAPHS)


def test_a_box_of_links_that_opens_over_a_name_is_no_part_of_its_sentence() -> None:
    box = "".join(f"<a href=/{number}>{head}</a> " for number, head in enumerate(HEADS))
    name = f"<span><a href=/harl>Jon Harl</a><span class=over><span>{box}</span></span></span>"

    article = extract_page(read(f"<article><h1>{TITLE}</h1>{TEXT.replace('Jon Harl', name)}</article>"))

    assert article.text.split("\n\n") == list(PARAGRAPHS)
