"""A whole article is whole, however few its paragraphs and however many headlines stand beside it; a list of headlines is none."""

from __future__ import annotations

import pytest

from tests.extract.test_access import SAYS, access

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "el": (
        "Το υπουργείο Άμυνας εγκαινίασε την Τρίτη ένα νέο ραντάρ έγκαιρης προειδοποίησης στη βόρεια ακτή, ύστερα από έξι χρόνια εργασιών.",
        ("Απεργία των λιμενεργατών στον βορρά", "Ο δήμαρχος ζητά καταφύγια για το νησί", "Χάθηκε η επαφή με τον δορυφόρο"),
    ),
    "ru": (
        "Министерство обороны открыло во вторник новый радар раннего предупреждения на северном побережье после шести лет работ.",
        ("Докеры закончили забастовку в порту", "Мэр острова просит построить убежища", "Связь со вторым спутником потеряна"),
    ),
    "pl": (
        "Resort obrony otworzył we wtorek nowy radar wczesnego ostrzegania na północnym wybrzeżu po sześciu latach nieprzerwanej pracy.",
        ("Dokerzy zakończyli strajk w porcie", "Burmistrz wyspy prosi o schrony", "Utracono łączność z drugim satelitą"),
    ),
    "zh": (
        "国防部星期二在北部海岸启用了一座新的预警雷达，此前的建设历时六年，雷达将全天监视天空，并把数据传送到指挥部。",
        ("码头工人结束了为期九天的罢工", "岛上的市长要求先修建防空掩体", "第二颗预警卫星发射后失去联系"),
    ),
    "en": (
        "The defence ministry opened a new early-warning radar on the northern coast on Tuesday after six years of steady work.",
        ("Dockers end their strike in the port", "Island mayor asks for shelters first", "Contact with second satellite is lost"),
    ),
}


def beside(language: str, count: int = 9) -> str:
    heads = TEXTS[language][1]
    return "<ul>" + "".join(f"<li><a href=/{number}>{heads[number % 3]} {number}</a></li>" for number in range(count)) + "</ul>"


def sentences(language: str, count: int) -> list[str]:
    return [f"{number}. {TEXTS[language][0]}" for number in range(1, count + 1)]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize(
    "shape",
    [
        lambda texts: f"<div>{' '.join(texts)}</div>",
        lambda texts: f"<div>{'<br><br>'.join(texts)}</div>",
        lambda texts: f"<p>{' '.join(texts[:4])}</p><p>{' '.join(texts[4:])}</p>",
        lambda texts: f"<table><tr><td>{' '.join(texts)}</td></tr></table>",
    ],
    ids=["one block", "line breaks", "two paragraphs", "a table"],
)
def test_an_article_in_few_blocks_among_headlines_is_whole(shape, language: str) -> None:  # type: ignore[no-untyped-def]
    text = shape(sentences(language, 8))

    assert access(f"{beside(language)}<h1>{TEXTS[language][0][:30]}</h1>{text}{beside(language)}") == "full"


@pytest.mark.parametrize("language", TEXTS)
def test_a_short_report_among_headlines_is_whole(language: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in sentences(language, 2))

    assert access(f"{beside(language)}<h1>{TEXTS[language][0][:30]}</h1><div>{paragraphs}</div>{beside(language)}") == "full"


@pytest.mark.parametrize("language", TEXTS)
def test_links_inside_paragraphs_do_not_make_excerpts_of_them(language: str) -> None:
    head = TEXTS[language][1][0]
    paragraphs = "".join(f"<p>{text} <a href=/{number}>{head} {number}</a>.</p>" for number, text in enumerate(sentences(language, 6)))

    assert access(f"<h1>{TEXTS[language][0][:30]}</h1><div>{paragraphs}</div>{beside(language)}") == "full"


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("opening", ["", "introduction"])
def test_excerpts_under_their_headlines_are_a_listing(language: str, opening: str) -> None:
    text, heads = TEXTS[language]
    excerpts = "".join(f"<h3><a href=/{number}>{heads[number % 3]} {number}</a></h3><p>{number} {text}</p>" for number in range(8))

    assert access(f"<h1>{text[:20]}</h1>{f'<p>{text}</p><p>20.11.2026</p>' if opening else ''}<div>{excerpts}</div>") == "listing"


@pytest.mark.parametrize("language", TEXTS)
def test_headlines_alone_are_a_listing(language: str) -> None:
    assert access(f"<h1>{TEXTS[language][0][:20]}</h1>{beside(language, 14)}") == "listing"


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("stamp", ["12:{0:02}", "{0:02}.11"])
def test_related_articles_with_their_times_make_no_ticker_of_an_article(language: str, stamp: str) -> None:
    text, heads = TEXTS[language]
    paragraphs = "".join(f"<p>{one}</p>" for one in sentences(language, 4))
    tail = "".join(
        f"<div>{stamp.format(number)}</div><p><a href=/{number}>{heads[number % 3]} {number}.</a></p>" for number in range(10, 19)
    )

    assert access(f"<h1>{text[:30]}</h1><div>{paragraphs}{tail}</div>") == "full"


@pytest.mark.parametrize("language", TEXTS)
def test_reports_with_their_times_are_a_ticker(language: str) -> None:
    entries = "".join(f"<div>12:{number:02}</div><p>{text}</p>" for number, text in enumerate(sentences(language, 9)))

    assert access(f"<h1>{TEXTS[language][0][:30]}</h1><div>{entries}</div>{beside(language)}") == "live"


@pytest.mark.parametrize(
    ("address", "label"), [("/b-another-article", "full"), ("/a?page=2", "teaser"), ("/a/2", "teaser"), ("/a-2", "teaser")]
)
def test_only_the_next_page_of_an_article_is_its_continuation(address: str, label: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in sentences("en", 3))

    assert access(f"<link rel=next href=https://harbour.example{address}><h1>Radar opens</h1><div>{paragraphs}</div>") == label


COMMENTS = "".join(f"<p>Reader {number}: I have seen it from the sea.</p>" for number in range(12))


@pytest.mark.parametrize(
    ("above", "under", "label"),
    [
        ("<p>Page 1 of 9</p>", "", "teaser"),
        ("<p>Strona 1 z 4</p>", "", "teaser"),
        ("", "<p>第1页/共3页</p>", "teaser"),
        ("", "<span>1</span> <a href=/a/2>2</a> <a href=/a/3>3</a>", "teaser"),
        ("", "<ul><li>1</li><li><a href=/a?page=2>2</a></li></ul>", "teaser"),
        ("<p>Page 1 of 1</p>", "", "full"),
        ("", "<a href=/b/2>2</a>", "full"),
        ("", f"<p>2 comments</p>{COMMENTS}<span>1</span> <a href=/a?page=2>2</a>", "full"),
        ("", "<p>Pages: <span>1</span> <a href=/a/2>2</a> <a href=/a/3>3</a> <a href=/a/2>Next</a></p>", "teaser"),
        ("", f"<h2>Comments</h2>{COMMENTS}<p>Page 1 of 9</p><a rel=next href=/a?page=2>2</a>", "full"),
    ],
)
def test_the_first_of_several_pages_is_the_beginning_however_long(above: str, under: str, label: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in sentences("en", 9))

    assert access(f"<article><h1>Radar opens</h1>{above}<div>{paragraphs}</div></article><div>{under}</div>") == label


@pytest.mark.parametrize(
    "end",
    [
        "<p>{0} (Ada Quill)</p>",
        "<p>{0} It was the last of three antennas (3).</p>",
        "<p>{0}</p><p>Полная версия сайта</p>",
        "<p>{0}</p><p>查看更多美图请进入图库首页</p>",
        "<p>{0} {0} {0} {0} {0} {0} {0} {0} {0} {0} |</p>",
    ],
)
@pytest.mark.parametrize("language", TEXTS)
def test_an_end_of_another_kind_is_an_end(language: str, end: str) -> None:
    text = TEXTS[language][0]

    assert access(f"<h1>{text[:30]}</h1><div><p>1. {text}</p>{end.format(text)}</div>") == "full"


def test_a_picture_of_a_page_that_names_its_cookies_once_is_not_a_request_for_consent() -> None:
    menu = "".join(f"<li><a href=/{number}>Section {number}</a></li>" for number in range(90))

    assert access(f"<div class=cookie>{SAYS['tr'][4] * 5}</div><h1>Radar</h1><img src=/a.jpg><ul>{menu}</ul>") == "empty"
