"""The whole program beside its peers: many feeds with articles on loopback, the first run and the steady state.

    python bench/bench_whole.py [--feeds 200] [--entries 30] [--latency 0.05] [--runs 3] [--no-peers]

Peers install from the package index into `.venv-bench` when the bench is run. Each program gets the same feeds from
the same server in the same run; figures are wall seconds, CPU seconds of the program (children too) and peak memory.
Only the ratios mean anything: the machine is shared.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".venv-bench"
WORDS = """
    missile defence interceptor radar battery exercise ministry minister said test range site deployed alliance budget
    contract system launch intercept target official reported agreement treaty sensor programme delivery unit crew
""".split()  # noqa: SIM905 - a list of words is read as words


@dataclass(frozen=True)
class Cost:
    """What one run of one program took."""

    wall: float
    cpu: float
    peak_mb: float


def words(seed: int, count: int) -> str:
    """The same pseudo-random words for the same seed."""
    digest = hashlib.sha256(str(seed).encode()).digest()
    return " ".join(WORDS[(digest[i % 32] + i * (seed % 13 + 1)) % len(WORDS)] for i in range(count))


class Farm:
    """A server of feeds and articles that answers 304 to who asks with its ETag."""

    def __init__(self, feeds: int, entries: int, latency: float) -> None:
        farm = self
        self.feeds, self.entries, self.latency = feeds, entries, latency
        self.served = 0

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                time.sleep(farm.latency)
                farm.served += 1
                body, kind = farm.page(self.path)
                tag = '"' + hashlib.md5(body).hexdigest() + '"'
                status = 304 if self.headers.get("If-None-Match") == tag else 200
                self.send_response(status if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("ETag", tag)
                self.send_header("Content-Length", str(len(body) if status == 200 else 0))
                self.end_headers()
                if status == 200:
                    self.wfile.write(body)

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

        self.server = Server(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, path: str) -> tuple[bytes, str]:
        """A feed at /f/N, an article at /a/N/M."""
        parts = path.strip("/").split("/")
        if parts[0] == "f":
            n = int(parts[1])
            items = "".join(
                f"<item><title>{words(n * 100 + m, 8)} {m}</title><link>{self.base}/a/{n}/{m}</link><guid>{self.base}/a/{n}/{m}</guid>"
                f"<pubDate>Mon, 23 Nov 2026 {m % 24:02d}:00:00 GMT</pubDate><description>{words(n * 100 + m, 40)}</description></item>"
                for m in range(self.entries)
            )
            return (
                f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed {n}</title><link>{self.base}/</link>'
                f"<description>feed</description>{items}</channel></rss>"
            ).encode(), "application/rss+xml"
        if parts[0] == "a":
            seed = int(parts[1]) * 100 + int(parts[2])
            paragraphs = "".join(f"<p>{words(seed * 7 + i, 60).capitalize()}.</p>" for i in range(8))
            return (
                f"<!doctype html><html lang=en><head><title>{words(seed, 8)}</title></head><body><nav>{'<a href=/>home</a>' * 30}</nav>"
                f"<article><h1>{words(seed, 8)}</h1>{paragraphs}</article><footer>{words(1, 40)}</footer></body></html>"
            ).encode(), "text/html; charset=utf-8"
        return b"", "text/plain"

    def urls(self) -> list[str]:
        """Every feed."""
        return [f"{self.base}/f/{n}" for n in range(self.feeds)]


def measured(command: list[str], *, cwd: Path, env: dict[str, str] | None = None) -> Cost:
    """Run a command to its end; what it and its children cost."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **(env or {})}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        print(errors.decode(errors="replace")[-2000:], file=sys.stderr)
        raise SystemExit(f"{command[:3]} ended with {os.waitstatus_to_exitcode(status)}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def monitor_program(folder: Path, farm: Farm) -> Callable[[], Cost]:
    """`monitor once` with a topic of common words, a folder channel and no gap between requests."""
    feeds = "\n".join(f"  - {{id: f{n}, name: Feed {n}, url: '{url}', language: en}}" for n, url in enumerate(farm.urls()))
    (folder / "config.yaml").write_text(
        f"""
feeds:
{feeds}
topics:
  - {{id: all, name: All, any: [missile, radar, interceptor]}}
digests:
  - {{id: daily, name: Bench, cron: '0 6 * * *', zone: UTC, topics: [all], recipients: [a@example.org], channels: [out]}}
channels:
  out: {{kind: file, folder: '{folder / "out"}'}}
store: {{url: '{folder / "monitor.db"}'}}
network: {{allow: [127.0.0.0/8]}}
fetch: {{gap: 0s, per_host: 64, respect_robots: false}}
poll: {{min_interval: 1s, default_interval: 1s, max_interval: 1s}}
"""
    )
    command = [sys.executable, "-m", "monitor", "--config", str(folder / "config.yaml"), "-q", "once"]
    return lambda: measured(command, cwd=ROOT)


FLOOR = """
import sys, hashlib, sqlite3, io
from concurrent.futures import ThreadPoolExecutor
import requests
urls = open(sys.argv[1]).read().split()
db = sqlite3.connect(sys.argv[2])
db.execute('create table if not exists f(u primary key, e)'); db.execute('create table if not exists i(g primary key, t)')
seen = dict(db.execute('select u, e from f'))
session = requests.Session(); session.trust_env = False
session.mount('http://', requests.adapters.HTTPAdapter(pool_connections=64, pool_maxsize=64))
def get(u):
    return u, session.get(u, headers={'If-None-Match': seen[u]} if u in seen else {}, timeout=20)
with ThreadPoolExecutor(32) as pool:
    for u, r in pool.map(get, urls):
        if r.status_code == 200:
            import feedparser
            for e in feedparser.parse(io.BytesIO(r.content)).entries:
                db.execute('insert or ignore into i values(?,?)', (e.id, e.title))
            db.execute('insert or replace into f values(?,?)', (u, r.headers.get('ETag')))
db.commit()
"""


def floor_program(folder: Path, farm: Farm) -> Callable[[], Cost]:
    """Threads, requests, feedparser and SQLite: no articles, no topics, no mail."""
    (folder / "urls").write_text("\n".join(farm.urls()))
    (folder / "floor.py").write_text(FLOOR)
    return lambda: measured([sys.executable, "floor.py", "urls", "floor.db"], cwd=folder)


def reader_program(folder: Path, farm: Farm) -> Callable[[], Cost]:
    """lemon24/reader with ten workers."""
    (folder / "reader_peer.py").write_text(
        "import sys\nfrom reader import make_reader\nr = make_reader('reader.db')\n"
        "for u in open('urls').read().split():\n    r.add_feed(u, exist_ok=True)\nr.update_feeds(workers=10)\n"
    )
    (folder / "urls").write_text("\n".join(farm.urls()))
    return lambda: measured([str(PEERS / "bin" / "python"), "reader_peer.py"], cwd=folder)


def rss2email_program(folder: Path, farm: Farm) -> Callable[[], Cost]:
    """rss2email with a sendmail that swallows: a mail an entry."""
    sink = folder / "sendmail"
    sink.write_text("#!/bin/sh\ncat >/dev/null\n")
    sink.chmod(0o755)
    sections = "".join(f"[feed.f{n}]\nurl = {url}\n\n" for n, url in enumerate(farm.urls()))
    (folder / "r2e.cfg").write_text(
        f"[DEFAULT]\nfrom = a@example.org\nto = a@example.org\nemail-protocol = sendmail\nsendmail = {sink}\nactive = True\n\n{sections}"
    )
    return lambda: measured([str(PEERS / "bin" / "r2e"), "-c", "r2e.cfg", "-d", "r2e.json", "run"], cwd=folder)


def install_peers() -> None:
    """Peers live in an environment of their own."""
    if not (PEERS / "bin" / "r2e").exists():
        venv.create(PEERS, with_pip=True)
        subprocess.run([str(PEERS / "bin" / "python"), "-m", "pip", "install", "-qq", "reader", "sgmllib3k", "rss2email"], check=True)


def main() -> None:
    """Print a line a program and state: median wall, CPU, peak memory, and the ratio to the floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--no-peers", action="store_true")
    args = parser.parse_args()
    programs = {"monitor": monitor_program, "floor": floor_program}
    if not args.no_peers:
        install_peers()
        programs |= {"reader": reader_program, "rss2email": rss2email_program}
    farm = Farm(args.feeds, args.entries, args.latency)
    print(f"{args.feeds} feeds x {args.entries} entries, {args.latency * 1000:.0f} ms latency, median of {args.runs} steady runs")
    with tempfile.TemporaryDirectory() as folder:
        for name, make in programs.items():
            place = Path(folder) / name
            place.mkdir()
            once = make(place, farm)
            show(name, "first", [once()])
            show(name, "steady", [once() for _ in range(args.runs)])
    farm.server.shutdown()


def show(name: str, state: str, costs: list[Cost]) -> None:
    """One line of the table."""
    wall, cpu = statistics.median(c.wall for c in costs), statistics.median(c.cpu for c in costs)
    print(f"{name:10} {state:7} wall {wall:6.2f} s  cpu {cpu:6.2f} s  peak {max(c.peak_mb for c in costs):5.0f} MB", flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    main()
