"""Two days of the built-in newsroom: what a stranger sees after one command."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from monitor import app, config
from monitor.demo import Piece, pieces
from monitor.model import Report


@dataclass(frozen=True)
class Ran:
    """A demonstration that has run: what it printed, its folder, and the matched articles beside their labels."""

    out: Path
    said: str
    reports: tuple[Report, ...]
    pieces: dict[str, Piece]
    """Report id -> the article of the newsroom."""


def piece_of(report: Report) -> Piece | None:
    """The newsroom's article behind a report: the one of its outlet whose slug stands in the address."""
    found = [piece for piece in pieces() if piece.outlet.id == report.feed_id and f"/{piece.slug}" in (report.url or "")]
    return max(found, key=lambda piece: len(piece.slug), default=None)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    out = tmp_path_factory.mktemp("demo") / "out"
    command = [sys.executable, "-m", "monitor", "demo", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    with app.open_store(config.load(out / "config.yaml", {})) as store:
        ever = app.window_since(datetime(1970, 1, 1, tzinfo=UTC))
        reports = store.reports_in(ever, app.every_topic(store))
    found = {report.id: piece for report in reports if (piece := piece_of(report)) is not None}
    return Ran(out, done.stdout, reports, found)


def digests(ran: Ran, ending: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((ran.out / "digests").glob(f"*.{ending}"))]


def test_it_says_where_the_digests_are(ran: Ran) -> None:
    assert f"{ran.out}/digests" in ran.said
    assert len(digests(ran, "html")) == len(digests(ran, "txt")) == 2


def test_the_traps_stay_out(ran: Ran) -> None:
    assert [piece.slug for piece in ran.pieces.values() if not piece.label.is_relevant] == []


def test_nine_in_ten_of_the_relevant_articles_that_can_be_read_are_found(ran: Ran) -> None:
    wanted = {piece.slug for piece in pieces() if piece.label.is_relevant and piece.label.access == "full"}

    found = wanted & {piece.slug for piece in ran.pieces.values()}

    assert len(found) >= 0.9 * len(wanted), sorted(wanted - found)


def test_a_story_is_told_in_one_place(ran: Ran) -> None:
    places: dict[str, set[str]] = defaultdict(set)
    for report in ran.reports:
        piece = ran.pieces.get(report.id)
        if piece is not None and piece.label.story:
            places[piece.label.story].add(report.story_id)

    split = {story: found for story, found in places.items() if len(found) > 1}

    assert len(split) <= len(places) // 10, split


def test_two_events_are_told_in_two_places(ran: Ran) -> None:
    told: dict[str, set[str]] = defaultdict(set)
    for report in ran.reports:
        if report.id in ran.pieces:
            told[report.story_id].add(ran.pieces[report.id].label.story)

    merged = [events for events in told.values() if len(events) > 1]

    assert len(merged) <= len(told) // 6, merged
    assert not any({"contract-seekers", "contract-naval"} <= events for events in merged)


def test_what_was_withdrawn_and_corrected_comes_first_on_the_second_day(ran: Ran) -> None:
    second = digests(ran, "txt")[1]
    head, _, rest = second.partition("CONTENTS")

    assert "Withdrawn: UAE to move THAAD battery" in head
    assert "Corrected: NATO missile defence base in Poland" in head
    assert "STORY WITHDRAWN" not in rest


def test_the_mail_has_no_defect_and_one_recipient(ran: Ran) -> None:
    for path in (ran.out / "digests").glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert mail.defects == []
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]  # type: ignore[attr-defined]


def test_sources_that_failed_are_named_at_the_foot(ran: Ran) -> None:
    for text in digests(ran, "txt"):
        assert "17 of 19 sources answered" in text
        assert "Fjordvakten" in text.partition("SOURCES\n")[2]


def test_run_again_it_begins_anew_but_leaves_a_strangers_folder_alone(ran: Ran, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    command = [sys.executable, "-m", "monitor", "demo", "--out", str(tmp_path)]

    refused = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert refused.returncode == 78
    assert "no demonstration made it" in refused.stderr
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


LINES = (
    r"a newsroom of 19 outlets on this machine; two of its feeds are broken on purpose:",
    r"each is named when it first fails, and asked ever more rarely afterwards, so that on most days fewer feeds are due",
    r"day (?P<day>\d+) of 3: (?P<out>\d+) articles are out at 19 outlets",
    r"    1[789] feeds due and asked: (?P<new>\d+) new entries, (?P<read>\d+) read, \d+ on topic, "
    r"\d+ (repeat|repeats) of another; \d+ (story|stories) new or changed",
    r"    feed:(?P<broken>\w+): .+; next poll after .+",
    r"    1 edition sent 3 ways: as a mail, as files, to the archive",
    r"",
    r"mail (?P<mail>\d+): .+",
    r"the digests: .+",
    r"ask it why:  monitor .+",
)
"""Every line of a demonstration in which nothing is to be explained."""


def test_days_that_go_by_bring_no_line_that_needs_explaining(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "monitor", "demo", "--days", "3", "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=115, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    found = [match for line in lines for pattern in LINES if (match := re.fullmatch(pattern, line))]
    assert [match[0] for match in found] == lines
    told = defaultdict(list)
    for match in found:
        for name, value in match.groupdict().items():
            told[name].append(value)
    assert told["day"] == told["mail"] == ["1", "2", "3"]
    assert told["read"] == told["new"]
    assert sum(map(int, told["new"])) == int(told["out"][-1])
    assert sorted(told["broken"]) == ["fjordvakten", "harbourmaster"]
