"""What an outlet calls itself in its own furniture, when nothing else names it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from monitor.extract.outlets import known_outlet, name_pattern
from monitor.model import CleanText, Dropped

_NAME = r"(?P<name>(?:[Tt]he )?[A-Z][\w'’.-]*(?: (?:of|and|&|[A-Z][\w'’.-]*)){0,4})"
SPEAKS = re.compile(
    rf"(?i:support|subscribe to|access to|message from|welcome to|brought to you by|journalists? of|readers of|by supporting"
    rf"|member of|follow|about|©(?: ?\d{{4}})?,?|copyright (?:©? ?)?\d{{4}},?) {_NAME}"
)
_NOT_NAMES = re.compile(
    r"^(?:the )?(?:us|our|this|free|premium|unlimited|facebook|twitter|google|telegram|instagram|youtube|all|terms|privacy"
    r"|annual|rights|exclusive)\b",
    re.IGNORECASE,
)


def outlet_in(dropped: Sequence[Dropped], text: str) -> CleanText | None:
    """The outlet's name, by what is said around the article at least twice, or once of a known outlet; else by whom it was told."""
    names: Counter[str] = Counter()
    for block in dropped:
        if block.reason in ("another text", "standfirst"):
            continue
        for found in SPEAKS.finditer(block.text):
            name = re.sub(
                r"(?:['’]s)?(?: (?:archives?|newsletter|today|weekly|now))*[.!:]*$", "", found["name"], flags=re.IGNORECASE
            ).strip(" .!:")
            if not _NOT_NAMES.match(name):
                names[name] += 1
    for name, count in names.most_common():
        known = known_outlet(name)
        if known or count >= 2:
            return CleanText(known.name if known else name)
    return _told(text)


def _told(text: str) -> CleanText | None:
    """`…, Kozin told RT.`: outlets speak so of themselves; of others they say which newspaper or agency it is."""
    told = {found[1] for found in re.finditer(rf"\b(?:told|tells) ({name_pattern()})(?=[.,;]| (?:on|in) \w+day\b)", text)}
    known = {outlet.name for name in told if (outlet := known_outlet(name)) and not outlet.is_agency}
    return CleanText(known.pop()) if len(known) == 1 else None
