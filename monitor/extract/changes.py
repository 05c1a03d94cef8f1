"""Two versions of an article in, what the change means to a reader out: cosmetic, addition, material or withdrawn, with the words.

Sentences are paired; what a pair says otherwise is judged word by word: numbers by value, names and other words by
whether they are the same word in another spelling or a listed synonym. Whatever is left was told to the reader before
and is told otherwise now.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.extract.blocks import HAN, STOP, has_end
from monitor.extract.change_words import CORRECTION, KEPT, MAKE, SMALL, STAMP, TAKEN_BACK, WITHDRAWN
from monitor.extract.numerals import with_digits
from monitor.extract.synonyms import are_synonyms
from monitor.extract.wire import split_tag
from monitor.extract.words import kind_of
from monitor.model import Article, Change

SENTENCE = re.compile(r"[^.!?…。！？\n]+(?:[.!?…。！？]+[\"“”»'’)]*|\n|$)")
ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sen|Rep|St|No|Nr|Mio|Mrd|Nov|Dec|Oct|Sept|Aug|Jan|Feb|ca|Prof|Capt|тыс|млн|млрд|им|ул|тис"
    r"|tys|gen|prof)\.(?=\s)|(?<=\b[A-Z])\.(?=\s?[A-Z])"
)
POINT = re.compile(r"(?<=\d)\.(?=\s?\d)")
KEPT_POINT = "\u2024"
"""Stands for the point inside a number while a text is parted at its full stops."""
PAIRED = 0.34
LONGEST_WORDS = 160
MOST_COMPARED = 40


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as it stands, and the words that count in it."""

    text: str
    words: Counter[str]
    numbers: tuple[str, ...] = ()

    def says(self, other: Sentence) -> bool:
        """Whether both say the same: the same words in any order, the numbers in the same."""
        return self.words == other.words and self.numbers == other.numbers


def compare(old: Article, new: Article) -> tuple[Change, str]:
    """What became of an article, with the words that changed."""
    before, after = _sentences(old), _sentences(new)
    if _is_withdrawn(old, new, before, after):
        return "withdrawn", (new.title or new.text)[:LONGEST_WORDS]
    gone, come, changed = _paired(before, after)
    notice = _new_tag(old, new) or next((one.text for one in come if CORRECTION.search(one.text)), None)
    if notice:
        return "material", notice[:LONGEST_WORDS]
    judged = [judgement for pair in changed if (judgement := _judged(*pair))]
    material = [words for change, words in judged if change == "material"]
    added = [words for change, words in judged if change == "addition"]
    if gone or material:
        return "material", "; ".join([*material, *(f"- {one.text}" for one in gone)])[:LONGEST_WORDS]
    if come or added:
        return "addition", "; ".join([*(f"+ {one.text}" for one in come), *added])[:LONGEST_WORDS]
    return "cosmetic", ""


def _new_tag(old: Article, new: Article) -> str | None:
    """The wire's own word that this version corrects the one before, which was not said of that."""
    return f"{new.tag}: {new.title}" if new.tag and new.tag != old.tag and new.tag.startswith("CORRECT") else None


def _sentences(article: Article) -> list[Sentence]:
    """The title and the sentences of the text; signatures, stamps, captions, cross-heads and notes say nothing of the matter."""
    title = split_tag(article.title)[0]
    lines = [line for line in article.text.split("\n") if line.strip() and not _is_beside(line)]
    parts = [title]
    for line in lines:
        whole = POINT.sub(KEPT_POINT, ABBREVIATION.sub(lambda found: found[0][:-1], line))
        parts += [part.replace(KEPT_POINT, ".").strip() for part in SENTENCE.findall(whole) if part.strip()]
    return [Sentence(part, words, tuple(re.findall(r"\d+(?:\.\d+)?", with_digits(part)))) for part in parts if (words := words_of(part))]


def _is_beside(line: str) -> bool:
    return (
        bool(kind_of(line) or STAMP.match(line))
        or (not has_end(line) and len(line) <= 80 and not HAN.search(line))
        or (bool(HAN.search(line)) and not has_end(line) and len(line) <= 24)
    )


def words_of(text: str) -> Counter[str]:
    """The words that count, numbers by value; single signs in Chinese and Japanese."""
    plain = with_digits(re.sub(r"[‘’`´]", "'", text)).casefold()
    found: Counter[str] = Counter()
    for word in re.findall(r"\d+(?:\.\d+)?|[%€$£]|[\u3040-\u30ff\u3400-\u9fff]|[^\W\d_]+(?:['-][^\W\d_]+)*", plain):
        bare = re.sub(r"'s?$|^(?:l|d|qu|n|s|j|c)'", "", word)
        if bare and (bare in KEPT or (bare not in STOP and bare not in SMALL)):
            found[bare] += 1
    return found


def _is_withdrawn(old: Article, new: Article, before: Sequence[Sentence], after: Sequence[Sentence]) -> bool:
    """A short notice that says the article is taken back, with next to nothing of its text."""
    if new.tag and new.tag != old.tag and TAKEN_BACK.search(new.tag):
        return True
    notice = f"{new.title}\n{new.text[:400]}"
    if not WITHDRAWN.search(notice) or (WITHDRAWN.search(f"{old.title}\n{old.text[:400]}") and len(new.text) > 0.7 * len(old.text)):
        return False
    kept = sum(1 for one in before[1:] if any(one.says(other) for other in after))
    return kept <= 0.34 * max(1, len(before) - 1) and (len(new.text) < 0.8 * len(old.text) or kept == 0)


def _paired(before: list[Sentence], after: list[Sentence]) -> tuple[list[Sentence], list[Sentence], list[tuple[Sentence, Sentence]]]:
    """Sentences only in the old version, only in the new one, and pairs that differ."""
    left, right = list(before), list(after)
    for one in before:
        twin = next((other for other in right if other.says(one)), None)
        if twin is not None:
            left.remove(one)
            right.remove(twin)
    pairs: list[tuple[Sentence, Sentence]] = []
    scored = sorted(((_likeness(one, other), a, b) for a, one in enumerate(left) for b, other in enumerate(right)), reverse=True)
    used_left: set[int] = set()
    used_right: set[int] = set()
    for score, a, b in scored:
        if score >= PAIRED and a not in used_left and b not in used_right:
            used_left.add(a)
            used_right.add(b)
            pairs.append((left[a], right[b]))
    gone = [one for a, one in enumerate(left) if a not in used_left]
    come = [one for b, one in enumerate(right) if b not in used_right]
    return _joined(*_without_inflected(gone, come), before, after, pairs)


def _without_inflected(gone: list[Sentence], come: list[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """Without sentences that say the same with every word in another form: `Poszukiwani są …` and `Szuka się …`."""
    left, right = list(gone), list(come)
    for one in gone[:MOST_COMPARED]:
        twin = next((other for other in right[:MOST_COMPARED] if one.numbers == other.numbers and _judged(one, other) is None), None)
        if twin is not None:
            left.remove(one)
            right.remove(twin)
    return left, right


def _joined(
    gone: list[Sentence], come: list[Sentence], before: list[Sentence], after: list[Sentence], pairs: list[tuple[Sentence, Sentence]]
) -> tuple[list[Sentence], list[Sentence], list[tuple[Sentence, Sentence]]]:
    """A sentence whose words all stand elsewhere in the other version was only joined or split."""
    all_before = sum((one.words for one in before), Counter[str]())
    all_after = sum((one.words for one in after), Counter[str]())
    return [one for one in gone if one.words - all_after], [one for one in come if one.words - all_before], pairs


def _likeness(one: Sentence, other: Sentence) -> float:
    both = sum((one.words & other.words).values())
    return 2 * both / max(1, sum(one.words.values()) + sum(other.words.values()))


def _judged(one: Sentence, other: Sentence) -> tuple[Change, str] | None:
    """What the difference between two readings of a sentence means; None when it means nothing."""
    removed, added = list((one.words - other.words).elements()), list((other.words - one.words).elements())
    removed, added = _without_spellings(removed, added)
    words = f"{' '.join(removed)} -> {' '.join(added)}"
    if not removed and not added:
        return (
            ("material", f"{' '.join(one.numbers)} -> {' '.join(other.numbers)}")
            if sorted(one.numbers) == sorted(other.numbers) and one.numbers != other.numbers
            else None
        )
    if removed or any(word in KEPT or word[0].isdigit() for word in added):
        return "material", words
    return ("addition", words) if len(added) >= 3 else ("material", words) if _is_qualifying(other.text, added) else None


def _is_qualifying(text: str, added: Sequence[str]) -> bool:
    """A word or two put in before what was said, of whom or how sure: told otherwise. Small words are not in the count."""
    return any(len(word) > 3 or HAN.match(word) for word in added)


def _without_spellings(removed: list[str], added: list[str]) -> tuple[list[str], list[str]]:
    """The words of both sides that are not the same word in another spelling, form or synonym."""
    left = list(removed)
    right = list(added)
    for word in removed:
        twin = next((other for other in right if _is_same(word, other)), None)
        if twin is not None:
            left.remove(word)
            right.remove(twin)
    return _without_compounds(*_without_causatives(left, right))


def _without_causatives(left: list[str], right: list[str]) -> tuple[list[str], list[str]]:
    """`abarata` and `hace barato`, `vereinfacht` and `macht einfach`: a verb made of a word, and that word with `make`."""
    for verbs, phrase in ((left, right), (right, left)):
        made = next((word for word in phrase if word in MAKE), None)
        pairs = ((verb, word) for verb in verbs for word in phrase if made and word != made and _is_made_of(verb, word))
        found = next(pairs, None)
        if made and found:
            verbs.remove(found[0])
            phrase.remove(found[1])
            phrase.remove(made)
    return left, right


def _is_made_of(verb: str, word: str) -> bool:
    shared = SequenceMatcher(None, verb, word).find_longest_match().size
    return shared >= 4 and shared >= 0.7 * min(len(verb), len(word))


def _without_compounds(left: list[str], right: list[str]) -> tuple[list[str], list[str]]:
    """`nine-day` and `nine days`: the letters of the one side are those of the other."""
    if left and right and re.sub(r"\W", "", "".join(left)) == re.sub(r"\W", "", "".join(right)):
        return [], []
    return left, right


def _is_same(word: str, other: str) -> bool:
    if word[0].isdigit() or other[0].isdigit():
        return False
    if HAN.match(word) or HAN.match(other):
        return are_synonyms(word, other)
    if are_synonyms(word, other) or word + "s" == other or other + "s" == word:
        return True
    if word in KEPT or other in KEPT:
        return False
    if any(
        longer.endswith(shorter) and longer != shorter and len(longer) - len(shorter) <= 4
        for longer, shorter in ((word, other), (other, word))
    ):
        return False
    start = len(_common(word, other))
    shorter = min(len(word), len(other))
    is_form = start >= 4 and start >= 0.7 * shorter and abs(len(word) - len(other)) <= 4
    return (
        is_form
        or (shorter >= 4 and SequenceMatcher(None, word, other).ratio() >= 0.86)
        or (shorter >= 5 and SequenceMatcher(None, word, other).ratio() >= 0.8 and start >= 1)
    )


def _common(word: str, other: str) -> str:
    place = 0
    while place < min(len(word), len(other)) and word[place] == other[place]:
        place += 1
    return word[:place]
