"""Text in, comparable words out: folded tokens, stems for likeness, shingles for copies; the same in every script."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from monitor.stories.tables import common_words

LONGEST = 60_000
"""Characters of a text that are compared; a longer one is a book, and its beginning tells what it is."""

WORD = re.compile(r"[^\W_]+", re.UNICODE)
IDEOGRAPHS = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
KANA = r"\u3040-\u30ff"
HANGUL = r"\uac00-\ud7af"
PIECES = re.compile(rf"[{IDEOGRAPHS}{KANA}]|[^\W_{IDEOGRAPHS}{KANA}]+")
UNSPACED = re.compile(rf"[{IDEOGRAPHS}{KANA}]")
BIGRAM_RUN = re.compile(rf"[{IDEOGRAPHS}]+|[\u30a0-\u30ff]+|[{HANGUL}]+")
MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640]")
FOLDS = str.maketrans(
    {"ё": "е", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ك": "ک", "ي": "ی", "ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss"}
)
QUOTES = str.maketrans("İ’ʼ‘`´״״“”„«»‐‑‒–—−", 'i\'\'\'\'\'"""""""------')
DATELINE = re.compile(
    r"^\W*[^\n(]{2,60}\((?:[^)\n]{2,40})\)\s*[-–—:]+\s*|^[A-ZÀ-ÞА-ЯЁІЇЄҐ][A-ZÀ-ÞА-ЯЁІЇЄҐ .'-]{2,30}(?:, [^\n–—-]{2,20})?\s[-–—]+\s"
)
EDITOR_NOTE = re.compile(r"^\((?:Adds|Corrects|Recasts|Updates|Refiles|Removes|Clarifies|Fixes)\b[^)\n]*\)\s*", re.IGNORECASE)


def fold(text: str) -> str:
    """One spelling for characters that mean the same: width, case, quotes, dashes, Latin accents, Arabic and Hebrew points."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).translate(QUOTES).casefold()
    if plain.isascii():
        return plain
    return MARKS.sub("", _without_accents(plain)).translate(FOLDS)


def _without_accents(text: str) -> str:
    return "".join(_bare(letter) if "À" <= letter < "ɐ" or "Ḁ" <= letter < "ἀ" else letter for letter in text)


@lru_cache(maxsize=2_048)
def _bare(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


def body_of(text: str) -> str:
    """The text without what a wire puts before it: the editor's note and the dateline."""
    rest = text.lstrip()
    for _ in range(3):
        shorter = EDITOR_NOTE.sub("", rest, count=1).lstrip()
        if shorter == rest:
            break
        rest = shorter
    return DATELINE.sub("", rest, count=1)


def pieces(folded: str) -> list[str]:
    """The words of a folded text in order; a script without spaces gives its characters."""
    return PIECES.findall(folded)


def shingles(tokens: Sequence[str]) -> list[str]:
    """Every run of three words, or of five characters where the script has no spaces; short texts give what they have."""
    unspaced = sum(1 for token in tokens if len(token) == 1 and UNSPACED.match(token))
    size = 5 if unspaced * 2 > len(tokens) else 3
    if len(tokens) <= size:
        return [" ".join(tokens)] if tokens else []
    return [" ".join(tokens[at : at + size]) for at in range(len(tokens) - size + 1)]


def stems(folded: str, language: str | None) -> list[str]:
    """The words that carry meaning, cut to a stem; scripts without spaces give pairs of characters."""
    common = common_words((language or "").partition("-")[0])
    found: list[str] = []
    for word in WORD.findall(folded):
        if word.isascii() or not BIGRAM_RUN.search(word):
            if word not in common and len(word) > 2 and not word.isdigit():
                found.append(_stem(word))
            continue
        for run in BIGRAM_RUN.findall(word):
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
    return found


def _stem(word: str) -> str:
    if "א" <= word[0] <= "ת":
        return word[1:6] if len(word) > 4 and word[0] in "והבלמשכ" else word[:5]
    if "؀" <= word[0] <= "ۿ":
        bare = re.sub(r"^(?:[وفبکل]?ال|لل|و(?=...))", "", word)
        return bare[:5] if len(bare) > 2 else word[:5]
    return word[:6]


def text_hash(text: str) -> str:
    """16 hexadecimal digits, equal for texts that differ only in spaces, case, quotes, dashes and width; empty for no words."""
    words = WORD.findall(fold(text))
    if not words:
        return ""
    return hashlib.blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
