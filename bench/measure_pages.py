"""Pages and seeds of ../shared: the benchmark's own measure, beside plain trafilatura in the same run; and hostile bytes."""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from monitor.errors import ParseError, WorkerError  # noqa: E402
from monitor.extract import cut_repeated, extract_capture, extract_page  # noqa: E402
from monitor.model import Article, Page  # noqa: E402
from monitor.workers import WorkerPool, WorkerSettings  # noqa: E402
from tests.faults import cases, expand  # noqa: E402

SHARED = HERE.parent.parent / "shared"
TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
PLAIN = {
    "default": {},
    "precision": {"favor_precision": True},
    "no tables, no comments": {"include_tables": False, "include_comments": False},
    "recall": {"favor_recall": True},
    "fast": {"fast": True},
    "precision, no tables": {"favor_precision": True, "include_tables": False, "include_comments": False},
}
QUICK = ("precision", "no tables, no comments", "precision, no tables")
"""The settings that were best on one of the sets; the others were never (see results)."""
SETS = ("english-news-blogs", "world-news", "five-languages")
SAMPLE = 4


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = TOKEN.findall(text)
    return Counter(tuple(tokens[place : place + 4]) for place in range(max(len(tokens) - 3, 1 if tokens else 0)))


def precision_recall(gold: str, got: str) -> tuple[float, float]:
    """The article-extraction-benchmark's measure: overlap of 4-grams, as multisets."""
    wanted, found = shingles(gold), shingles(got)
    both = sum((wanted & found).values())
    extra, missed = sum(found.values()) - both, sum(wanted.values()) - both
    precision = 1.0 if extra == missed == 0 else both / (both + extra) if both + extra else 0.0
    recall = 1.0 if extra == missed == 0 else both / (both + missed) if both + missed else 0.0
    return precision, recall


def f1(scores: list[tuple[float, float]]) -> float:
    precision = sum(score[0] for score in scores) / len(scores)
    recall = sum(score[1] for score in scores) / len(scores)
    return 2 * precision * recall / (precision + recall)


def gold_pages(name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
    folder = SHARED / "data" / "pages" / name
    for line in (folder / "gold.jsonl").open(encoding="utf-8"):
        gold = json.loads(line)
        yield gold, gzip.decompress((folder / "pages" / f"{gold['id']}.html.gz").read_bytes())


def pages(full: bool = False, _verbose: bool = False) -> None:
    """F1 of the text beside plain trafilatura's best setting, titles and dates."""
    if not SHARED.is_dir():
        print("pages: left out, ../shared is not here")
        return
    import trafilatura

    for name in SETS:
        chosen = [pair for number, pair in enumerate(gold_pages(name)) if full or name != SETS[2] or number % SAMPLE == 0]
        started = time.process_time()
        articles = [_article(gold, body) for gold, body in chosen]
        ours = time.process_time() - started
        plain: dict[str, list[tuple[float, float]]] = defaultdict(list)
        times: dict[str, float] = {}
        for setting in PLAIN if full else QUICK:
            started = time.process_time()
            texts = [trafilatura.extract(body, **PLAIN[setting]) or "" for _, body in chosen]
            times[setting] = time.process_time() - started
            plain[setting] = [precision_recall(gold["text"], text) for (gold, _), text in zip(chosen, texts, strict=True)]
        best = max(plain, key=lambda setting: f1(plain[setting]))
        alone = f1([precision_recall(gold["text"], article.text) for (gold, _), article in zip(chosen, articles, strict=True)])
        together = f1(
            [precision_recall(gold["text"], article.text) for (gold, _), article in zip(chosen, cut_repeated(articles), strict=True)]
        )
        print(
            f"pages {name} ({len(chosen)}): F1 {alone:.4f} each alone, {together:.4f} read together; plain "
            f"{f1(plain[best]):.4f} ({best}); {together - f1(plain[best]):+.4f}"
        )
        print(
            "   "
            + ", ".join(f"{setting} {f1(scores):.4f} in {times[setting]:.1f} s" for setting, scores in plain.items())
            + f"; ours in {ours:.1f} s"
        )
        _metadata(name, chosen, articles)


def _article(gold: dict[str, Any], body: bytes) -> Article:
    try:
        return extract_page(Page(url=gold["url"] or "", body=body))
    except ParseError:
        return Article(url=gold["url"], title="", text="")  # type: ignore[arg-type]


def _metadata(name: str, chosen: list[tuple[dict[str, Any], bytes]], articles: list[Article]) -> None:
    titled = [(gold["title"], article.title) for (gold, _), article in zip(chosen, articles, strict=True) if gold["title"]]
    dated = [
        (gold["published_at"], article.published.value) for (gold, _), article in zip(chosen, articles, strict=True) if gold["published_at"]
    ]
    signed = [(gold["authors"], article.byline) for (gold, _), article in zip(chosen, articles, strict=True) if gold["authors"]]
    if titled:
        same = sum(_line(want) == _line(got) for want, got in titled)
        seen = sum(_visible(want) == _visible(got) for want, got in titled)
        days = sum(want[:10] == (got or "")[:10] for want, got in dated)
        names = sum(set(map(_line, want)) == set(map(_line, got)) for want, got in signed)
        print(
            f"   titles exact {same}/{len(titled)} = {same / len(titled):.3f} ({seen} as seen), dates {days}/{len(dated)} = "
            f"{days / len(dated):.3f}, bylines {names}/{len(signed)}"
        )


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _visible(text: str) -> str:
    """Without soft hyphens and spaces of no width, which a title of ours never has."""
    return "".join(sign for sign in _line(text) if unicodedata.category(sign) != "Cf")


# -- seeds


def seeds(_full: bool = False, verbose: bool = False) -> None:
    """The five captures against what a perfect run makes of each."""
    folder = SHARED / "data" / "seeds"
    if not folder.is_dir():
        print("seeds: left out, ../shared is not here")
        return
    from ruamel.yaml import YAML

    expected = YAML(typ="safe").load((folder / "expected.yaml").read_text("utf-8"))["seeds"]
    exact = speakers = total = 0
    for seed in expected:
        raw = (folder / seed["file"]).read_text("utf-8")
        article = extract_capture(raw)
        lines, body = raw.split("\n"), seed["body"]
        first, last = body["lines"]
        gold = "\n".join(
            line for number, line in enumerate(lines[first - 1 : last], start=first) if number not in body.get("exclude_lines", [])
        )
        leaks = [phrase for phrase in seed["must_not_contain"] if phrase.casefold() in article.text.casefold()]
        got = {quote.text.strip("\"“”'’"): quote for quote in article.quotes}
        for want in seed["quotes"]:
            total += 1
            quote = got.get(raw[want["chars"][0] : want["chars"][1]].strip("\"“”'’"))
            exact += quote is not None
            speakers += quote is not None and quote.speaker == want["speaker"]
        print(
            f"seed {seed['seed']}: body F1 {token_f1(gold, article.text):.4f}, leaks {leaks or 'none'}, title "
            f"{'exact' if article.title == seed['title'] else article.title!r},"
            f" byline {', '.join(article.byline) or None}, published {article.published.value}, outlet {article.outlet}, {article.access},"
            f" {', '.join(f'{one.relation} {one.origin}' for one in article.provenance) or 'no origin'}"
        )
    print(f"seeds: quotes exact {exact}/{total}, speakers {speakers}/{total}")


def token_f1(gold: str, got: str) -> float:
    wanted, found = Counter(_tokens(gold)), Counter(_tokens(got))
    return 2 * sum((wanted & found).values()) / max(1, sum(wanted.values()) + sum(found.values()))


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).replace("’", "'").casefold())


# -- hostile bytes


def hostile(full: bool = False, verbose: bool = False) -> None:
    """Every case of the areas html and text in a worker of 512 MB and 10 s of processor time."""
    chosen = [case for area in ("html", "text") for case in cases(area)]
    ends: Counter[str] = Counter()
    slowest: tuple[float, str] = (0.0, "")
    with WorkerPool(WorkerSettings(processes=1)) as pool:
        for case in chosen:
            body = expand(case.get("body") if case.get("body") is not None else case.get("text", ""))
            started = time.monotonic()
            try:
                pool.submit(extract_page, Page(url="https://public.test/a", body=body, content_type=case.get("content_type", ""))).result()
                end = "read"
            except ParseError as error:
                end = "unexpected" if re.search(r"\.py:\d+\)$", str(error)) else "refused with its reason"
                if verbose and end == "unexpected":
                    print(f"  - {case['id']}: {error}")
            except WorkerError as error:
                end = f"worker ended: {error.limit}"
                if verbose:
                    print(f"  - {case['id']} ({case.get('note', '')}): {error}")
            ends[end] += 1
            slowest = max(slowest, (time.monotonic() - started, case["id"]))
    print(
        f"hostile: {len(chosen)} cases, {', '.join(f'{end} {count}' for end, count in ends.items())}; slowest {slowest[1]} "
        f"{slowest[0]:.1f} s"
    )
