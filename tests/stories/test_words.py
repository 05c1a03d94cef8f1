from __future__ import annotations

import pytest

from monitor.stories.credits import credits_outlet
from monitor.stories.names import names_in, proper_names, skeleton, spelling, spoken
from monitor.stories.numbers import figures_differ, numbers_in
from monitor.stories.tags import read_tag
from monitor.stories.words import body_of, fold
from monitor.topics import canonical_names, load_vocabulary


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a $2.3 billion contract", 2.3e9),
        ("2,3 Mrd. Euro", 2.3e9),
        ("23억 달러", 2.3e9),
        ("1200億円", 1.2e11),
        ("640 Millionen", 6.4e8),
        ("611,420,000 dollars", 611_420_000),
        ("3.400 millones", 3.4e9),
        ("٢٧ صاروخا", 27),
        ("four launchers", 4),
        ("чотири пускові установки", 4),
    ],
)
def test_one_number_in_every_language(text: str, number: float) -> None:
    assert number in numbers_in(fold(text))


@pytest.mark.parametrize(
    "text",
    [
        "The Netherlands gives Ukraine Patriot launchers",
        "Niederlande geben Ukraine Patriot-Startgeräte",
        "Нидерланды передадут Украине пусковые установки Патриот",
        "Нідерланди передадуть Україні Patriot",
        "네덜란드, 우크라이나에 패트리엇 발사대 제공",
        "荷兰向乌克兰提供爱国者发射架",
        "オランダ、ウクライナにパトリオット供与",
        "הולנד תעביר לאוקראינה פטריוט",
    ],
)
def test_places_and_systems_are_known_in_every_language(text: str) -> None:
    assert {"nl", "ua", "patriot"} <= set(names_in(text, fold(text), {}))


@pytest.mark.parametrize(
    ("text", "language", "name", "other", "other_language"),
    [
        ("Sąd w Warszawie", "pl", "court", "a sad day", "en"),
        ("Çin füze denedi", "tr", "cn", "cinco misiles", "es"),
        ("Die UN tagen", "de", "un", "un misil", "es"),
        ("Węgry kupują radary", "pl", "hu", "wegen der Raketen", "de"),
        ("AB liderleri", "tr", "eu", "ab 2027", "de"),
        ("NATO w Redzikowie", "pl", "nato", "natomiast", "pl"),
        ("الصين", "ar", "cn", "كيف", "ar"),
    ],
)
def test_a_word_that_names_a_place_in_one_language_names_none_in_another(
    text: str, language: str, name: str, other: str, other_language: str
) -> None:
    assert name in names_in(text, fold(text), {}, language)
    assert not names_in(other, fold(other), {}, other_language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Odesa was hit", "en"),
        ("Удар по порту Одеси", "uk"),
        ("Над Одесою збито ракету", "uk"),
        ("Po ataku na Odesę", "pl"),
        ("敖德萨港口遭袭", "zh"),
        ("오데사의 항구", "ko"),
    ],
)
def test_a_name_of_the_vocabulary_is_known_in_every_case_and_where_no_space_parts_words(text: str, language: str) -> None:
    names = canonical_names(load_vocabulary()) | {"오 데 사": "odesa"}

    assert "odesa" in names_in(text, fold(text), names, language)


def test_what_two_texts_name_is_said_as_a_reader_would() -> None:
    assert [spoken(name) for name in ("us", "kr", "sm3", "samptt", "interceptor", "south-sea", "f35", "arrow3")] == [
        "USA",
        "South Korea",
        "SM-3",
        "SAMP/T",
        "interceptor",
        "south sea",
        "F-35",
        "Arrow 3",
    ]


def test_designators_are_one_whatever_the_script_and_the_hyphen() -> None:
    assert all("s500" in names_in(text, fold(text), {}) for text in ("the S-500 system", "комплекс С-500", "S500 regiment"))
    assert "lsam" in names_in("South Korea's L-SAM", fold("South Korea's L-SAM"), {})
    assert not {"nov4", "in2027"} & set(names_in("on Nov 4 In 2027", fold("on Nov 4 In 2027"), {}))


def test_names_of_the_vocabulary_are_used() -> None:
    assert "person:verhulst" in names_in("Minister Joost Verhulst", fold("Minister Joost Verhulst"), {"joost verhulst": "person:verhulst"})


def test_a_name_keeps_its_consonants_across_scripts() -> None:
    assert skeleton("verhulst") == skeleton("верхулст")
    assert skeleton("petrov") == skeleton("петров")


def test_a_credit_names_an_outlet_however_it_is_spelled() -> None:
    assert credits_outlet(["Northgate"], "Northgate Wire")
    assert credits_outlet(["the Meridian news agency"], "Meridian News Agency")
    assert not credits_outlet(["Meridian"], "Northgate Wire")
    assert not credits_outlet(["News Agency"], None)


@pytest.mark.parametrize(
    ("title", "kind", "bare"),
    [
        ("CORRECTED-UPDATE 1-Radar opens", "correction", "Radar opens"),
        ("UPDATE 2-Radar opens", "update", "Radar opens"),
        ("STORY WITHDRAWN - Radar opens", "withdrawal", "Radar opens"),
        ("[정정] 레이더 가동", "correction", "레이더 가동"),
        ("ИСПРАВЛЕНО: РЛС заработала", "correction", "РЛС заработала"),
        ("Corrected vision: radar sees more", None, "Corrected vision: radar sees more"),
        ("Update your radar", None, "Update your radar"),
    ],
)
def test_a_title_says_that_it_is_a_new_version(title: str, kind: str | None, bare: str) -> None:
    assert read_tag(title, None, "") == (bare, kind)


def test_a_correction_may_be_said_in_the_text_alone() -> None:
    assert read_tag("Radar opens", None, "(Corrects date in paragraph 2)\n\nThe radar opened.")[1] == "correction"


def test_datelines_and_editors_notes_are_not_the_body() -> None:
    assert body_of("(Adds comment)\n\nTHE HAGUE, Nov 2 (Northgate) - The minister said so.") == "The minister said so."
    assert body_of("DEN HAAG – Der Minister sagte das.") == "Der Minister sagte das."


def test_figures_differ_when_most_of_the_telling_ones_do() -> None:
    assert figures_differ((611_420_000.0, 2027.0), (93_775_000.0, 2027.0))
    assert not figures_differ((84.0, 97.0), (84.0, 97.0, 12.0))
    assert not figures_differ((), (84.0,))


def test_a_standard_is_no_missile_of_that_name() -> None:
    assert "sm3" in names_in("发射标准-3导弹", fold("发射标准-3导弹"), {})
    assert "sm3" not in names_in("达到国家标准", fold("达到国家标准"), {})


def test_a_country_is_one_name_whether_the_vocabulary_or_the_table_knows_it() -> None:
    known = {"south korea": "south-korea", "seoul": "south-korea", "rota": "rota"}

    assert set(names_in("South Korea and Rota", fold("South Korea and Rota"), known)) == {"kr", "rota"}


def test_a_latin_name_in_a_text_without_spaces_is_a_proper_name() -> None:
    assert {"turkstream", "gazprom", "mcconnell"} == set(proper_names("保加利亚通过TurkStream获得Gazprom的天然气（McConnell）", "zh"))


def test_a_name_is_one_in_the_spellings_of_languages_with_latin_letters() -> None:
    assert spelling("selenskyj") == spelling("zelensky") == spelling("zelenskyy")
    assert spelling("martin") != spelling("merdan")


def test_of_many_proper_names_those_that_come_first_are_kept() -> None:
    first = "Norbert Walter " + " ".join(f"Aa{one}{other} " for one in "bcdfghklmn" for other in "bcdfghklmn")

    assert {"norbert", "walter"} <= proper_names(first, "en").keys()
