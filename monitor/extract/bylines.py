"""Who signed, as the page, its data or the feed say it, in; the people among them out: no outlet, agency, desk or account of a site."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.extract.listed import listed
from monitor.extract.outlets import known_outlet
from monitor.extract.people import BY, HAN_PERSON, PARTICLE, TAIL, names_in
from monitor.model import Dropped

AND = re.compile(r"\s*(?:[,;/|、，]|\s(?:and|und|et|y|и|та|i|oraz|&|with|mit|avec|con)\s)\s*")
BRACKETED = re.compile(r"\s*[(（][^()（）.]*\.?[)）]$")
"""`Ada Quill (aqu)`: how the desk abbreviates a name."""
NO_NAME = re.compile(
    r"[\d@_«»\"“”<>:]|(?:\w\.)+[a-zа-я]{2,6}\b|(?:网|報|报|社|台|新闻|新聞|通信|放送|テレビ|ニュース|オンライン|デジタル|編集部|编辑部)$|\w{4}\.\s\w{3}"
)
"""What no person is called: numbers, addresses, labels, two sentences; and the last sign of what Chinese and Japanese outlets are."""
DESKS = listed(
    "email contact follow staff desk editor editors editorial editorials team newsroom newsdesk reporters correspondents writer writers "
    "contributor contributors news agency agencies newspaper magazine weekly daily media online digital interactive design "
    "studio studios solutions group inc ltd llc gmbh university institute ministry department office company association "
    "admin administrator administrador webmaster moderator redaktion nachrichten verlag redakcja wiadomości redacción "
    "redaccion noticias agencias rédaction redaction nouvelles agences redazione notizie redactie nieuws redaksjonen "
    "redaktionen nyheter toimitus uutiset haber haberler редакция новости администратор редакція новини адміністратор σύνταξη "
    "συντακτική ειδήσεις"
)
"""Words that are in the names of desks, companies and accounts, and in nobody's."""
ACCOUNTS = listed(
    "guest author user root press wire service anonymous reporter correspondent blog home гость автор гість gast autor invité invitado"
)
"""Alone they are accounts; with another word they may be a surname."""
ADDED = listed("the die der das le la les el online news nachrichten com de www web tv")
"""What outlets put to their name, and leave away."""
_PARTICLE = re.compile(rf"(?:{PARTICLE}|af|av|do|[dl]['’].+|al-.+)$")
_NO_CASE = re.compile(r"^[^a-zа-яёα-ω\u00df-\u024f]+$", re.IGNORECASE)
LONGEST = 5


def authors(signed: Iterable[str], own: Iterable[str | None]) -> tuple[str, ...]:
    """The people's names, in order; `own` is what the outlet is called, its host too."""
    outlet = {key for name in own if name for key in (_key(name), _key(name.rsplit(".", 1)[0]))}
    found: list[str] = []
    for line in signed:
        parts = [BRACKETED.sub("", part).strip() for part in AND.split(" ".join(line.split())) if part.strip()]
        names = [name for part in parts if (name := _person(part, outlet))]
        full = [name for name in names if " " in name or _NO_CASE.match(name)]
        found += full or (names if len(parts) == 1 else [])
    return tuple(dict.fromkeys(found))


def printed_authors(dropped: Iterable[Dropped]) -> tuple[str, ...]:
    """The names in the first line cut from a text that says `By …`."""
    lines = [block.text for block in dropped if block.reason == "byline" and BY.match(block.text) and not re.search(r"[?？。]", block.text)]
    return names_in(lines[0]) if lines else ()


def _key(name: str) -> str:
    """An outlet's name without what it may leave away: `n-tv` of `ntv NACHRICHTEN`, `The Beacon` as `beacon.com`."""
    words = re.findall(r"\w+", name.casefold())
    return "".join([word for word in words if word not in ADDED] or words)


def _person(part: str, outlet: set[str]) -> str | None:
    """The name if it is one of a person, without what is put after it (`in Berlin`, `for the Beacon`)."""
    words = {word.casefold().strip(".") for word in re.findall(r"[^\s-]+", part)}
    if words & DESKS or (words & ACCOUNTS and (len(words) == 1 or part.islower())) or NO_NAME.search(part):
        return None
    key = _key(part)
    if (
        known_outlet(part, is_signed=True)
        or key in outlet
        or (re.match(r"[\u4e00-\u9fff]", key) and any(name.startswith(key) for name in outlet))
    ):
        return None
    return next((name for name in (part, TAIL.sub("", part).strip()) if _is_person(name) and _key(name) not in outlet), None)


def _is_person(name: str) -> bool:
    words = re.findall(r"[^\s-]+", name)
    if not words or len(words) > LONGEST:
        return False
    if _NO_CASE.match(name):
        return HAN_PERSON.match(name) is not None or re.search(r"[\u4e00-\u9fff]{5}", name) is None
    if len(words) == 1:
        return name[0].isupper() and not name.isupper()
    return name.islower() or (words[0][0].isupper() and all(word[0].isupper() or _PARTICLE.match(word) for word in words))
