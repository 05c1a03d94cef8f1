"""As many articles as are wanted, made from real texts: events told by one outlet or by ten, copied, cut, edited and retold.

    python bench/many_items.py 50000 > items.jsonl

Each event has sentences of two real texts of one language and a few names of its own, so that no two events have one
text, and every word, name and figure is about as common as in the news. The texts are read from ../shared where it is
there, else from bench/data; nothing of them is kept here.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared" / "data"
START = datetime(2026, 11, 1, tzinfo=UTC)
PER_DAY = 2_500
"""Articles a day: a million in 400 days."""

TOLD_BY = (1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 5, 9)
SENTENCE = re.compile(r"(?<=[.!?。！？؟])\s*(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article that was made up: what a line of an archive says of it."""

    id: str
    event: int
    title: str
    text: str
    language: str
    outlet: str
    at: datetime


def real_texts() -> dict[str, list[list[str]]]:
    """The sentences of every text at hand, by language."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    for text, language in _texts():
        sentences = [part.strip() for part in SENTENCE.split(text.replace("\n", " ")) if len(part) > 25]
        if language and len(sentences) > 3:
            found[language].append(sentences[:40])
    return {language: texts for language, texts in found.items() if len(texts) > 9}


def _texts() -> Iterator[tuple[str, str]]:
    for row in _rows(HERE / "data" / "stories_labelled.jsonl"):
        yield row["text"], row["lang"]
    if not SHARED.is_dir():
        return
    for path in ("pages/five-languages/gold.jsonl", "pages/world-news/gold.jsonl", "stories/look-alike-events/articles.jsonl.gz"):
        for row in _rows(SHARED / path):
            yield row.get("text") or "", row.get("language") or ""
    for row in _rows(SHARED / "stories" / "same-story-pairs" / "pairs.jsonl.gz"):
        yield row["text1"], row["lang1"]
        yield row["text2"], row["lang2"]


def _rows(path: Path) -> list[dict[str, Any]]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8") if path.suffix == ".gz" else path.read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def many_items(count: int, *, seed: int = 1, per_day: int = PER_DAY) -> Iterator[Told]:
    """So many articles, event by event in order of time."""
    draw = random.Random(seed)
    texts = real_texts()
    languages = sorted(texts, key=lambda language: -len(texts[language]))
    weights = [len(texts[language]) for language in languages]
    made = event = 0
    while made < count:
        language = draw.choices(languages, weights)[0]
        begun = START + timedelta(days=made / per_day)
        for told in _event(draw, event, texts[language], language, begun)[: count - made]:
            yield told
            made += 1
        event += 1


def _event(draw: random.Random, event: int, texts: Sequence[list[str]], language: str, begun: datetime) -> list[Told]:
    one, other, third = (draw.choice(texts) for _ in range(3))
    facts = draw.sample([*one, *other], min(len(one) + len(other), draw.randint(6, 24)))
    names = [_name(draw) for _ in range(3)]
    facts = [f"{draw.choice(names)} {fact}" if draw.random() < 0.3 else fact for fact in facts]
    title = f"{names[0]}: {facts[0][: draw.randint(30, 70)]}"
    made: list[Told] = []
    for number in range(draw.choice(TOLD_BY)):
        text, headline = list(facts), title
        if number and draw.random() < 0.4:
            # Told anew: half of the facts, in another order, with words of its own.
            text = draw.sample(facts, (len(facts) + 1) // 2) + draw.sample(third, min(4, len(third)))
            headline = f"{draw.choice(names)}: {text[0][: draw.randint(30, 70)]}"
        elif number:
            text = [_edited(draw, fact, 0.05) for fact in text[: max(3, int(len(text) * draw.uniform(0.6, 1)))]]
        at = begun + timedelta(hours=number * draw.uniform(0, 4))
        made.append(
            Told(
                id=f"e{event}-{number}",
                event=event,
                title=headline,
                text="\n\n".join(text),
                language=language,
                outlet=f"Outlet {draw.randrange(200)}",
                at=at,
            )
        )
    return made


def _name(draw: random.Random) -> str:
    return "".join(draw.choice("bcdfghklmnprstvz") + draw.choice("aeiou") for _ in range(draw.randint(2, 4))).capitalize()


def _edited(draw: random.Random, text: str, share: float) -> str:
    return " ".join(_name(draw).casefold() if draw.random() < share else word for word in text.split(" "))


def line_of(told: Told) -> str:
    """The article as a line of an archive."""
    fields = {
        "url": f"https://{told.outlet.replace(' ', '').casefold()}.example/{told.id}",
        "title": told.title,
        "text": told.text,
        "language": told.language,
        "outlet": told.outlet,
        "published_at": told.at.isoformat(),
    }
    return json.dumps(fields, ensure_ascii=False)


if __name__ == "__main__":
    for item in many_items(int(sys.argv[1])):
        print(line_of(item))
