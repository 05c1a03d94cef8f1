"""What the cron user sees."""

from __future__ import annotations

import json

from tests.journey.world import World


def test_the_first_turn_delivers_and_the_second_has_nothing_to_say(world: World) -> None:
    first, second = world.monitor("once"), world.monitor("once")

    assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert sorted(mail["To"] for mail in world.mails()) == ["ada@example.org", "grace@example.org"]


def test_the_run_report_adds_up(world: World) -> None:
    report = json.loads(world.monitor("once", "--json").stdout)

    assert report["feeds"] == {"due": 3, "polled": 3, "unchanged": 0, "failed": 0}
    assert report["articles"]["read"] == report["entries"]["new"] > 10
    assert report["deliveries"] == {"sent": 2, "retrying": 0, "failed": 0}
    assert report["problems"] == []
    assert len(report["editions"]) == 1


def test_a_mail_server_that_is_down_is_told_and_tried_again(world: World) -> None:
    text = world.path.read_text(encoding="utf-8")
    world.path.write_text(text.replace(f"port: {world.mailbox.address[1]}", "port: 9"), encoding="utf-8")

    down = world.monitor("once")

    assert down.returncode == 3
    # Once one of them has found the server down, the other waits without knocking; both may knock at the same moment.
    lines = down.stderr.splitlines()
    assert 1 <= len(lines) <= 2
    assert all("@example.org" in line and "Connection refused" in line for line in lines)
    owed = json.loads(world.monitor("outbox", "list", "--json").stdout)
    assert {delivery["state"] for delivery in owed} == {"retry"}

    world.path.write_text(text, encoding="utf-8")
    world.monitor("outbox", "retry", *[delivery["id"] for delivery in owed])
    assert world.monitor("once").returncode == 0
    assert {mail["Message-ID"] for mail in world.mails()} == {delivery["message_id"] for delivery in owed}

    again = world.monitor("outbox", "retry", owed[0]["id"])
    assert "was sent already" in again.stdout
    assert world.monitor("outbox", "list").stdout == ""


def test_a_turn_beside_another_leaves_with_75_and_names_it(world: World) -> None:

    from monitor.app import open_store

    world.monitor("once", "--only", "poll")
    with open_store(world.config()) as store, store.lock():
        busy, quiet = world.monitor("once"), world.monitor("-q", "once")

    assert (busy.returncode, quiet.returncode) == (75, 75)
    assert "pid" in busy.stderr
    assert quiet.stderr == ""


def test_dry_run_says_what_is_due_and_does_nothing(world: World) -> None:
    said = world.monitor("once", "--dry-run")

    feeds, unread, editions, owed = said.stdout.splitlines()
    assert (feeds, unread, owed) == ("feeds due: northgate, tidewater, severny", "entries unread: 0", "deliveries owed: 0")
    assert editions.startswith("editions due: daily 20")
    due = json.loads(world.monitor("once", "--dry-run", "--json").stdout)
    assert due["feeds_due"] == ["northgate", "tidewater", "severny"]
    assert all(name.isidentifier() for name in due)
    assert world.newsroom.visits == []
    assert world.mails() == []
