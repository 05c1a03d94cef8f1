"""What a text says somebody is: the role before or after a name, and what a noun phrase without a name speaks of."""

from __future__ import annotations

import re

from monitor.extract.listed import listed
from monitor.extract.people import WORD
from monitor.extract.quotes.leading import LEADING
from monitor.extract.quotes.names import PLACES, TITLES, is_lead, is_place
from monitor.extract.quotes.tongues import ADJECTIVES, DEMONYMS, MODIFIERS, ORGANISATIONS, ROLES, VERBS

GENERIC = listed(
    "official leader minister chief head politician statesman diplomat president secretary official commander general "
    "director chancellor premier politiker minister chef präsident responsable dirigeant ministre chef jefe ministro "
    "dirigente polityk szef minister политик министр глава дипломат чиновник лидер президент політик міністр очільник "
    "президент"
)
INDEFINITE = re.compile(r"^(?:an?|one|another|two|several|some|ein|eine|une?|una?|jeden|один|одна)\s", re.IGNORECASE)
ARTICLE = re.compile(r"^(?:(?:the|an?|one|another|der|die|das|ein|eine|le|la|les|au|aux|une?|el|los|las|una?)\s+|l['’]\s*)", re.IGNORECASE)
STYLED = re.compile(r"(?<=\S)\s(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dame)\.?$")
NAMED_INSIDE = re.compile(rf"{WORD}\s{WORD}\s[a-z]")


def role_at(text: str, start: int, end: int) -> str | None:
    """What a text says of the name between two places."""
    before, after = _role_before(text, start), _role_after(text, end)
    return after if after and (before is None or before.endswith(".")) else before


def _role_before(text: str, start: int) -> str | None:
    """The role printed right before a name: `Russian Foreign Minister`, `министр обороны РФ`, `the chief of the Alliance,`."""
    title = re.search(
        r"\b(?:Sen|Gen|Rep|Lt|Col|Adm|Maj|Capt|Gov|Dr|Prof|gen|płk|prof|dr)\.(?:\s(?:Gen|Col|Adm|bryg|dyw)\.)?\s$",
        text[max(0, start - 20) : start],
    )
    if title:
        return title[0].strip()
    before = re.split(r"[.!?;:()\n\"“”«»„]|\s[-–—]\s|(?:,\s)(?=.*,\s*$)", text[max(0, start - 110) : start])[-1]
    before = STYLED.sub("", re.sub(r"[,\s]+$", "", before))
    words = before.split()
    if not words or words[-1].casefold() in LEADING or "," in before:
        words = before.rsplit(",", 1)[-1].split()
    shared = re.search(r"(?P<head>[\w ]+?)s and (?:their|his|her|its) (?P<whose>[A-Z]\w+) counterpart$", before)
    if shared:
        return tidy_role(f"{shared['whose']} {' '.join(shared['head'].split()[-2:])}")
    first = next((n for n, word in enumerate(words) if _role_word(word)), None)
    if first is None or len(words) - first > 8 or words[-1].casefold() in LEADING or SAID.intersection(words[first:]):
        return None
    while first > 0 and _is_qualifier(words[first - 1]):
        first -= 1
    role = " ".join(words[first:])
    inside = NAMED_INSIDE.search(role)
    return None if inside and not all(is_lead(word) for word in inside[0].split()[:2]) else tidy_role(role)


def _role_word(word: str) -> bool:
    bare = re.sub(r"['’]s$", "", word).casefold().strip(",")
    return bare in ROLES or bare.split("-")[-1] in ROLES


def _is_qualifier(word: str) -> bool:
    bare = re.sub(r"['’]s$", "", word)
    qualifiers = (
        "independent senior former acting military political deputy chief russian-born retired leading veteran "
        "prominent ehemaliger ehemalige früherer frühere ancien ancienne exministro były była бывший экс колишній "
        "старший ведущий военный независимый"
    )
    return bare in ADJECTIVES or bare != word or bare.isupper() or bare.casefold() in qualifiers.split()


def _role_after(text: str, end: int) -> str | None:
    """The role in apposition: `, NATO's general secretary,`, ` (head of the agency)`."""
    found = re.match(r"(?:,\s|\s\()((?:[^,.;:()\n\"“”„«»]|(?<=[A-Z])\.(?=[A-Z]|\s[A-Z])){4,90})[,.):]", text[end : end + 110])
    if not found:
        return None
    words = found[1].split()
    if words and words[0].casefold() in ("who", "which", "and", "a", "an") and words[0].casefold() not in ("a", "an"):
        return None
    said = next((n for n, word in enumerate(words) if word in SAID), len(words))
    if any(_role_word(word) for word in words[: min(said, 5)]) and said <= 12:
        return tidy_role(" ".join(words[:said]))
    return None


def tidy_role(role: str) -> str:
    """A role as one would print it alone: no article, `Russia's` as `Russian`, `general secretary` as Secretary General."""
    bare = ARTICLE.sub("", re.split(r"\s(?:gegenüber|auf Anfrage|told|said)\b", role.strip(" ,"))[0])
    bare = re.sub(r"^(\S+?)['’]s\s", lambda owner: f"{DEMONYMS.get(owner[1], owner[1])} ", bare)
    bare = re.sub(r"\b(?:general secretary|secretary[- ]general)\b", "Secretary General", bare, flags=re.IGNORECASE)
    first = bare.split(" ")[0]
    if first.casefold() in ROLES and first.istitle() and re.match(r"\s(?!des |der |für |von |im |am |beim? )[a-zß-ÿ]", bare[len(first) :]):
        bare = first.lower() + bare[len(first) :]
    return bare


def titled_name(phrase: str) -> tuple[str, str] | None:
    """The role and the surname of `Foreign Minister Quill`, `Mrs Quill`."""
    words = phrase.split()
    if len(words) < 2 or words[-2].casefold().rstrip(".") not in TITLES or not re.fullmatch(WORD, words[-1]):
        return None
    is_other = is_lead(words[-1]) or is_place(words[-1]) or PLACES.match(words[-1]) or words[-1].casefold() in ORGANISATIONS
    return None if is_other else (" ".join(words[:-1]), words[-1])


def is_role(text: str) -> bool:
    """Whether a noun phrase without a name speaks of a person by what they do."""
    return any(_role_word(word) and word.casefold() not in MODIFIERS for word in re.findall(r"[\w'’.-]+", text)[:6])


def is_organisation(text: str) -> bool:
    """Whether a noun phrase is of those that speak through statements, and nothing more (`the ministry in Kyiv`, no `the office but`)."""
    words = text.split()
    kinds = [n for n, word in enumerate(words) if word.casefold().strip(",.") in ORGANISATIONS]
    others = [word for word in words[kinds[0] + 1 :] if word[0].islower() and word.casefold() not in OF] if kinds else []
    return bool(kinds) and kinds[0] <= 3 and not [word for word in others if word.casefold() not in ORGANISATIONS]


OF = listed(
    "of for the in and at de des du la le les del der die das von im für à en los las el w we z do na spraw в во на по при у з та і"
)
SAID = frozenset(verb for verbs in VERBS.values() for verb in verbs.split()) - listed("states notes posted claims calls heißt parle")
