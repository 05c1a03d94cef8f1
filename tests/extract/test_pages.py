"""A page of markup: its text, its metadata, how much of it could be had, and what no page can do to us."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.errors import ParseError, WorkerError
from monitor.extract import block_hashes, cut_repeated, extract_page, read_entry
from monitor.extract.bytes import decode
from monitor.extract.furniture import Furniture
from monitor.model import Page, Published
from monitor.workers import WorkerPool, WorkerSettings
from tests import build
from tests.faults import cases, expand

PARAGRAPHS = (
    "The early-warning radar at Lisburg opened on Tuesday after six years of work, the defence ministry said in the morning.",
    "It will watch the northern approaches together with two older stations on the coast, which stay in service until 2031.",
    "Jon Harl, the head of the project, said the antennas were the largest that had ever been built in the country.",
    "The ministry expects the last of the three antennas to be ready in the autumn, when the first crews end their training.",
)


def page(body: str = "", head: str = "", **changes: Any) -> Page:
    paragraphs = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    text = (
        f"<html><head><title>Radar opens | Harbour Post</title>{head}</head><body><article><h1>Radar "
        f"opens</h1>{paragraphs}{body}</article></body></html>"
    )
    return Page(url="https://harbour.example/2026/05/12/radar", body=text.encode(), content_type="text/html", **changes)


def test_a_break_inside_a_persian_word_is_kept() -> None:
    sentence = "سامانه\u200cهای راداری تازه می\u200cتوانند هر پرتابه\u200cای را از راه دور ببینند، وزارت دفاع سه\u200cشنبه گفت. " * 3
    body = f"<html><body><article><h1>رادار</h1><p>{sentence}</p><p>{sentence} پایان.</p></article></body></html>"

    article = extract_page(Page(url="https://bandar.example/1", body=body.encode(), content_type="text/html; charset=utf-8"))

    assert "سامانه\u200cهای راداری تازه می\u200cتوانند" in article.text


def test_a_page_gives_its_paragraphs_and_not_its_title_twice() -> None:
    article = extract_page(
        page(head='<meta property="og:title" content="Radar opens | Harbour Post"><meta property="og:site_name" content="Harbour Post">')
    )

    assert article.title == "Radar opens"
    assert article.outlet == "Harbour Post"
    assert article.text.split("\n\n") == list(PARAGRAPHS)
    assert article.published == Published(value="2026-05-12", source="url")
    assert article.access == "full"


def test_structured_data_is_trusted_over_the_address_and_the_feed_over_both() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Radar opens &amp; '
        'works","datePublished":"2026-05-11T08:00:00+02:00","author":{"name":"Ada Quill"}}</script>'
    )

    article = extract_page(page(head=head))

    assert article.title == "Radar opens & works"
    assert article.byline == ("Ada Quill",)
    assert (article.published.value, article.published.source) == ("2026-05-11T08:00:00+02:00", "structured")
    assert extract_page(page(head=head), build.entry()).published.source == "feed"


def test_blocks_seen_on_many_pages_are_cut_with_their_reason() -> None:
    plea = "The Harbour Post is printed on a ship that needs new sails before the next winter storms arrive."
    furniture = Furniture(hashes=frozenset(block_hashes(plea)))

    article = extract_page(page(f"<p>{plea}</p>"), furniture=furniture)

    assert plea not in article.text
    assert ("repeated on many pages", plea) in [(block.reason, block.text) for block in article.dropped]


def test_what_is_taken_out_before_the_text_is_sought_is_told_with_its_beginning() -> None:
    links = "".join(f"<li><a href='/{number}'>Town wins cup number {number}</a></li>" for number in range(40))

    article = extract_page(page(f"<ul>{links}</ul><aside><p>The ferry leaves at nine on Mondays.</p></aside><nav>Home</nav>"))

    told = {block.reason: block.text for block in article.dropped}
    assert told["aside"] == "The ferry leaves at nine on Mondays."
    assert told["links"].startswith("Town wins cup number 0")
    assert len(told["links"]) <= 160
    assert "navigation" not in told


def test_pages_read_together_teach_each_other_what_their_site_repeats() -> None:
    plea = "The Harbour Post is printed on a ship that needs new sails before the next winter storms arrive."
    articles = [
        build.article(f"Radar {number}", text=f"Antenna {number} is ready.\n\n{plea}", site="harbour.example") for number in range(3)
    ]

    assert [article.text for article in cut_repeated(articles)] == [f"Antenna {number} is ready." for number in range(3)]


@pytest.mark.parametrize(
    ("html", "status", "access"),
    [
        ("<title>Just a moment...</title><p>Checking your browser before accessing harbour.example.</p>", 403, "challenge"),
        (
            "<title>Before you continue</title><p>We and our 214 partners use cookies to store and access information on your "
            "device.</p><button>Accept all</button>",
            200,
            "consent",
        ),
        ("<title>Page not found</title><h1>404</h1><p>The page you requested does not exist.</p>", 404, "empty"),
        ("<title>Radar</title><div id=root></div><script src=/main.js></script>", 200, "empty"),
        (
            f"<article><h1>Radar opens</h1><p>{PARAGRAPHS[0]}</p><p>The ministry…</p><div>Subscribe to continue reading.</div></article>",
            200,
            "paywall",
        ),
        (f"<article><h1>Radar opens</h1><p>{PARAGRAPHS[0]}</p><p>The ministry expects the last…</p></article>", 200, "teaser"),
    ],
)
def test_a_page_that_is_not_the_article_says_what_it_is(html: str, status: int, access: str) -> None:
    assert (
        extract_page(Page(url="https://harbour.example/a", body=f"<html><body>{html}</body></html>".encode(), status=status)).access
        == access
    )


def test_partial_text_is_never_quoted() -> None:
    html = (
        '<html><body><article><p>"The radar works," said Ada Quill, the head of the large project at Lisburg.</p><p>The '
        "ministry…</p><div>Subscribe to continue reading.</div></article></body></html>"
    )

    article = extract_page(Page(url="https://harbour.example/a", body=html.encode()))

    assert article.access == "paywall"
    assert article.quotes == ()


def test_an_entry_whose_page_is_no_page_keeps_the_feeds_words() -> None:
    article = read_entry(build.entry(), Page(url="https://harbour.example/a.pdf", body=b"%PDF-1.7 ..."))

    assert article.text_source == "summary"
    assert article.dropped[0].text == "not a page but a PDF"


@pytest.mark.parametrize(
    ("body", "header", "text"),
    [
        ("Радар".encode("windows-1251"), "text/html; charset=windows-1251", "Радар"),
        (b'<meta charset="koi8-r">' + "Радар".encode("koi8-r"), "", "Радар"),
        ("Радар".encode(), "text/html; charset=iso-8859-1", "Радар"),
        ("雷达".encode("gbk"), "text/html; charset=gb2312", "雷达"),
        ("\ufeffRadar".encode("utf-16"), "", "Radar"),
    ],
)
def test_the_character_set_is_decided_once_and_right(body: bytes, header: str, text: str) -> None:
    assert text in decode(body, header)


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-16be"])
def test_utf_16_without_its_mark_is_read_where_the_header_names_it(label: str) -> None:
    body = page().body.decode().encode("utf-16-be" if label == "utf-16be" else "utf-16-le")

    article = extract_page(Page(url="https://harbour.example/1", body=body, content_type=f"text/html; charset={label}"))

    assert article.text.split("\n\n") == list(PARAGRAPHS)
    with pytest.raises(ParseError):
        extract_page(Page(url="https://harbour.example/1", body=body, content_type="text/html"))


def test_a_page_saved_in_the_wrong_character_set_is_read_as_it_was() -> None:
    text = "Dość często używane nazwy zasłaniają tajemniczą dnę. " * 20
    mangled = text.encode().decode("latin-1").encode()

    assert decode(mangled, "text/html; charset=utf-8") == text


HOSTILE = [case for case in cases("html") if not case["id"].endswith(("5", "7"))][::5] + list(cases("text"))[::9]


def outcome(pool: WorkerPool, case: dict[str, Any]) -> str:
    body = expand(case.get("body") or case.get("text") or "")
    hostile = Page(url="https://public.test/a", body=body, content_type=case.get("content_type", ""))
    try:
        article = pool.submit(extract_page, hostile).result()
    except (ParseError, WorkerError) as error:
        return str(error)
    return (article.title + article.text).encode("utf-8").decode("utf-8")[:0] or "read"


def test_hostile_bytes_cost_only_themselves() -> None:
    with WorkerPool(WorkerSettings(processes=1)) as pool:
        outcomes = {case["id"]: outcome(pool, case) for case in HOSTILE}

    # A reason with a file and a line is a library's exception that nobody expected.
    assert {name: what for name, what in outcomes.items() if ".py:" in what} == {}


@pytest.mark.parametrize("case", list(cases("date")), ids=lambda case: str(case["id"]))
def test_no_date_breaks_a_page(case: dict[str, Any]) -> None:
    value = str(case["value"]).replace("&", "&amp;").replace('"', "&quot;").encode("utf-8", "replace").decode()
    article = extract_page(
        Page(
            url="https://harbour.example/a",
            body=f'<html><head><meta name="date" content="{value}"></head><body><p>{PARAGRAPHS[0]}</p></body></html>'.encode(),
        )
    )

    assert article.published.at is None or article.published.at.tzinfo is not None


UNDECLARED = {
    "cp1251": "Министерство обороны сообщило об успешном испытании новой ракеты системы противоракетной обороны. ",
    "koi8_r": "Министерство обороны сообщило об успешном испытании новой ракеты системы противоракетной обороны. ",
    "gb18030": "国防部宣布在境内进行了一次陆基中段反导拦截技术试验，试验达到了预期目的。",
    "cp932": "防衛省は弾道ミサイルの迎撃試験に成功したと発表した。これは三回目の試験である。",
    "cp949": "국방부는 탄도미사일 요격 시험에 성공했다고 발표했다. 이번이 세 번째 시험이다.",
    "cp1250": "Ministerstwo Obrony Narodowej podało, że żołnierze przejęli baterię. Łącznie będzie ich sześć. ",
    "cp1252": "Le ministère de la Défense a annoncé que l’essai d’interception était réussi, a déclaré le général. ",
}


@pytest.mark.parametrize("encoding", UNDECLARED)
def test_a_page_that_names_no_character_set_is_read_by_what_its_letters_say(encoding: str) -> None:
    text = f"<html><head><title>x</title></head><body><p>{UNDECLARED[encoding] * 6}</p></body></html>"

    assert decode(text.encode(encoding), "text/html") == text
