"""How each language says that somebody said something: the verbs, the pronouns, and the words that name a role."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from monitor.extract.listed import listed

VERBS = {
    "en": (
        "said says say told tells tell added adds add stated states warned warns argued argues explained explains noted notes "
        "insisted insists declared declares claimed claims"
        " announced announces asked asks replied replies responded responds wrote writes tweeted posted stressed stresses "
        "emphasized emphasised emphasizes emphasises reiterated admitted admits"
        " acknowledged confirmed confirms denied denies described describes called calls recalled recalls suggested predicted "
        "vowed promised pledged concluded observed remarked commented continued"
        " quipped joked complained accused criticized criticised praised urged demanded hailed termed branded labelled "
        "labeled slammed denounced condemned rejected dismissed saying maintained"
        " asserted affirmed revealed testified cautioned countered conceded contended assured repeated pointed cited believes "
        "thinks hopes reminded underlined underscored summed wondered hinted"
        " went retorted shrugged sighed joked recalls grumbled mused recounted lamented boasted cautions quoted characterized "
        "characterised likened welcomed answered telling adding warning calling describing arguing noting stating"
    ),
    "de": (
        "sagte sagt sagten erklärte erklärt betonte betont warnte warnt kritisierte fügte meinte meint bekräftigte forderte "
        "forderten bezeichnete nannte schrieb schreibt teilte kündigte erläuterte"
        " äußerte berichtete bestätigte unterstrich antwortete ergänzte mahnte versicherte sprach spricht sprechen heißt fügt "
        "ergänzt räumte behauptete argumentierte lobte hieß gesagt sagen beklagte versprach verwies zitierte urteilte "
        "entgegnete resümierte"
    ),
    "fr": (
        "déclaré déclare dit affirmé affirme ajouté ajoute expliqué explique souligné souligne averti estimé estime assuré "
        "assure indiqué indique précisé précise prévenu martelé insisté insiste rappelé rappelle confié"
        " dénoncé dénonce lancé lance répondu regretté noté jugé juge annoncé conclu conclut écrit qualifié reconnu réagi "
        "commenté commente poursuivi poursuit promis accusé soutenu prévient résume résumé observé observe déplore déploré "
        "parle parlé salué résumé confirme confirmé nuance nuancé rappelle raconte raconté tranche tranché plaide plaidé"
    ),
    "es": (
        "dijo dice afirmó afirma declaró declara aseguró asegura señaló señala explicó explica añadió añade agregó agrega "
        "advirtió advierte subrayó subraya destacó indicó insistió insiste sostuvo sostiene manifestó"
        " apuntó comentó reconoció recordó precisó criticó denunció anunció escribió respondió expresó calificó tildó "
        "concluyó apostilló admitió recalcó pidió prometió reiteró detalló dicho afirmado asegurado declarado matizó lamentó "
        "zanjó advirtió contestó replicó resumió contó relató reclamó reclama reconoce justificó habló"
    ),
    "pl": (
        "powiedział powiedziała powiedzieli mówi mówił mówiła oświadczył oświadczyła dodał dodała dodaje stwierdził "
        "stwierdziła podkreślił podkreśliła podkreśla zaznaczył zaznaczyła ocenił oceniła ocenia wyjaśnił"
        " wyjaśniła wyjaśnia przekazał przekazała poinformował poinformowała zapewnił zapewniła zapowiedział zapowiedziała "
        "ostrzegł ostrzegła przyznał przyznała tłumaczył tłumaczyła tłumaczy napisał napisała zauważył zauważyła"
        " przypomniał przypomniała skomentował skomentowała komentuje nazwał nazwała określił określiła skrytykował "
        "podsumował podsumowała argumentował zaapelował odpowiedział odpowiedziała twierdzi uważa wskazał wskazała odparł "
        "odparła odpowiada czytamy przyznaje podkreślają uważają opowiada opowiadał mówią zapewnia ogłosił ogłosiła pisze"
    ),
    "ru": (
        "сказал сказала сказали говорит говорил говорила заявил заявила заявили заявляет отметил отметила отмечает добавил "
        "добавила добавляет подчеркнул подчеркнула подчеркивает пояснил пояснила поясняет сообщил сообщила"
        " сообщили сообщает рассказал рассказала рассказывает указал указала предупредил предупредила напомнил напомнила "
        "объяснил объяснила считает утверждает утверждал назвал назвала написал написала пишет признал признала"
        " ответил ответила уточнил уточнила констатировал резюмировал прокомментировал прокомментировала процитировал "
        "цитирует передает уверен уверена пообещал заверил заверила подытожил раскритиковал полагает заметил заметила "
        "настаивает парировал признал признает рассказывают вспоминает продолжает уточняет назвали отметили перевел объявил "
        "объявила написали шутит"
    ),
    "uk": (
        "сказав сказала сказали говорить заявив заявила заявили зазначив зазначила зазначає додав додала додає наголосив "
        "наголосила наголошує підкреслив підкреслила пояснив пояснила повідомив повідомила повідомили розповів"
        " розповіла розповідає вказав вказала попередив попередила нагадав нагадала вважає стверджує назвав назвала написав "
        "написала пише визнав визнала відповів відповіла уточнив уточнила констатував прокоментував прокоментувала каже "
        "запевнив"
        " пообіцяв переконаний переконана підсумував закликав зауважив зауважила уточнив розповів підтверджує наголошує "
        "відповідає відповіли повідомляє розповідають"
    ),
}
_PRONOUNS = {
    "en": "he she they",
    "de": "er sie",
    "fr": "il elle ils elles -t-il -t-elle t-il t-elle",
    "es": "él ella",
    "pl": "on ona",
    "ru": "он она они",
    "uk": "він вона вони",
}
_ACCORDING = {
    "en": r"according to|in the words of|as told by",
    "de": r"laut|so|nach (?:den )?(?:worten|angaben) (?:von|des|der)|zufolge",
    "fr": r"selon|d['’]après|aux yeux de|pour",
    "es": r"según|en palabras de|a juicio de",
    "pl": r"zdaniem|według|jak (?:powiedział|podkreślił)a?|słowami",
    "ru": r"по словам|по мнению|по заявлению|со слов|как (?:сказал|заявил|отметил|сообщил)а?",
    "uk": r"за словами|на думку|за твердженням|зі слів|як (?:сказав|заявив|зазначив)(?:ла)?",
}
_NOT_SPEECH = (
    r"so-called|dubbed|nicknamed|code-?named|named|titled|entitled|headlined|known as|under the (?:slogan|title|motto|name"
    r"|banner)|slogan|motto|banners?|signs?|placards?|reading|the (?:words?|terms?|phrases?|expression|title|name|film|book"
    r"|movie|novel|song|series|game|album|play|project|operation|programme|program|exercise|system|article|report|paper)"
    r"|(?:system|missile|project|operation|programme|program|exercise|plan|ship|film|book|group|platform|weapon|drone|radar"
    r"|satellite)s? called"
    r"|sogenannt\w*|genannt\w*|namens|unter dem (?:titel|motto|namen)|mit dem (?:titel|namen)|der (?:film|begriff|titel)|das (?:buch|wort)"
    r"|dit|baptisé\w*|surnommé\w*|intitulé\w*|appelé\w*|nommé\w*|le (?:mot|terme|film|livre)"
    r"|llamad[oa]s?|denominad[oa]s?|titulad[oa]s?|bautizad[oa]s?|apodad[oa]s?|bajo el (?:lema|título|nombre)|la palabra|el "
    r"(?:término|libro)"
    r"|tzw\.?|zwan\w+|o nazwie|pod (?:nazwą|tytułem|hasłem)|pt\.?|zatytułowan\w+|słowo|film|książk\w+"
    r"|так называем\w+|под названием|под (?:лозунгом|девизом)|слов[оа]|термин\w*|фильм\w*|книг\w+|систем\w+|комплекс\w*"
    r"|ракет\w+|корпораци\w+|концерн\w*|компани\w+|газет\w+|проект\w*|операци\w+|учени\w+|партии?|партия|агентств\w+|завод\w*"
    r"|подлодк\w+|фрегат\w*|спутник\w*|станци\w+|холдинг\w*|издани\w+|центр\w*|фонд\w*|движени\w+|групп\w+|ЗРК|ЗРС|РЛС|ОТРК|АЭС"
    r"|ОАО|ПАО|АО|ООО|ГК|ТРК"
    r"|так зван\w+|під назвою|під гаслом|компані\w+|ракетн\w+|операці\w+|газет\w+"
)
NOT_SPEECH = re.compile(rf"(?:^|(?<!\w))(?:{_NOT_SPEECH})\W{{0,3}}$", re.IGNORECASE)
"""Right before a mark these say that a name, a title or a doubtful word follows."""

_ROLES = (
    "president vice-president prime minister ministers secretary secretary-general general chancellor spokesman spokeswoman "
    "spokesperson official officials commander chief chairman chairwoman chairperson head director ambassador envoy senator "
    "congressman congresswoman representative lawmaker deputy assistant analyst expert professor diplomat leader adviser advisor "
    "admiral colonel major captain lieutenant king queen prince governor mayor advocate coroner speaker coach trainer manager "
    "promoter commissioner superintendent inspector constable detective councillor delegate chair ombudsman dame baroness baron "
    "sheikh ayatollah rabbi cardinal veteran author writer editor villager undersecretary undersecretary-general counterpart "
    "researcher fellow scientist engineer employee officer source soldier pilot resident historian economist lawyer judge "
    "prosecutor bishop pope activist attorney premier marshal sergeant mr mrs ms dr prof sir lord lady foreign defense defence "
    "interior finance national security executive ceo cfo operating managing founder co-founder owner partner präsident präsidentin "
    "bundeskanzler bundeskanzlerin kanzler kanzlerin minister ministerin außenminister außenministerin verteidigungsminister "
    "verteidigungsministerin bundesaußenminister ministerpräsident generalsekretär generalsekretärin sprecher sprecherin "
    "regierungssprecher botschafter botschafterin general experte expertin professorin chef chefin leiter leiterin vorsitzender "
    "vorsitzende abgeordneter abgeordnete herr frau analystin analyst oberst inspekteur staatssekretär sicherheitsexperte "
    "militärexperte président présidente premier première ministre secrétaire général générale porte-parole chef cheffe ambassadeur "
    "ambassadrice directeur directrice chercheur chercheuse colonel amiral sénateur député députée monsieur madame expert experte "
    "analyste presidente presidenta ministro ministra secretario secretaria portavoz embajador embajadora director directora jefe "
    "jefa canciller experto experta profesor profesora general almirante coronel diputado diputada analista investigador prezydent "
    "premier minister ministra rzecznik rzeczniczka generał gen płk ambasador szef szefowa dyrektor ekspert ekspertka profesor "
    "sekretarz wiceminister poseł posłanka senator marszałek analityk dowódca pułkownik admirał dr prof президент премьер "
    "премьер-министр министр глава генсек генеральный секретарь пресс-секретарь представитель представительница официальный генерал "
    "посол командующий директор эксперт профессор аналитик сенатор депутат полковник адмирал замглавы замминистра вице-премьер "
    "военный президент прем'єр прем’єр прем'єр-міністр прем’єр-міністр міністр міністерка речник речниця голова очільник посол "
    "генерал експерт професор командувач депутат директор аналітик полковник очільниця радник"
)
ROLES = frozenset(_ROLES.split())
MODIFIERS = listed("foreign defense defence interior finance national security operating managing официальный генеральный военный")
"""Parts of roles that are parts of other names, too: the National Trust, the Defence Committee."""
ORGANISATIONS = listed(
    "ministry department nato pentagon kremlin government agency company council committee commission union embassy office "
    "parliament army navy force forces command corporation alliance administration authority bundeswehr ministerium "
    "verteidigungsministerium außenministerium regierung bundesregierung ministère gouvernement ministerio gobierno "
    "ministerstwo mon msz rząd nato министерство минобороны мид кремль ведомство пресс-служба правительство нато генштаб "
    "міністерство міноборони мзс уряд відомство генштаб пресслужба командування"
)

QUOTING = listed(
    "quoted quotes quoting cited cites citing zitierte zitiert zitieren citant citó citaba цитирует цитировал цитировала процитировал "
    "процитировала цитує цитував cytuje cytował cytowała"
)
"""Whoever does this speaks with somebody else's words."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language's words of saying."""

    verbs: frozenset[str]
    pronouns: frozenset[str]
    according: re.Pattern[str]


@lru_cache(maxsize=16)
def tongue_of(language: str | None) -> Tongue:
    """The words of one language; those of all when it is unknown."""
    chosen = [language] if language in VERBS else list(VERBS)
    return Tongue(
        verbs=frozenset(" ".join(VERBS[name] for name in chosen).casefold().split()),
        pronouns=frozenset(" ".join(_PRONOUNS[name] for name in chosen).split()),
        according=re.compile(rf"(?<!\w)(?:{'|'.join(_ACCORDING[name] for name in chosen)})(?!\w)", re.IGNORECASE),
    )


DEMONYMS = {
    country: adjective
    for adjective, countries in {
        "Russian": "Russia Moscow Kremlin",
        "American": "America Washington",
        "U.S.": "US U.S.",
        "Ukrainian": "Ukraine Kyiv",
        "Chinese": "China Beijing",
        "German": "Germany Berlin",
        "French": "France Paris",
        "British": "Britain UK London",
        "Polish": "Poland Warsaw",
        "Romanian": "Romania",
        "Turkish": "Turkey Türkiye Ankara",
        "Iranian": "Iran Tehran",
        "Israeli": "Israel",
        "Japanese": "Japan Tokyo",
        "Indian": "India",
        "Spanish": "Spain",
        "Italian": "Italy",
        "Czech": "Czechia",
        "Bulgarian": "Bulgaria",
        "Lithuanian": "Lithuania",
        "Latvian": "Latvia",
        "Estonian": "Estonia",
        "Norwegian": "Norway",
        "Swedish": "Sweden",
        "Finnish": "Finland",
        "Danish": "Denmark",
        "Dutch": "Netherlands",
        "Belgian": "Belgium",
        "Greek": "Greece",
        "Hungarian": "Hungary",
        "Slovak": "Slovakia",
        "Canadian": "Canada",
        "Australian": "Australia",
        "Saudi": "Saudi-Arabia",
        "Syrian": "Syria",
        "Egyptian": "Egypt",
        "Pakistani": "Pakistan",
        "South Korean": "South-Korea Seoul",
        "North Korean": "North-Korea Pyongyang",
        "Taiwanese": "Taiwan",
        "Belarusian": "Belarus Minsk",
        "Georgian": "Georgia",
        "Armenian": "Armenia",
        "Azerbaijani": "Azerbaijan",
        "Kazakh": "Kazakhstan",
        "Serbian": "Serbia",
        "Swiss": "Switzerland",
        "Austrian": "Austria",
        "Portuguese": "Portugal",
        "Qatari": "Qatar",
        "Emirati": "UAE",
        "Iraqi": "Iraq",
    }.items()
    for country in countries.split()
}
"""What a country's people are called, by its name or its capital."""

ADJECTIVES = frozenset(DEMONYMS.values()) | {"US", "EU", "NATO", "European", "Western", "Soviet", "Arab", "Eastern"}
