"""Topics on labelled items: relevance, topics, and every miss by name."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.model import Item
from monitor.topics import Topics, TopicSettings, compile_topics, load_vocabulary, match_topics, matches_query, parse_query

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared" / "data"


def default_topics() -> Topics:
    """Every topic of the vocabulary that is on by default, named as the labels name it."""
    vocabulary = load_vocabulary()
    settings = [TopicSettings(id="general" if t.id == "core" else t.id, use=t.id) for t in vocabulary.topics if t.is_default]
    return compile_topics(settings, vocabulary)


def item_of(row: dict[str, Any]) -> Item:
    """A labelled line as an item."""
    return Item(
        id=row["id"],
        url=row.get("url"),
        title=row["title"],
        text=row["text"],
        first_seen_at=datetime(2026, 11, 24, tzinfo=UTC),
        language=row.get("lang"),
        outlet=row.get("outlet"),
        source=row.get("source"),
        country=row.get("country"),
    )


@dataclass
class Tally:
    """True and false positives and negatives, with the misses."""

    hit: int = 0
    wrong: int = 0
    missed: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of what was given that is right."""
        return self.hit / max(1, self.hit + self.wrong)

    @property
    def recall(self) -> float:
        """The share of what is right that was given."""
        return self.hit / max(1, self.hit + self.missed)

    @property
    def f1(self) -> float:
        """Both in one."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)

    def line(self, name: str) -> str:
        """Precision, recall and F1 in words."""
        counts = f"{self.hit} hit, {self.wrong} wrong, {self.missed} missed"
        return f"{name}: precision {self.precision:.3f} recall {self.recall:.3f} F1 {self.f1:.3f} ({counts})"


def measure(rows: Iterable[dict[str, Any]], topics: Topics) -> tuple[Tally, Tally]:
    """Relevance and topics of labelled rows; adjacent items count neither way for relevance."""
    relevance, assigned = Tally(), Tally()
    for row in rows:
        labels = row["labels"]
        got = {verdict.topic for verdict in match_topics(item_of(row), topics) if verdict.is_match}
        must, may = set(labels["topics"]), set(labels.get("topics_may", ()))
        if labels["relevant"]:
            relevance.hit += bool(got)
            relevance.missed += not got
        elif not labels.get("adjacent"):
            relevance.wrong += bool(got)
        if bool(got) != labels["relevant"] and not labels.get("adjacent"):
            relevance.misses.append(f"{row['id']} [{row['lang']}] {row['title']} got {sorted(got)}")
        wrong = got - must - may if labels["relevant"] or not labels.get("adjacent") else set()
        assigned.hit += len(got & must)
        assigned.wrong += len(wrong)
        assigned.missed += len(must - got)
        if wrong or must - got:
            assigned.misses.append(f"{row['id']} [{row['lang']}] {row['title'][:60]} wrong {sorted(wrong)} missed {sorted(must - got)}")
    return relevance, assigned


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def yaml_data(path: Path) -> Any:
    """A YAML file of ../shared."""
    from ruamel.yaml import YAML

    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def seed_rows() -> Iterator[dict[str, Any]]:
    """The five seeds, by the body spans of expected.yaml."""
    for seed in yaml_data(SHARED / "seeds" / "expected.yaml")["seeds"]:
        text = (SHARED / "seeds" / seed["file"]).read_text(encoding="utf-8")
        start, end = seed["body"]["chars"]
        labels = {"relevant": True, "topics": seed["topics"]["must"], "topics_may": seed["topics"].get("may", ())}
        yield {"id": seed["seed"], "title": seed["title"], "text": text[start:end], "lang": "en", "labels": labels}


def demo_rows() -> Iterator[dict[str, Any]]:
    """The articles of the demonstration newsroom, by their own labels."""
    from monitor.demo.press import pieces

    for piece in pieces():
        labels = {"relevant": piece.label.is_relevant, "topics": piece.label.topics, "topics_may": piece.label.may}
        text = "\n\n".join(piece.paragraphs)
        yield {"id": piece.slug, "title": piece.title, "text": text, "lang": piece.language or piece.outlet.language, "labels": labels}


def capture_rows() -> Iterator[dict[str, Any]]:
    """The five seeds as the extractor reads their captures."""
    from monitor.extract import extract_capture

    for row, seed in zip(seed_rows(), yaml_data(SHARED / "seeds" / "expected.yaml")["seeds"], strict=True):
        article = extract_capture((SHARED / "seeds" / seed["file"]).read_text(encoding="utf-8"))
        yield {**row, "title": article.title, "text": article.text}


def query_misses() -> Iterator[str]:
    """Texts of queries.yaml that a query decides otherwise than labelled."""
    for case in yaml_data(SHARED / "topics" / "queries.yaml")["queries"]:
        tree = parse_query(case["query"])
        for key, wanted in (("must_match", True), ("must_not_match", False)):
            for row in case[key]:
                if matches_query(item_of(row), tree) is not wanted:
                    yield f"{row['id']} should {'' if wanted else 'not '}match: {row['title']}"


def report(name: str, rows: Iterable[dict[str, Any]], topics: Topics) -> None:
    """Print the figures of one set and, with -v, every miss."""
    relevance, assigned = measure(rows, topics)
    print(relevance.line(f"{name} relevance"))
    print(assigned.line(f"{name} topics"))
    if "-v" in sys.argv:
        print("\n".join(f"   {miss}" for miss in relevance.misses + assigned.misses))


def main() -> None:
    """Print all figures."""
    topics = default_topics()
    report("labelled items (bench/data/topics_labelled.jsonl)", json_lines(HERE / "data" / "topics_labelled.jsonl"), topics)
    report("labelled stories (bench/data/stories_labelled.jsonl)", json_lines(HERE / "data" / "stories_labelled.jsonl"), topics)
    report("articles of the demonstration", demo_rows(), topics)
    if not SHARED.is_dir():
        print("left out: items, seeds and queries of ../shared, which is not here")
        return
    report("shared items", yaml_data(SHARED / "items" / "items.yaml")["items"], topics)
    report("seeds, bodies by hand", seed_rows(), topics)
    report("seeds, captures as extracted", capture_rows(), topics)
    misses = list(query_misses())
    print(f"queries: {len(misses)} texts decided otherwise than labelled")
    print("\n".join(f"   {miss}" for miss in misses))


if __name__ == "__main__":
    main()
