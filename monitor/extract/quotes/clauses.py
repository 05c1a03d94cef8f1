"""Sentences in, who says what in them out: every verb of saying with its subject, resolved to a person where that is certain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.extract.listed import listed
from monitor.extract.outlets import known_outlet
from monitor.extract.people import UPPER
from monitor.extract.quotes.cast import Cast, Person
from monitor.extract.quotes.leading import FRONTED, LEADING, PLATFORMS
from monitor.extract.quotes.names import is_place
from monitor.extract.quotes.roles import ARTICLE, GENERIC, INDEFINITE, OF, is_organisation, is_role, tidy_role, titled_name
from monitor.extract.quotes.sentences import MASK
from monitor.extract.quotes.tongues import ADJECTIVES, DEMONYMS, QUOTING, ROLES, tongue_of

OPENING = 60
"""Whoever is named so early in a sentence is what it is about."""
TOKEN = re.compile(r"[^\W_](?:[\w'’.-]*[\w])?|[^\w\s]")
FRENCH = re.compile(r"-(?:t-)?(?:il|elle|ils|elles)$")
TITLES = re.compile(
    r"\b(?:Sen|Gen|Rep|Lt|Col|Adm|Maj|Capt|Sgt|Gov|Dr|Mr|Mrs|Ms|Prof|Brig|Cmdr|gen|płk|prof|dr|ppłk|mjr|kpt|adm)\.(?:\s(?:Gen"
    r"|Col|Adm|Cmdr|bryg|dyw)\.)?\s"
)


APPOSITION = re.compile(r"(?<=\w),\s[^,]{3,90},\s*$")
"""`Ada Quill, head of the agency in Lisburg,`: who speaks stands before."""
FIRST_PERSON = listed("i we you ich wir je nous yo ja my я мы ми")
PLURAL = listed("they ils elles ellos ellas oni one они вони")
DETERMINED = re.compile(r"(?<!\w)(?:an?|the|this|these|no|his|her|their|its|such)\s$", re.IGNORECASE)
CAPITAL_INSIDE = re.compile(r"[\w,]\s$")
"""Before a capitalised word: it does not open its sentence, so it is a name."""
PASSIVE = re.compile(r"(?<!\w)(?:was|were|is|are|been|being|be|wird|wurde|werden)(?:\s\w+)?\s$", re.IGNORECASE)
PREPOSITION = re.compile(
    r"(?:on|in|at|to|from|via|auf|aus|im|am|bei|gegen|für|mit|ohne|durch|trotz|wegen|laut|seit|unter|über|zwischen|neben|hinter"
    r"|gegenüber|nach|vor|sur|dans|à|au|en|na|w|we|dla|przed|в|во|на|у|для|до)\s",
    re.IGNORECASE,
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


class Reader:
    """Reads one text's clauses; what was said before decides what `he` means."""

    def __init__(self, cast: Cast, language: str | None) -> None:
        self._cast = cast
        self._language = language
        self._tongue = tongue_of(language)
        self.last: Speaker | None = None
        self.only: Speaker | None = None
        """The one person named in the sentences before, when there is only one and nobody has spoken yet."""
        self.last_at = -10_000
        self._topic: Speaker | None = None
        self._topic_at = -10_000

    def note(self, speaker: Speaker | None, at: int) -> None:
        """Somebody was heard at this place."""
        if speaker is not None:
            self.last, self.last_at = speaker, at

    def meet(self, sentence: str, plain: str, at: int) -> None:
        """A sentence has been read: whom it names may be meant by a pronoun in the next; `plain` is it without what is quoted."""
        people = {person.name: person for name, person in self._cast.people.items() if name in sentence}
        if people:
            self.only = _speaker(next(iter(people.values()))) if len(people) == 1 else None
        opening = plain[:OPENING]
        first = self._cast.named(opening, is_last=False)
        if first and not self._pronoun_in(opening.split()):
            self._topic, self._topic_at = _speaker(first), at

    def _pronoun_in(self, words: list[str]) -> str | None:
        return next((word for word in words if FRENCH.search(word) or word.strip(",").casefold() in self._tongue.pronouns), None)

    def _referred(self, *, is_plural: bool) -> Speaker | None:
        """Whom a pronoun means: who spoke last, unless a later sentence is about somebody else; `they` are nobody with a name."""
        if is_plural:
            return self.last if self.last and not self.last.is_named else None
        if self.last is not None and self.last.is_named and self._topic and self._topic_at > self.last_at:
            return self._topic
        return self.last or self.only

    def verbs(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Where the verbs of saying stand; no noun after an article (`a saying`), no name (`the United States`)."""
        return [
            (start + word.start(), start + word.end())
            for word in TOKEN.finditer(text[start:end])
            if word[0].casefold() in self._tongue.verbs
            and not self._is_noun(word[0], text[max(start, start + word.start() - 20) : start + word.start()])
        ]

    def _is_noun(self, word: str, before: str) -> bool:
        return bool(CAPITAL_INSIDE.search(before)) if word[0].isupper() else self._language == "en" and bool(DETERMINED.search(before))

    @staticmethod
    def quotes_others(verb: str, before: str) -> bool:
        """Whether a verb gives somebody else's words: `the Beacon quoted`, but not `he was quoted`."""
        return verb.casefold() in QUOTING and not PASSIVE.search(before[-40:])

    def is_inverted(self, before: str, after: str) -> bool:
        """Whether the subject stands after its verb: a pronoun does, or in German something else opens the clause (`Im Radio sagte …`)."""
        following = re.match(r"[\s-]*([\w’'-]+)", after)
        if self._language != "en" and following and following[1].casefold() in self._tongue.pronouns:
            return True
        opening = re.match(r"\W*(\w+)", re.split(r"[,;:]\s", before)[-1])
        return self._language == "de" and opening is not None and opening[1].casefold() in FRONTED

    def quoted(self, text: str, start: int, end: int, quoter: Speaker | None) -> Speaker | None:
        """Whose words a verb of quoting gives: of whoever is named after it; an outlet's never."""
        found = self.subject_after(text, start, end)
        if found is not None and found.is_named:
            return found
        return None if quoter is None or known_outlet(quoter.name) else quoter

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
        bare = self._without_apposition(bare)
        found = self.meant(bare.strip(), after_verb=False)
        return found or (self.meant(zone.strip(), after_verb=False) if clause != zone else None)

    def _without_apposition(self, clause: str) -> str:
        """`Ada Quill` of `Ada Quill, of the institute in Lisburg,`; not where the name is the apposition."""
        apposition = APPOSITION.search(clause)
        if not apposition or not self._cast.named(clause[: apposition.start()][-80:]):
            return clause
        name = self._cast.named(apposition[0], is_last=False)
        is_name = name is not None and self._cast.is_subject(name, apposition[0][:40])
        return clause if is_name else clause[: apposition.start()]

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
        if edge and edge[0 if after_verb else -1].casefold() in FIRST_PERSON:
            return None
        person = self._cast.named(head, is_last=not after_verb)
        if person is not None and not self._cast.is_subject(person, head):
            person = None if after_verb or self._pronoun_in(words) else person
            edge = edge if after_verb or person else words
        pronoun = self._pronoun_in(edge)
        if pronoun and (after_verb or person is None or head.rfind(pronoun) > head.rfind(person.surname)):
            return self._referred(is_plural=pronoun.strip(",").casefold() in PLURAL)
        if person is not None:
            return Speaker(person.name, person.role)
        return self._by_role(phrase, after_verb=after_verb)

    def _by_role(self, phrase: str, *, after_verb: bool) -> Speaker | None:
        phrase = _noun_phrase(phrase, after_verb=after_verb)
        if PREPOSITION.match(phrase):
            return None
        bare = ARTICLE.sub("", phrase)
        titled = titled_name(bare)
        if titled:
            return Speaker(titled[1], tidy_role(titled[0]))
        if is_role(phrase):
            return self._holder(phrase)
        if is_organisation(bare) and len(bare.split()) <= 8:
            return Speaker(bare, None, is_named=False)
        if self._language == "de" and bare != phrase:
            return None  # A German name has no article, a noun has one.
        name = _bare_name(bare)
        return Speaker(name, None) if name and not self._cast.is_noun(name) else None

    def _holder(self, phrase: str) -> Speaker | None:
        """Who holds a role without a name: somebody named before, the source just introduced, or nobody with a name."""
        bare = ARTICLE.sub("", phrase)
        bare = _personal(bare) if self._language == "de" else bare
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


def _personal(phrase: str) -> str:
    """A German role without the verb that follows it: `Trainer` of `Trainer freut sich`."""
    words = phrase.split()
    first = next((n for n, word in enumerate(words) if n and word[0].islower() and words[0][0].isupper() and word not in OF), len(words))
    return " ".join(words[:first])


def _bare_name(phrase: str) -> str | None:
    """A name that is known from nowhere else: three capitalised words at most, no place and no platform, no word of grammar."""
    words = phrase.split()
    if len(words) > 1 and words[0].islower() and words[0] not in LEADING:
        words.pop(0)  # `opowiada szczerze Joanna`
    while words and words[0].casefold().rstrip(".") in ROLES:
        words.pop(0)
    name = " ".join(words)
    if not re.fullmatch(rf"{UPPER}[\w'’-]+(?: {UPPER}[\w'’-]+){{0,2}}", name) or is_place(name):
        return None
    return None if re.sub(r"['’].*", "", words[0]).casefold() in LEADING or words[-1] in PLATFORMS else name


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
    words = role.split()[:8]
    while len(words) > 1 and words[-1].casefold() in LEADING:
        words.pop()
    return " ".join(words)


def _with_country(role: str, source: str) -> str:
    """`diplomat` of a `source in Russia's foreign ministry` is a Russian one."""
    if any(word in ADJECTIVES for word in role.split()):
        return role
    owner = re.search(r"(?:\b(?P<noun>[A-Z]\w+)['’]s\b)|\b(?P<adjective>[A-Z]\w+)\b", source)
    if not owner:
        return role
    country = DEMONYMS.get(owner["noun"] or "") or (owner["adjective"] if owner["adjective"] in ADJECTIVES else None)
    return f"{country} {role}" if country else role
