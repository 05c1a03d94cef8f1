"""What happened is said in lines that people and machines can read."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from monitor import events
from monitor.events import EventLog
from monitor.observe import configure_logging
from tests.fakes import NOON


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def said(form: Literal["text", "json"]) -> str:
    out = io.StringIO()
    configure_logging(form=form, level=logging.INFO, stream=out)
    EventLog("monitor.test").info("feed_failed", feed="one", next_at=NOON, word="two words")
    return out.getvalue()


def test_a_machine_reads_instants_as_everywhere_else() -> None:
    line = json.loads(said("json"))

    assert list(line) == ["timestamp", "level", "event", "feed", "next_at", "word"]
    assert line["next_at"] == NOON.isoformat()
    assert (line["event"], line["level"], line["feed"]) == ("feed_failed", "info", "one")


def test_a_person_reads_one_line() -> None:
    assert said("text").rstrip().endswith(f"feed_failed feed=one next_at={NOON.isoformat()} word='two words'")


def test_events_of_a_run_carry_its_name() -> None:
    out = io.StringIO()
    configure_logging(form="json", level=logging.INFO, stream=out)

    with events.within(run="a1"):
        EventLog("monitor.test").info("feed_failed", feed="one")
    EventLog("monitor.test").info("feed_failed", feed="two")

    first, second = map(json.loads, out.getvalue().splitlines())
    assert first["run"] == "a1"
    assert "run" not in second


def test_what_nobody_asked_for_is_not_even_written() -> None:
    out = io.StringIO()
    configure_logging(level=logging.ERROR, stream=out)

    EventLog("monitor.test").warning("feed_failed", feed="one")
    EventLog("monitor.test").error("run_failed")

    assert [line.split()[-1] for line in out.getvalue().splitlines()] == ["run_failed"]
