"""A text in, the people it names with their roles out, and who is meant by a surname, a role or a pronoun."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from monitor.extract.people import PARTICLE
from monitor.extract.quotes.leading import LEADING
from monitor.extract.quotes.names import GERMAN_NOUN, GERMAN_SEQUENCE, SEQUENCE, person_in
from monitor.extract.quotes.nominative import nominative
from monitor.extract.quotes.roles import role_at

ARTICLES = re.compile(r"(?<!\w)(?:the|du|des|del|las?|les|los|le|el|il|der|die|das|dem|den)\s$")
"""After these stands a person only with a role, not a bare name."""
GERMAN_NOUNS = re.compile(
    r"(?<!von )(?<!van )\b(?:[Dd](?:er|ie|as|en|em|es)|[Ee]in(?:en|em|es|er?)?|[Ii]m|[Zz]u[mr]|[AaVv][mo]m?"
    r"|[Ii]ns|[Bb]eim|[Kk]eine?|[Uu]nsere?|[Ii]hre?)\s"
    r"([A-ZÄÖÜ]\w+)(?![\w-])"
)
PREPOSED = re.compile(
    r"(?<!\w)(?:of|at|from|in|for|with|by|on|to|against|about|near|de|du|des|del|von|aus|bei|mit|für|gegen|an|am|im|auf|à|au|avec|chez|con|en|z|ze"
    r"|w|we|o|od|dla|из|от|с|со|в|о|об|з|із|до|від|у)\s(?:(?:the|la|le|les|el|los|der|dem|den)\s)?$",
    re.IGNORECASE,
)
"""A name after these is not who speaks, if another one stands before."""


@dataclass(frozen=True, slots=True)
class Person:
    """One named person of a text."""

    name: str
    role: str | None = None

    @property
    def surname(self) -> str:
        """The name's last word, with its particles."""
        return _surname(self.name)


@lru_cache(maxsize=4_096)
def _surname(name: str) -> str:
    found = re.search(rf"(?:(?<!\S){PARTICLE} )*\S+$", name)
    return found[0] if found else name


@dataclass(slots=True)
class Cast:
    """Everybody a text names."""

    people: dict[str, Person] = field(default_factory=dict)
    language: str | None = None
    nouns: frozenset[str] = frozenset()
    """In German, what the text has after an article."""

    def is_noun(self, name: str) -> bool:
        """Whether a capitalised German word is a common one: by its ending, or because the text has it with an article."""
        if self.language != "de":
            return False
        last = name.rsplit(maxsplit=1)[-1]
        return last in self.nouns or GERMAN_NOUN.search(last) is not None

    def add(self, person: Person) -> None:
        """Note a person; a role once known is kept."""
        known = self.people.get(person.name)
        if known is None or (known.role is None and person.role):
            self.people[person.name] = person

    def settle(self, language: str | None) -> None:
        """One person under several names (Anders Rasmussen, Anders Fogh Rasmussen) is the one with the longest, in the first case."""
        for oblique in list(self.people.values()):
            base = self.people.get(nominative(oblique.name, language))
            if base is not None:
                self.people[oblique.name] = Person(base.name, base.role or oblique.role)
        for short in list(self.people.values()):
            first, last = short.name.split()[0], short.name.split()[-1]
            for long in self.people.values():
                parts = long.name.split()
                is_longer = len(parts) > len(short.name.split()) and parts[-1] == last
                if (is_longer and (parts[0] == first or long.name.endswith(f" {short.name}"))) or (
                    parts[-1] == last and first == f"{parts[0][0]}."
                ):
                    self.people[short.name] = Person(long.name, long.role or short.role)

    def named(self, text: str, *, is_last: bool = True) -> Person | None:
        """The last, or the first, person a text names: by the full name, else by a surname; the last not `of` or `from` another's name."""
        best: tuple[bool, int, int, Person] | None = None
        for name, person in self.people.items():
            for form, places in _forms(name, person, text):
                place = places[-1] if is_last else places[0]
                is_head = not PREPOSED.search(text[:place])
                rank = (is_head, place + len(form) if is_last else -place - len(form), len(form))
                if best is None or rank > best[:3]:
                    best = (*rank, person)
        return best[3] if best else None

    def is_subject(self, person: Person, text: str) -> bool:
        """Whether a text names a person once otherwise than after a preposition."""
        return any(not PREPOSED.search(text[:place]) for _, places in _forms(person.name, person, text) for place in places)

    def holder(self, role: str) -> Person | None:
        """The one person whose role has the words of a role; None when nobody's or several people's has."""
        wanted = {word for word in _words(role) if word not in LEADING}
        if not wanted:
            return None
        found = {person.name: person for person in self.people.values() if person.role and wanted <= set(_words(person.role))}
        return next(iter(found.values())) if len(found) == 1 else None


def _forms(name: str, person: Person, text: str) -> Iterator[tuple[str, list[int]]]:
    """Where a text has a full name, and where the surname alone."""
    surname = person.surname
    if surname not in text and name not in text:
        return
    alone = [place for place in places_of(surname, text) if not text[: place + len(surname)].endswith(name)]
    yield from ((form, places) for form, places in ((name, places_of(name, text)), (surname, alone)) if places)


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
FIRST = re.compile(r"(?:^|[.!?…»”\"“]\s+|\n|[«„“\"]\s?)$")


def cast_of(text: str, language: str | None = None) -> Cast:
    """The people a text names, each with the role it gives them first."""
    cast = Cast(language=language, nouns=_german_nouns(text) if language == "de" else frozenset())
    for found in (GERMAN_SEQUENCE if language == "de" else SEQUENCE).finditer(text):
        before = text[max(0, found.start() - 6) : found.start()]
        name = person_in(found[0], is_first=FIRST.search(before) is not None, language=language)
        if name is None or (found[0].startswith(name) and ARTICLES.search(before)) or _is_german_noun(name, cast, text):
            continue
        start = found.start() + max(0, found[0].rfind(name))
        cast.add(Person(name, role_at(text, start, start + len(name))))
    cast.settle(language)
    for person in list(cast.people.values()):
        if person.role is None:
            cast.people[person.name] = Person(person.name, _role_of_surname(text, person.surname))
    return cast


def _german_nouns(text: str) -> frozenset[str]:
    """The capitalised words that a third of the time stand after an article; before a name there may be a relative pronoun."""
    after_article = Counter(GERMAN_NOUNS.findall(text))
    return frozenset(word for word, count in after_article.items() if 3 * count >= text.count(word))


def _is_german_noun(name: str, cast: Cast, text: str) -> bool:
    """`Thüringer Bratwurst`, `Schlachter Brandt`, `Bild von Brandt`, `Brandts Rede`: one of the two is a common noun."""
    words = name.split()
    if cast.language != "de":
        return False
    if words[1] in ("von", "zu"):
        return (len(words) > 3 and words[2][0].isupper()) or cast.is_noun(words[0])
    is_owned = any(word.endswith("s") and text.count(f"{word[:-1]} ") > text.count(word) for word in words)
    return len(words) == 2 and (is_owned or cast.is_noun(words[0]) or (words[0].endswith("er") and cast.is_noun(words[1])))


def _role_of_surname(text: str, surname: str) -> str | None:
    """The role that a text gives somebody only when it names them again."""
    return next((role for place in places_of(surname, text)[:MOST_PLACES] if (role := role_at(text, place, place + len(surname)))), None)
