"""How well feeds are understood: recorded feeds with their expectations, encodings, lists of feeds, hostile bodies.

    python bench/quality_feeds.py

Reads ../shared/data/feeds where it is there; the hostile bodies are the project's own (tests/data/faults).
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
import warnings
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "feeds"
sys.path.insert(0, str(ROOT))

from monitor.errors import ParseError, WorkerError  # noqa: E402
from monitor.feeds import parse_feed, read_opml  # noqa: E402
from monitor.feeds.decode import text_of  # noqa: E402
from monitor.feeds.words import line_of  # noqa: E402
from monitor.model import Entry, Feed, ParsedFeed  # noqa: E402
from monitor.workers import WorkerPool, WorkerSettings  # noqa: E402
from tests import faults  # noqa: E402

MOJIBAKE = re.compile("\ufffd|[ÃÂÐÑ][\x80-\xbf]|[\x80-\x9f]")
SHOWN = 5
FEED = Feed(id="f", url="http://public.test/feed", name="F")


@dataclass
class Score:
    """Right answers of how many, and the first that were wrong."""

    right: int = 0
    of: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, is_right: bool, name: str) -> None:
        self.of += 1
        self.right += is_right
        if not is_right:
            self.wrong.append(name)

    def show(self, what: str) -> None:
        print(f"{what}: {self.right} of {self.of}" + "".join(f"\n  missed: {name}" for name in self.wrong[:SHOWN]))


def parsed(path: Path) -> ParsedFeed:
    """A recorded feed as it would be polled."""
    return parse_feed(path.read_bytes(), feed=FEED, url=FEED.url)


def recorded() -> None:
    """Entries, titles and dates of every recorded feed beside what its expectation says."""
    entries, titles, dates = Score(), Score(), Score()
    for path in sorted((SHARED / "real-world").glob("*/*.serde.json")):
        expected = json.loads(path.read_text(encoding="utf-8"))["entries"]
        body = next(path.parent / f"{path.name.removesuffix('.serde.json')}{end}" for end in (".xml", ".json"))
        body = body if body.exists() else body.with_suffix(".json")
        found = parsed(body).entries
        entries.add(len(found) == len(expected), f"{path.name}: {len(found)} instead of {len(expected)} entries")
        for want, entry in zip(expected, found, strict=False):
            compare(want, entry, titles, dates, path.name)
    entries.show("recorded feeds with every entry")
    titles.show("titles")
    dates.show("dates")


def compare(want: dict[str, Any], entry: Entry, titles: Score, dates: Score, name: str) -> None:
    """One entry beside its expectation; what the expectation does not know is not counted."""
    if want["title"]:
        title = line_of(want["title"]["content"])
        titles.add(entry.title == title, f"{name}: {entry.title!r} instead of {title!r}")
    if stated := want["published"] or want["updated"]:
        at = datetime.fromisoformat(stated)
        found = entry.published.at
        is_right = found is not None and abs((found - at).total_seconds()) < 1
        dates.add(is_right, f"{name}: {entry.published.value} instead of {stated}")


def encodings() -> None:
    """Documents with right, wrong or missing declarations: no broken character in any of them, and the same in what is parsed."""
    score = Score()
    for path in sorted((SHARED / "encodings").glob("*.xml")):
        text = text_of(path.read_bytes())
        with suppress(ParseError):
            found = parsed(path)
            text += " ".join([found.title, *(f"{entry.title} {entry.summary}" for entry in found.entries)])
        broken = MOJIBAKE.search(text)
        score.add(broken is None, f"{path.name}: {text[max(broken.start() - 20, 0) : broken.end() + 20]!r}" if broken else path.name)
    score.show("encodings read without a broken character")


def lists() -> None:
    """Every list of feeds imports with every address that stands in it."""
    score, feeds = Score(), 0
    for path in sorted((SHARED / "opml").rglob("*.opml")):
        body = path.read_bytes()
        wanted = {url.replace("&amp;", "&").strip() for url in re.findall(r"xmlUrl\s*=\s*[\"']([^\"']+)", body.decode("utf-8", "replace"))}
        found = {item.url for item in read_opml(body)}
        feeds += len(found)
        score.add(len(found) == len(wanted), f"{path.name}: {len(found)} of {len(wanted)}")
    score.show(f"OPML files imported whole ({feeds} feeds)")


def hostile() -> None:
    """Every hostile body in a real worker: a decision, in time, with the good item."""
    decided, good, outcomes = Score(), Score(), Counter[str]()
    slowest = (0.0, "")
    settings = WorkerSettings(processes=1)
    with WorkerPool(settings) as workers:
        for case in faults.cases("feed"):
            body = faults.expand(case["body"])[:10_000_000]
            started = time.monotonic()
            try:
                found = workers.submit(parse_feed, body, feed=FEED, url=FEED.url).result()
                outcome = "entries" if found.entries else "empty"
            except (ParseError, WorkerError) as error:
                found, outcome = None, type(error).__name__
            slowest = max(slowest, (time.monotonic() - started, case["id"]))
            outcomes[outcome] += 1
            decided.add(outcome != "WorkerError", case["id"])
            if case["expect"] in {"ok", "partial"} and b"Good item" in body:
                good.add(found is not None and any(entry.title == "Good item" for entry in found.entries), case["id"])
    decided.show("hostile bodies decided within the limits of a worker")
    good.show("good items among the bad that arrive")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"slowest {slowest[0]:.2f} s ({slowest[1]}), worker peak {peak:.0f} MB of {settings.memory_mb}, {dict(outcomes)}")


def main() -> None:
    """Print the figures."""
    warnings.simplefilter("ignore")
    hostile()
    if not SHARED.is_dir():
        print("left out, for want of ../shared/data/feeds: recorded feeds, encodings, OPML")
        return
    recorded()
    encodings()
    lists()


if __name__ == "__main__":
    main()
