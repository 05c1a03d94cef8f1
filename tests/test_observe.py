"""What happened is said in lines that people and machines can read."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from monitor.observe import configure_logging
from tests.fakes import NOON


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def said(form: Literal["text", "json"]) -> str:
    out = io.StringIO()
    configure_logging(form=form, level=logging.INFO, stream=out)
    structlog.get_logger("monitor.test").info("feed_failed", feed="one", next_at=NOON, word="two words")
    return out.getvalue()


def test_a_machine_reads_instants_as_everywhere_else() -> None:
    line = json.loads(said("json"))

    assert line["next_at"] == NOON.isoformat()
    assert (line["event"], line["level"], line["feed"]) == ("feed_failed", "info", "one")


def test_a_person_reads_one_line() -> None:
    assert said("text").rstrip().endswith(f"feed_failed feed=one next_at={NOON.isoformat()} word='two words'")
