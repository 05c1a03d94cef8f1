"""The daemon's log over a night of trouble: each thing once, in words."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from monitor.app import open_store
from monitor.config import Config
from monitor.daemon import Daemon
from monitor.model import Secret
from monitor.observe import configure_logging
from monitor.store import StoreSettings, engine


def test_a_store_that_fails_is_said_once_and_once_more_when_it_works_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 10)
    store = StoreSettings(url=Secret(str(tmp_path / "monitor.db")), backups="", min_free=0)
    config, out = Config(path=tmp_path / "config.yaml", store=store), io.StringIO()
    with open_store(config):
        pass
    daemon = Daemon(config, lambda: config)
    configure_logging(form="json", level=logging.INFO, stream=out)

    with closing(sqlite3.connect(store.url.reveal())) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            daemon._turn("upkeep")
    for _ in range(2):
        daemon._turn("upkeep")

    said = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(line["event"], line["job"]) for line in said] == [("turn_failed", "upkeep"), ("turn_works_again", "upkeep")]
    assert "locked" in said[0]["reason"]
