"""Dates as newspapers of twelve languages write them: a text with {date}, {on-1}, {dateline} in, the words of that day out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_TOKEN = re.compile(r"\{(date|dateline|on|On)([+-]\d+)?\}")


@dataclass(frozen=True, slots=True)
class _Words:
    months: tuple[str, ...]
    days: tuple[str, ...]
    date: str
    full: str


def _words(months: str, days: str, written: str, full: str) -> _Words:
    return _Words(tuple(months.split()), tuple(day.replace("_", " ") for day in days.split()), written, full)


_LATIN = "{day} {month}", "{day} {month} {year}"
_WORDS = {
    "en": _words(
        "January February March April May June July August September October November December",
        "on_Monday on_Tuesday on_Wednesday on_Thursday on_Friday on_Saturday on_Sunday",
        *_LATIN,
    ),
    "de": _words(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "am_Montag am_Dienstag am_Mittwoch am_Donnerstag am_Freitag am_Samstag am_Sonntag",
        "{day}. {month}",
        "{day}. {month} {year}",
    ),
    "fr": _words(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        *_LATIN,
    ),
    "es": _words(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "el_lunes el_martes el_miércoles el_jueves el_viernes el_sábado el_domingo",
        "{day} de {month}",
        "{day} de {month} de {year}",
    ),
    "pl": _words(
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "w_poniedziałek we_wtorek w_środę w_czwartek w_piątek w_sobotę w_niedzielę",
        *_LATIN,
    ),
    "ru": _words(
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "в_понедельник во_вторник в_среду в_четверг в_пятницу в_субботу в_воскресенье",
        *_LATIN,
    ),
    "uk": _words(
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "у_понеділок у_вівторок у_середу у_четвер у_п’ятницю у_суботу у_неділю",
        *_LATIN,
    ),
    "no": _words(
        "januar februar mars april mai juni juli august september oktober november desember",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "{day}. {month}",
        "{day}. {month} {year}",
    ),
    "ar": _words(
        "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
        *_LATIN,
    ),
    "zh": _words(
        "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月", " ".join(["{day}日"] * 7), "{month}{day}日", "{year}年{month}{day}日"
    ),
    "ko": _words(
        "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월", " ".join(["{day}일"] * 7), "{month} {day}일", "{year}년 {month} {day}일"
    ),
}


def date_words(day: date, language: str) -> str:
    """The day with its year, as the language writes it: `24 November 2026`, `2026年11月24日`."""
    return _fill(_WORDS[language].full, day, language)


def with_dates(text: str, day: date, language: str) -> str:
    """The text with its date tokens replaced; `{on-1}` is the weekday before the day, with its preposition."""

    def words(token: re.Match[str]) -> str:
        kind, shift = token.groups()
        return _token(kind, day + timedelta(days=int(shift or 0)), language)

    return _TOKEN.sub(words, text)


def _token(kind: str, day: date, language: str) -> str:
    words = _WORDS[language]
    if kind == "dateline" and language == "en":
        return f"{words.months[day.month - 1][:3]} {day.day}"
    if kind in {"date", "dateline"}:
        return _fill(words.date, day, language)
    phrase = _fill(words.days[day.weekday()], day, language)
    return phrase[0].upper() + phrase[1:] if kind == "On" else phrase


def _fill(pattern: str, day: date, language: str) -> str:
    return pattern.format(day=day.day, month=_WORDS[language].months[day.month - 1], year=day.year)
