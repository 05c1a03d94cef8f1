"""A term or phrase as written in; the pattern it is found by out: an anchor for the one pass, and what to check at each hit.

The folded text is a row of ` token`, so a pattern is a string of the same kind: `" missile defen"` begins at a token and
is open at its end, `" missile defence "` is closed. What a plain string cannot say becomes a regular expression that is
tried only where the anchor was seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.text.normalise import ARABIC, HAN, HANGUL, HEBREW, KANA, fold

STAR, MARK = "\ua66e", "\ua78f"
"""Letters no text of ours uses, standing for * and ? while a pattern is folded like any text."""

_REACH = "[^ ]{0,60}"
_SYLLABLE = re.compile(f"[{HAN}{KANA}{HANGUL}]")
_KOREAN = re.compile(f"[{HANGUL}]")
_ARABIC_WORD = re.compile(f"[{ARABIC}]")
_HEBREW_WORD = re.compile(f"[{HEBREW}]")
_HEBREW_PREFIX = "[\u05d5\u05d4\u05d1\u05dc\u05de\u05e9\u05db]{0,3}"
_ARABIC_PREFIX = "(?:[\u0648\u0641]?(?:[\u0628\u0643\u0644]?(?:\u0627\u0644)?|\u0644\u0644))"
_ARABIC_ARTICLE = "(?:[\u0648\u0641]?(?:[\u0628\u0643]?\u0627\u0644|\u0644\u0644))"
_LITERAL = re.compile(f"[^{STAR}{MARK}]+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a term is found: `anchor` in the one pass; then, where they are not None or False, the checks at each hit.

    `check` is matched from the start of the token the anchor begins in; `is_closed` says the match must end a token;
    `cased` is the same with capitals; `at_word` wants the hit to begin a written word (Korean).
    """

    anchor: str
    check: str | None = None
    cased: str | None = None
    at_word: bool = False


def _marked(text: str) -> str:
    plain = text.replace(STAR, " ").replace(MARK, " ")
    return plain.replace("*", STAR).replace("?", MARK)


def _pieces(text: str, *, is_cased: bool = False) -> list[str]:
    """The folded tokens of a pattern; a star that stands alone after a number or a syllable belongs to it."""
    found: list[str] = []
    for piece in fold(_marked(text), is_cased=is_cased).split():
        if found and not piece.strip(STAR) and (found[-1][-1].isdigit() or _SYLLABLE.match(found[-1])):
            found[-1] += STAR if found[-1][-1].isdigit() else ""
        elif not found and not piece.strip(STAR) and _marked(text)[-1] != STAR:
            continue
        else:
            found.append(piece)
    return found


def word_mistake(text: str) -> tuple[str, str] | None:
    """What is wrong with a term and how to repair it; None for a good one."""
    if len(text) > 400:
        return "a term of more than 400 characters", "write a shorter phrase"
    pieces = _pieces(text)
    if not pieces:
        return "a term without a letter or digit", "write a word, or remove it"
    for piece in pieces:
        is_wild = STAR in piece or MARK in piece
        if is_wild and len(piece.replace(STAR, "").replace(MARK, "")) < (1 if piece[0].isdigit() else 2):
            return "a wildcard needs at least two letters", "write more of the word"
        if piece.count(STAR) > 2:
            return "more than two * in one word", "write more of the word"
    return None


def pattern_of(text: str, *, is_cased: bool = False) -> Pattern:
    """The pattern of a term that has no mistake."""
    pieces = _pieces(text)
    is_open = bool(_KOREAN.match(pieces[-1]))
    cased = _expression(_pieces(text, is_cased=True), is_open=is_open) if is_cased else None
    at_word = bool(_KOREAN.match(pieces[0]))
    whole = " ".join(pieces)
    if not any(map(_is_prefixed, pieces)):
        plain = whole.rstrip(STAR)
        if not _is_wild(plain):
            end = "" if is_open or plain != whole else " "
            return Pattern(f" {plain}{end}", None, cased, at_word)
        first = _LITERAL.match(whole)
        if first and len(first[0]) >= 2:
            return Pattern(f" {first[0]}", _expression(pieces, is_open=is_open), cased, at_word)
    longest = max(_LITERAL.findall(_stem(pieces[0])), key=len)
    return Pattern(longest, _expression(pieces, is_open=is_open), cased, at_word)


def _is_wild(text: str) -> bool:
    return STAR in text or MARK in text


def _is_prefixed(piece: str) -> bool:
    return bool(_ARABIC_WORD.match(piece) or _HEBREW_WORD.match(piece))


def _stem(piece: str) -> str:
    is_definite = piece.startswith("\u0627\u0644") and len(piece) > 4
    return piece[2:] if is_definite and _ARABIC_WORD.match(piece) else piece


def _expression(pieces: list[str], *, is_open: bool) -> str:
    body = "".join(f" {_prefix(piece)}{_escaped(_stem(piece))}" for piece in pieces)
    return body if is_open else f"{body}(?= )"


def _prefix(piece: str) -> str:
    if _HEBREW_WORD.match(piece):
        return _HEBREW_PREFIX
    if _ARABIC_WORD.match(piece) and len(piece) > 2:
        return _ARABIC_PREFIX if _stem(piece) == piece else _ARABIC_ARTICLE
    return ""


def _escaped(piece: str) -> str:
    return re.escape(piece).replace(STAR, _REACH).replace(MARK, "[^ ]")
