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


def test_no_secret_is_printed_logged_mailed_or_stored(world: World, tmp_path: Path) -> None:
    text = world.path.read_text(encoding="utf-8")
    text = text.replace("channels: [mail]", "channels: [mail, hook, chat]").replace(
        "store:", CHANNELS.replace("{{", "{").replace("}}", "}")
    )
    text = text.replace("sender: desk@example.org", "sender: desk@example.org, user: desk, password: '${SMTP_PASSWORD}'")
    world.path.write_text(text + "imprint: {key: '${UNSUBSCRIBE}', contact: desk@example.org}\n", encoding="utf-8")

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
