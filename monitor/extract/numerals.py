"""Numbers in words or digits in, one spelling out: `thirty-one`, `31`, `1,150`, `1 150`, `四亿一千万`. For comparing, not for print."""

from __future__ import annotations

import re
from functools import lru_cache

_UNITS = {
    0: "zero null zéro cero ноль нуль",
    1: "one ein eine einen einem einer un une uno una jeden jedna jedno один одна одно одну одного одному",
    2: "two zwei deux dos dwa dwie dwóch dwoje два две двух дві двох двоє",
    3: "three drei trois tres trzy trzech три трех трёх трьох троє",
    4: "four vier quatre cuatro cztery czterech четыре четырех четырёх чотири чотирьох",
    5: "five fünf cinq cinco pięć pięciu пять пяти п'ять п'яти",
    6: "six sechs seis sześć sześciu шесть шести шість шести шістьох",
    7: "seven sieben sept siete siedem siedmiu семь семи сім семи сімох",
    8: "eight acht huit ocho osiem ośmiu восемь восьми вісім восьми",
    9: "nine neun neuf nueve dziewięć dziewięciu девять девяти дев'ять дев'яти",
    10: "ten zehn dix diez dziesięć dziesięciu десять десяти",
    11: "eleven elf onze once jedenaście jedenastu одиннадцать одиннадцати одинадцять одинадцяти",
    12: "twelve zwölf douze doce dwanaście dwunastu двенадцать двенадцати дванадцять дванадцяти",
    13: "thirteen dreizehn treize trece trzynaście trzynastu тринадцать тринадцати тринадцять",
    14: "fourteen vierzehn quatorze catorce czternaście czternastu четырнадцать четырнадцати чотирнадцять",
    15: "fifteen fünfzehn quinze quince piętnaście piętnastu пятнадцать пятнадцати п'ятнадцять",
    16: "sixteen sechzehn seize dieciséis szesnaście szesnastu шестнадцать шестнадцати шістнадцять шістнадцяти",
    17: "seventeen siebzehn diecisiete siedemnaście siedemnastu семнадцать семнадцати сімнадцять",
    18: "eighteen achtzehn dieciocho osiemnaście osiemnastu восемнадцать восемнадцати вісімнадцять",
    19: "nineteen neunzehn diecinueve dziewiętnaście dziewiętnastu девятнадцать девятнадцати дев'ятнадцять",
    20: "twenty zwanzig vingt veinte dwadzieścia dwudziestu двадцать двадцати двадцять двадцяти",
    30: "thirty dreißig dreissig trente treinta trzydzieści trzydziestu тридцать тридцати тридцять тридцяти",
    40: "forty vierzig quarante cuarenta czterdzieści czterdziestu сорок сорока",
    50: "fifty fünfzig cinquante cincuenta pięćdziesiąt pięćdziesięciu пятьдесят пятидесяти п'ятдесят п'ятдесяти",
    60: "sixty sechzig soixante sesenta sześćdziesiąt sześćdziesięciu шестьдесят шестидесяти шістдесят",
    70: "seventy siebzig septante setenta siedemdziesiąt семьдесят семидесяти сімдесят",
    80: "eighty achtzig huitante ochenta osiemdziesiąt восемьдесят восьмидесяти вісімдесят",
    90: "ninety neunzig nonante noventa dziewięćdziesiąt девяносто дев'яносто",
    200: "doscientos doscientas dwieście dwustu двести двухсот двісті двохсот",
    300: "trescientos trescientas trzysta trzystu триста трехсот трёхсот триста трьохсот",
    400: "cuatrocientos czterysta czterystu четыреста четырехсот четырёхсот чотириста чотирьохсот",
    500: "quinientos pięćset pięciuset пятьсот пятисот п'ятсот",
    600: "seiscientos sześćset шестьсот шестисот шістсот",
    700: "setecientos siedemset семьсот семисот сімсот",
    800: "ochocientos osiemset восемьсот восьмисот вісімсот",
    900: "novecientos dziewięćset девятьсот девятисот дев'ятсот",
}
_SCALES = {
    100: "hundred hundert cent cents cien ciento sto stu сто ста",
    1_000: "thousand tausend mille mil tysiąc tysiąca tysiące tysięcy tys тысяча тысячи тысяч тыс тысяча тисячі тисяч тис",
    1_000_000: "million millions millionen millones millón mio mln milion miliona miliony milionów миллион миллиона миллионов "
    "млн мільйон мільйона мільйонів m",
    1_000_000_000: "billion billions bn milliarde milliarden milliard milliards mrd mld miliard miliarda miliardy miliardów "
    "миллиард миллиарда миллиардов млрд мільярд мільярда мільярдів",
}
VALUES = {word: value for value, words in _UNITS.items() for word in words.split()}
SCALES = {word: scale for scale, words in _SCALES.items() for word in words.split()}
_GERMAN_TENS = "|".join(word for value, words in _UNITS.items() for word in words.split() if 20 <= value <= 90)
GERMAN = re.compile(rf"^(?P<unit>ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(?P<ten>{_GERMAN_TENS})$")
AND = frozenset({"and", "und", "et", "y"})
HAN_DIGITS = {
    sign: value
    for value, signs in enumerate(("〇零", "一壹", "二两兩贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for sign in signs
}
HAN_SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
HAN_NUMBER = re.compile(r"[〇零一二两兩三四五六七八九十百千万萬亿億]+")
MIXED = re.compile(r"(\d+(?:\.\d+)?)\s?([万萬亿億])")
GROUPED = re.compile(r"(?<![\d.,])(\d{1,3})((?:[ \u00a0\u202f.,'’]\d{3})+)(?![\d])")
PERCENT = re.compile(r"\b(?:per|por|pour|pro)[ -]?(?:cento?|ciento)\b|\b(?:prozent|procent\w*|процент\w*|відсотк\w*)\b", re.IGNORECASE)
TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]")


def with_digits(text: str) -> str:
    """The text with every number as digits, thousands without marks, decimals with a point."""
    text = PERCENT.sub("%", text)
    text = GROUPED.sub(lambda found: found[1] + re.sub(r"\D", "", found[2]), text)
    text = re.sub(r"(?<=\d)\s?M(?=[\s€$.,;]|$)", " million", text)
    text = MIXED.sub(lambda found: f"{float(found[1]) * HAN_SCALES[found[2]]:.10g}", text)
    text = HAN_NUMBER.sub(lambda found: _han(found[0]), text)
    tokens = TOKEN.findall(text)
    out: list[str] = []
    place = 0
    while place < len(tokens):
        value, place_after = _number(tokens, place)
        if value is None:
            out.append(tokens[place])
            place += 1
        else:
            out.append(value)
            place = place_after
    return " ".join(out)


def _number(tokens: list[str], place: int) -> tuple[str | None, int]:
    """The number that starts at a token, and the place after it; (None, …) when none does."""
    total, current, start = 0.0, 0.0, place
    while place < len(tokens):
        word = tokens[place].casefold().replace("’", "'")
        value = _value(word)
        if value is not None:
            current += value
        elif word in SCALES and (place > start or SCALES[word] >= 100) and len(word) > 1:
            scale = SCALES[word]
            current = (current or 1) * scale
            if scale >= 1_000:
                total, current = total + current, 0.0
        elif not (
            place > start
            and word in ("-", "–", *AND)
            and place + 1 < len(tokens)
            and _value(tokens[place + 1].casefold()) is not None
            and _is_below(current, tokens[place + 1])
        ):
            break
        place += 1
        if value is not None and place < len(tokens) and tokens[place][0].isdigit():
            break
    if place == start:
        return None, start
    value_found = total + current
    return str(int(value_found)) if value_found == int(value_found) else f"{value_found:.10g}", place


def _is_below(current: float, word: str) -> bool:
    following = _value(word.casefold()) or 0
    return current >= 20 and following < 10


def _value(word: str) -> float | None:
    if word[0].isdigit():
        return float(word.replace(",", "."))
    german = GERMAN.match(word)
    if german:
        return VALUES["ein" if german["unit"] == "ein" else german["unit"]] + VALUES[german["ten"]]
    return VALUES.get(word)


@lru_cache(maxsize=2_048)
def _han(signs: str) -> str:
    """A Chinese number; several digits in a row are a year or a code."""
    if not any(sign in HAN_SCALES for sign in signs):
        return "".join(str(HAN_DIGITS[sign]) for sign in signs)
    total = section = digit = 0
    for sign in signs:
        if sign in HAN_DIGITS:
            digit = HAN_DIGITS[sign]
            continue
        scale = HAN_SCALES[sign]
        if scale >= 10_000:
            total += (section + digit) * scale
            section = digit = 0
        else:
            section += (digit or 1) * scale
            digit = 0
    return str(total + section + digit)
