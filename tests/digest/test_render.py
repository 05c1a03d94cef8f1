"""How an edition looks: nothing a feed sends is markup, all forms say the same, the size holds, right-to-left stays inside."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from monitor.digest.filters import columns
from monitor.digest.mail import sent_size
from monitor.digest.rendering import BUDGET
from monitor.digest.samples import samples
from monitor.digest.words import LANGUAGES
from monitor.model import CleanText, Quote, SourceHealth
from monitor.text import clean, clean_line
from tests import faults
from tests.digest import oracle
from tests.digest.desk import DAY, edition, rendered, report, told
from tests.fakes import NOON

RUSSIAN = "Министерство обороны сообщило об успешном испытании нового противоракетного комплекса на полигоне. "
LONG_URL = f"https://harbour.example/{'a' * 60}"
CHINESE = "国防部发言人周二表示，新型导弹防御系统在西北某靶场成功完成了一次中段拦截试验，达到预期目的。"


def area(name: str, *subs: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in faults.cases(name) if not subs or case["sub"] in subs]


@pytest.mark.parametrize("case", area("xss"))
def test_no_markup_from_outside_passes_whether_it_was_read_before_or_not(case: dict[str, Any]) -> None:
    raw = case["html"]
    url = re.search(r"""href=["']?([^"'>]*)""", raw)
    hostile = report(
        title=clean_line(raw),
        excerpt=clean(raw),
        text=clean(raw),
        outlet=clean_line(raw),
        byline=(clean_line(raw),),
        url=url[1] if url else raw,
        tag=raw,
    )
    html = rendered(edition(hostile)).html

    assert oracle.wrong(html) == []
    if case["keep"]:
        assert case["keep"] in oracle.text(html)


@pytest.mark.parametrize("case", area("xss", "url-schemes"))
def test_a_link_that_is_not_http_is_dropped_and_its_text_kept(case: dict[str, Any]) -> None:
    (target,) = re.findall(r"""href=(?:"([^"]*)"|([^\s>]*))""", case["html"], re.DOTALL)[:1] or [("", "")]
    made = rendered(edition(report(title="KEEPTEXT", url=target[0] or target[1])))

    assert "KEEPTEXT" in oracle.text(made.html)
    assert oracle.wrong(made.html) == []
    assert not re.search(r"^\s*(?:java|vb|data|file|blob)\w*:", made.text, re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("case", area("text", "bidi", "control", "invisible"))
def test_no_character_reaches_the_line_after_it(case: dict[str, Any]) -> None:
    made = rendered(edition(report(title=clean_line(case["text"]), excerpt=clean(case["text"]))))

    for form in (made.html, made.text, str(made.subject)):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066\u2067\ud800-\udfff]", form)
        assert form.count("\u2068") == form.count("\u2069")
    title = re.search(r"^1\. (.+)$", made.text, re.MULTILINE)
    assert title is not None
    assert any(unicodedata.category(letter)[0] in "LNPS" for letter in title[1])
    assert not re.search(r"(?:[\u0300-\u036f]){9}", made.text)


@pytest.mark.parametrize("case", area("text", "homograph"))
def test_a_link_shows_the_ascii_host_it_goes_to(case: dict[str, Any]) -> None:
    made = rendered(edition(report(title="Bank news", url=case["text"])))
    links = re.findall(r"https?://[^\s\"<]+", made.text)
    hosts = {re.sub(r"^https?://([^/]+).*", r"\1", link) for link in links} - {"unsubscribe.invalid"}

    assert all(re.fullmatch(r"[a-z0-9.-]+", host) for host in hosts), hosts
    assert not hosts & {"apple.com", "paypal.com", "bank.test"} or case["text"] in ("http://bank。test", "http://ｂａｎｋ.test/")


def test_a_link_says_nothing_of_where_the_reader_came_from() -> None:
    plain = "https://harbour.example/a?id=7&page=%D0%B0"
    source = edition(report(url="https://harbour.example/a?utm_source=rss&id=7&fbclid=x&page=а")).headlines[0].lead

    assert source.url == plain


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("http://bank.test", "evil.test"),
        ("bank.test/login", "evil.test"),
        ("www.evil.test", "www.evil.test"),
        ("At last a test", "At last a test"),
    ],
)
def test_a_headline_that_names_another_host_shows_the_real_one(title: str, shown: str) -> None:
    assert edition(report(title=title, url="http://evil.test/x")).headlines[0].lead.title == shown


def test_a_headline_that_shows_nothing_becomes_host_and_day() -> None:
    assert edition(report(title="\u2800\u3164", url="http://harbour.example/x")).headlines[0].lead.title == "harbour.example, 2026-11-24"


@pytest.mark.parametrize("case", area("template", "data-is-not-template"))
def test_text_that_looks_like_a_template_is_printed_as_it_is(case: dict[str, Any]) -> None:
    made = rendered(edition(report(title=f"x {case['template']} y")))

    assert f"x {case['template']} y" in oracle.text(made.html)
    assert f"x {case['template']} y" in made.text


@pytest.mark.parametrize("sample", list(samples()), ids=["full", "empty", "troubled", "corrections", "russian"])
def test_every_kind_of_edition_is_sound_html_in_a_fixed_list_of_elements(sample: Any) -> None:
    html = rendered(sample).html

    assert oracle.wrong(html) == []
    assert oracle.errors(html) == []
    assert not re.search(r"""https?://(?!harbour\.example|news\.example\.org|unsubscribe\.invalid|evil\.example)""", html)


FULL = (
    *("First radar", "First radar too", "Old radar grows", "מכ״ם חדש נפתח", "Harbour Post", "Other Post", "A. Writer"),
    *("It took six years to build", "A. Minister, head of the project", "It has 12 antennas and a new commander since Monday."),
    *("developing", "2 outlets", "2 origins", "Beta (no such host", "24 Nov 2026, 09:00 UTC", "Matched: “radar” (headline)"),
    *("desk@example.org", "No. 2"),
)


def full() -> Any:
    quote = Quote(text="It took six years to build", speaker="A. Minister", role="head of the project", start=63, end=89)
    text = report().text
    assert text[63:89] == quote.text
    old = report("old", "Old radar", story="old", matched_at=NOON - 2 * DAY)
    return edition(
        report("a", "First radar", quotes=(quote,), byline=(CleanText("A. Writer"),)),
        report("b", "First radar too", story="a", outlet="Other Post"),
        old,
        report("new", "Old radar grows", story="old", text=CleanText(f"{text} It has 12 antennas and a new commander since Monday.")),
        report("he", "מכ״ם חדש נפתח", language="he", topics=("europe",), excerpt=CleanText("המכ״ם נפתח ביום שלישי.")),
        knows=[told("old", story="old")],
        health=[SourceHealth(feed_id="x", name=CleanText("Beta"), status="dns", why="no such host", since=NOON)],
        web_url="https://news.example.org/daily/2.html",
    )


def test_the_text_part_says_what_the_html_says() -> None:
    made = rendered(full())
    seen, plain = oracle.text(made.html), " ".join(made.text.split())

    for words in FULL:
        assert words in seen, words
        assert words in plain, words
    links = set(re.findall(r'href="([^"]+)"', made.html))
    assert links == set(re.findall(r"^\s*(https?://\S+)$", made.text, re.MULTILINE))


def test_plain_text_keeps_to_78_columns_and_links_stand_alone() -> None:
    reports = [
        report(f"r{n}", (RUSSIAN, CHINESE, "Radar " * 30)[n % 3], excerpt=CleanText((RUSSIAN, CHINESE)[n % 2] * 3)) for n in range(9)
    ]

    for line in rendered(edition(*reports)).text.split("\n"):
        assert columns(line) <= 78 or re.fullmatch(r"\s*(?:- )?\S+", line), line
        assert "http" not in line or re.fullmatch(r"\s*https?://\S+", line)


def test_foreign_text_is_named_and_turned() -> None:
    html = rendered(full()).html

    assert 'lang="he" dir="rtl"' in html
    assert re.search(r"<bdi>Harbour Post</bdi>", html)
    assert "\u2068מכ״ם חדש נפתח\u2069" in rendered(full()).text


@pytest.mark.parametrize(("words", "language"), [(RUSSIAN, "ru"), (CHINESE, "zh")], ids=["ru", "zh"])
def test_five_hundred_stories_fit_and_every_headline_is_in_the_text(words: str, language: str) -> None:
    reports = [
        report(
            f"r{n:03}", f"{n:03} {words}", excerpt=CleanText(words * 4), language=language, url=f"https://harbour.example/{'a' * 60}/{n:03}"
        )
        for n in range(500)
    ]
    digest = edition(*reports, web_url="https://news.example.org/daily/2.html")
    made = rendered(digest)

    assert sent_size(made.html) <= BUDGET
    assert sent_size(made.html) > BUDGET * 0.8
    shown = set(re.findall(r"/a+/(\d{3})", made.html))
    assert made.left_out == 500 - len(shown)
    assert shown == {f"{number - 1:03}" for number in range(1, len(shown) + 1)}
    assert f"{made.left_out} stories did not fit into this mail" in oracle.text(made.html)
    assert all(f"{number:03} " in made.text for number in range(500))
    assert set(re.findall(r"/a+/(\d{3})", made.text)) == {f"{number:03}" for number in range(500)}


def test_an_excerpt_of_five_megabytes_is_cut() -> None:
    made = rendered(edition(report(excerpt=CleanText("word " * 1_000_000), title="t " * 100_000)))

    assert len(made.html) < 20_000


def test_a_subject_holds_the_date_and_at_most_70_characters() -> None:
    subject = rendered(edition(report(title="A very long headline " * 10))).subject

    assert subject.startswith("[Missile defence] 24 Nov 2026: 1 story - A very long")
    assert len(subject) <= 70


def test_the_preheader_is_the_second_headline() -> None:
    html = rendered(edition(report("a", "First"), report("b", "Second"))).html

    assert oracle.tree(html).find("body/div").text == "Second"


def test_nothing_new_is_two_lines_and_says_when_sources_were_down() -> None:
    well = SourceHealth(feed_id="a", name=CleanText("Alpha"), status="ok")
    ill = replace(well, feed_id="b", name=CleanText("Beta"), status="http", why="503")

    assert "Nothing new on your topics." in rendered(edition(health=[well])).text
    assert "not the whole picture" in rendered(edition(health=[well, ill])).text
    assert rendered(edition()).subject == "[Missile defence] 24 Nov 2026: nothing new"


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_language_of_the_furniture_has_every_phrase(language: str) -> None:
    english, other = LANGUAGES["en"], LANGUAGES[language]

    assert set(other.phrases) == set(english.phrases)
    for key, phrase in english.phrases.items():
        theirs = other.phrases[key]
        names = set(re.findall(r"{\w+}", phrase if isinstance(phrase, str) else phrase[-1]))
        for form in [theirs] if isinstance(theirs, str) else theirs:
            assert set(re.findall(r"{\w+}", form)) == names, key
    assert len(other.months) == 12


def test_furniture_is_in_the_readers_language_and_headlines_in_their_own() -> None:
    made = rendered(edition(report(), language="ru"))

    assert "24 нояб. 2026" in made.subject
    assert "1 сюжет" in made.text
    assert re.search(r'<a href="[^"]+" lang="en"[^>]*>Radar opens', made.html)


def test_a_webhook_gets_the_edition_as_json() -> None:
    value = json.loads(rendered(full(), "json").json)

    assert value["counts"]["stories"] == 3
    assert value["topics"][0]["stories"][0]["title"] == "First radar"
    assert value["topics"][0]["stories"][0]["published_at"] == "2026-11-24T09:00:00+00:00"


def test_chat_forms_call_nobody_and_hold_no_markup_of_others() -> None:
    hostile = "<!channel> @everyone <http://evil.test|bank> [x](http://evil.test) *b* | &amp;"
    made = rendered(edition(report(title=hostile)), "slack", "chat", "markdown")

    assert "<!channel>" not in made.slack
    assert "@everyone" not in made.slack + made.chat + made.markdown
    assert re.findall(r"<(https?://[^|>]+)\|", made.slack) == ["https://harbour.example/r1"]
    assert "](http://evil.test)" not in made.markdown.replace("\\](", "")
    assert re.findall(r"^https?://\S+$", made.chat, re.MULTILINE) == ["https://harbour.example/r1"]


def test_every_form_says_that_an_edition_is_late() -> None:
    made = rendered(edition(report(), is_late=True), "mail", "markdown", "chat", "slack")
    in_time = rendered(edition(report()), "mail", "markdown", "chat", "slack")

    for form in ("html", "text", "markdown", "chat", "slack"):
        assert "published late, at 24 Nov 2026, 12:00 UTC" in getattr(made, form), form
        assert "late" not in getattr(in_time, form), form
    assert made.chat.splitlines()[1] == in_time.chat.splitlines()[1] == ""
