"""Sentences in, who says what in them out: every verb of saying with its subject, resolved to a person where that is certain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.extract.people import UPPER
from monitor.extract.quotes.cast import ARTICLE, GENERIC, INDEFINITE, Cast, Person, is_organisation, is_role, tidy_role
from monitor.extract.quotes.leading import LEADING
from monitor.extract.quotes.marks import Span
from monitor.extract.quotes.tongues import ADJECTIVES, DEMONYMS, Tongue

MASK = "\u00a4"
TOKEN = re.compile(r"[^\W_](?:[\w'’.-]*[\w])?|[^\w\s]")
BOUNDARY = re.compile(rf"[.!?…]{MASK}*[\"“”»'’)]*\s+(?=[\"“«„‘(—–-]?\s?[{MASK}{UPPER[1:]})|\n+")
ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“])(?:[A-ZА-Я]|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sen|Rep|Gov|Prof|St|Adm|Maj|Capt|Sgt|No|Jr|Sr|vs|ca|Nr|Mio|Mrd|bzw|z\.B"
    r"|gen|płk|prof|dr|им|г|ул|тыс|руб)\.$|(?:[A-Z]\.){2,}$"
)


FRENCH = re.compile(r"-(?:t-)?(?:il|elle|ils|elles)$")
TITLES = re.compile(
    r"\b(?:Sen|Gen|Rep|Lt|Col|Adm|Maj|Capt|Sgt|Gov|Dr|Mr|Mrs|Ms|Prof|Brig|Cmdr|gen|płk|prof|dr|ppłk|mjr|kpt|adm)\.(?:\s(?:Gen"
    r"|Col|Adm|Cmdr|bryg|dyw)\.)?\s"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a subject means."""

    name: str
    role: str | None = None
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """One act of saying: its verb, where it stands, and who did it."""

    start: int
    end: int
    verb: str
    speaker: Speaker | None


def masked(text: str, spans: list[Span]) -> str:
    """The text with what is quoted blotted out, so that only the author's own words are read; offsets stay."""
    parts: list[str] = []
    last = 0
    for span in spans:
        inner = text[span.start : span.end]
        end = inner[-1:] if inner[-1:] in ".!?…" else MASK
        parts += [text[last : span.start], MASK * (len(inner) - 1), end if inner else ""]
        last = span.end
    return "".join([*parts, text[last:]])


def sentences_in(text: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends."""
    found: list[tuple[int, int]] = []
    start = 0
    for boundary in BOUNDARY.finditer(text):
        stop = boundary.start() + 1
        if boundary[0][0] != "\n" and ABBREVIATION.search(text[max(start, stop - 12) : stop]):
            continue
        if text[start : boundary.end()].strip():
            found.append((start, boundary.end()))
        start = boundary.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found


class Reader:
    """Reads one text's clauses; what was said before decides what `he` means."""

    def __init__(self, cast: Cast, tongue: Tongue) -> None:
        self._cast = cast
        self._tongue = tongue
        self.last: Speaker | None = None
        self.only: Speaker | None = None
        """The one person named in the sentences before, when there is only one and nobody has spoken yet."""
        self.last_at = -10_000

    def note(self, speaker: Speaker | None, at: int) -> None:
        """Somebody was heard at this place."""
        if speaker is not None:
            self.last, self.last_at = speaker, at

    def meet(self, sentence: str) -> None:
        """A sentence has been read: whom it names may be meant by a pronoun in the next."""
        people = {person.name: person for name, person in self._cast.people.items() if name in sentence}
        if people:
            self.only = _speaker(next(iter(people.values()))) if len(people) == 1 else None

    def verbs(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Where the verbs of saying stand."""
        return [
            (start + word.start(), start + word.end())
            for word in TOKEN.finditer(text[start:end])
            if word[0].casefold() in self._tongue.verbs
        ]

    def according(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """The last `according to` in a stretch."""
        return next(reversed(list(self._tongue.according.finditer(text, start, end))), None)

    def subject_before(self, text: str, start: int, verb: int) -> Speaker | None:
        """The subject of a verb, from the words before it in its sentence."""
        zone = text[start:verb]
        clause = re.split(
            r"[;:]|,\s(?:and|but|while|und|aber|et|mais|y|pero|i|ale|и|а|но|та|але)\s|\s(?:that|dass|daß|que|że|что|що)\s", zone
        )[-1]
        bare = re.sub(
            r"(?:,?\s(?:however|also|has|have|had|is|was|then|later|once again|again|thus|therefore|meanwhile|who|hat|habe|a"
            r"|ont|ha|han|też|również|также|також)\b,?)+\s*$",
            "",
            " " + clause.rstrip(),
        )
        found = self.meant(bare.strip(), after_verb=False)
        return found or (self.meant(zone.strip(), after_verb=False) if clause != zone else None)

    def subject_after(self, text: str, start: int, end: int) -> Speaker | None:
        """The subject of a verb, from the words after it."""
        zone = TITLES.sub(" ", text[start:end].strip())
        zone = re.split(r"[.;:!?\n(]|\s[-–—]\s|,\s(?:and|but|dass|que|że|что|що|adding|speaking)\s", zone)[0]
        found = self.meant(zone[:160].strip(" ,"), after_verb=True)
        if found is not None and not found.is_named:
            # `the chief of staff, General Odd Brekke,`: the name stands in apposition.
            person = self._cast.named(zone[:120], is_last=False)
            return _speaker(person) if person else found
        return found

    def meant(self, phrase: str, *, after_verb: bool) -> Speaker | None:
        """Whom a noun phrase means: a name, a pronoun, a role or an organisation; None when that is not certain."""
        phrase = phrase.strip(f' ,–—-{MASK}"“”«»')
        if not phrase:
            return None
        words = phrase.split()
        edge = words[:2] if after_verb else words[-2:]
        head = " ".join(words[:9] if after_verb else words[-12:])
        person = self._cast.named(head, is_last=not after_verb)
        pronoun = next((word for word in edge if FRENCH.search(word) or word.strip(",").casefold() in self._tongue.pronouns), None)
        if pronoun and (after_verb or person is None or head.rfind(pronoun) > head.rfind(person.surname)):
            return self.last or self.only
        if person is not None:
            return Speaker(person.name, person.role)
        return self._by_role(phrase, after_verb=after_verb)

    def _by_role(self, phrase: str, *, after_verb: bool) -> Speaker | None:
        phrase = _noun_phrase(phrase, after_verb=after_verb)
        if is_role(phrase):
            return self._holder(phrase)
        bare = ARTICLE.sub("", phrase)
        if is_organisation(bare) and len(bare.split()) <= 8:
            return Speaker(bare, None, is_named=False)
        name = re.fullmatch(rf"(?:\S+\s){{0,1}}?({UPPER}[\w'’-]+(?: {UPPER}[\w'’-]+)*)", bare)
        if name and name[1].split()[0].casefold() not in LEADING:
            return Speaker(name[1], None)
        return None

    def _holder(self, phrase: str) -> Speaker | None:
        """Who holds a role without a name: somebody named before, the source just introduced, or nobody with a name."""
        bare = ARTICLE.sub("", phrase)
        if INDEFINITE.match(phrase) or self.last is None:
            known = None if INDEFINITE.match(phrase) else self._cast.holder(tidy_role(bare))
            return (
                _speaker(known) if known else Speaker(f"unnamed {_heading(bare)}", tidy_role(bare) if " " in bare else bare, is_named=False)
            )
        words = {word.casefold() for word in re.findall(r"[\w’'-]+", tidy_role(bare))}
        if self.last.is_named and words & GENERIC and _agrees(words, self.last.role):
            return self.last
        known = self._cast.holder(tidy_role(bare))
        if known is not None:
            return _speaker(known)
        if not self.last.is_named and self.last.role and is_role(self.last.role):
            return Speaker(f"unnamed {_with_country(tidy_role(bare), self.last.role)}", self.last.role, is_named=False)
        return Speaker(f"unnamed {tidy_role(bare)}", tidy_role(bare), is_named=False)


def _speaker(person: Person) -> Speaker:
    return Speaker(person.name, person.role)


def _agrees(words: set[str], role: str | None) -> bool:
    """Whether what a generic noun says (`the Russian official`) is true of a role."""
    proper = {word for word in words if word not in GENERIC}
    known = {word.casefold() for word in re.findall(r"[\w’'-]+", role or "")}
    return proper <= known


def _noun_phrase(phrase: str, *, after_verb: bool) -> str:
    """The subject's own words: from the last article on before a verb, up to a preposition of time or place after it."""
    if after_verb:
        cut = re.split(
            r",|\s(?:on|in|during|after|at|when|while|as|late|early|during|am|im|nach|lundi|mardi|jeudi|el|en|w|во?|на|у|під"
            r"|during|told|to)\s(?!the (?:ministry|agency|institute)\b)",
            phrase,
        )[0]
        return cut.strip()
    phrase = phrase.rsplit(",", 1)[-1].strip() or phrase
    starts = [
        found.start()
        for found in re.finditer(r"(?<!\w)(?:the|an?|one|another|der|die|das|ein|eine|le|la|une?|el|una?)\s", phrase, re.IGNORECASE)
    ]
    prepositions = [found.start() for found in re.finditer(r"(?<!\w)(?:of|at|in|from|for|with|within|close to)\s", phrase)]
    while len(starts) > 1 and any(starts[-2] < place <= starts[-1] for place in prepositions):
        starts.pop()
    return phrase[starts[-1] :] if starts else phrase


def _heading(role: str) -> str:
    """`source at NATO` as it is."""
    return " ".join(role.split()[:8])


def _with_country(role: str, source: str) -> str:
    """`diplomat` of a `source in Russia's foreign ministry` is a Russian one."""
    if any(word in ADJECTIVES for word in role.split()):
        return role
    owner = re.search(r"(?:\b(?P<noun>[A-Z]\w+)['’]s\b)|\b(?P<adjective>[A-Z]\w+)\b", source)
    if not owner:
        return role
    country = DEMONYMS.get(owner["noun"] or "") or (owner["adjective"] if owner["adjective"] in ADJECTIVES else None)
    return f"{country} {role}" if country else role
