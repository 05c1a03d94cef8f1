"""A byline in, the names of people in it out; agencies, desks and sections are not people."""

from __future__ import annotations

import re

LETTER = r"[^\W\d_]"
UPPER = r"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶŁĻŃŅŇŌŐŘŚŞŠŢŤŪŮŰŹŻŽȘȚА-ЯЁЄІЇҐΑ-ΩΆΈΉΊΌΎΏ]"
WORD = rf"(?:{UPPER}\.(?:\s?{UPPER}\.)*|(?:{UPPER}['’])?{UPPER}(?:{LETTER}|['’`-])*)"
PARTICLE = r"(?:de|del|della|di|da|dos|du|van|von|der|den|ten|zu|zur|bin|ibn|al|el|la|le|ben|abu|y|e|де|ван|фон|дер|аль|бин|ібн|ди|да|дель)"
NAME = rf"{WORD}(?:[ \u00a0]+(?:{PARTICLE}[ \u00a0]+){{0,2}}{WORD}|[ \u00a0]+(?:{PARTICLE}[ \u00a0]*-?){{1,2}}{WORD}){{1,3}}"
PERSON = re.compile(rf"^{NAME}$")
HAN_PERSON = re.compile(r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,8}$")

BY = re.compile(
    r"^\W*(?:(?:posted|written|published|reported|submitted|story|text|words|analysis|commentary|opinion|interview)\s+)?"
    r"(?:by|von|par|por|przez|od|di|av|af|door|yazan|autor(?:in|zy|ka|es|a)?|authors?|auteure?s?|автор(?:ы|и)?|текст|γράφει|του"
    r"|της|作者|记者|記者|撰文|文)\s*[:：|]?\s+|^(?:作者|记者|記者|撰文|文|автор|autor|author|by)\s*[:：/|]\s*",
    re.IGNORECASE,
)
NOT_PEOPLE = re.compile(
    r"\b(?:staff|desk|editors?|editorial|team|reporters?|correspondents?|news|agency|agencies|press|wire|service|admin|guest"
    r"|contributor|newsroom|redaktion|redakcja|redacción|rédaction"
    r"|редакция|редакція|daily|times|post|media|online|world|politics?|opinion|business|sports?|culture|middle|east|europe"
    r"|africa|asia|america|united|states|foreign|policy|affairs|security"
    r"|defen[cs]e|national|international|latest|breaking|home|page|image|photo|video|share|comments?|read|more|missile|military"
    r"|university|institute|center|centre|council|ministry|reuters|xinhua"
    r"|interfax|associated|the|and|of|in|on|for|to|com|www|org|http\w*|partner|logo|illustration|special|coverage|report"
    r"|analysis|magazine|journal|tribune|herald|guardian|bureau|blog|group)\b",
    re.IGNORECASE,
)
PARTS = re.compile(r"\s*(?:,|;|/|\||·|、|，|&|\band\b|\bund\b|\bet\b|\by\b|\bи\b|\bта\b|\bі\b|(?<= )i(?= )|\bwith\b|\bmit\b|\bavec\b)\s*")
TAIL = re.compile(
    r"\s*(?:\||[-–—•·]|,?\s(?:in|at|for|aus|à|en|w)\s[A-ZÀ-Þ]|\b(?:published|updated|posted|last|on|for|special to|staff|senior"
    r"|chief|\d)).*$",
    re.IGNORECASE,
)
AGENCIES = re.compile(r"^(?:AP|AFP|UPI|dpa|PAP|TASS|ТАСС|EFE|ANSA|IANS|PTI|PA)$")


def is_person(text: str) -> bool:
    """Whether a text is one person's full name and nothing else."""
    text = text.strip()
    if HAN_PERSON.match(text):
        return True
    return bool(PERSON.match(text)) and len(text) <= 50 and not NOT_PEOPLE.search(text)


def names_in(byline: str) -> tuple[str, ...]:
    """The people a byline names, in order."""
    bare = BY.sub("", byline.strip()).strip(" .:|•·-–—")
    names: list[str] = []
    for part in PARTS.split(bare):
        name = part if is_person(_proper(part)) else TAIL.sub("", part)
        name = _proper(BY.sub("", name).strip(" .:|•·-–—"))
        if is_person(name) and not AGENCIES.match(name):
            names.append(name)
    return tuple(dict.fromkeys(names))


def _proper(name: str) -> str:
    """`ELENA CHERNENKO` as it is written elsewhere."""
    name = " ".join(name.split())
    if not name.isupper() or len(name) < 6 or " " not in name:
        return name
    return re.sub(rf"{LETTER}+", lambda word: word[0].capitalize() if len(word[0]) > 1 else word[0], name)


def is_byline(line: str) -> bool:
    """Whether a line says by whom: `By Name`, or names and nothing else."""
    if len(line) > 140:
        return False
    if BY.match(line) and len(line.split()) <= 16:
        return bool(names_in(line)) and line.strip()[-1:] not in "?!"
    parts = [part for part in PARTS.split(line.strip()) if part]
    return 0 < len(parts) <= 4 and all(is_person(part) and not part.isupper() for part in parts) and " " in line
