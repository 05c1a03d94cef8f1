"""Every secret that can be configured is used in a run where everything fails, and is then looked for in all that the run left."""

import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests import faults

CASES = {case["id"]: case for case in faults.cases("secret") if case["sub"] == "redaction"}

CONFIG = """
feeds:
  - {{id: private, url: "http://127.0.0.1:{web}/private/${{SECRET_004}}/rss"}}
  - {{id: closed, url: "http://user:${{SECRET_005}}@127.0.0.1:{web}/closed"}}
  - {{id: moved, url: "http://127.0.0.1:{web}/moved"}}
topics: [israel]
digests:
  - id: daily
    cron: "* * * * *"
    recipients: ada@x.example
    channels: [mail, hook, chat]
channels:
  mail: {{kind: smtp, host: 127.0.0.1, port: {smtp}, security: none, user: ada, password: "${{SECRET_001}}", deadline: 5s}}
  hook: {{kind: webhook, url: "http://127.0.0.1:{web}/hook/${{SECRET_013}}", secret: "${{SECRET_009}}", deadline: 5s}}
  chat: {{kind: webhook, form: slack, url: "http://127.0.0.1:{web}/services/${{SECRET_007}}", deadline: 5s}}
network: {{allow: 127.0.0.0/8, trust_env: {proxy}}}
fetch: {{gap: 0s, feed_deadline: 5s}}
store: {{url: "{store}"}}
"""


class _Unhappy(BaseHTTPRequestHandler):
    """Serves one feed; repeats to everybody else what they asked for, tokens and all."""

    def do_GET(self) -> None:
        if self.path.startswith("/private/"):
            self._say(200, faults.feed(2))
        elif self.path == "/moved":
            self._say(302, b"", f"/target?token={os.environ['SECRET_014']}")
        else:
            self._say(404, f"there is no {self.path} for {self.headers['Authorization']}".encode())

    def do_POST(self) -> None:
        self._say(403, f"there is no {self.path}, you with {self.headers.as_string()}".encode())

    def _say(self, status: int, body: bytes, location: str = "") -> None:
        self.send_response(status, "because of " + self.path)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Left:
    """What a run left behind: everything printed, and every file in its folder."""

    printed: bytes
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def secrets() -> dict[str, str]:
    """Each case's own value, so that a finding says whose it is."""
    return {name: f"{case['value']}{name[-3:]}" for name, case in CASES.items()}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def servers(secrets: dict[str, str]) -> Iterator[tuple[int, int]]:
    os.environ["SECRET_014"] = secrets["secret-014"]
    web = ThreadingHTTPServer(("127.0.0.1", 0), _Unhappy)
    Thread(target=web.serve_forever, daemon=True).start()
    refused = AuthResult(success=False, handled=False, message="535 wrong password")
    mail = Controller(object(), "127.0.0.1", _free_port(), auth_require_tls=False, authenticator=lambda *_: refused)
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    mail.start()
    yield web.server_address[1], mail.port
    mail.stop()
    web.shutdown()
    web.server_close()


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory, servers: tuple[int, int], secrets: dict[str, str]) -> Left:
    folder = tmp_path_factory.mktemp("desk")
    web, smtp = servers
    environ = {**os.environ, **{name.upper().replace("-", "_"): value for name, value in secrets.items()}}
    environ["http_proxy"] = f"http://proxy:{secrets['secret-012']}@127.0.0.1:9"
    settings = {"web": web, "smtp": smtp, "proxy": "false", "store": "news.db"}
    for name, changes in {
        "plain": {},
        "proxy": {"proxy": "true", "store": "proxy.db"},
        "postgres": {"store": "postgresql://u:${SECRET_011}@127.0.0.1:9/x"},
    }.items():
        (folder / f"{name}.yaml").write_text(CONFIG.format(**{**settings, **changes}), encoding="utf-8")
    (folder / "wrong.yaml").write_text(f"fetch: {{headers: {{X-Api-Key: {secrets['secret-005']}}}}}\n", encoding="utf-8")
    commands = (
        "-c plain -vv --log-format json once --only poll,publish,send",
        "-c plain check --online",
        "-c plain status",
        "-c plain feeds show private",
        "-c plain outbox list --all",
        "-c proxy -vv once --only poll",
        "-c postgres -vv status",
        "-c wrong -v check",
    )
    printed = b""
    for line in commands:
        words = line.replace("-c ", "--config ", 1).split()
        words[1] += ".yaml"
        done = subprocess.run(
            [sys.executable, "-m", "monitor", *words], cwd=folder, env=environ, capture_output=True, timeout=60, check=False
        )
        printed += f"\n$ {line}: {done.returncode}\n".encode() + done.stdout + done.stderr
    return Left(printed=printed, files={path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".yaml"})


def test_the_run_got_into_every_trouble_it_was_meant_for(left: Left) -> None:
    printed = left.printed.decode()

    for trace in ("feed:closed", "feed:moved", "535", "hook to", "chat to", "store failed", "unknown key", "feed:private"):
        assert trace in printed, printed
    assert "news.db" in left.files


@pytest.mark.parametrize("name", list(CASES), ids=lambda name: f"{name}: {CASES[name]['where']}")
def test_a_secret_is_nowhere_in_what_a_run_leaves(left: Left, secrets: dict[str, str], name: str) -> None:
    value = secrets[name].encode()

    places = [line for line in left.printed.split(b"\n") if value in line]
    places += [file.encode() for file, content in left.files.items() if value in content]

    assert places == []
