"""The furniture of a digest in the reader's language: words, plural forms, months. What is not translated is English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from monitor.digest.words import de, en, fr, ru

Phrases = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language's words. A phrase in several forms is chosen by `form_of(count)`."""

    tag: str
    phrases: Phrases
    months: tuple[str, ...]
    day: str
    """How a day is written, of `{day}` and `{month}`."""
    form_of: Callable[[int], int]


def _two_forms(count: int) -> int:
    return 0 if count == 1 else 1


def _french_forms(count: int) -> int:
    return 0 if count < 2 else 1


def _russian_forms(count: int) -> int:
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


ENGLISH = Language(tag="en", phrases=en.PHRASES, months=en.MONTHS, day="{day} {month}", form_of=_two_forms)
LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "en": ENGLISH,
        "de": Language(tag="de", phrases=de.PHRASES, months=de.MONTHS, day="{day}. {month}", form_of=_two_forms),
        "fr": Language(tag="fr", phrases=fr.PHRASES, months=fr.MONTHS, day="{day} {month}", form_of=_french_forms),
        "ru": Language(tag="ru", phrases=ru.PHRASES, months=ru.MONTHS, day="{day} {month}", form_of=_russian_forms),
    }
)


def language_of(tag: str) -> Language:
    """The words of this language, or English ones."""
    return LANGUAGES.get(tag.casefold().split("-")[0], ENGLISH)


def phrase(language: Language, key: str, count: int | None, names: Mapping[str, object]) -> str:
    """One phrase with its count and names filled in; KeyError when there is no such phrase."""
    found = language.phrases.get(key)
    speaks = language if found is not None else ENGLISH
    found = found if found is not None else ENGLISH.phrases[key]
    if isinstance(found, tuple):
        found = found[min(speaks.form_of(count or 0), len(found) - 1)]
    text = found.replace("{n}", str(count))
    for name, value in names.items():
        text = text.replace("{" + name + "}", str(value))
    return text
