"""A text in, its blocks out, each with what it looks like: prose, a short line, a date, a byline, or a kind of furniture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from monitor.extract.listed import listed
from monitor.extract.people import is_byline
from monitor.extract.when import is_date_line
from monitor.extract.words import kind_of

ENDS = ".!?…。！？．;:։؟।"
CLOSERS = "\"”»'’)]」』）】›“‘*"
HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
BULLET = re.compile(r"^\s*(?:[•·▪■►▶●○◦*–—-]|>>|»)\s+")
WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
LONG_PROSE = 80
LONG_HAN = 30
WRAPPED = (45, 110)
"""The widths of lines that somebody's editor broke."""
MOST_BLOCKS = 4_000
LONGEST_BLOCK = 20_000


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page. `kind` is a kind of words.py, or prose, short, date, byline."""

    text: str
    kind: str
    is_bullet: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether it can be a paragraph of an article."""
        return self.kind == "prose"


def blocks_of(text: str) -> list[Block]:
    """The blocks of a text, in order."""
    return [block_of(line) for line in lines_of(text)[:MOST_BLOCKS]]


def block_of(line: str) -> Block:
    """One line with what it looks like."""
    if len(line) > LONGEST_BLOCK:
        return Block(line, "prose")
    bullet = BULLET.match(line)
    bare = line[bullet.end() :] if bullet else line
    return Block(line, _kind(bare), is_bullet=bool(bullet))


def _kind(line: str) -> str:
    furniture = kind_of(line)
    if is_date_line(line):
        return "date"
    if furniture:
        return furniture
    if is_byline(line):
        return "byline"
    return "prose" if is_prose(line) else "short"


def is_prose(line: str) -> bool:
    """Whether a line is made of sentences: long, or ended as sentences end."""
    ended = has_end(line)
    count = len(WORDS.findall(line))
    if HAN.search(line):
        return (ended and count >= 6) or len(line) >= LONG_HAN * 2 or (len(line) >= LONG_HAN and len(re.findall(r"[，、。；]", line)) >= 2)
    if len(line) >= LONG_PROSE:
        return ended or (len(line) >= 2 * LONG_PROSE and _is_sentence_like(line))
    return ended and count >= 4 and line[-1] != ":"


def has_end(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    bare = line.rstrip().rstrip(CLOSERS).rstrip()
    return bool(bare) and (bare[-1] in ENDS) and not line.rstrip().endswith(" .")


def _is_sentence_like(line: str) -> bool:
    """A long line without an end is prose if most of its words are small: lists of names and labels are not."""
    words = [word for word in line.split() if word[0].isalpha()]
    return bool(words) and sum(word[0].islower() for word in words) > 0.5 * len(words) and bool(re.search(r"[,.;]", line))


def lines_of(text: str) -> list[str]:
    """The lines of a text that are not blank; lines broken by width are put together again."""
    lines: list[str] = []
    for chunk in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        parts = [" ".join(part.split()) for part in chunk.split("\n")]
        parts = [part for part in parts if part]
        lines += [" ".join(parts)] if _is_wrapped(parts) else parts
    return lines


def _is_wrapped(parts: list[str]) -> bool:
    if len(parts) < 2 or any(BULLET.match(part) for part in parts):
        return False
    inner = parts[:-1]
    low, high = WRAPPED
    widths = [len(part) for part in inner]
    broken = sum(not has_end(part) for part in inner)
    return all(low <= width <= high for width in widths) and max(widths) - min(widths) <= 20 and broken >= 0.6 * len(inner)


STOP = listed(
    "the a an and or of to in on at by for with from as is are was were be been has have had it its this that these those not "
    "but he she they his her their will would die der das und oder von zu im in am an auf mit für als ist sind war ein eine "
    "einer nicht den dem des sich le la les de des du un une et en est que qui pour dans par sur au aux el los las del y que "
    "se por con una и в на с по из за от к о у что как не для это его их был а но w z i na do nie się jest to że o od po dla "
    "та у з що як від до"
)


@lru_cache(maxsize=4_096)
def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, cut to their stems by length; pairs of signs in Chinese and Japanese."""
    found: set[str] = set()
    previous = ""
    for word in WORDS.findall(text.casefold()):
        if HAN.match(word):
            if previous:
                found.add(previous + word)
            previous = word
            continue
        previous = ""
        if word not in STOP and len(word) > 2:
            found.add(word[:6])
    return frozenset(found)


NAME_WORD = re.compile(r"(?<=[\w,’'] )[A-ZÀ-ÞŁŚŻŹĆŃА-ЯЁІЇЄҐΑ-Ω][\w’'-]{2,}")


@lru_cache(maxsize=4_096)
def name_words(text: str) -> frozenset[str]:
    """The capitalised words inside sentences, without their endings."""
    return frozenset(word.split("’")[0].split("'")[0].casefold()[:7] for word in NAME_WORD.findall(text))


def share(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of the part the whole has."""
    return len(part & whole) / len(part) if part else 0.0
