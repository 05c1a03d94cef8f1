"""Two versions of an article in, what changed out."""

from __future__ import annotations

import difflib
import re

from monitor.model import Article, Change

WITHDRAWN = re.compile(r"\b(?:story withdrawn|withdraws? (?:this )?story|retract(?:ed|ion|s)\b|kill(?:ed)? story)", re.IGNORECASE)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[^\W\d_a-zа-я]\w+")
NEGATION = frozenset(
    [
        "not",
        "no",
        "never",
        "without",
        "denied",
        "denies",
        "nicht",
        "kein",
        "keine",
        "ne",
        "pas",
        "non",
        "nie",
        "нет",
        "не",
        "ни",
        "без",
        "не没有",
        "不",
        "未",
    ]
)
LONGEST_WORDS = 160


def compare(old: Article, new: Article) -> tuple[Change, str]:
    """cosmetic, addition, material or withdrawn, with the words that changed."""
    if WITHDRAWN.search(new.title) and not WITHDRAWN.search(old.title):
        return "withdrawn", new.title
    before, after = _words(old), _words(new)
    if [word.casefold() for word in before] == [word.casefold() for word in after]:
        return "cosmetic", ""
    removed, added = _difference(before, after)
    words = f"{' '.join(removed)} -> {' '.join(added)}"[:LONGEST_WORDS]
    if _weighty(removed) != _weighty(added) and removed:
        return "material", words
    if len(added) - len(removed) >= 8 and not removed:
        return "addition", " ".join(added)[:LONGEST_WORDS]
    return ("addition", words) if len(added) - len(removed) >= 25 else ("cosmetic", words)


def _words(article: Article) -> list[str]:
    return re.findall(r"\w+(?:[-'’]\w+)*", f"{article.title}\n{article.text}")


def _difference(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    removed: list[str] = []
    added: list[str] = []
    for operation, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation != "equal":
            removed += before[a:b]
            added += after[c:d]
    return removed, added


def _weighty(words: list[str]) -> set[str]:
    """Numbers, names and negations among the words: what changes the meaning."""
    return {
        word.casefold() for word in words if NUMBER.fullmatch(word) or word.casefold() in NEGATION or (word[:1].isupper() and len(word) > 2)
    }
