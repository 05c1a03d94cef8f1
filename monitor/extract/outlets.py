"""Agencies and outlets as data: a name in any script in, what is known of it out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from urllib.parse import urlsplit

from monitor.model import OutletKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One outlet: its name, what else it is called, and who runs it. `stated` says where that can be read."""

    name: str
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    country: str
    kind: OutletKind
    language: str
    state_media: bool
    stated: str

    @property
    def is_agency(self) -> bool:
        """Whether others print what it writes."""
        return self.kind == "wire"


@lru_cache(maxsize=1)
def outlets() -> tuple[Outlet, ...]:
    """Every outlet of the table."""
    table = json.loads(resources.files("monitor.extract").joinpath("outlets.json").read_text("utf-8"))
    return tuple(Outlet(**{**row, "aliases": tuple(row["aliases"]), "hosts": tuple(row["hosts"])}) for row in table)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Outlet]:
    known: dict[str, Outlet] = {}
    for outlet in outlets():
        for name in (outlet.name, *outlet.aliases):
            known.setdefault(_key(name), outlet)
    return known


@lru_cache(maxsize=1)
def _by_host() -> dict[str, Outlet]:
    return {host: outlet for outlet in outlets() for host in outlet.hosts}


def _key(name: str) -> str:
    bare = " ".join(re.sub(r"[\"“”„«»'‘’《》]", "", name).split()).casefold()
    return re.sub(r"^the ", "", bare)


def known_outlet(name: str, *, is_signed: bool = False) -> Outlet | None:
    """The outlet a name means, or None. Capitals count in short ones (`AP`, not `ap`), except in a signature (`afp/dpa`)."""
    bare = PREFIX.sub("", name.strip())
    forms = (name, bare, re.sub(r"(?:\s+(?:news agency|newspaper|daily|news|reporters?))$", "", bare, flags=re.IGNORECASE))
    for form in (*forms, *(_uninflected(form) for form in forms)):
        found = _by_name().get(_key(form))
        if found and (is_signed or len(form) > 3 or not form.isascii() or form in (found.name, *found.aliases)):
            return found
    return _by_name().get(ABBREVIATED.get(name.strip().casefold(), "")) if is_signed else None


PREFIX = re.compile(
    r"^(?:the|news agency|agency|agencja|agencji|agencję|agence|l['’]agence|agencia|агентств[оаеу]м?|информационное агентство"
    r"|газет[аыеу]|die agentur|der agentur)\s+",
    re.IGNORECASE,
)
ABBREVIATED = {"reu": "reuters", "rtr": "reuters", "ria": "ria novosti", "xin": "xinhua", "pa": "pa media"}
"""What agencies are called only in signatures like `(afp/reu)`: elsewhere PA is Pennsylvania or the Palestinian Authority."""


def _uninflected(name: str) -> str:
    """A Cyrillic name without its case ending: `Интерфаксу`, `Укринформа`."""
    return re.sub(r"(?<=[бвгдзклмнпрстфхцчшщ])(?:а|у|ом|ем|е|і|ові)$", "", name)


def outlet_of(url: str | None) -> Outlet | None:
    """The outlet whose host an address is on, or None."""
    host = host_of(url)
    while "." in host:
        found = _by_host().get(host)
        if found:
            return found
        host = host.partition(".")[2]
    return None


def host_of(url: str | None) -> str:
    """The host of an address without `www.`, or nothing."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


@lru_cache(maxsize=1)
def name_pattern() -> str:
    """A regular expression for any name of the table, longest first; Latin and Cyrillic ones as whole words."""
    names = {name for outlet in outlets() for name in (outlet.name, *outlet.aliases)}
    ordered = sorted(names, key=len, reverse=True)
    words = [_inflected(name) for name in ordered if not re.search(r"[\u3040-\u9fff\uac00-\ud7af]", name)]
    signs = [re.escape(name) for name in ordered if re.search(r"[\u3040-\u9fff\uac00-\ud7af]", name)]
    return rf"(?:(?<!\w)(?:{'|'.join(words)})(?!\w)|{'|'.join(signs)})"


def _inflected(name: str) -> str:
    ending = "(?:а|у|ом|ем|е|і|ові)?" if re.search(r"[бвгдзклмнпрстфхцчшщ]$", name) else ""
    return re.escape(name) + ending
