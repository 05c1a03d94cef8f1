"""What is secret stands nowhere: not in what is printed or logged, not in a mail, the store or the list of processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from tests.journey.conftest import World

CANARIES = {
    "SMTP_PASSWORD": "canary-post-4711",
    "HOOK": "canary-hook-4712",
    "CHAT": "canary-chat-4713",
    "UNSUBSCRIBE": "canary-key-4714-long-enough",
}

CHANNELS = """\
  hook: {{kind: webhook, url: 'http://127.0.0.1:9/${{HOOK}}', secret: '${{HOOK}}'}}
  chat: {{kind: chat, url: 'slack://${{CHAT}}/BBBBBBBBB/CCCCCCCCCCCCCCCCCCCCCCCC/#x'}}
store:"""

COMMANDS = (
    ("-vv", "once"),
    ("-vv", "--log-format", "json", "once"),
    ("status",),
    ("status", "--json"),
    ("outbox", "list", "--all"),
    ("outbox", "list", "--json"),
    ("feeds", "list"),
    ("check",),
    ("db", "stats"),
    ("preview", "daily", "--format", "eml"),
    ("stories",),
)


def hits(text: str) -> list[str]:
    """Every canary that sings."""
    return [name for name, value in CANARIES.items() if value in text]


def with_secrets(world: World) -> None:
    """Every kind of channel that has one, and the key of the tokens."""
    text = world.path.read_text(encoding="utf-8")
    text = text.replace("channels: [mail]", "channels: [mail, hook, chat]").replace(
        "store:", CHANNELS.replace("{{", "{").replace("}}", "}")
    )
    text = text.replace("sender: desk@example.org", "sender: desk@example.org, user: desk, password: '${SMTP_PASSWORD}'")
    world.path.write_text(text + "imprint: {key: '${UNSUBSCRIBE}', contact: desk@example.org}\n", encoding="utf-8")


def test_no_secret_is_printed_logged_mailed_or_stored(world: World, tmp_path: Path) -> None:
    with_secrets(world)

    said = ""
    for command in COMMANDS:
        done = world.monitor(*command, **CANARIES)
        assert done.returncode in (0, 3), (command, done.stderr)
        said += done.stdout + done.stderr

    assert "hook" in said
    assert "smtp" not in hits(said)
    assert hits(said) == []
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name.startswith("monitor.db")).decode("latin-1")
    assert hits(stored) == []
    assert hits(b"".join(world.mailbox.messages).decode("latin-1")) == []


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

    warnings = [line for line in said.splitlines() if line.startswith("warning: ")]
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


def test_whatever_goes_wrong_no_secret_is_left_behind(world: World, tmp_path: Path) -> None:
    with_secrets(world)
    said, ended = "", []

    for name, (before, environment) in FAULTS.items():
        command = f'{before}exec "$0" -m monitor --config "$1" -vv once'
        done = subprocess.run(
            ["sh", "-c", command, sys.executable, str(world.path)],
            cwd=tmp_path,
            env={**os.environ, **CANARIES, **environment},
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        said += f"{name}:\n{done.stdout}{done.stderr}"
        ended.append(done.returncode)

    assert ended == [1, -9, -9, 78]
    assert "Traceback" in said, "under -v the traceback is shown"
    assert hits(said) == []
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file() and path != world.path).decode("latin-1")
    assert hits(left) == []
    assert hits(b"".join(world.mailbox.messages).decode("latin-1")) == []


def test_no_secret_stands_in_the_list_of_processes_nor_in_a_traceback(world: World) -> None:
    text = world.path.read_text(encoding="utf-8")
    password = "sender: desk@example.org, user: desk, password: '${SMTP_PASSWORD}'"
    world.path.write_text(text.replace("sender: desk@example.org", password), encoding="utf-8")
    command = [sys.executable, "-m", "monitor", "--config", str(world.path), "-vv", "once"]

    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **CANARIES})
    listed = ""
    while process.poll() is None:
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and re.search(
                rf"^PPid:\s+{process.pid}$|^Pid:\s+{process.pid}$", _read(entry / "status"), re.MULTILINE
            ):
                listed += _read(entry / "cmdline")
        time.sleep(0.2)
    said = process.communicate()[0]

    assert "monitor" in listed
    assert hits(listed) == []
    assert hits(said) == []


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
