"""Who wrote it: people's names, and neither outlets nor agencies, desks or the accounts of a site."""

from __future__ import annotations

import pytest

from monitor.extract import extract_page
from monitor.extract.bylines import authors
from monitor.model import Page

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


@pytest.mark.parametrize(
    ("author", "printed", "names"),
    [
        ("", "By Ada Quill", ["Ada Quill"]),
        ("The Beacon", "By Ada Quill / THE BEACON", ["Ada Quill"]),
        ("", "By The Beacon", []),
        ("Jon Harl", "By Ada Quill", ["Jon Harl"]),
        ("", "Follow Us", []),
    ],
)
def test_where_the_data_name_nobody_the_printed_byline_does(author: str, printed: str, names: list[str]) -> None:
    prose = "<p>" + "The radar on the hill opened on Tuesday, and the ministry said that it works as it should. " * 3 + "</p>"
    head = f"<meta name='author' content='{author}'><meta property='og:site_name' content='The Beacon'>"
    body = f"<article><h1>The radar on the hill opens</h1><p>{printed}</p>{prose}{prose}</article>"
    page = Page(
        url="https://beacon.example/1", body=f"<html><head>{head}</head><body>{body}</body></html>".encode(), content_type="text/html"
    )

    assert list(extract_page(page).byline) == names
