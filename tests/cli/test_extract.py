"""What `extract` makes of whatever it is pointed at: one line for each source that is no article, and the others all the same."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from monitor.app import files_of
from tests.cli.test_words import run

PAGE = "<html><head><title>Radar opens</title></head><body><article>" + "<p>The radar opened on Tuesday, the ministry said.</p>" * 9
NO_PAGES = {
    "a.pdf": (b"%PDF-1.7", "not a page but a PDF"),
    "b.png": (b"\x89PNG\r\n\x1a\n", "not a page but an image"),
    "c.webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "not a page but an image, a sound or a film"),
    "d.mp4": (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "not a page but binary data"),
    "e.zip": (b"PK\x03\x04", "not a page but an archive"),
    "f.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not a page but an office document"),
    "g.bin": (bytes(range(256)) * 12, "not a page but binary data"),
    "h.html": (b"", "an empty page"),
    "i.html": (b" \n\t ", "an empty page"),
    "j.html.gz": (b"\x1f\x8bxx", "not a page but compressed data"),
}


def test_whatever_stands_in_a_folder_has_a_line_and_stops_no_other(tmp_path: Path) -> None:
    for name, (body, _) in NO_PAGES.items():
        (tmp_path / name).write_bytes(body)
    (tmp_path / "k.html").symlink_to(tmp_path / "nowhere")
    (tmp_path / "l.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "m.html").write_text(PAGE.replace("Radar", "Sensor"), encoding="utf-8")

    done = run("extract", str(tmp_path))

    lines = done.stderr.splitlines()
    assert done.returncode == 3
    for name, (_, why) in NO_PAGES.items():
        assert [line for line in lines if line.startswith(f"{tmp_path / name}: {why}")], (name, lines)
    assert f"{tmp_path / 'k.html'}: cannot be read: No such file or directory" in lines
    assert len(lines) == len(NO_PAGES) + 1
    assert "Radar opens" in done.stdout
    assert "Sensor opens" in done.stdout


def test_sources_that_are_none_are_said_and_the_text_from_the_pipe_is_read(tmp_path: Path) -> None:
    done = run(
        "extract", str(tmp_path), str(tmp_path / "missing.html"), "-", "--json", "--url", "https://harbour.example/a", given=PAGE.encode()
    )

    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3
    assert [one.get("error") for one in found] == ["a folder without files", "cannot be read: No such file or directory", None]
    assert (found[2]["title"], found[2]["url"]) == ("Radar opens", "https://harbour.example/a")


def test_a_file_larger_than_any_page_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "large.html").open("wb") as file:
        file.truncate(3_000_000_000)

    done = run("extract", str(tmp_path / "large.html"))

    assert done.returncode == 3
    assert "a file of 3000 MB; 10 MB is the most that is read" in done.stderr


def test_an_article_alone_is_done_without_a_word_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")

    done = run("extract", str(tmp_path / "a.html"))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Radar opens\n")


def test_hidden_files_and_pipes_of_a_folder_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in (".git/config", ".DS_Store", "b.html", "a.html"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")

    assert [Path(file).name for file in files_of(str(tmp_path))] == ["a.html", "b.html"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_inside_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0)

    assert list(files_of(str(tmp_path))) == [str(tmp_path / "shut")]


def test_a_date_is_shown_with_who_says_it_and_whether_its_zone_is_stated(tmp_path: Path) -> None:
    body = PAGE.replace("<article>", "<article><h1>Radar opens</h1><p>12 May 2026, 10:15</p>")
    (tmp_path / "a.html").write_text(body, encoding="utf-8")

    assert "2026-05-12T10:15 (date by text, zone not stated)" in run("extract", str(tmp_path / "a.html")).stdout
