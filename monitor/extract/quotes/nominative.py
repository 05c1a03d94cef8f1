"""A person's name in the case that `по словам` or `zdaniem` puts it, back in the nominative where the endings say so."""

from __future__ import annotations

import re

_RUSSIAN_FIRST = (
    ("ия", "ий"),
    ("ея", "ей"),
    ("ая", "ай"),
    ("ья", "ий"),
    ("ла", "л"),
    ("ря", "рь"),
    ("ии", "ия"),
    ("ьи", "ья"),
    ("ны", "на"),
    ("ры", "ра"),
    ("лы", "ла"),
    ("ги", "га"),
    ("а", ""),
    ("я", "й"),
    ("ы", "а"),
    ("и", "я"),
)
_RUSSIAN_LAST = (
    ("ского", "ский"),
    ("цкого", "цкий"),
    ("ого", "ый"),
    ("его", "ий"),
    ("ової", "ова"),
    ("евої", "ева"),
    ("овой", "ова"),
    ("евой", "ева"),
    ("иной", "ина"),
    ("ской", "ская"),
    ("ова", "ов"),
    ("ева", "ев"),
    ("ёва", "ёв"),
    ("ина", "ин"),
    ("ина", "ин"),
    ("ка", "к"),
    ("уна", "ун"),
    ("ана", "ан"),
    ("ера", "ер"),
    ("ра", "р"),
    ("на", "н"),
    ("га", "г"),
    ("та", "т"),
)
_UKRAINIAN_LAST = (
    ("ського", "ський"),
    ("цького", "цький"),
    ("ого", "ий"),
    ("єва", "єв"),
    ("ова", "ов"),
    ("ва", "в"),
    ("ка", "ко"),
    ("ої", "а"),
    ("ра", "р"),
    ("на", "н"),
)
_POLISH_FIRST = (
    ("ego", "y"),
    ("rzeja", "rzej"),
    ("cja", "cjo"),
    ("eja", "ej"),
    ("ła", "ł"),
    ("wa", "w"),
    ("da", "d"),
    ("na", "n"),
    ("ra", "r"),
    ("sza", "sz"),
    ("ia", ""),
    ("ka", "ek"),
    ("a", ""),
    ("y", "a"),
    ("i", "ia"),
)
_POLISH_LAST = (
    ("skiego", "ski"),
    ("ckiego", "cki"),
    ("dzkiego", "dzki"),
    ("ego", "y"),
    ("skiej", "ska"),
    ("ckiej", "cka"),
    ("cza", "cz"),
    ("sza", "sz"),
    ("ka", "k"),
    ("ra", "r"),
    ("na", "n"),
    ("ma", "m"),
    ("ta", "t"),
    ("y", "a"),
)


def nominative(name: str, language: str | None) -> str:
    """The name in the nominative; the name itself in a language without such cases, or when no ending is known."""
    parts = name.split()
    if len(parts) < 2 or language not in ("ru", "uk", "pl"):
        return name
    first, last = {"ru": (_RUSSIAN_FIRST, _RUSSIAN_LAST), "uk": (_RUSSIAN_FIRST, _UKRAINIAN_LAST), "pl": (_POLISH_FIRST, _POLISH_LAST)}[
        language
    ]
    is_woman = language != "pl" and re.search(r"(?:ы|и|ої|ой|ії)$", parts[0]) is not None
    surname = parts[-1] if is_woman and not re.search(r"(?:ой|ої)$", parts[-1]) else _ended(parts[-1], last)
    return " ".join([*(_ended(part, first) for part in parts[:-1]), surname])


def _ended(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    for ending, base in endings:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + base
    return word
