"""What the pages say is there: their links, the commands and options they name, and each page from the first one on."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from monitor.cli import cli

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").rglob("*.md")])

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"(?:^|[\s`(]|bin/)monitor((?: +[^\s`|;#&]+)+)")
OPTION = re.compile(r"--?[a-z][a-z-]*")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def links_of(page: Path) -> Iterator[str]:
    yield from LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8")))


def anchors_of(page: Path) -> set[str]:
    """What the headings of a page are called in an address, as the usual sites make it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def calls_of(text: str) -> Iterator[list[str]]:
    """The words behind `monitor` wherever a page shows how it is called: in blocks and spans of code."""
    for code in [*FENCED.findall(text), *re.findall(r"`([^`\n]+)`", FENCED.sub("", text))]:
        for words in CALL.findall(code.replace("```", "")):
            try:
                yield shlex.split(words)
            except ValueError:
                continue


def misspelt(words: list[str]) -> Iterator[str]:
    """What in a call the program would not take; words that are no command end it, since prose speaks of the monitor, too."""
    command: click.Command = cli
    context = click.Context(cli, info_name="monitor")
    is_value = False
    for word in words:
        options = {name: option for option in command.params for name in (*option.opts, *option.secondary_opts)}
        if is_value:
            is_value = False
        elif OPTION.fullmatch(word.partition("=")[0]):
            option = options.get(word.partition("=")[0]) or options.get(word[:2])
            if option is None:
                yield f"{command.name} {word}"
                return
            is_value = isinstance(option, click.Option) and not option.is_flag and not option.count and "=" not in word
        elif isinstance(command, click.Group):
            found = command.get_command(context, word)
            if found is None:
                if re.fullmatch(r"[a-z][a-z-]+", word):
                    yield f"{command.name} {word}"
                return
            command = found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = []
    for link in links_of(page):
        place, _, anchor = link.partition("#")
        if ":" in place:
            continue
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors_of(target)):
            dead.append(link)

    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_commands_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert [wrong for words in calls_of(text) for wrong in misspelt(words)] == []


def test_a_command_that_is_not_there_would_be_seen() -> None:
    text = "Call `monitor onse`, `monitor once --dry`, `monitor outbox lst` or\n```\n/usr/bin/monitor --config x feeds add --foo\n```\n"

    assert [wrong for words in calls_of(text) for wrong in misspelt(words)] == ["add --foo", "cli onse", "once --dry", "outbox lst"]


def settings() -> dict[str, set[str]]:
    """The keys of each section of the configuration, from the page that the program writes of itself."""
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    sections = (part.partition("`") for part in page.split("\n## `")[1:])
    return {name: keys for name, _, part in sections if (keys := set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)))}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_settings_a_page_names_are_there(page: Path) -> None:
    known = settings()
    named = re.findall(r"`([a-z]+)\.(?:\w+\.)?([a-z_]+)(?::[^`]*)?`", page.read_text(encoding="utf-8"))

    assert len(known) > 10
    assert [(section, key) for section, key in named if key not in known.get(section, {key})] == []


def test_the_targets_of_make_a_page_names_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)}

    assert named >= {"demo", "test", "quality", "bench"}
    assert named <= targets


def test_what_make_and_the_gate_call_is_there() -> None:
    said = (ROOT / "Makefile").read_text(encoding="utf-8") + (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert [path for path in re.findall(r"\b(?:tools|bench)/[a-z_]+\.py", said) if not (ROOT / path).is_file()] == []


def test_every_page_is_reached_from_the_first() -> None:
    reached, left = set(), [ROOT / "README.md"]
    while left:
        page = left.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = [(page.parent / link.partition("#")[0]).resolve() for link in links_of(page) if ":" not in link]
        left += [target for target in targets if target.suffix == ".md" and target.is_file()]
        left += [inner for target in targets if target.is_dir() for inner in target.glob("*.md")]

    assert [name_of(page) for page in (ROOT / "docs").rglob("*.md") if page not in reached] == []


def test_the_lock_names_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"://|--(?:extra-)?index-url|--find-links", text)
