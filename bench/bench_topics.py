"""Topics against the floor: the whole vocabulary on 1,000 articles, beside one plain `re` and beside folding plus one pass."""

from __future__ import annotations

import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.model import Item
from monitor.topics import Query, Topics, TopicSettings, compile_topics, default_topics, load_vocabulary, match_topics, print_query
from monitor.topics.reading import Reading
from monitor.topics.tree import And, Near, Not, Or, Word, words_of
from monitor.topics.vocabulary import VocabularyTopic, parsed

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent.parent / "shared" / "data" / "pages"
LENGTH = 4_000
ROUNDS = 5


def rows() -> list[dict[str, Any]]:
    """The labelled items and stories."""
    found = []
    for name in ("topics_labelled", "stories_labelled"):
        found += _lines(HERE / "data" / f"{name}.jsonl")
    return found


def articles(number: int) -> list[Item]:
    """Labelled items, each made as long as an article with texts out of scope of its own language; half are in scope."""
    chosen = random.Random(7)
    known = rows()
    filler: dict[str, list[str]] = {}
    for row in known:
        if not row["labels"]["relevant"]:
            filler.setdefault(row["lang"], []).append(row["text"])
    relevant = [row for row in known if row["labels"]["relevant"]]
    others = [row for row in known if not row["labels"]["relevant"]]
    picked = [chosen.choice(relevant if place % 2 else others) for place in range(number)]
    return [_article(place, row, filler[row["lang"]], chosen) for place, row in enumerate(picked)]


def news(number: int) -> list[Item]:
    """A day of feeds: one article in ten is in scope, the others are real general news of ../shared; none where it is absent."""
    pages = [
        row["text"] for path in sorted(PAGES.glob("*/gold.jsonl")) for row in _lines(path) if 1_500 < len(row.get("text") or "") < 8_000
    ]
    if not pages:
        return []
    chosen = random.Random(7)
    stories = [item for place, item in enumerate(articles(number)) if place % 2]
    at = datetime(2026, 11, 24, tzinfo=UTC)
    found = []
    for place in range(number):
        text = chosen.choice(pages)
        item = Item(id=str(place), url=None, title=text[:70], text=text, first_seen_at=at, language="en")
        found.append(stories[place % len(stories)] if place % 10 == 0 else item)
    return found


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _article(place: int, row: dict[str, Any], filler: Sequence[str], chosen: random.Random) -> Item:
    text = row["text"]
    wanted = LENGTH if not row["lang"].startswith(("zh", "ja", "ko")) else LENGTH // 2
    while len(text) < wanted:
        text += "\n\n" + chosen.choice(filler)
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return Item(id=str(place), url=None, title=row["title"], text=text, first_seen_at=at, language=row["lang"])


def best(call: Callable[[Item], object], items: Iterable[Item], *, rounds: int = ROUNDS) -> float:
    """Seconds of processor time, of every item the fastest of several rounds: what else the machine does counts little."""
    return sum(min(_once(call, item) for _ in range(rounds)) for item in items)


def side_by_side(one: Callable[[Item], object], two: Callable[[Item], object], items: Iterable[Item]) -> tuple[float, float]:
    """The same for two calls that take turns, so that both meet the same machine."""
    first = second = 0.0
    for item in items:
        taken = [(_once(one, item), _once(two, item)) for _ in range(ROUNDS)]
        first += min(each for each, _ in taken)
        second += min(each for _, each in taken)
    return first, second


def _once(call: Callable[[Item], object], item: Item) -> float:
    started = time.process_time()
    call(item)
    return time.process_time() - started


def plain_re() -> re.Pattern[str]:
    """Every term of the vocabulary in one alternation, without any of the language's rules but * and ?."""
    words = {word.text for topic in load_vocabulary().topics for phrase in topic.phrases for word in words_of(parsed(phrase.text))}
    parts = sorted((re.escape(word).replace(r"\*", r"\w*").replace(r"\?", r"\w") for word in words), key=len, reverse=True)
    return re.compile("|".join(parts), re.IGNORECASE)


def many_topics(times: int) -> Topics:
    """The default topics `times` over: the real ones, and copies in which every term is another word."""
    vocabulary = load_vocabulary()
    known = [topic for topic in vocabulary.topics if topic.is_default]
    copies = [_copy(topic, f"q{chr(96 + copy)}") for copy in range(1, times) for topic in known]
    larger = replace(vocabulary, topics=(*vocabulary.topics, *copies))
    return compile_topics([TopicSettings(id=topic.id, use=topic.id) for topic in (*known, *copies)], larger)


def _copy(topic: VocabularyTopic, ending: str) -> VocabularyTopic:
    phrases = tuple(replace(phrase, text=print_query(_renamed(parsed(phrase.text), ending))) for phrase in topic.phrases)
    return replace(topic, id=f"{topic.id}-{ending}", phrases=phrases)


def _renamed(tree: Query, ending: str) -> Query:
    if isinstance(tree, Word):
        return Word(f"{tree.text[:-1]}{ending}*" if tree.text.endswith("*") else f"{tree.text}{ending}", tree.is_cased)
    if isinstance(tree, And | Or):
        return replace(tree, parts=tuple(_renamed(part, ending) for part in tree.parts))
    if isinstance(tree, Near | Not):
        return replace(tree, x=_renamed(tree.x, ending), y=_renamed(tree.y, ending))
    return replace(tree, x=_renamed(tree.x, ending))


def cold_milliseconds(*, is_idle: bool) -> float:
    """Importing the room, loading and compiling the vocabulary in a fresh process, less the bare interpreter."""
    program = (
        "from monitor.topics import *; v = load_vocabulary(); compile_topics([TopicSettings(id=i, use=i) for i in default_topics(v)], v)"
    )
    return 1_000 * (_process(program) - _process("pass"))


def _process(program: str) -> float:
    taken = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", program], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


def compare(name: str, items: Sequence[Item], topics: Topics) -> None:
    """Print topics beside the floor and one plain re."""
    if not items:
        print(f"{name}: left out, ../shared is not here")
        return
    pattern = plain_re()
    full, floor = side_by_side(lambda item: match_topics(item, topics), lambda item: Reading(item, topics.compiled.leaves), items)
    plain = 50 * best(lambda item: pattern.findall(f"{item.title}\n{item.text}"), items[::50], rounds=1)
    characters = sum(len(item.text) for item in items) / len(items)
    print(f"{name}: {len(items)} articles of {characters:.0f} characters")
    print(f"   topics: {len(items) / full:.0f} articles/s ({1e6 * full / len(items):.0f} us each)")
    print(
        f"   floor (folding and one Aho-Corasick pass): {len(items) / floor:.0f} articles/s; topics take {full / floor:.2f} times the floor"
    )
    print(f"   one plain re alternation: {len(items) / plain:.1f} articles/s; topics are {plain / full:.0f} times as fast")


def main() -> None:
    """Print all figures."""
    vocabulary = load_vocabulary()
    topics = compile_topics([TopicSettings(id=id, use=id) for id in default_topics(vocabulary)], vocabulary)
    print(f"{len(topics.settings)} topics, {len(topics.compiled.leaves.numbers)} terms")
    compare("a day of news, one in ten in scope", news(1_000), topics)
    items = articles(1_000)
    compare("worst case, half in scope and the rest look-alikes", items, topics)
    few = items[::4]
    long = many_topics(10)
    number = f"{len(long.settings)}, {len(long.compiled.leaves.numbers)} terms"
    print(f"ten times the topics ({number}): {_times(long, topics, few):.2f} times the time")
    again = compile_topics([replace(each, id=f"{each.id}{copy}") for copy in range(10) for each in topics.settings], vocabulary)
    print(f"the same topics ten times ({len(again.settings)}): {_times(again, topics, few):.2f} times the time")
    for what, idle in (("import, load and check", True), ("the same and compile, as the first item asks for", False)):
        print(f"{what}, in a fresh process: {cold_milliseconds(is_idle=idle):.0f} ms of processor time")


def _times(many: Topics, few: Topics, items: Sequence[Item]) -> float:
    more, less = side_by_side(lambda item: match_topics(item, many), lambda item: match_topics(item, few), items)
    return more / less


if __name__ == "__main__":
    main()
