"""A text in, the people it names with their roles out, and who is meant by a surname, a role or a pronoun."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from monitor.extract.listed import listed
from monitor.extract.people import PARTICLE, WORD
from monitor.extract.quotes.leading import COUNTRY_STEM, LEADING
from monitor.extract.quotes.tongues import ADJECTIVES, DEMONYMS, ORGANISATIONS, ROLES

SEQUENCE = re.compile(rf"(?<![\w]){WORD}(?:[ \u00a0](?:{PARTICLE}[ \u00a0]){{0,2}}{WORD})*")
PLACES = re.compile(
    r"^(?:Europe|States|Kingdom|House|War|Springs|Sea|Union|Council|Ministry|Department|Congress|Senate|Parliament|Bundestag"
    r"|Street|Square|Nations|Office|Agency|Committee|Court|Party|Treaty|Force|Forces|Army|Navy"
    r"|Corps|Command|University|Institute|Center|Centre|Bank|Times|Post|News|Daily|Journal|Radio|Television|Federation|Republic"
    r"|Emirates|Arabia|Korea|East|West|Africa|America|Asia|Dome|Sling|Shield|System|Defen[cs]e|Alliance"
    r"|Forum|Group|Corporation|Company|Association|Summit|Review|Report|Day|Year|Eve|Test|Range|Base|Province|Region|Oblast"
    r"|Island|Islands|Ocean|Gulf|Strait|Mountains|River|Valley|County|City|York|Delhi|Zealand|Initiative|Act)$"
)
PATRONYMIC = re.compile(r"(?:вич|вна|ович|івна|ївна)$")
GENERIC = listed(
    "official leader minister chief head politician statesman diplomat president secretary official commander general "
    "director chancellor premier politiker minister chef präsident responsable dirigeant ministre chef jefe ministro "
    "dirigente polityk szef minister политик министр глава дипломат чиновник лидер президент політик міністр очільник "
    "президент"
)
INDEFINITE = re.compile(r"^(?:an?|one|another|two|several|some|ein|eine|une?|una?|jeden|один|одна)\s", re.IGNORECASE)
ARTICLE = re.compile(r"^(?:(?:the|an?|one|another|der|die|das|ein|eine|le|la|les|au|aux|une?|el|los|las|una?)\s+|l['’]\s*)", re.IGNORECASE)
STYLED = re.compile(r"(?<=\S)\s(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dame)\.?$")


@dataclass(frozen=True, slots=True)
class Person:
    """One named person of a text."""

    name: str
    role: str | None = None

    @property
    def surname(self) -> str:
        """The name's last word, with its particles."""
        found = re.search(rf"(?:(?<!\S){PARTICLE} )*\S+$", self.name)
        return found[0] if found else self.name


@dataclass(slots=True)
class Cast:
    """Everybody a text names."""

    people: dict[str, Person] = field(default_factory=dict)

    def add(self, person: Person) -> None:
        """Note a person; a role once known is kept."""
        known = self.people.get(person.name)
        if known is None or (known.role is None and person.role):
            self.people[person.name] = person

    def settle(self) -> None:
        """One person under several names (Anders Rasmussen, Anders Fogh Rasmussen) is the one with the longest."""
        for short in list(self.people.values()):
            first, last = short.name.split()[0], short.name.split()[-1]
            for long in self.people.values():
                parts = long.name.split()
                if len(parts) > len(short.name.split()) and parts[0] == first and parts[-1] == last:
                    self.people[short.name] = Person(long.name, long.role or short.role)

    def named(self, text: str, *, is_last: bool = True) -> Person | None:
        """The last, or the first, person a text names: by the full name, else by a surname."""
        best: tuple[int, int, Person] | None = None
        for name, person in self.people.items():
            for form in (name, person.surname):
                places = places_of(form, text)
                if not places:
                    continue
                place = places[-1] + len(form) if is_last else -places[0] - len(form)
                if best is None or (place, len(form)) > best[:2]:
                    best = (place, len(form), person)
        return best[2] if best else None

    def holder(self, role: str) -> Person | None:
        """The one person whose role has the words of a role; None when nobody's or several people's has."""
        wanted = {word for word in _words(role) if word not in LEADING}
        if not wanted:
            return None
        found = {person.name: person for person in self.people.values() if person.role and wanted <= set(_words(person.role))}
        return next(iter(found.values())) if len(found) == 1 else None


def _words(role: str) -> list[str]:
    return [re.sub(r"['’]s$", "", word).casefold() for word in re.findall(r"[\w'’.]+", role.replace("-", " "))]


def places_of(form: str, text: str) -> list[int]:
    """Where a name stands in a text as whole words."""
    found: list[int] = []
    place = text.find(form)
    while place >= 0:
        around = text[place - 1 : place] + text[place + len(form) : place + len(form) + 1]
        if not any(letter.isalnum() or letter in "-_" for letter in around):
            found.append(place)
        place = text.find(form, place + 1)
    return found


MOST_PLACES = 12


def cast_of(text: str) -> Cast:
    """The people a text names, each with the role it gives them first."""
    cast = Cast()
    for found in SEQUENCE.finditer(text):
        is_first = re.search(r"(?:^|[.!?…»”\"“]\s+|\n|[«„“\"]\s?)$", text[max(0, found.start() - 4) : found.start()]) is not None
        name = _person(found[0], is_first=is_first)
        if name is None:
            continue
        start = found.start() + max(0, found[0].rfind(name))
        cast.add(Person(name, _role_at(text, start, start + len(name))))
    cast.settle()
    for person in list(cast.people.values()):
        if person.role is None:
            cast.people[person.name] = Person(person.name, _role_of_surname(text, person.surname))
    return cast


def _role_at(text: str, start: int, end: int) -> str | None:
    before, after = _role_before(text, start), _role_after(text, end)
    return after if after and (before is None or before.endswith(".")) else before


def _role_of_surname(text: str, surname: str) -> str | None:
    """The role that a text gives somebody only when it names them again."""
    return next((role for place in places_of(surname, text)[:MOST_PLACES] if (role := _role_at(text, place, place + len(surname)))), None)


OCCUPATION = re.compile(
    r"(?:ists?|logist|neer|cian|orian|man|woman|grapher|metrist|odore|illor|arian|ysicist|keeper|master|ctor|ssor|rator|visor)$",
    re.IGNORECASE,
)


def _person(sequence: str, *, is_first: bool) -> str | None:
    """The person's name in a run of capitalised words; None when it is a place, an organisation or one word."""
    words = sequence.split()
    while words and _is_lead(words[0]):
        words.pop(0)
    if len(words) == 3 and _is_titled(words, is_first=is_first):
        words.pop(0)
    while words and (words[-1].casefold().rstrip(".") in LEADING or words[-1].casefold() in ROLES):
        words.pop()
    if len(words) > 3 and not any(re.fullmatch(PARTICLE, word) for word in words):
        words = words[-3:]
    if not 2 <= len([word for word in words if word[0].isupper()]) <= 4 or len(words) > 6:
        return None
    if (
        any(PLACES.match(re.sub(r"['’]s$", "", word)) for word in words)
        or words[-1].isupper()
        or re.search(r"['’]s$", " ".join(words[:-1]))
    ):
        return None
    return re.sub(r"['’]s?$", "", " ".join(words))


def _is_titled(words: list[str], *, is_first: bool) -> bool:
    """Whether the first of three capitalised words is an occupation: a German noun, or a noun that opens a sentence."""
    if any(re.fullmatch(PARTICLE, word) for word in words) or PATRONYMIC.search(words[1]):
        return False
    if OCCUPATION.search(words[0]) and not words[0].endswith("."):
        return True
    is_slavic = re.match(r"[А-ЯІЇЄҐ]", words[0]) is not None or re.search(r"[ąćęłńóśźż]", " ".join(words)) is not None
    is_german = (
        re.search(
            r"(?:in|er|ent|or|eur|ist|ant|ege|egin|ar|at|är|eu|nd|wart|wirt|mann|frau|meister\w*|leiter\w*|rat|rätin|walt|wältin|ling)$",
            words[0],
        )
        is not None
        and len(words[0]) > 5
    )
    return (is_first and is_slavic and len(words[0]) > 4) or (is_german and not re.search(r"[^\x00-\x7fäöüß]", words[0]))


def _is_lead(word: str) -> bool:
    bare = re.sub(r"['’]s?$", "", word)
    parts = bare.casefold().split("-")
    return (
        bare.casefold() in ROLES
        or bare.casefold() in LEADING
        or bare in ADJECTIVES
        or bare != word
        or parts[-1] in ROLES
        or (len(parts) > 1 and bare.split("-")[0].isupper())
        or (bare.isupper() and len(bare) > 1 and "." not in bare[1:2])
        or bool(COUNTRY_STEM.match(bare))
        or bare.replace(".", "") in ("US", "UK", "EU", "UN")
        or (
            re.match(r"[a-zäöüß]", bare[1:2]) is not None
            and parts[-1].endswith(
                (
                    "politiker",
                    "politikerin",
                    "sprecher",
                    "sprecherin",
                    "minister",
                    "ministerin",
                    "experte",
                    "expertin",
                    "forscher",
                    "forscherin",
                    "chef",
                    "chefin",
                )
            )
        )
    )


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
    if first is None or len(words) - first > 8:
        return None
    while first > 0 and _is_qualifier(words[first - 1]):
        first -= 1
    return tidy_role(" ".join(words[first:]))


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
    found = re.match(r"(?:,\s|\s\()((?:[^,.;()\n\"“”«»]|(?<=[A-Z])\.(?=[A-Z]|\s[A-Z])){4,90})[,.)]", text[end : end + 110])
    if not found:
        return None
    words = found[1].split()
    if words and words[0].casefold() in ("who", "which", "and", "a", "an") and words[0].casefold() not in ("a", "an"):
        return None
    if any(_role_word(word) for word in words[:5]) and len(words) <= 12:
        return tidy_role(found[1])
    return None


def tidy_role(role: str) -> str:
    """A role as one would print it alone: no article, `Russia's` as `Russian`, `general secretary` as Secretary General."""
    bare = ARTICLE.sub("", role.strip(" ,"))
    bare = re.sub(r"^(\S+?)['’]s\s", lambda owner: f"{DEMONYMS.get(owner[1], owner[1])} ", bare)
    bare = re.sub(r"\b(?:general secretary|secretary[- ]general)\b", "Secretary General", bare, flags=re.IGNORECASE)
    first = bare.split(" ")[0]
    if first.istitle() and first not in ADJECTIVES and bare[len(first) :].strip()[:1].islower():
        bare = first.lower() + bare[len(first) :]
    return bare


def is_role(text: str) -> bool:
    """Whether a noun phrase without a name speaks of a person by what they do."""
    return any(_role_word(word.strip(",")) for word in text.split()[:6])


def is_organisation(text: str) -> bool:
    """Whether a noun phrase is of those that speak through statements."""
    return any(word.casefold().strip(",.") in ORGANISATIONS for word in text.split())
