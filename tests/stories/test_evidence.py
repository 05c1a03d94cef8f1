from __future__ import annotations

import random

from monitor.model import StoryItem
from monitor.stories import StorySettings, place
from tests.stories.desk import GERMAN, WIRE, told

SETTINGS = StorySettings()


def invented(number: int, language: str) -> str:
    """Forty words that no other article has."""
    draw = random.Random(f"{language}{number}")
    return " ".join("".join(draw.choice("bdfglmnrst") + draw.choice("aeiou") for _ in range(4)) for _ in range(40))


def a_general_day(topic: str) -> list[StoryItem]:
    """Two dozen unrelated articles of two languages that name one country and have one topic."""
    return [
        told(
            f"{language}{number}",
            f"{land} {invented(number, language)}.",
            title=f"{land} {invented(number + 100, language)[:40]}",
            outlet=f"{language} {number}",
            hours=number / 2,
            language=language,
            topics=(topic,),
        )
        for number in range(12)
        for language, land in (("en", "Germany"), ("de", "Deutschland"))
    ]


def stories(items: list[StoryItem]) -> dict[str, str]:
    return {placement.item_id: placement.story_id for placement in place(items, (), (), SETTINGS)}


def test_a_country_a_day_and_a_topic_that_all_have_join_nothing_across_languages() -> None:
    found = stories(a_general_day("everything"))

    english = {story for id, story in found.items() if id.startswith("en")}
    german = {story for id, story in found.items() if id.startswith("de")}
    assert not english & german


def test_what_two_languages_share_beyond_that_still_joins_them_in_such_a_window() -> None:
    wire = told("wire", WIRE, topics=("everything",))
    german = told(
        "german", GERMAN, title="Niederlande geben vier Patriot-Startgeräte ab", outlet="Main-Bote", language="de", topics=("everything",)
    )
    found = stories([*a_general_day("everything"), wire, german])

    assert found["wire"] == found["german"]
    assert list(found.values()).count(found["wire"]) == 2


def test_an_event_about_one_system_is_not_drawn_into_another_that_names_it_in_passing() -> None:
    thaad = told(
        "thaad",
        "DUBAI, Nov 24 (Northgate) - The United Arab Emirates will move a THAAD battery to the coast of Hormuz, officials said.\n\n"
        "The Emirates also have Patriot batteries of the United States. Destroyers with SM-3 missiles patrol off Qatar.",
        title="Emirates move THAAD battery",
        topics=("iran-gulf",),
    )
    patriot = told(
        "patriot",
        "Los Emiratos compran en Estados Unidos radares nuevos para sus baterías Patriot, dijo el ministerio.\n\n"
        "El contrato vale dos mil millones; una fábrica de la costa prepara ya las antenas y los primeros equipos llegan en abril.",
        title="Emiratos compran radares para Patriot",
        outlet="Diario de la Bahía",
        hours=36,
        language="es",
        topics=("iran-gulf",),
    )

    found = stories([thaad, patriot])

    assert found["thaad"] != found["patriot"]
