"""Who said what: verbatim spans, each with its speaker, and no scare quotes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.quotes import quotes_in
from monitor.text.language import detect


def said(text: str, language: str | None = "en") -> list[tuple[str | None, str]]:
    found = quotes_in(text, language)
    assert all(text[quote.start : quote.end] == quote.text for quote in found)
    return [(quote.speaker, quote.text) for quote in found]


@pytest.mark.parametrize(
    ("language", "text", "speaker", "words"),
    [
        ("en", "Defence Minister Ada Quill spoke. “The radar works,” she said.", "Ada Quill", "The radar works,"),
        ("en", 'General Jon Harl said the test was "a complete and clear success" for all.', "Jon Harl", "a complete and clear success"),
        ("en", "“It will take years,” said Mira Holt, an analyst at the institute.", "Mira Holt", "It will take years,"),
        ("de", "„Das System ist bereit“, sagte Minister Karl Brandt am Montag.", "Karl Brandt", "Das System ist bereit"),
        ("fr", "« Le radar est prêt », a déclaré le ministre Luc Morel mardi.", "Luc Morel", "Le radar est prêt"),
        ("es", "«El radar ya funciona», dijo la ministra Ana Robledo.", "Ana Robledo", "El radar ya funciona"),
        ("pl", "„Radar już działa” – powiedział minister Jan Kowal.", "Jan Kowal", "Radar już działa"),
        ("ru", "«Радар уже работает», — заявил министр обороны Иван Седов.", "Иван Седов", "Радар уже работает"),
        ("uk", "«Радар уже працює», — сказав міністр Олег Шевчук.", "Олег Шевчук", "Радар уже працює"),
        ("zh", "国防部发言人李明表示：“雷达已经投入使用。”", "李明", "雷达已经投入使用。"),
    ],
)
def test_every_language_has_its_way_of_quoting(language: str, text: str, speaker: str, words: str) -> None:
    assert said(text, language) == [(speaker, words)]


def test_a_pronoun_is_the_last_one_who_spoke() -> None:
    text = "Ada Quill said work was slow.\n\n“It is late,” she said.\n\nJon Harl said otherwise.\n\n“We are in time,” he said."

    assert said(text) == [("Ada Quill", "It is late,"), ("Jon Harl", "We are in time,")]


def test_a_quotation_goes_on_in_the_next_sentence() -> None:
    assert said("“It is late,” said Ada Quill. “But it will be done.”") == [
        ("Ada Quill", "It is late,"),
        ("Ada Quill", "But it will be done."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “shield” will cost more, Ada Quill said.",
        "Ada Quill opened the exercise “Northern Wind” on Monday and said nothing.",
        "Work goes on, Ada Quill said.\n\n“A long road”\n\nThe second antenna is late.",
        "He wrote a book titled “The Long Road Home” about it.",
    ],
)
def test_names_titles_crossheads_and_doubtful_words_are_no_quotes(text: str) -> None:
    assert said(text) == []


def test_a_mark_closed_by_another_mark_still_ends() -> None:
    assert said("Minister Jon Harl said Norland needs \"clear, hard guarantees' that it is safe.") == [
        ("Jon Harl", "clear, hard guarantees")
    ]


@given(st.text(alphabet="ab “”\"'«»„‘’.,:-—\nABсказал said", max_size=300))
def test_no_text_breaks_it_and_offsets_always_hold(text: str) -> None:
    said(text, None)


def test_a_name_whose_words_a_no_break_space_holds_together_is_a_name() -> None:
    text = "Minister Ada\u00a0Quill spoke. “The radar works,” Quill said."

    assert said(text) == [("Ada Quill", "The radar works,")]


@pytest.mark.parametrize(
    ("language", "text", "role"),
    [
        ("en", "Opposition lawmaker Ada Quill objected. “It is an umbrella stand,” she said.", "lawmaker"),
        ("en", "“We had one witness,” project director Dr Ada Quill said.", "director"),
        ("en", "“We had one witness,” said Ada Quill, the director of the project.", "director of the project"),
        ("fr", "« Le radar est prêt », a déclaré la ministre Ada Quill.", "ministre"),
    ],
)
def test_a_role_is_printed_whole_and_without_its_article(language: str, text: str, role: str) -> None:
    assert [quote.role for quote in quotes_in(text, language)] == [role]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ihr Kollege Jens Overbeck widersprach: „Er ist tot, und wir stehen am Grab“.", "Jens Overbeck"),
        ("Посол Нідерландів Пітер де Вріс сказав: «Кожен тиждень без них коштує життів».", "Пітер де Вріс"),
        ("Посол Швеции Карл Линд заявил: «Мы ждали этого девять лет и дождались».", "Карл Линд"),
    ],
)
def test_what_stands_before_a_name_is_no_part_of_it(text: str, speaker: str) -> None:
    assert [quote.speaker for quote in quotes_in(text, detect(text))] == [speaker]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("国防部发言人李明表示：“雷达已经投入使用。”李明还强调：“它不针对任何国家。”", ["李明", "李明"]),
        ("记者问：“雷达什么时候投入使用？”", [None]),
        ("有网友表示：“雷达的声音真的很大，睡不着。”", [None]),
        ("雷达投入使用。“它工作得很好，我们很满意。”\n\n李明说，第二台雷达晚了。", []),
        ("“雷达工作得很好，我们都很满意。”律师张和平说道，“第二台晚了。”", ["张和平", "张和平"]),
        ("莉娜·奎斯特不同意。“第二台雷达晚了整整一年，”奎斯特说。", ["莉娜·奎斯特"]),
        ("龍泉中心衛生院副院長曲明國說：“雷達工作得很好，我們很滿意。”", ["曲明國"]),
        ("反对党领袖马丁·埃克隆德说：“雷达晚了整整一年。”", ["马丁·埃克隆德"]),
    ],
)
def test_a_chinese_speaker_is_a_name_and_nothing_beside_it(text: str, speakers: list[str | None]) -> None:
    assert [speaker for speaker, _ in said(text, "zh")] == speakers


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        # a role, a title or a word that opens the sentence is no part of the name
        ("en", "“The radar works,” Health Secretary Ada Quill said.", "Ada Quill"),
        ("en", "“The radar works,” said CEO Ada Quill.", "Ada Quill"),
        ("en", "“The radar works,” said former prime minister John Major.", "John Major"),
        ("de", "„Das Radar ist bereit“, sagte Nordlands Sportdirektor Karl Brandt.", "Karl Brandt"),
        ("de", "„Das Radar ist bereit“, sagte die Politologin Ada Quill der Deutschen Presse-Agentur.", "Ada Quill"),
        ("de", "„Das Radar ist bereit“, sagte Franz Josef Jung zu Beginn der Sitzung.", "Franz Josef Jung"),
        ("de", "Im Radio sagte Ada Quill: „Das Radar ist schon lange bereit“.", "Ada Quill"),
        ("de", "Die Wache, der Ada Quill vertraut, schlief. „Das Radar ist längst bereit“, sagt Ada Quill. Quill lacht.", "Ada Quill"),
        ("de", "Die Zeit zu Ada Quill ist um, das Bild von Quill auch. „Das Radar ist bereit“, sagt Ada Quill.", "Ada Quill"),
        ("pl", "– Radar działa bez zarzutu – opowiada szczerze Joanna.", "Joanna"),
        ("pl", "„Radar już działa” – powiedział burmistrz Krakowa Jan Kowal.", "Jan Kowal"),
        ("ru", "«Радар уже работает», — сказал глава ведомства по Москве Олег Седов.", "Олег Седов"),
        ("uk", "«Радар уже працює», — сказав мер Харкова Олег Шевчук.", "Олег Шевчук"),
        # who speaks, not whom or what they belong to
        ("en", "Ada Quill, of the Royal College of Radar in Cape Lund, said: “The radar works as it should.”", "Ada Quill"),
        ("en", "Ada Quill from Northern Watch in Port Harl says: “The radar works as it should.”", "Ada Quill"),
        ("en", "Ada Quill wrote on Truth Social: “The radar works as it should.”", "Ada Quill"),
        ("en", "“The radar works as it should,” the Guardian quoted Ada Quill as saying.", "Ada Quill"),
        ("fr", "« Le radar est prêt », a déclaré Luc Morel à Radio Lund.", "Luc Morel"),
        ("es", "«El radar ya funciona», dijo en Madrid la ministra Ana Robledo.", "Ana Robledo"),
        # one person in all cases
        ("pl", "Słowa Jana Kowalskiego są jasne. Jan Kowalski wrócił. „Radar już działa od wtorku” – mówi.", "Jan Kowalski"),
        ("ru", "По словам Ивана Седова, «радар уже работает во вторник». Позже Иван Седов ушёл.", "Иван Седов"),
        # a later sentence is about somebody else
        ("en", "Ada Quill said so.\n\nJon Harl built the radar in a barn.\n\n“It took nine years of work,” he said.", "Jon Harl"),
    ],
)
def test_a_speaker_is_a_name_and_nothing_beside_it(language: str, text: str, speaker: str) -> None:
    assert [name for name, _ in said(text, language)] == [speaker]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "There’s a saying that goes “the radar sees what nobody else can see”."),
        ("en", "“The radar has been working since Tuesday,” I told him."),
        ("en", "“The radar has been working since Tuesday,” they said. Ada Quill had said nothing."),
        ("en", "But the UK has said that “the radar has been working since Tuesday”."),
        ("de", "Dennoch betont der Übergangstrainer: „Wir wollen das Spiel am Samstag gewinnen“."),
        ("de", "Karl Brandt sprach. Brandt ging. Auf Brandts Rede antwortete der Verein: „Das Radar läuft seit vielen Jahren“."),
        ("de", "Die Pandemie kam. In einem Statement sagte der Mann: „Das Radar läuft seit vielen Jahren“."),
        ("fr", "La Russie a affirmé que « le radar fonctionne depuis plusieurs années »."),
        ("es", "Además insistió en que “el radar funciona desde hace muchos años”."),
        ("pl", "Tymczasem powiedział, że „radar działa od bardzo wielu lat”."),
        ("ru", "Однако сказал, что «радар работает уже очень много лет»."),
        ("uk", "Однак сказав, що «радар працює вже дуже багато років»."),
    ],
)
def test_a_word_of_grammar_a_country_and_a_noun_speak_for_nobody(language: str, text: str) -> None:
    assert {speaker for speaker, _ in said(text, language)} <= {None}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("“The radar works,” said Ada Quill, the head of the agency.", "head of the agency"),
        ("Spokesman Jon Harl said he did not blame Ada Quill. “It was slow work for us,” Quill said.", None),
        ("“The radar works as it should,” Mrs Quill said.", "Mrs"),
        ("Analysts placed Noel and Ada Quill at the site. “It was slow work for us,” Quill said.", None),
    ],
)
def test_a_role_holds_no_clause(text: str, role: str | None) -> None:
    assert [quote.role for quote in quotes_in(text, "en")] == [role]
