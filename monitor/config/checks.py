"""The parts of a configuration beside each other in, what does not fit together out.

These look at the file as it was written and not at its settings, so that they find their mistakes
also where others were made.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path as FilePath
from typing import Any
from urllib.parse import urlsplit

from monitor.config.mistakes import Finding
from monitor.config.secrets import ANY_REFERENCE
from monitor.config.tree import Path
from monitor.stories.meaning import is_installed

SQLITE_HEAD = b"SQLite format 3\x00"


def cross_checks(plain: dict[str, Any], folder: FilePath) -> Iterator[Finding]:
    """Everything that one setting alone cannot know."""
    yield from _repeated(plain)
    yield from _unknown_names(plain)
    yield from _recipients(plain)
    yield from _channels(plain)
    yield from _imprint(plain)
    yield from _feeds(plain)
    yield from _files(plain, folder)
    yield from _extras(plain)


def texts(plain: Any, *steps: str, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text at a path in which `*` stands for any item or key; a text alone counts as a list of one."""
    if not steps:
        if isinstance(plain, str):
            yield path, plain
        return
    step, rest = steps[0], steps[1:]
    if step != "*":
        if isinstance(plain, dict) and step in plain:
            yield from texts(plain[step], *rest, path=(*path, step))
    elif isinstance(plain, dict):
        for key, value in plain.items():
            yield from texts(value, *rest, path=(*path, key))
    elif isinstance(plain, list):
        for number, value in enumerate(plain):
            yield from texts(value, *rest, path=(*path, number))
    else:
        yield from texts(plain, *rest, path=path)


def topic_ids(plain: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """The topics that are defined, in either form."""
    yield from texts(plain, "topics", "*")
    yield from texts(plain, "topics", "*", "id")


def _repeated(plain: dict[str, Any]) -> Iterator[Finding]:
    groups = (
        ("id", list(texts(plain, "feeds", "*", "id"))),
        ("address", list(texts(plain, "feeds", "*", "url"))),
        ("id", list(topic_ids(plain))),
        ("id", list(texts(plain, "digests", "*", "id"))),
    )
    for what, found in groups:
        yield from _twice(found, f"this {what} stands above already")
    for number in range(len(plain["digests"]) if isinstance(plain.get("digests"), list) else 0):
        digest = plain["digests"][number]
        within = [*texts(digest, "recipients", "*"), *texts(digest, "recipients", "*", "address")]
        yield from _twice(
            [(("digests", number, *path), text.casefold()) for path, text in within], "this recipient stands in the digest already"
        )


def _twice(found: list[tuple[Path, str]], what: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for path, text in sorted(found, key=lambda one: [step for step in one[0] if isinstance(step, int)]):
        if text in seen:
            yield Finding(path=path, what=what, repair="change or remove one of the two")
        seen.add(text)


def _unknown_names(plain: dict[str, Any]) -> Iterator[Finding]:
    topics = {text for _, text in topic_ids(plain)}
    channels = set(plain["channels"]) if isinstance(plain.get("channels"), dict) else set()
    used = (
        ("topic", topics, [*texts(plain, "digests", "*", "topics", "*"), *texts(plain, "digests", "*", "recipients", "*", "topics", "*")]),
        ("channel", channels, [*texts(plain, "digests", "*", "channels", "*"), *texts(plain, "operator", "channel")]),
    )
    for what, known, found in used:
        for path, text in found:
            if text not in known:
                there = ", ".join(sorted(known)) or "none"
                yield Finding(path=path, what=f"no {what} has this name", repair=f"there are: {there}")


def _recipients(plain: dict[str, Any]) -> Iterator[Finding]:
    """Who gets a digest, or the operator's messages, over a mail channel has a mail address."""
    mail = {path[1] for path, kind in texts(plain, "channels", "*", "kind") if kind == "smtp"}
    for path, name in texts(plain, "operator", "channel"):
        if name in mail and "@" not in str(plain["operator"].get("address", "")):
            yield Finding(path=path, what="a mail channel, and no mail address beside it", repair="add `address: ada@…`")
    for number, digest in enumerate(plain["digests"] if isinstance(plain.get("digests"), list) else ()):
        if not any(name in mail for _, name in texts(digest, "channels", "*")):
            continue
        for path, text in (*texts(digest, "recipients", "*"), *texts(digest, "recipients", "*", "address")):
            if "@" not in text:
                yield Finding(
                    path=("digests", number, *path), what="not a mail address, and the digest goes out by mail", repair="write ada@…"
                )


def _channels(plain: dict[str, Any]) -> Iterator[Finding]:
    for path, security in texts(plain, "channels", "*", "security"):
        channel = plain["channels"][path[1]]
        if security == "none" and channel.get("password") and not _is_here(str(channel.get("host", ""))):
            yield Finding(path=path, what="the password would cross the network in clear", repair="use starttls or tls")
    allowed = [text for _, text in texts(plain, "network", "allow", "*")]
    for path, url in texts(plain, "channels", "*", "url"):
        if not ANY_REFERENCE.search(url) and (refusal := _refused_host(url, allowed)):
            yield Finding(path=path, what=refusal, repair="allow the network under network.allow if that is meant")


def _is_here(host: str) -> bool:
    return host == "localhost" or host.startswith("127.") or host == "::1"


def _refused_host(url: str, allowed: list[str]) -> str:
    """Why a literal address may not be asked, by the rules the network door has for it."""
    try:
        address = ip_address(urlsplit(url).hostname or "")
        networks = [ip_network(network) for network in allowed]
    except ValueError:
        return ""
    is_allowed = any(address in network for network in networks if network.version == address.version)
    return "" if address.is_global or is_allowed else "an address of a private network"


def _imprint(plain: dict[str, Any]) -> Iterator[Finding]:
    for path, url in texts(plain, "imprint", "unsubscribe_url"):
        if url.casefold().startswith("http://"):
            yield Finding(path=path, what="one click works over https only (RFC 8058)", repair="write https://…, or leave it out")
        if not plain["imprint"].get("key"):
            yield Finding(path=path, what="unsubscribing needs `imprint.key`", repair="add `key: ${NAME}`, made by openssl rand -hex 32")


def _feeds(plain: dict[str, Any]) -> Iterator[Finding]:
    allowed = [text for _, text in texts(plain, "network", "allow", "*")]
    for path, url in texts(plain, "feeds", "*", "url"):
        if refusal := _refused_host(url, allowed):
            yield Finding(path=path, what=refusal, repair="allow the network under network.allow if that is meant")


def _files(plain: dict[str, Any], folder: FilePath) -> Iterator[Finding]:
    for path, name in (*texts(plain, "network", "ca_file"), *texts(plain, "channels", "*", "ca_file")):
        if not (folder / name).is_file():
            yield Finding(path=path, what="there is no such file", repair=f"it would be {folder / name}")
    for path, name in texts(plain, "templates"):
        if not (folder / name).is_dir():
            yield Finding(path=path, what="there is no such folder", repair=f"it would be {folder / name}")
    for path, name in texts(plain, "store", "url"):
        is_path = name not in {"", ":memory:"} and "://" not in name and not ANY_REFERENCE.search(name)
        if is_path and (what := _unusable_store(folder / name)):
            yield Finding(path=path, what=what, repair="write the path of a file that this program may make and write")


def _extras(plain: dict[str, Any]) -> Iterator[Finding]:
    for path, wanted in texts(plain, "stories", "semantic"):
        if wanted.strip().casefold() == "true" and not is_installed():
            yield Finding(path=path, what="the language model is not installed", repair="pip install '.[semantic]', or write false")


def _unusable_store(path: FilePath) -> str:
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    if not path.exists():
        return "" if os.access(path.parent, os.W_OK) else f"the folder {path.parent} cannot be written"
    if not path.is_file():
        return "not a plain file"
    try:
        with path.open("rb") as file:
            head = file.read(len(SQLITE_HEAD))
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "" if head in (b"", SQLITE_HEAD) else "a file of something else: not a SQLite database"
