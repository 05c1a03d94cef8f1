"""A line of text in, the date it states out, cut to what it says: no zone unless one is printed, no guess between day and month."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from monitor.model import UNDATED, DateSource, Published
from monitor.text import EARLIEST

_NAMES = (
    "january jan januar janvier enero styczeń stycznia sty января январь янв січня січень january janeiro gennaio ocak "
    "ιανουαρίου ιανουάριος ιαν",
    "february feb februar février fevrier febrero luty lutego lut февраля февраль фев февр лютого лютий fevereiro febbraio "
    "şubat φεβρουαρίου φεβ",
    "march mar märz maerz mars marzo marzec marca марта март мар березня березень março mart μαρτίου μάρτιος μαρ",
    "april apr avril abril kwiecień kwietnia kwi апреля апрель апр квітня квітень aprile nisan απριλίου απρίλιος απρ",
    "may mai mayo maj maja мая май травня травень maio maggio mayıs μαΐου μάιος μαϊ μαΐ",
    "june jun juni juin junio czerwiec czerwca cze июня июнь июн червня червень junho giugno haziran ιουνίου ιούνιος ιουν",
    "july jul juli juillet julio lipiec lipca lip июля июль июл липня липень julho luglio temmuz ιουλίου ιούλιος ιουλ",
    "august aug août aout agosto sierpień sierpnia sie августа август авг серпня серпень ağustos αυγούστου αύγουστος αυγ",
    "september sep sept septembre septiembre wrzesień września wrz сентября сентябрь сен сент вересня вересень setembro "
    "settembre eylül σεπτεμβρίου σεπ σεπτ",
    "october oct oktober okt octobre octubre październik października paź октября октябрь окт жовтня жовтень outubro ottobre "
    "ekim οκτωβρίου οκτ",
    "november nov novembre noviembre listopad listopada lis ноября ноябрь ноя нояб листопада листопад novembro kasım νοεμβρίου νοε",
    "december dec dezember dez décembre decembre diciembre dic grudzień grudnia gru декабря декабрь дек грудня грудень "
    "dezembro dicembre aralık δεκεμβρίου δεκ",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_TIME = (
    r"(?:\W{0,3}(?:at|um|à|a las|в|о|kl\.?|godz\.?|[-–—|,•·]|@"
    r"|\b[A-Za-zА-я]{3}\b\.?,?)?\W{0,3}(?P<hour>\d{1,2})[:.hч](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?(?:\s*\(?(?P<zone>GMT|UTC|Z\b|[+-]\d{2}:?\d{2})(?P<offset>\s?[+-]\d{1,2}(?::?\d{2})?)?\)?)?)?"
)
_FORMS = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)T?",
        r"(?P<year>(?:19|20)\d{2})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일号]",
        rf"(?<![\w.])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s*(?:de |of |-|/)?\s*(?P<name>{_MONTH})\.?,?\s*(?:de |del |-"
        rf"|/)?\s*(?P<year>(?:19|20)\d{{2}})\b(?:\s?(?:г|года|р|року)\b\.?)?",
        rf"\b(?P<name>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d{{2}})\b",
        r"(?<![\d.])(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d{2})(?!\d)",
    )
)
_LEADING_TIME = re.compile(
    r"^\W*(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?P<half>[ap]\.?m\b\.?)?(?:\s*(?P<zone>GMT|UTC))?\W{1,4}(?=\S)", re.IGNORECASE
)
_MONTH_YEAR = re.compile(rf"^(?P<name>{_MONTH})\.?,?\s+(?P<year>(?:19|20)\d{{2}})$", re.IGNORECASE)

LONGEST_DATE_LINE = 120


LATEST = "2100"
AHEAD = timedelta(days=2)
"""So far after it was fetched a page may be dated: clocks are wrong by hours, and zones by a day."""


def is_credible(published: Published, fetched_at: datetime | None) -> bool:
    """Whether somebody can mean this date: not before the web, and not after the page was fetched (aware UTC, where it is known)."""
    latest = (fetched_at + AHEAD).date().isoformat() if fetched_at else LATEST
    return published.value is not None and EARLIEST.date().isoformat() <= published.value[:10] <= latest


def date_in(line: str, *, source: DateSource = "text") -> Published:
    """The first date the line states."""
    for form in _FORMS:
        found = form.search(line)
        if found:
            return _published(line, found, source)
    found = _MONTH_YEAR.match(line.strip())
    if found:
        return Published(value=f"{found['year']}-{MONTHS[found['name'].lower()]:02}", source=source)
    return UNDATED


def is_date_line(line: str) -> bool:
    """Whether a line is there to say when: a date with few words besides."""
    if len(line) > LONGEST_DATE_LINE or date_in(line).value is None:
        return False
    rest = re.sub(r"[\W\d]+", " ", line)
    return len(rest.split()) <= 10


def _published(line: str, found: re.Match[str], source: DateSource) -> Published:
    parts = found.groupdict()
    year = int(parts["year"])
    if "a" in parts:
        month, day = _ordered(int(parts["a"]), int(parts["b"]), parts["sep"])
    else:
        month = MONTHS[parts["name"].lower()] if parts.get("name") else int(parts["month"])
        day = int(parts["day"])
    if month == 0:
        return Published(value=str(year), source=source)
    try:
        value = date(year, month, day).isoformat()
    except ValueError:
        return UNDATED
    if parts["hour"] is None:
        before = _LEADING_TIME.match(line)
        parts = {**parts, **before.groupdict()} if before else parts
    return _with_time(value, parts, source)


def _ordered(first: int, second: int, separator: str) -> tuple[int, int]:
    """Month and day of `12/6`; (0, 0) when it could be either way round. With dots the day always stands first."""
    if separator == "." or first > 12:
        return second, first
    if second > 12 or first == second:
        return first, second
    return 0, 0


def _with_time(value: str, parts: dict[str, str | None], source: DateSource) -> Published:
    hour, minute = int(parts["hour"] or -1), int(parts["minute"] or 0)
    half = (parts["half"] or "").lower()[:1]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if not (0 <= hour < 24 and minute < 60):
        return Published(value=value, source=source)
    value = f"{value}T{hour:02}:{minute:02}" + (f":{parts['second']}" if parts.get("second") else "")
    offset = _offset(parts["zone"], parts.get("offset"))
    if offset is None:
        return Published(value=value, source=source)
    try:
        at = datetime.fromisoformat(value).replace(tzinfo=timezone(offset))
    except ValueError:
        return Published(value=value[:10], source=source)
    return Published(value=at.isoformat(timespec="minutes"), at=at.astimezone(UTC), source=source)


def _offset(zone: str | None, more: str | None) -> timedelta | None:
    """The offset a line prints; None when it prints none."""
    if not zone:
        return None
    text = (more or (zone if zone[0] in "+-" else "+00:00")).replace(" ", "").replace(":", "")
    sign = -1 if text[0] == "-" else 1
    digits = text[1:]
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    return sign * timedelta(hours=hours, minutes=minutes) if hours < 15 and minutes < 60 else None
