"""Messages as files: whole or not there, named for what they are, the same when repeated."""

from __future__ import annotations

import os
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from monitor.deliver.atomic import file_name, write
from monitor.deliver.folder import FileChannel
from monitor.deliver.settings import FileSettings
from monitor.errors import DeliveryError
from tests import build


def mail(html: str = "<p>Радар открыт</p>", text: str = "Радар открыт") -> bytes:
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = "Радар"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message.as_bytes()


def channel(folder: Path, **changes: Any) -> FileChannel:
    return FileChannel(name="files", settings=FileSettings(kind="file", folder=str(folder), **changes))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_mail_becomes_three_files(tmp_path: Path) -> None:
    answer = channel(tmp_path / "new" / "out").send(build.delivery(payload=mail()))

    folder = tmp_path / "new" / "out"
    stem = "daily-1-ada@example.org"
    assert names(folder) == {f"{stem}.eml", f"{stem}.html", f"{stem}.txt"}
    assert message_from_bytes((folder / f"{stem}.eml").read_bytes(), policy=policy.default)["Subject"] == "Радар"
    assert (folder / f"{stem}.html").read_text("utf-8").strip() == "<p>Радар открыт</p>"
    assert (folder / f"{stem}.txt").read_text("utf-8").strip() == "Радар открыт"
    assert str(folder) in answer


def test_only_the_forms_asked_for_are_written_and_a_repeat_changes_nothing(tmp_path: Path) -> None:
    over = channel(tmp_path, formats=("html",))

    over.send(build.delivery(payload=mail()))
    over.send(build.delivery(payload=mail()))

    assert names(tmp_path) == {"daily-1-ada@example.org.html"}


@pytest.mark.parametrize("recipient", ["../../etc/cron.d/x", "/etc/passwd", "..", ".", "a/b", "nul\0", "C:\\x", "x" * 400, "-rf"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, recipient: str) -> None:
    folder = tmp_path / "out"

    channel(folder).send(build.delivery(recipient, payload=mail()))

    assert len(names(folder)) == 3
    assert names(tmp_path) == {"out"}


def test_different_recipients_have_different_files() -> None:
    assert len({file_name(text) for text in ("a/b", "a_b", "a\\b", "a:b", "../a_b")}) == 5


@pytest.mark.parametrize(("kind", "ending"), [("json", "json"), ("markdown", "md"), ("chat", "txt")])
def test_other_payloads_are_kept_as_they_are(tmp_path: Path, kind: Any, ending: str) -> None:
    channel(tmp_path).send(build.delivery("desk", kind=kind, payload=b"{}"))

    assert (tmp_path / f"daily-1-desk.{ending}").read_bytes() == b"{}"


def test_a_mail_without_html_has_no_html_file(tmp_path: Path) -> None:
    channel(tmp_path).send(build.delivery())

    assert names(tmp_path) == {"daily-1-ada@example.org.eml", "daily-1-ada@example.org.txt"}


def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(DeliveryError) as caught:
        channel(tmp_path / "file").send(build.delivery(payload=mail()))

    assert caught.value.kind == "temporary"


def test_a_full_disk_leaves_the_old_file_and_no_half_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.html"
    write(path, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeliveryError, match="No space left"):
        write(path, b"new")

    assert path.read_bytes() == b"old"
    assert names(tmp_path) == {"a.html"}
