"""Who wrote it: people's names, and neither outlets nor agencies, desks or the accounts of a site."""

from __future__ import annotations

import pytest

from monitor.extract.bylines import authors

BEACON = ("The Beacon", "beacon.example", "Beacon Media SE")


@pytest.mark.parametrize(
    ("signed", "names"),
    [
        (["Ada Quill"], ("Ada Quill",)),
        (["Ada Quill und Jon Harl, dpa"], ("Ada Quill", "Jon Harl")),
        (["Ada Quill", "AP"], ("Ada Quill",)),
        (["ADA QUILL", "AP National Security Writer"], ("ADA QUILL",)),
        (["Ada Quill (aqu)", "Jon Harl (jha)"], ("Ada Quill", "Jon Harl")),
        (["Ada Quill for the Beacon"], ("Ada Quill",)),
        (["Maria del Mar Robledo y Luis de la Fuente"], ("Maria del Mar Robledo", "Luis de la Fuente")),
        (["Иван Седов, Олена Шевчук"], ("Иван Седов", "Олена Шевчук")),
        (["田鸿伟"], ("田鸿伟",)),
        (["山田 太郎"], ("山田 太郎",)),
        (["Christopher Guest"], ("Christopher Guest",)),
        (["Voltaire"], ("Voltaire",)),
        (["ada quill"], ("ada quill",)),
        (["Ada M. Quill", "Deutsche Presse-Agentur"], ("Ada M. Quill",)),
        (["Ada Quill, Futurama"], ("Ada Quill",)),
    ],
)
def test_people_are_named_one_by_one(signed: list[str], names: tuple[str, ...]) -> None:
    assert authors(signed, BEACON) == names


@pytest.mark.parametrize(
    "account",
    [
        "admin",
        "jdadmin",
        "express1",
        "2804",
        "Redaktion",
        "Redaktion beacon.example",
        "IN-Redaktion",
        "newsroom",
        "Staff Reports",
        "Beacon staff reporter",
        "Гость",
        "The Beacon",
        "BEACON News",
        "Beacon",
        "Lighthouse.gr",
        "Lighthouse (www.lighthouse.example)",
        "dpa",
        "The Associated Press",
        "Le Figaro et AFP",
        "2019 at 9:24 pm ET • 2 min read",
        "日本灯台新聞社",
        "正北灯网",
        "Web architecture: Ada Quill",
        "RB",
        "guest author",
    ],
)
def test_an_outlet_a_desk_and_an_account_are_nobody(account: str) -> None:
    assert authors([account], BEACON) == ()
