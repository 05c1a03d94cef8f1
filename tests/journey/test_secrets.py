"""What is secret stands nowhere: not in what is printed or logged, not in a mail, the store or the list of processes."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.journey.test_daemon import daemon, free_port, wait_for
from tests.journey.world import CANARIES, World, children
from tests.store.conftest import new_database

CHANNELS = """\
  hook: {kind: webhook, url: 'SITE/${HOOK}', secret: '${HOOK}'}
  chat: {kind: chat, url: 'slack://${CHAT}/BBBBBBBBB/CCCCCCCCCCCCCCCCCCCCCCCC/#x'}
store:"""

COMMANDS = (
    ("-vv", "once"),
    ("-vv", "--log-format", "json", "once"),
    ("status", "--json"),
    ("outbox", "list", "--json"),
    ("feeds", "list"),
    ("check",),
    ("preview", "daily", "--format", "eml"),
)


def with_failing_channels(world: World) -> None:
    """Beside the mail server, two more channels that have a secret, and nobody who takes what they bring."""
    text = world.path.read_text(encoding="utf-8").replace("channels: [mail]", "channels: [mail, hook, chat]")
    world.path.write_text(text.replace("store:", CHANNELS.replace("SITE", world.site.address)), encoding="utf-8")


def test_no_secret_is_printed_logged_mailed_or_stored(world: World) -> None:
    with_failing_channels(world)

    said = ""
    for command in COMMANDS:
        done = world.monitor(*command)
        assert done.returncode in (0, 3), (command, done.stderr)
        said += done.stdout + done.stderr

    assert "hook to" in said
    assert len(world.mailbox.messages) == 2
    assert world.leaks(said) == []


def test_a_token_typed_into_an_address_is_shown_nowhere_and_check_says_how_to_keep_it_out_of_the_store(world: World) -> None:
    typed = "canary-typed-4715"
    text = world.path.read_text(encoding="utf-8")
    feeds = f"  - {{id: typed, url: 'http://127.0.0.1:9/feed?token={typed}'}}\n  - {{id: asked, url: 'http://127.0.0.1:9/feed?token=${{TYPED}}'}}\n"
    text = text.replace("topics:", f"{feeds}topics:", 1)
    world.path.write_text(text + "operator: {channel: mail, address: ops@example.org}\n", encoding="utf-8")

    said = ""
    for command in (
        ("-vv", "once"),
        ("status", "--json"),
        ("feeds", "list"),
        ("feeds", "show", "typed"),
        ("feeds", "export", "--yaml"),
        ("check",),
    ):
        done = world.monitor(*command, TYPED="canary-referred-4716")
        said += done.stdout + done.stderr

    warnings = [line for line in said.splitlines() if line.startswith("warning: feed")]
    assert len(warnings) == 1
    assert "feed typed" in warnings[0]
    assert "${NAME}" in warnings[0]
    assert typed not in said
    assert "canary-referred" not in said
    assert typed.encode() not in b"".join(world.mailbox.messages)
    stored = b"".join(path.read_bytes() for path in world.folder.iterdir() if path.name.startswith("monitor.db"))
    assert b"canary-referred" not in stored


FAULTS = {
    "the disk is full": ("ulimit -f 600; ", {}),
    "it is killed while it publishes": ("", {"MONITOR_FAULT": "before commit of edition"}),
    "it is killed while it sends": ("", {"MONITOR_FAULT": "before commit of attempt"}),
    "the store is damaged": ("head -c 40000 /dev/urandom > monitor.db; ", {}),
}


def test_whatever_goes_wrong_no_secret_is_left_behind(world: World) -> None:
    with_failing_channels(world)
    said, ended = "", []

    for name, (before, environment) in FAULTS.items():
        command = f'{before}exec "$0" -m monitor --config "$1" -vv once'
        done = subprocess.run(
            ["sh", "-c", command, sys.executable, str(world.path)],
            cwd=world.folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        said += f"{name}:\n{done.stdout}{done.stderr}"
        ended.append(done.returncode)

    assert ended == [1, -9, -9, 78]
    assert "Traceback" in said, "under -v the traceback is shown"
    assert world.leaks(said) == []


def test_no_secret_stands_in_the_list_of_processes_nor_in_a_traceback(world: World) -> None:
    said, listed = watched(world, "once")

    assert "monitor" in listed
    assert world.leaks(said + listed) == []


def test_a_daemon_whose_channels_fail_says_no_secret_not_even_when_it_is_asked_how_it_is(new_world: Callable[..., World]) -> None:
    port = free_port()
    world = new_world(web=f"port: {port}")
    with_failing_channels(world)
    answered = ""

    with daemon(world, world.folder / "log", level="-vv") as process:
        wait_for(lambda: {"hook", "chat"} <= set(re.findall(r"channel=(\w+) kind", (world.folder / "log").read_text())))
        wait_for(lambda: len(world.mailbox.messages) == 2)
        for page in ("healthz", "readyz", "metrics", "unsubscribe/nobody"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", f"/{page}")
            answered += connection.getresponse().read().decode()
            connection.close()
        (world.folder / "listed").write_text(commands_of(process.pid), encoding="utf-8")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)

    assert "monitor_deliveries_total" in answered
    assert len(world.mailbox.messages) == 2
    assert world.leaks(answered) == []


@pytest.mark.postgres
def test_the_password_of_the_store_is_in_nothing_that_a_server_or_its_absence_makes_us_say(
    new_world: Callable[..., World], postgres: Any
) -> None:
    """On a server that asks for it: right, wrong, for a database that is not there, and with nobody listening."""
    address = new_database(postgres)
    name = urlsplit(address).path.lstrip("/")
    with_password(postgres, name)
    world = new_world(store=address.replace("postgres:@", f"{name}:${{STORE_PASSWORD}}@"), outlets=("haijin",))

    said, listed = watched(world, "once")
    said += world.monitor("-vv", "status").stdout
    ended = []
    for store, environment in {
        world.store: {"STORE_PASSWORD": CANARIES["STORE_PASSWORD"] + "-wrong"},
        world.store.replace(f"/{name}", "/not_there"): {},
        f"postgresql://{name}:${{STORE_PASSWORD}}@127.0.0.1:9/none": {},
        f"postgresql://{name}:${{STORE_PASSWORD}}@127.0.0.1:none/none": {},
    }.items():
        world.store = store
        world.write()
        done = world.monitor("-vv", "once", **environment)
        said += done.stdout + done.stderr
        ended.append(done.returncode)

    assert len(world.mailbox.messages) == 2
    assert "password authentication failed" in said
    assert "not_there" in said
    assert 0 not in ended
    assert "Traceback" in said
    assert world.leaks(said + listed) == []
    rows = postgres.psql(f"select application_name, query from pg_stat_activity where datname = '{name}';")
    assert world.leaks(rows) == []


def with_password(server: Any, name: str) -> None:
    """The database belongs to a user of its name, who must give the password of the journey."""
    server.psql(f"create role {name} login password '{CANARIES['STORE_PASSWORD']}'; alter database {name} owner to {name};")
    rules = Path(server.pgdata) / "pg_hba.conf"
    rules.write_text(f"local all {name} scram-sha-256\n" + rules.read_text(encoding="utf-8"), encoding="utf-8")
    server.psql("select pg_reload_conf();")


def watched(world: World, command: str) -> tuple[str, str]:
    """What a command says, and with what arguments it and its workers stand in the list of processes meanwhile."""
    arguments = [sys.executable, "-m", "monitor", "--config", str(world.path), "-vv", command]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    listed = ""
    while process.poll() is None:
        listed += commands_of(process.pid)
        time.sleep(0.2)
    return process.communicate()[0], listed


def commands_of(pid: int) -> str:
    """The command lines of a process and of its children."""
    return "".join(_read(Path(f"/proc/{one}/cmdline")) for one in {pid, *children(pid)})


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
