"""How fast pages are read: extraction alone in two worker processes beside plain trafilatura on one core, and the full reading.

`python bench/bench_extract.py [--memory] [--hang]`; needs ../shared. Every figure is a ratio within one run, median of rounds.
The clock only tells what two processes gain where two cores are free; processor time tells what they would gain.
"""

from __future__ import annotations

import gzip
import itertools
import os
import resource
import statistics
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from monitor.errors import ParseError, WorkerError  # noqa: E402
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


def plain(pages: list[Page]) -> tuple[float, float]:
    import trafilatura

    started, used = time.monotonic(), time.process_time()
    for page in pages:
        trafilatura.extract(page.body, include_comments=False, include_tables=False)
    return time.monotonic() - started, time.process_time() - used


def pooled(pool: WorkerPool, call: object, pages: list[Page]) -> tuple[float, float]:
    started, used = time.monotonic(), time.process_time() + workers_used()
    for future in [pool.submit(call, page) for page in pages]:  # type: ignore[arg-type]
        with suppress(ParseError):
            future.result()
    return time.monotonic() - started, time.process_time() + workers_used() - used


def workers_used() -> float:
    """The processor seconds of this process's children, as Linux counts them."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if int(fields[1]) == os.getpid() else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the ratios."""
    if not PAGES.is_dir():
        print("extract: left out, ../shared is not here")
        return
    pages = sample()
    with WorkerPool(WorkerSettings(processes=2)) as pool:
        for call in (text_of, extract_page):
            pooled(pool, call, pages)
        plain(pages)
        rounds = [(plain(pages), pooled(pool, text_of, pages), pooled(pool, extract_page, pages)) for _ in range(ROUNDS)]
    clock, used = (statistics.median(row[0][which] for row in rounds) for which in (0, 1))
    print(f"extract: {len(pages)} pages, plain trafilatura in the same mode {clock:.2f} s, {used:.2f} s of processor time")
    for name, which in (("extraction alone", 1), ("the full reading", 2)):
        seen = statistics.median(row[0][0] / row[which][0] for row in rounds)
        cost = statistics.median(row[which][1] / row[0][1] for row in rounds)
        print(
            f"   {name}: two processes {seen:.2f} x plain by the clock (load {os.getloadavg()[0]:.1f}); processor time {cost:.2f} x plain,"
        )
        print(f"      so {2 / cost:.2f} x plain with two free cores (aim 1.7)")
    if "--hang" in sys.argv:
        hang(pages)
    if "--memory" in sys.argv:
        memory(pages)


def hang(pages: list[Page]) -> None:
    """What one page that never ends costs the others: two workers, a limit of 5 s of processor time."""
    settings = WorkerSettings(processes=2, cpu=timedelta(seconds=5), wall=timedelta(seconds=60))
    for with_one in (False, True):
        with WorkerPool(settings) as pool:
            for future in [pool.submit(text_of, page) for page in pages[:20]]:
                with suppress(ParseError):
                    future.result()
            started = time.monotonic()
            hanging = [pool.submit(sum, itertools.repeat(0))] if with_one else []
            ended = []
            for future in [pool.submit(text_of, page) for page in pages * 3]:
                with suppress(ParseError):
                    future.result()
                ended.append(time.monotonic() - started)
            for future in hanging:
                with suppress(WorkerError):
                    future.result()
            print(
                f"   {3 * len(pages)} pages {'and one that hangs' if with_one else 'alone'}: pages done after {ended[-1]:.1f} s, all after "
                f"{time.monotonic() - started:.1f} s"
            )


def memory(pages: list[Page]) -> None:
    """The resident size of one process over 10,000 pages, without the replacement that workers have."""
    for number in range(1, 10_001):
        with suppress(ParseError):
            extract_page(pages[number % len(pages)])
        if number % 500 == 0:
            held = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1_048_576
            print(f"   {number} pages: {held} MB resident", flush=True)


if __name__ == "__main__":
    main()
