"""What a turn with nothing new costs: `once` over 100 HTTPS hosts that all answer 304, beside one requests session that does the same.

CPU seconds (user and system) of a whole process, start-up included, least of several; and the start of `monitor --version`.
Both sides trust the same authorities: certifi's, and that of the hosts. They run by turns, so that a busy machine is busy for both.
"""

from __future__ import annotations

import os
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOSTS = 100
RUNS = 5

PEER = """
import ssl, sys, certifi, requests
from requests.adapters import HTTPAdapter
class Shared(HTTPAdapter):
    def init_poolmanager(self, *args, **options):
        super().init_poolmanager(*args, ssl_context=CONTEXT, **options)
CONTEXT = ssl.create_default_context(cafile=certifi.where())
CONTEXT.load_verify_locations(cafile=sys.argv[1])
with requests.Session() as session:
    session.trust_env = False
    session.mount("https://", Shared())
    for url in open(sys.argv[2]).read().split():
        assert session.get(url, headers={"If-None-Match": '"1"'}, timeout=20, verify=sys.argv[1]).status_code == 304
"""


class Unchanged(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        is_known = self.headers.get("If-None-Match") == '"1"'
        body = b"" if is_known else self.feed() if self.path == "/feed" else b""
        self.send_response(304 if is_known else 200 if body else 404)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        self.wfile.write(body)

    def feed(self) -> bytes:
        host = self.headers["Host"]
        item = f"<item><title>Old news</title><link>https://{host}/1</link><pubDate>Mon, 01 Jan 2024 00:00:00 GMT</pubDate></item>"
        return f"<rss version='2.0'><channel><title>{host}</title>{item}</channel></rss>".encode()

    def log_message(self, *_: object) -> None: ...


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    context: ssl.SSLContext

    def finish_request(self, request: object, client_address: object) -> None:
        # The handshake in the connection's own thread: the listener must not wait for it.
        super().finish_request(self.context.wrap_socket(request, server_side=True), client_address)  # type: ignore[arg-type]

    def handle_error(self, *_: object) -> None: ...


def serve(folder: Path) -> int:
    import trustme

    authority = trustme.CA()
    certificate = authority.issue_cert(*(f"127.0.77.{number}" for number in range(1, HOSTS + 1)))
    authority.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    server = Server(("0.0.0.0", 0), Unchanged)
    server.context = context
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return int(server.server_port)


def cpu(*command: str, ok: tuple[int, ...] = (0,)) -> float:
    """CPU seconds of the command's process and its children."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) in ok, command
    return used.ru_utime + used.ru_stime


def least(*command: str) -> float:
    return min(cpu(*command) for _ in range(RUNS))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = serve(folder)
        urls = [f"https://127.0.77.{number}:{port}/feed" for number in range(1, HOSTS + 1)]
        (folder / "urls").write_text("\n".join(urls))
        (folder / "peer.py").write_text(PEER)
        feeds = "\n".join(f"  - {{url: '{url}'}}" for url in urls)
        config = folder / "config.yaml"
        config.write_text(
            f"feeds:\n{feeds}\nnetwork: {{allow: [127.0.0.0/8], ca_file: '{folder}/ca.pem'}}\n"
            f"store: {{url: '{folder}/monitor.db'}}\nfetch: {{gap: 0s}}\n"
        )
        once = (sys.executable, "-m", "monitor", "--config", str(config), "once")
        cpu(*once)

        def make_due() -> None:
            with sqlite3.connect(folder / "monitor.db") as connection:
                connection.execute("update feeds set next_poll_at = 0")

        peer = (sys.executable, str(folder / "peer.py"), str(folder / "ca.pem"), str(folder / "urls"))
        ours = theirs = float("inf")
        for _ in range(RUNS):
            make_due()
            ours, theirs = min(ours, cpu(*once)), min(theirs, cpu(*peer))
        with sqlite3.connect(folder / "monitor.db") as connection:
            polled = connection.execute("select count(*) from feeds where next_poll_at > 0").fetchone()[0]
        idle = least(*once)
    version = least(sys.executable, "-m", "monitor", "--version")
    click = least(sys.executable, "-c", "import click")
    print(f"once, {polled} of {HOSTS} feeds polled and unchanged over {HOSTS} HTTPS hosts: {ours:.2f} CPU s")
    print(f"requests session with a shared TLS context:       {theirs:.2f} CPU s   ratio {ours / theirs:.2f} (target <= 2)")
    print(f"once with nothing due:                            {idle:.2f} CPU s")
    print(f"monitor --version: {version:.3f} CPU s, import click: {click:.3f}   ratio {version / click:.2f} (target <= 2.5)")


if __name__ == "__main__":
    main()
