"""Words that editors exchange without telling the reader anything else, in several languages."""

from __future__ import annotations

_SETS = (
    "governing ruling", "truck lorry", "before earlier previously", "regrette déplore", "边 畔 旁", "且 并 并且 而且", "fuel petrol gasoline", "aircraft plane airplane aeroplane", "jet fighter", "gun cannon", "weapons arms",
    "zł złotych złote złoty pln", "грн гривень гривні гривня", "руб рублей рубля рубль", "grand big", "rapidly fast", "elderly old", "wounded hurt",
    # degree and time
    "about some around roughly approximately circa nearly-all",
    "etwa rund circa ungefähr ca gut-und-gern",
    "environ autour quelque",
    "unos aproximadamente alrededor cerca unas",
    "około mniej-więcej blisko",
    "около примерно приблизительно порядка",
    "близько приблизно майже-як орієнтовно",
    "约 大约 左右",
    "shortly just soon right", "begin start commence launch began started open", "begins starts", "end finish conclude close ended finished", "also too besides", "show demonstrate", "big large",
    "buy purchase acquire bought purchased procure", "get receive obtain", "autumn fall", "now currently", "quickly rapidly fast", "last past", "more-than over", "help assist", "need require", "try attempt",
    # people and bodies
    "company firm enterprise business manufacturer plant factory maker", "unternehmen firma betrieb hersteller konzern", "entreprise société firme", "empresa compañía firma", "firma spółka przedsiębiorstwo zakład fabryka",
    "предприятие завод компания фирма", "підприємство завод компанія фірма", "chief head boss leader", "chef leiter", "policeman officer police", "kid child", "residents inhabitants locals people",
    "car vehicle automobile", "handy mobiltelefon handys mobiltelefone mobiltelefonen smartphone", "centre center ośrodek centrum", "центр середоточение", "ship vessel", "blaze fire", "wharf quay pier",
    "house home", "soldier serviceman troops", "minister-of-defence defence-minister", "job post", "lawmaker deputy mp parliamentarian legislator", "abgeordnete parlamentarier", "député parlementaire", "diputado parlamentario",
    # happening
    "killed died dead perished", "broke erupted started", "out up", "injured hurt wounded", "happened occurred took", "getötet gestorben", "tué mort", "muerto fallecido murió falleció", "погиб погибли умер скончался", "загинув загинули помер",
    "said told stated added noted explained remarked", "sagte erklärte teilte mitteilte mitgeteilt äußerte mit", "dit déclaré indiqué expliqué précisé affirmé", "dijo declaró afirmó señaló indicó explicó", "powiedział oświadczył stwierdził poinformował przekazał",
    "сказал заявил сообщил отметил рассказал", "сказав заявив повідомив зазначив розповів", "说 表示 称 指出", "launched fired", "gathered collected assembled", "собрать собрал собрало выпустил выпустило", "зібрав зібрало випустив",
    "searched sought wanted", "gesucht suchen sucht", "poszukiwani szuka szukani poszukuje", "buscan busca", "ищут требуются", "employ hire recruit", "pay fund finance", "ask request", "answer reply", "use employ-use",
    # abbreviations
    "percent per-cent pct prozent pourcent procent процент процентов відсоток відсотків %", "colonel col", "general gen", "lieutenant lt", "captain capt", "professor prof", "doctor dr", "kilometre kilometres km kilometer kilometers километр километров км кілометр",
    "metre metres meter meters m метр метров", "kilogram kilograms kg", "hour hours h uhr", "united-states us usa", "dollar dollars $ usd", "euro euros € eur", "number no nr nummer", "saint st", "crown crowns kr kronor kroner",
    "january jan", "february feb", "august aug", "september sept sep", "october oct", "november nov", "december dec",
)
_GROUPS: dict[str, set[int]] = {}
for _number, _words in enumerate(_SETS):
    for _word in _words.split():
        _GROUPS.setdefault(_word, set()).add(_number)


def are_synonyms(word: str, other: str) -> bool:
    """Whether two words stand in one set; plurals and endings stand there too."""
    return bool(_groups(word) & _groups(other))


def _groups(word: str) -> set[int]:
    forms = (word, word.rstrip("s"), word[:-2] if len(word) > 6 else word, word[:-1] if len(word) > 5 else word)
    return next((_GROUPS[form] for form in forms if form in _GROUPS), set())
