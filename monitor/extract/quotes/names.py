"""A run of capitalised words in, the name of a person in it out: without roles, places and words of grammar."""

from __future__ import annotations

import re

from monitor.extract.people import PARTICLE, WORD
from monitor.extract.quotes.leading import COUNTRIES, COUNTRY_STEM, LEADING, PLATFORMS
from monitor.extract.quotes.tongues import ADJECTIVES, DEMONYMS, MODIFIERS, ORGANISATIONS, ROLES

GERMAN_PARTICLE = r"(?:(?:von|van)(?: de[rnm])?|zu|de|del|della|di|da|al|el|bin|ibn|ben)"
"""In German `der`, `den` and `zur` between two capitals are grammar, not names."""
SEQUENCE = re.compile(rf"(?<![\w]){WORD}(?:[ \u00a0](?:{PARTICLE}[ \u00a0]){{0,2}}{WORD})*")
GERMAN_SEQUENCE = re.compile(rf"(?<![\w]){WORD}(?:[ \u00a0](?:{GERMAN_PARTICLE}[ \u00a0])?{WORD})*")
PLACES = re.compile(
    r"^(?:Europe|States|Kingdom|House|War|Springs|Sea|Union|Council|Ministry|Department|Congress|Senate|Parliament|Bundestag"
    r"|Street|Square|Nations|Office|Agency|Committee|Court|Party|Treaty|Force|Forces|Army|Navy"
    r"|Corps|Command|University|Institute|Center|Centre|Bank|Times|Post|News|Daily|Journal|Radio|Television|Federation|Republic"
    r"|Emirates|Arabia|Korea|East|West|Africa|America|Asia|Dome|Sling|Shield|System|Defen[cs]e|Alliance"
    r"|Forum|Group|Corporation|Company|Association|Summit|Review|Report|Day|Year|Eve|Test|Range|Base|Province|Region|Oblast"
    r"|Trust|College|School|Hospital|Society|Foundation|Board|Unit|Sciences|Medicine|Chiefs|District|Directorate|Mission|Project|Fund"
    r"|Authority|Team|Club|League|Museum|Library|Observatory|Laboratory|Programme|Program|Campaign|Network|Movement|Coalition|Brigade"
    r"|Division|Regiment|Squadron|Fleet|Airlines|Airport|Magazine|Gazette|Herald|Tribune|Mail|Telegraph|Chronicle|Inc|Ltd|LLC|Corp|plc"
    r"|GmbH|Commission|Government|Caucus|Competition|Town|Gardens|Domu|Haus(?:es)?|Casa|Maison"
    r"|Clinic|Surgeons|Services?|Survey|Study|Research|Care|Organi[sz]ation|Affairs|Planning|Health"
    r"|Island|Islands|Ocean|Gulf|Strait|Mountains|River|Valley|County|City|York|Delhi|Zealand|Initiative|Act)$"
)
IS_PARTICLE = re.compile(rf"{PARTICLE}$")
PATRONYMIC = re.compile(r"(?:вич|вна|ович|івна|ївна)$")
BORNE_ROLES = frozenset({"king", "major", "bishop", "pope", "judge", "marshal", "prince", "baron", "constable"})
"""Roles that people are called after."""
TITLES = ROLES - MODIFIERS
TRAILING = ROLES - BORNE_ROLES
ABBREVIATED = frozenset(["US", "UK", "EU", "UN", "Col", "Gen", "Lt", "Maj", "Capt", "Adm", "Sgt", "Rep", "Sen", "Gov"])
OWNER = re.compile(r"['’]s?$")
SURNAMES = frozenset({"Israel", "Washington", "Paris", "London", "Berlin", "Georgia"})
"""Countries and capitals that people are called after, too."""
GERMAN_TITLE = re.compile(r"^\S[a-zäöüß].*(?:politiker|sprecher|minister|experte?|forscher|chef|trainer|direktor)(?:in)?$")
GERMAN_NOUN = re.compile(
    r"\w{5}ung(?:en)?$|(?:heit|keit|schaft|tion|ismus|tät)(?:en|s|e)?$|\w{4}ments?$|[bdgklmt]nis(?:sen?)?$"
    r"|\w{3}(?:lich|isch|sam|haft|ig)e[nrsm]?$|\w\wale[nrsm]$"
)
"""Nouns and adjectives by their endings; `Jung`, `Dennis`, `Clement` and `Fischer` are names."""
OCCUPATION = re.compile(
    r"(?:ists?|logist|neer|cian|orian|man|woman|grapher|metrist|odore|illor|arian|ysicist|keeper|master|ctor|ssor|rator|visor)$",
    re.IGNORECASE,
)
GERMAN_OCCUPATION = re.compile(
    r"(?:in|er|ent|or|eur|ist|ant|ege|egin|ar|at|är|eu|nd|wart|wirt|arzt|coach|loge|mann|frau|meister\w*|leiter\w*|rat|rätin|walt|wältin|ling)$"
)
OBLIQUE = re.compile(r"^\S+(?:[уеыи]|ой|ом|ого|ej|ego|[yu]|ie|[аa](?=\s\S+[бвгдзклмнпрстфхцчшщйbcdfghjklłmnńprsśtwzźż]$))(?=\s)")
"""`Москве`, `Krakowa`: a place in another case before a name."""


def person_in(sequence: str, *, is_first: bool, language: str | None) -> str | None:
    """The person's name in a run of capitalised words; None when it is a place, an organisation or one word."""
    words = sequence.split()
    if len(words) < 2:
        return None
    if language == "de" and "zu" in words[2:]:
        words = words[: words.index("zu", 2)]  # `Johannes Arlt zu Beginn`; names with `zu` have one word before it.
    titles = [n for n, word in enumerate(words[:-2]) if word.casefold().rstrip(".") in TITLES or GERMAN_TITLE.match(word)]
    words = _without_leads(words[titles[-1] + 1 :] if titles else words)
    if len(words) > 3 and not any(IS_PARTICLE.match(word) for word in words):
        words = _without_leads(words[-3:])
    if len(words) == 3 and _is_titled(words, is_first=is_first, language=language):
        words.pop(0)
    while words and (words[-1].casefold().rstrip(".") in LEADING or words[-1].casefold() in TRAILING):
        words.pop()
    if not 2 <= len([word for word in words if word[0].isupper()]) <= 4 or len(words) > 6:
        return None
    if (
        any(PLACES.match(OWNER.sub("", word)) or word in PLATFORMS for word in words)
        or words[-1].isupper()
        or (language == "de" and any(GERMAN_NOUN.search(word) for word in words))
        or (language != "en" and words[-1] in COUNTRIES)
        or (words[-1] in DEMONYMS and words[-1] not in SURNAMES)
        or re.search(r"['’]s$", " ".join(words[:-1]))
    ):
        return None
    return OWNER.sub("", " ".join(words))


def _without_leads(words: list[str]) -> list[str]:
    """Words of a run from its first on that can be a part of a name."""
    words = list(words)
    while words and (is_lead(words[0]) or words[0][0].islower()):
        words.pop(0)
    return words


def _is_titled(words: list[str], *, is_first: bool, language: str | None) -> bool:
    """Whether the first of three capitalised words is no name: an occupation, or in Slavic texts whose or where somebody is."""
    if any(IS_PARTICLE.match(word) for word in words) or PATRONYMIC.search(words[1]):
        return False
    if OCCUPATION.search(words[0]) and not words[0].endswith("."):
        return True
    if language == "de":
        return len(words[0]) > 11 or (len(words[0]) > 5 and GERMAN_OCCUPATION.search(words[0]) is not None)
    if language not in ("ru", "uk", "pl"):
        return False
    return (is_first and len(words[0]) > 4) or OBLIQUE.search(f"{words[0]} {words[1]}") is not None


def is_lead(word: str) -> bool:
    """Whether a word before a name is none of it: a role, a country or its adjective, a word of grammar."""
    bare = OWNER.sub("", word)
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
        or bare.replace(".", "") in ABBREVIATED
        or (is_place(bare) and bare not in SURNAMES)
        or GERMAN_TITLE.search(bare) is not None
    )


def is_place(name: str) -> bool:
    """Whether a name is a country's or a capital's; what speaks for it (the Kremlin, NATO) is another matter."""
    return name in COUNTRIES or (name in DEMONYMS and name.casefold() not in ORGANISATIONS) or name in ADJECTIVES
