"""How fast pages are read: extraction alone in two worker processes beside plain trafilatura on one core, and the full reading.

`python bench/bench_extract.py [--memory]`; needs ../shared. Every figure is a ratio within one run, median of rounds.
"""

from __future__ import annotations

import gzip
import resource
import statistics
import sys
import time
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from monitor.errors import ParseError  # noqa: E402
from monitor.extract import extract_page  # noqa: E402
from monitor.extract.article import text_of  # noqa: E402
from monitor.model import Page  # noqa: E402
from monitor.workers import WorkerPool, WorkerSettings  # noqa: E402

PAGES = HERE.parent.parent / "shared" / "data" / "pages"
SAMPLE, ROUNDS = 60, 5


def sample() -> list[Page]:
    files = sorted(PAGES.glob("*/pages/*.html.gz"))
    return [
        Page(url=f"https://page{number}.example/", body=gzip.decompress(file.read_bytes()))
        for number, file in enumerate(files[:: len(files) // SAMPLE])
    ]


def plain(pages: list[Page]) -> float:
    import trafilatura

    started = time.monotonic()
    for page in pages:
        trafilatura.extract(page.body, include_comments=False, include_tables=False)
    return time.monotonic() - started


def pooled(pool: WorkerPool, call: object, pages: list[Page]) -> float:
    started = time.monotonic()
    for future in [pool.submit(call, page) for page in pages]:  # type: ignore[arg-type]
        with suppress(ParseError):
            future.result()
    return time.monotonic() - started


def main() -> None:
    """Print the ratios."""
    if not PAGES.is_dir():
        print("extract: left out, ../shared is not here")
        return
    pages = sample()
    with WorkerPool(WorkerSettings(processes=2)) as pool:
        for call in (text_of, extract_page):
            pooled(pool, call, pages[:40])
        plain(pages[:10])
        rounds = [(plain(pages), pooled(pool, text_of, pages), pooled(pool, extract_page, pages)) for _ in range(ROUNDS)]
    alone = statistics.median(base / ours for base, ours, _ in rounds)
    whole = statistics.median(base / ours for base, _, ours in rounds)
    base = statistics.median(row[0] for row in rounds)
    print(f"extract: {len(pages)} pages, plain trafilatura on one core {base:.2f} s ({1000 * base / len(pages):.1f} ms a page)")
    print(f"   two processes: extraction alone {alone:.2f} x plain, the full reading {whole:.2f} x plain (aim 1.7)")
    if "--memory" in sys.argv:
        memory(pages)


def memory(pages: list[Page]) -> None:
    """The resident size of one process over 10,000 pages."""
    sizes = []
    for number in range(10_000):
        try:
            extract_page(pages[number % len(pages)])
        except ParseError:
            continue
        if number % 1_000 == 999:
            sizes.append(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1_048_576)
    print(f"   resident MB after each 1,000 of 10,000 pages: {sizes}")


if __name__ == "__main__":
    main()
