"""Stories on labelled data: copies, stories, versions and origins, beside what simpler ways reach in the same run."""

from __future__ import annotations

import gzip
import itertools
import json
import math
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.extract.provenance import provenance_of
from monitor.extract.quotes import quotes_in
from monitor.model import UNDATED, Article, CleanText, Item, Placement, Published, StoryItem, Window
from monitor.stories import Nearby, StorySettings, describe, place, trace_of
from monitor.stories.clusters import ENOUGH, joined
from monitor.stories.copies import copies_among
from monitor.stories.features import unpack
from monitor.stories.likeness import likeness_of
from monitor.stories.meaning import is_installed, vector_of
from monitor.stories.weights import Weights, weighed_together
from monitor.stories.words import WORD, fold, pieces
from monitor.topics import TopicSettings, canonical_names, compile_topics, load_vocabulary, match_topics

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared" / "data"
SETTINGS = StorySettings()
THEN = datetime(2026, 11, 24, tzinfo=UTC)
ALWAYS = Window(start=THEN - timedelta(days=9_999), end=THEN + timedelta(days=9_999))
VOCABULARY = load_vocabulary()
NAMES = canonical_names(VOCABULARY)
TOPICS = compile_topics([TopicSettings(id=topic.id, use=topic.id) for topic in VOCABULARY.topics if topic.is_default], VOCABULARY)

Pair = tuple[str, str]
Groups = Mapping[str, Hashable]


def described(row: dict[str, Any], *, has_topics: bool) -> StoryItem:
    """A row of labelled data as grouping sees it, read as `replay` would; its topics are those that were matched, not its labels."""
    published, at = UNDATED, None
    if row.get("published"):
        at = datetime.fromisoformat(str(row["published"])).astimezone(UTC)
        published = Published(value=at.isoformat(), at=at, source="feed")
    title, text, language = row["title"], row["text"], row["lang"]
    item = Item(
        id=row["id"],
        url=row.get("url"),
        title=title,
        text=text,
        published=published,
        first_seen_at=at or THEN,
        language=language,
        outlet=row.get("outlet"),
        country=row.get("country"),
    )
    outlet = CleanText(row["outlet"]) if row.get("outlet") else None
    article = Article(
        url=row.get("url"), title=CleanText(title), text=CleanText(text), outlet=outlet, published=published, language=language
    )
    article = replace(article, provenance=provenance_of(article, None), quotes=quotes_in(text, language))
    topics = tuple(verdict.topic for verdict in match_topics(item, TOPICS) if verdict.is_match) if has_topics else ()
    return describe(article, item, topics, NAMES)


def b_cubed(gold: Groups, found: Groups) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1."""
    right, mine = _members(gold), _members(found)
    precision = sum(len(right[gold[one]] & mine[found[one]]) / len(mine[found[one]]) for one in gold) / len(gold)
    recall = sum(len(right[gold[one]] & mine[found[one]]) / len(right[gold[one]]) for one in gold) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _members(groups: Groups) -> dict[Hashable, set[str]]:
    members: dict[Hashable, set[str]] = defaultdict(set)
    for one, group in groups.items():
        members[group].add(one)
    return members


def pairs_of(groups: Groups) -> set[Pair]:
    """Every pair that is in one group; None is no group."""
    return {
        (first, second)
        for group, members in _members(groups).items()
        if group is not None
        for first, second in itertools.combinations(sorted(members), 2)
    }


def pair_figures(gold: set[Pair], found: set[Pair]) -> tuple[float, float, float]:
    """Pair precision, recall and F1."""
    hit = len(gold & found)
    precision, recall = hit / max(1, len(found)), hit / max(1, len(gold))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def said(figures: tuple[float, float, float]) -> str:
    """Three figures in one form."""
    return "P {:.3f} R {:.3f} F1 {:.3f}".format(*figures)


# ---------------------------------------------------------------------------------------------------- labelled items


def labelled_items(name: str, rows: list[dict[str, Any]], *, with_misses: bool) -> None:
    """Stories, copies and versions of a set labelled by the guide of bench/data."""
    items = [described(row, has_topics=True) for row in rows]
    placed = {placement.item_id: placement for placement in place(items, (), (), SETTINGS)}
    labels = {row["id"]: row["labels"] for row in rows}
    gold = {id: label["story"] for id, label in labels.items()}
    stories = {id: placement.story_id for id, placement in placed.items()}
    copies = {id: label.get("dup_group") for id, label in labels.items()}
    taken = {id: placement.duplicate_of or id for id, placement in placed.items()}
    print(f"{name}: {len(rows)} items, {len(set(gold.values()))} stories")
    print(f"  stories, B-cubed        {said(b_cubed(gold, stories))}")
    print(f"  stories, pairs          {said(pair_figures(pairs_of(gold), pairs_of(stories)))}")
    print(f"  near-duplicates, pairs  {said(pair_figures(pairs_of(copies), pairs_of(taken)))}")
    wrong = [id for id, label in labels.items() if label.get("supersedes") != placed[id].supersedes]
    print(f"  supersedes              {len(wrong)} wrong of {sum(bool(label.get('supersedes')) for label in labels.values())} {wrong}")
    print(f"  baseline, shared matched topic within 36 h: pairs {said(pair_figures(pairs_of(gold), _topic_pairs(items)))}")
    print(f"  baseline, one threshold on shingles (.5):   near-duplicate pairs {said(_one_threshold(rows, copies))}")
    if with_misses:
        _print_misses(gold, stories)


def newsroom() -> None:
    """The two days of the demonstration's newsroom as they were written, beside their own labels."""
    from monitor.demo import pieces as written

    articles = [piece.dated(THEN) for piece in written() if piece.label.is_relevant and piece.label.access == "full"]
    items = []
    for piece in articles:
        text, at = "\n\n".join(piece.paragraphs), piece.at(THEN).isoformat()
        url = f"https://{piece.outlet.id}.test{piece.path(THEN)}"
        row = {"id": piece.slug, "title": piece.title, "text": text, "lang": piece.language, "published": at, "outlet": piece.outlet.name}
        items.append(described({**row, "url": url}, has_topics=True))
    placed = {placement.item_id: placement.story_id for placement in place(items, (), (), SETTINGS)}
    gold = {piece.slug: piece.label.story for piece in articles}
    print(f"newsroom: {len(items)} articles, {len(set(gold.values()))} stories")
    print(f"  stories, B-cubed        {said(b_cubed(gold, placed))}")
    _print_misses(gold, placed)


def _topic_pairs(items: Sequence[StoryItem]) -> set[Pair]:
    return {
        (min(a.id, b.id), max(a.id, b.id))
        for a, b in itertools.combinations(items, 2)
        if set(a.topics) & set(b.topics) and abs(a.order_at - b.order_at).total_seconds() <= 36 * 3600
    }


def _runs(text: str, size: int = 4) -> set[str]:
    tokens = pieces(fold(text))
    return {" ".join(tokens[at : at + size]) for at in range(max(1, len(tokens) - size + 1))}


def _one_threshold(rows: list[dict[str, Any]], copies: Groups) -> tuple[float, float, float]:
    runs = {row["id"]: _runs(row["text"]) for row in rows}
    found = {pair for pair in itertools.combinations(sorted(runs), 2) if _jaccard(runs[pair[0]], runs[pair[1]]) >= 0.5}
    return pair_figures(pairs_of(copies), found)


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _print_misses(gold: Groups, found: Groups) -> None:
    merged = {frozenset(gold[one] for one in members) for members in _members(found).values()}
    split = {group: {found[one] for one in members} for group, members in _members(gold).items()}
    print(f"  merged: {sorted(sorted(map(str, groups)) for groups in merged if len(groups) > 1)}")
    print(f"  split:  {sorted(str(group) for group, parts in split.items() if len(parts) > 1)}")


# ------------------------------------------------------------------------------------------------- look-alike events


def look_alike_events() -> None:
    """Two confusable events a topic, no dates: everything placed at once, in shuffled portions, and by a centroid."""
    rows = _lines(SHARED / "stories" / "look-alike-events" / "articles.jsonl.gz")
    gold = {row["id"]: row["story"] for row in rows}
    items = []
    for row in rows:
        title, _, text = row["text"].partition("\n")
        items.append(described({"id": row["id"], "title": title, "text": text, "lang": row["language"]}, has_topics=False))
    print(f"look-alike-events: {len(rows)} articles, {len(set(gold.values()))} events")
    whole = {placement.item_id: placement.story_id for placement in place(items, (), (), SETTINGS)}
    print(f"  B-cubed, in one batch                 {said(b_cubed(gold, whole))}")
    random.Random(7).shuffle(items)
    for size in (130, 1):
        placed: dict[str, Placement] = {}
        for start in range(0, len(items), size):
            changed = as_in_a_turn(items[start : start + size], items[:start], tuple(placed.values()))
            placed |= {placement.item_id: placement for placement in changed}
        online = {id: placement.story_id for id, placement in placed.items()}
        print(
            f"  B-cubed, online, shuffled, {size:3} at once {said(b_cubed(gold, online))}; same groups as in one batch: {online == whole}"
        )
    best = max((b_cubed(gold, _centroids(items, threshold)) for threshold in (0.15, 0.2, 0.25, 0.3)), key=lambda figures: figures[2])
    print(f"  baseline, online tf-idf centroid, best of four thresholds {said(best)}")


def as_in_a_turn(new: Sequence[StoryItem], known: Sequence[StoryItem], placements: Sequence[Placement]) -> tuple[Placement, ...]:
    """Beside few all are considered again, beside many those near the new ones, with their stories."""
    story_of = {placement.item_id: placement.story_id for placement in placements}
    nearby = Nearby()
    nearby.add(trace_of(item, story_of[item.id]) for item in known)
    if nearby.is_small(ALWAYS):
        return place(new, known, placements, SETTINGS)
    near = nearby.with_stories(set().union(*(nearby.near(item, SETTINGS.window) for item in new)), ALWAYS)
    sample = nearby.sample(ALWAYS)
    beside = [item for item in known if item.id in near]
    return place(new, beside, placements, SETTINGS, Weights([item for item in known if item.id in sample]))


def _centroids(items: Sequence[StoryItem], threshold: float) -> dict[str, int]:
    """The usual online way: join the nearest centroid above a threshold, else begin a new story."""
    weights = Weights(items)
    sums: list[dict[str, float]] = []
    found: dict[str, int] = {}
    for item in items:
        stems = weights.weigh(item).stems
        scores = [
            sum(value * total[stem] for stem, value in stems.items() if stem in total) / math.sqrt(sum(v * v for v in total.values()))
            for total in sums
        ]
        best = max(range(len(scores)), key=scores.__getitem__, default=-1)
        if best < 0 or scores[best] < threshold:
            sums.append({})
            best = len(sums) - 1
        for stem, value in stems.items():
            sums[best][stem] = sums[best].get(stem, 0.0) + value
        found[item.id] = best
    return found


# -------------------------------------------------------------------------------------------------- same-story pairs


def same_story_pairs(per_pair: int = 170, *, with_model: bool = False) -> None:
    """Pairs in 16 pairs of languages, same = overall at most 2: our likeness at our one threshold, beside word overlap.

    The baseline is given a threshold for each pair of languages: its best on the test itself, and one chosen on four
    fifths and tried on the last, as nobody knows the test beforehand.
    """
    rows = _lines(SHARED / "stories" / "same-story-pairs" / "pairs.jsonl.gz")
    by_languages: dict[str, list[tuple[bool, dict[str, Any]]]] = defaultdict(list)
    for row in rows:
        if len(by_languages[f"{row['lang1']}-{row['lang2']}"]) < per_pair:
            by_languages[f"{row['lang1']}-{row['lang2']}"].append((row["overall"] <= 2, row))
    chosen = [row for _, cases in sorted(by_languages.items()) for _, row in cases]
    start = time.process_time()
    items = [_untitled(f"{number}-{side}", row, side, with_model) for number, row in enumerate(chosen) for side in "12"]
    spent = (time.process_time() - start) / len(items)
    values = iter(weighed_together(items))
    print(f"same-story-pairs: {len(chosen)} of {len(rows)} pairs, {'with' if with_model else 'without'} the language model")
    print(f"  describing an article: {1000 * spent:.1f} ms of CPU")
    print("  languages    n  same   ours, one threshold   ours, best   word overlap, best   word overlap, threshold held out")
    for languages, cases in sorted(by_languages.items()):
        same = [case[0] for case in cases]
        ours = [likeness_of(next(values), next(values)) for _ in cases]
        words = [_jaccard(_word_set(row["text1"]), _word_set(row["text2"])) for _, row in cases]
        print(
            f"  {languages:9}  {len(cases):4} {sum(same):4}   {_f1(same, [value >= ENOUGH for value in ours]):.3f}"
            f"                 {_best_f1(same, ours):.3f}        {_best_f1(same, words):.3f}                {_held_out_f1(same, words):.3f}"
        )


def _held_out_f1(same: Sequence[bool], values: Sequence[float]) -> float:
    """F1 with the threshold that is best on the other four fifths; the mean of nine drawings."""
    found = []
    for draw in range(9):
        part = [number % 5 for number in range(len(same))]
        random.Random(draw).shuffle(part)
        said = list(same)
        for held in range(5):
            least = _best_threshold(*([one[n] for n in range(len(same)) if part[n] != held] for one in (same, values)))
            said = [values[n] >= least if part[n] == held else said[n] for n in range(len(same))]
        found.append(_f1(same, said))
    return sum(found) / len(found)


def _best_threshold(same: Sequence[bool], values: Sequence[float]) -> float:
    return max(sorted(set(values)), key=lambda least: _f1(same, [value >= least for value in values]))


def _untitled(id: str, row: dict[str, Any], side: str, with_model: bool) -> StoryItem:
    text, language = row[f"text{side}"], row[f"lang{side}"]
    head, gap, rest = text.partition("  ")
    title, body = (head, rest) if gap and len(head) < 250 else (text[:90], text)
    item = described({"id": id, "title": title, "text": body, "lang": language}, has_topics=False)
    return replace(item, features=item.features + vector_of("", text)) if with_model else item


def _word_set(text: str) -> set[str]:
    return {piece for piece in pieces(fold(text)) if len(piece) > 3 or not piece.isascii()} or set(WORD.findall(text))


def _f1(same: Sequence[bool], found: Sequence[bool]) -> float:
    hit = sum(a and b for a, b in zip(same, found, strict=True))
    return 2 * hit / max(1, sum(same) + sum(found))


def _best_f1(same: Sequence[bool], values: Sequence[float]) -> float:
    return max(_f1(same, [value >= threshold for value in values]) for threshold in set(values))


# ------------------------------------------------------------------------------------------------ pages and captures


def copies_of_pages() -> None:
    """Near-duplicate pages, HTML in, pairs out."""
    from monitor.errors import ParseError
    from monitor.extract import extract_page
    from monitor.model import Page

    folder = SHARED / "pages" / "five-languages"
    truth = json.loads((folder / "near_duplicates.json").read_text("utf-8"))
    positive, ignored = ({tuple(sorted(pair)) for pair in truth[key]} for key in ("positive", "ignore"))
    names = sorted({id for pair in positive | ignored for id in pair})
    others = sorted(path.name.removesuffix(".html.gz") for path in (folder / "pages").glob("*.html.gz"))
    hosts = {_host(id) for id in names}
    chosen = sorted({*names, *random.Random(3).sample([id for id in others if _host(id) in hosts], 420)})
    items, unread = [], 0
    for id in chosen:
        body = gzip.decompress((folder / "pages" / f"{id}.html.gz").read_bytes())
        try:
            article = extract_page(Page(url=f"https://{_host(id)}/{id}", body=body))
        except ParseError:
            unread += 1
            continue
        item = Item(id=id, url=article.url, title=article.title, text=article.text, first_seen_at=THEN, language=article.language)
        items.append(describe(replace(article, published=UNDATED), item, (), NAMES))
    group = joined(len(items), [(copy.first, copy.second) for copy in copies_among(items)])
    found = pairs_of({item.id: group[number] for number, item in enumerate(items)})
    texts = {item.id: frozenset(unpack(item.features).shingles.tolist()) for item in items}
    print(f"five-languages: {len(chosen)} of {len(others)} pages (every page of a labelled pair, and 420 drawn), {unread} unread")
    print(f"  near-duplicate pairs                        {said(pair_figures(positive, found - ignored))}")
    plain = {
        tuple(sorted((a, b)))
        for a, b in itertools.combinations(sorted(texts), 2)
        if len(texts[a] & texts[b]) >= 0.5 * max(1, len(texts[a] | texts[b]))
    }
    print(f"  baseline, shingles alone at .5, our text    {said(pair_figures(positive, plain - ignored))}")
    print(f"  missed {sorted(positive - found)[:6]}\n  wrong  {sorted(found - positive - ignored)[:6]}")


def _host(id: str) -> str:
    return id.split("_")[1]


def one_topic_for_all() -> None:
    """General news of a hundred outlets as a topic that catches everything would bring it, in one day: what is joined that is no copy."""
    folder = SHARED / "pages" / "five-languages"
    truth = json.loads((folder / "near_duplicates.json").read_text("utf-8"))
    copies = {tuple(sorted(pair)) for key in ("positive", "ignore") for pair in truth[key]}
    rows = [row for row in _lines(folder / "gold.jsonl") if row.get("text")]
    items = general_news(rows)
    languages = {item.id: item.language for item in items}
    placed = {placement.item_id: placement for placement in place(items, (), (), SETTINGS)}
    stories = {id: placement.story_id for id, placement in placed.items()}
    taken = pairs_of({id: placement.duplicate_of or id for id, placement in placed.items()})
    joined_pairs = pairs_of(stories) - taken - copies
    across = {pair for pair in joined_pairs if languages[pair[0]] != languages[pair[1]]}
    hosts = {pair for pair in joined_pairs - across if _host(pair[0]) != _host(pair[1])}
    days = {pair for pair in joined_pairs if abs(_day(pair[0]) - _day(pair[1])) > SETTINGS.window.days}
    sizes = sorted((len(members) for members in _members(stories).values()), reverse=True)
    print(f"five-languages, one topic for all, one day: {len(items)} articles, {len(sizes)} stories, the largest {sizes[:5]}")
    print(f"  joined pairs that are no copies: {len(across)} across languages, {len(hosts)} across outlets of one language,")
    print(f"  {len(joined_pairs) - len(across) - len(hosts)} of one outlet; {len(days)} of them truly written more than four days apart")


def general_news(rows: Sequence[dict[str, Any]]) -> list[StoryItem]:
    """Pages as articles of one day, one after another, all with one topic and without their own date."""
    items = []
    for number, row in enumerate(sorted(rows, key=lambda row: str(row["id"]))):
        title, _, rest = str(row["text"]).partition("\n")
        at = (THEN + timedelta(seconds=86_400 * number / len(rows))).isoformat()
        fields = {"id": row["id"], "title": row.get("title") or title[:200], "text": rest.strip() or title, "published": at}
        host = _host(str(row["id"]))
        described_row = described(
            {**fields, "lang": row["language"], "outlet": host, "url": f"https://{host}/{row['id']}"}, has_topics=False
        )
        items.append(replace(described_row, topics=("all",)))
    return items


def _day(id: str) -> int:
    return datetime.strptime(id[:8], "%Y%m%d").replace(tzinfo=UTC).toordinal()


def seeds() -> None:
    """The five captures: which are one article, which one story."""
    from monitor.extract import extract_capture

    items = []
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        article = extract_capture(path.read_text("utf-8"), None)
        item = Item(id=path.name[:3], url=None, title=article.title, text=article.text, first_seen_at=THEN, language=article.language)
        topics = tuple(verdict.topic for verdict in match_topics(item, TOPICS) if verdict.is_match)
        items.append(describe(article, item, topics, NAMES))
    placed = {placement.item_id: placement for placement in place(items, (), (), SETTINGS)}
    groups = sorted(sorted(members) for members in _members({id: one.story_id for id, one in placed.items()}).values())
    copies = {id: one.duplicate_of for id, one in placed.items() if one.duplicate_of}
    print(f"seeds: stories {groups} (wanted 000 001 002 / 003 / 004), copies {copies} (wanted 001 of 000)")


def _lines(path: Path) -> list[dict[str, Any]]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8") if path.suffix == ".gz" else path.read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def main() -> None:
    """Every figure; what needs ../shared is left out where that is absent, and said so."""
    own = _lines(HERE / "data" / "stories_labelled.jsonl")
    labelled_items("bench/data/stories_labelled.jsonl", own, with_misses=True)
    newsroom()
    if not SHARED.is_dir():
        print("left out: items.yaml, look-alike-events, same-story-pairs, five-languages, seeds (../shared is not here)")
        return
    from ruamel.yaml import YAML

    rows = YAML(typ="safe").load(SHARED / "items" / "items.yaml")["items"]
    labelled_items("items.yaml", rows, with_misses=True)
    parts: tuple[Callable[[], None], ...] = (seeds, one_topic_for_all, look_alike_events, same_story_pairs, copies_of_pages)
    for part in parts:
        part()


def with_model() -> None:
    """The pairs again with the extra `semantic`; minutes, so not a part of `make quality`."""
    if not is_installed() or not SHARED.is_dir():
        print("left out: needs monitor[semantic] and ../shared")
        return
    same_story_pairs(with_model=True)


if __name__ == "__main__":
    with_model() if sys.argv[1:] == ["semantic"] else main()
