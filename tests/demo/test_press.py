"""The written content is whole, labelled and of the size that was promised."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from monitor.demo import Piece, outlets, pieces
from monitor.demo.dates import date_words, with_dates
from monitor.demo.recurring import further_day

BASE_AT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def test_there_are_enough_outlets_languages_and_articles() -> None:
    assert len(outlets()) >= 10
    assert len({piece.language for piece in pieces()}) >= 8
    assert len(pieces()) >= 60
    assert {piece.day for piece in pieces()} == {1, 2}


def test_every_article_has_its_own_name() -> None:
    names = Counter(piece.slug for piece in pieces())

    assert [name for name, count in names.items() if count > 1] == []


def test_every_article_made_from_another_names_one_that_is_there() -> None:
    names = {piece.slug for piece in pieces()}

    for piece in pieces():
        assert piece.label.of in names or (piece.label.of == "" and piece.label.relation in {"original", "independent", "trap"}), piece.slug


def test_every_article_about_missile_defence_has_topics_and_a_story_and_no_trap_has_a_topic() -> None:
    for piece in (*pieces(), *further_day(3, 1)):
        assert bool(piece.label.topics) is piece.label.is_relevant, piece.slug
        assert piece.label.story, piece.slug


def test_a_story_never_holds_both_an_article_and_a_trap() -> None:
    kinds: dict[str, set[bool]] = {}
    for piece in pieces():
        kinds.setdefault(piece.label.story, set()).add(piece.label.is_relevant)

    assert [story for story, found in kinds.items() if len(found) > 1] == []


@pytest.mark.parametrize("kind", ["copy", "edited", "translation", "update", "correction", "refile", "withdrawal", "trap"])
def test_every_kind_of_relation_is_there(kind: str) -> None:
    assert any(piece.label.relation == kind for piece in pieces())


@pytest.mark.parametrize("access", ["full", "paywall", "consent", "challenge", "live"])
def test_every_kind_of_access_is_there(access: str) -> None:
    assert any(piece.label.access == access for piece in pieces())


def test_no_token_is_left_in_a_dated_article() -> None:
    for piece in (*pieces(), *further_day(5, 1)):
        dated = piece.dated(BASE_AT)
        words = " ".join((dated.title, dated.summary, dated.caption, *dated.paragraphs))
        assert not set("{}[]<>") & set(words), piece.slug


def test_every_article_can_be_written_in_the_encoding_of_its_outlet() -> None:
    for piece in pieces():
        " ".join((piece.title, piece.summary, *piece.dated(BASE_AT).paragraphs)).encode(piece.outlet.encoding)


def test_a_copy_says_what_the_original_says() -> None:
    by_name = {piece.slug: piece.dated(BASE_AT) for piece in pieces()}
    original, copy = by_name["nato-base-joint-cell"], by_name["polish-shield-base-command-cell"]

    assert copy.paragraphs[1:] == original.paragraphs[1:5]
    assert copy.paragraphs[0].startswith("WARSAW (Northgate) —")


def test_every_article_is_published_in_the_day_before_its_turn() -> None:
    for piece in pieces():
        turn_at = BASE_AT + timedelta(days=piece.day - 1)
        assert turn_at - timedelta(hours=18) <= piece.at(BASE_AT) < turn_at, piece.slug


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "on Tuesday, 24 November, Nov 24, on Monday"),
        ("de", "am Dienstag, 24. November, 24. November, am Montag"),
        ("fr", "mardi, 24 novembre, 24 novembre, lundi"),
        ("es", "el martes, 24 de noviembre, 24 de noviembre, el lunes"),
        ("pl", "we wtorek, 24 listopada, 24 listopada, w poniedziałek"),
        ("ru", "во вторник, 24 ноября, 24 ноября, в понедельник"),
        ("uk", "у вівторок, 24 листопада, 24 листопада, у понеділок"),
        ("zh", "24日, 11月24日, 11月24日, 23日"),
        ("ko", "24일, 11월 24일, 11월 24일, 23일"),
    ],
)
def test_dates_are_written_as_each_language_writes_them(language: str, words: str) -> None:
    assert with_dates("{on}, {date}, {dateline}, {on-1}", BASE_AT.date(), language) == words


def test_a_date_at_the_head_of_a_sentence_begins_with_a_capital() -> None:
    assert with_dates("{On} geht es weiter.", BASE_AT.date(), "de") == "Am Dienstag geht es weiter."
    assert date_words(BASE_AT.date(), "en") == "24 November 2026"


def _words(day: int, seed: int) -> list[tuple[str, tuple[str, ...]]]:
    return [(piece.title, piece.paragraphs) for piece in further_day(day, seed)]


def test_a_further_day_is_the_same_for_the_same_seed_and_differs_from_the_day_before() -> None:
    assert _words(3, 1) == _words(3, 1)
    assert not set(_words(3, 1)) & set(_words(4, 1))
    assert _words(3, 1) != _words(3, 2)


def test_the_languages_of_a_recurring_story_speak_of_one_place() -> None:
    pairs = {"Харківщину": "Kharkiv", "Полтавщину": "Poltava", "Запоріжжя": "Zaporizhzhia", "Черкащину": "Cherkasy", "Сумщину": "Sumy"}

    for day in range(3, 12):
        titles: dict[str, Piece] = {piece.slug: piece for piece in further_day(day, 1)}
        ukrainian, english = titles[f"nichna-ataka-day-{day}"].title, titles[f"overnight-raid-day-{day}"].title
        assert [pairs[name] in english for name in pairs if name in ukrainian] == [True]
