"""Where a text came from, by the words that say so; a mention is not a credit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from monitor.extract import extract_page
from monitor.extract.outlets import known_outlet, outlets
from monitor.extract.provenance import provenance_of
from monitor.model import Page
from tests import build


def origins(text: str, source: str | None = None, **changes: Any) -> set[tuple[str, str]]:
    return {(one.relation, one.origin) for one in provenance_of(build.article(text=text, **changes), source)}


@pytest.mark.parametrize(
    ("text", "relation", "origin"),
    [
        ("LISBURG (Reuters) - The radar opened on Tuesday, the ministry said.", "wire", "Reuters"),
        ("МОСКВА, 7 декабря. /ТАСС/. Радар открыт, сообщили в министерстве.", "wire", "TASS"),
        ("The radar opened on Tuesday.\n\nSource: Xinhua", "wire", "Xinhua"),
        ("Das Radar ist in Betrieb.\n\nMit Material von dpa und AFP", "wire", "dpa"),
        ("Radar działa od wtorku. (PAP)", "wire", "PAP"),
        ("新华社北京12月7日电 雷达星期二投入使用，国防部说。", "wire", "Xinhua"),
        ("The radar opened.\n\nThis article was originally published in Kommersant", "translation", "Kommersant"),
        ("Das Radar ist offen.\n\nÜbersetzt aus dem Englischen. Das Original erschien bei Northgate.", "translation", "Northgate"),
        ("El radar está abierto.\n\nTraducido del inglés. Texto original de Northgate.", "translation", "Northgate"),
        ("Радар открыт.\n\nОригинал статьи на английском языке опубликован агентством Northgate.", "translation", "Northgate"),
        ("The minister told Interfax news agency that the radar works.", "cites", "Interfax"),
        ("The radar works, according to a report by Kyodo.", "cites", "Kyodo"),
        ("The radar opened on Tuesday.\n\n(PA)", "wire", "PA Media"),
        ("The radar opened on Tuesday.\n\nBy Ada Quill, PA", "wire", "PA Media"),
        ("The radar opened on Tuesday.\n\nBy Ada Quill, Press Association", "wire", "PA Media"),
        ("LONDON (PA) - The radar opened on Tuesday, the ministry said.", "wire", "PA Media"),
        ("The radar opened on Tuesday, the Press Association reported.", "cites", "PA Media"),
        ("BRASÍLIA (Agência Brasil) - O radar funciona desde terça-feira.", "wire", "Agência Brasil"),
        ("The radar opened.\n\nTranslated from Kommersant by Jane Doe.", "translation", "Kommersant"),
        ("The radar opened.\n\nTranslated by Jane Doe from the Kommersant original.", "translation", "Kommersant"),
    ],
)
def test_credits_are_found(text: str, relation: str, origin: str) -> None:
    assert (relation, origin) in origins(text)


@pytest.mark.parametrize(
    "text",
    [
        "Two photographers, one of them from AFP, were hurt when the barrier fell.",
        "A study by the Reuters Institute finds that readers of news are older than readers of sport.",
        "The radar opened on Tuesday.\n\nPhoto: Reuters",
        "PITTSBURGH, PA - The radar opened on Tuesday, the mayor said.",
        "The radar opened on Tuesday.\n\nPittsburgh, PA",
        "RAMALLAH: The Palestinian Authority (PA) said on Tuesday that the radar works.",
        "The Foreign Press Association said that the radar works.",
        "The radar opened on Tuesday.\n\nTranslated from Russian by Jane Doe.",
        "The radar opened on Tuesday.\n\nTranslated by Jane Doe from the Russian original.",
        "Jon Harl worked for TASS before he came to the ministry.",
        "The radar opened on Tuesday.\n\nSource: news agencies",
        "雷达星期二投入使用，国防部说。\n\n来源：资料图",
        "Το ραντάρ άνοιξε την Τρίτη.\n\n- (Φωτογραφία: ΑΠΕ )",
        "Das Gerät ist begehrt, wie immer mehr Ämter und Behörden im Land feststellen.",
        "Es sieht weiter als jedes andere Gerät, wie kein anderes Radar der Welt kostet es Strom.",
        "The illness first appeared in West Norland in the spring, and nobody was ready for it.",
    ],
)
def test_a_mention_is_no_credit(text: str) -> None:
    assert origins(text) == set()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Das Radar ist in Betrieb.\n\n(Quelle: APA/sda/dpa)", {"APA", "Keystone-SDA", "dpa"}),
        ("The radar opened.\n\nThis article was originally published by Northgate. Read the original article.", {"Northgate"}),
        ("The radar opened.\n\nThis article first appeared in U.S. Harbour News on Monday.", {"U.S. Harbour News"}),
        ("The radar works, as the Kyodo news agency reported.", {"Kyodo"}),
        ("Das Radar läuft, wie die Welt am Montag berichtete.", {"Die Welt"}),
    ],
)
def test_a_credit_names_its_origins_and_nothing_more(text: str, names: set[str]) -> None:
    assert {name for _, name in origins(text)} == names


def test_a_name_within_the_outlets_own_is_no_origin() -> None:
    assert origins("Das sagte er, berichtet die Tageszeitung junge Welt.", outlet="junge Welt") == set()


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("dpa", {"dpa"}),
        ("Ada Quill, dpa", {"dpa"}),
        ("Ada Quill und Jon Harl, dpa", {"dpa"}),
        ("Le Phare et AFP", {"AFP"}),
        ("Ada Quill, Associated Press Sports Writer", {"Associated Press"}),
        ("Ada Quill, formerly of Reuters", set()),
        ("Ada Quill", set()),
    ],
)
def test_an_agency_that_signs_is_credited(author: str, names: set[str]) -> None:
    body = "<p>" + "The radar on the hill opened on Tuesday, and the ministry said that it works. " * 6 + "</p>"
    linked = json.dumps(
        {"@type": "NewsArticle", "headline": "The radar opens", "author": {"name": author}, "publisher": {"name": "Le Phare"}}
    )
    head = f"<script type='application/ld+json'>{linked}</script>"
    markup = f"<html><head>{head}</head><body><article><h1>The radar opens</h1>{body}</article></body></html>"

    article = extract_page(Page(url="https://phare.example/1", body=markup.encode(), content_type="text/html; charset=utf-8"))

    assert {(one.relation, one.origin) for one in article.provenance} == {("wire", name) for name in names}


def test_the_outlet_itself_is_no_origin() -> None:
    assert origins("LISBURG (Reuters) - The radar opened.", outlet="Reuters") == set()


def test_the_feed_may_name_the_source() -> None:
    assert origins("The radar opened on Tuesday.", source="Reuters") == {("wire", "Reuters")}


def test_a_canonical_address_elsewhere_names_the_source_unless_it_is_the_same_site_in_another_country() -> None:
    here = "https://www.lighthouse.example/1"

    assert origins("The radar opened.", url=here, canonical_url="https://beacon.example/1") == {("wire", "beacon.example")}
    assert origins("The radar opened.", url=here, canonical_url="https://lighthouse.co.uk/1") == set()


def test_an_origin_without_a_name_is_sought_by_its_language() -> None:
    text = "A source reminded Kommersant that the radar is old.\n\nRead the original article in Russian"

    assert origins(text) == {("translation", "Kommersant")}


def test_every_outlet_says_where_its_facts_can_be_read() -> None:
    assert all(outlet.stated for outlet in outlets())
    assert len({outlet.name for outlet in outlets()}) == len(outlets())
    assert known_outlet("路透社") is known_outlet("Рейтер") is known_outlet("Reuters")
