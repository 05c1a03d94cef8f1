"""Dates of every kind in the wild in, what they say of an instant out; nonsense becomes UNDATED, never an exception."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache

from monitor.model import UNDATED, Published
from monitor.text import EARLIEST

LATEST = datetime(2100, 1, 1, tzinfo=UTC)
LONGEST_DATE = 64

# fmt: off
ZONES = {
    "UT": 0, "GMT": 0, "UTC": 0, "Z": 0, "WET": 0, "WEST": 60, "BST": 60, "IST": 330, "CET": 60, "MEZ": 60,
    "MET": 60, "CEST": 120, "MESZ": 120, "MEST": 120, "EET": 120, "EEST": 180, "MSK": 180, "TRT": 180,
    "IDT": 180, "PKT": 300, "JST": 540, "KST": 540, "HKT": 480, "SGT": 480, "AWST": 480, "AEST": 600,
    "AEDT": 660, "NZST": 720, "NZDT": 780, "AST": -240, "ADT": -180, "EST": -300, "EDT": -240, "CST": -360,
    "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "HST": -600, "BRT": -180,
    "ART": -180,
}
# fmt: on
"""Minutes east of UTC. IST and CST mean other things elsewhere; these are the readings of most feeds that use them."""

ISO = re.compile(
    r"(\d{4})-?(\d{2})(?:-?(\d{2})(?:[T\s_]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|[+\-\u2212]\d{2}:?\d{2}|[+\-\u2212]\d{2}|[A-Z]{1,5})?)?)?",
    re.IGNORECASE,
)
NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[,\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(?:([+-]\d{2}:?\d{2}|[A-Z]{1,5}))?")
ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일](?:\D{0,12}?(\d{1,2})[:時시点]\s*(\d{1,2})?)?")
WEEKDAY = re.compile(r"^[^\W\d]+[.,،]{0,2}\s+(?=\d{1,2}[.\s]\s*[^\W\d])")
ZONE = re.compile(r"\s*(?:([+-]\d{2}:?\d{2})|\b(GMT|UTC|CES?T|EES?T|ME[SZ]{1,2}|MSK|[ECMP][SD]T))$")
EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
LANGUAGES = (
    "en",
    "ru",
    "uk",
    "de",
    "fr",
    "es",
    "it",
    "pl",
    "tr",
    "pt",
    "ar",
    "fa",
    "he",
    "ja",
    "ko",
    "zh",
    "el",
    "hu",
    "cs",
    "ro",
    "nl",
    "sv",
)


def parse_date(raw: str | None, language: str | None = None) -> Published:
    """What a date of a feed says. A zone that is not stated is taken for UTC, but not written down as if it were."""
    text = " ".join((raw or "").split())
    if not text or len(text) > LONGEST_DATE:
        return UNDATED
    try:
        found = _iso(text) or _epoch(text) or _rfc822(text) or _numeric(text) or _asian(text)
        if found is None and re.search(r"\d", text):
            found = _localised(text, (language or "")[:2].lower())
        return found if found and _is_plausible(found) else UNDATED
    except (ValueError, OverflowError, TypeError, IndexError):
        return UNDATED


def _is_plausible(found: Published) -> bool:
    return found.at is None or EARLIEST <= found.at < LATEST


def _published(at: datetime, *, has_zone: bool) -> Published:
    value = at.isoformat(timespec="seconds") if has_zone else at.replace(tzinfo=None).isoformat(timespec="seconds")
    return Published(value=value, at=at.astimezone(UTC), source="feed")


def _instant(parts: tuple[str | None, ...], zone: str | None) -> Published | None:
    """From year, month, day, hour, minute, second as text; the last three may be missing."""
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in parts)
    if parts[3] is None:
        return Published(value=f"{year:04}-{month:02}-{day:02}", at=datetime(year, month, day, tzinfo=UTC), source="feed")
    offset = _offset(zone)
    # 24:00 is the next day's midnight, a leap second the next minute.
    at = datetime(year, month, day, tzinfo=offset or UTC) + timedelta(hours=hour, minutes=minute, seconds=second)
    if hour > 24 or minute > 59 or second > 60:
        return None
    return _published(at, has_zone=offset is not None)


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    zone = zone.upper().replace("\u2212", "-")
    if zone in ZONES:
        return timezone(timedelta(minutes=ZONES[zone]))
    match = re.fullmatch(r"([+-])(\d{2}):?(\d{2})?", zone)
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes)) if minutes <= 15 * 60 else None


def _iso(text: str) -> Published | None:
    match = ISO.fullmatch(text)
    if not match or (match[3] is None and "-" not in text):
        return None
    if match[3] is None:
        return Published(value=f"{match[1]}-{match[2]}", source="feed") if 1 <= int(match[2]) <= 12 else None
    return _instant(match.groups()[:6], match[7])


def _epoch(text: str) -> Published | None:
    if not EPOCH.fullmatch(text):
        return None
    return _published(datetime.fromtimestamp(int(text[:10]), UTC), has_zone=True)


def _rfc822(text: str) -> Published | None:
    text = WEEKDAY.sub("", text)
    parts = parsedate_tz(text)
    if parts is None or not re.search(r"[A-Za-z]{3}", text):
        return None
    zone = re.search(r"([+-]\d{4}|\b[A-Z]{1,5})\)?$", text)
    offset = _offset(zone[1] if zone else None)
    if offset is None and parts[9] is not None and zone:
        offset = timezone(timedelta(seconds=parts[9]))
    at = datetime(*parts[:3], tzinfo=offset or UTC) + timedelta(hours=parts[3], minutes=parts[4], seconds=parts[5])
    return _published(at, has_zone=offset is not None)


def _numeric(text: str) -> Published | None:
    match = NUMERIC.fullmatch(text)
    if not match:
        return None
    first, second = int(match[1]), int(match[2])
    # Day first, as everywhere but in the United States; month first where nothing else is possible.
    day, month = (match[1], match[2]) if second <= 12 else (match[2], match[1])
    return _instant((match[3], month, day, *match.groups()[3:6]), match[7]) if max(first, second) <= 31 else None


def _asian(text: str) -> Published | None:
    match = ASIAN.search(text)
    if not match:
        return None
    is_afternoon = re.search(r"오후|下午|午後|晚", text) is not None and match[4] and int(match[4]) < 12
    hour = str(int(match[4]) + 12) if is_afternoon else match[4]
    zone = re.search(r"([+-]\d{2}:?\d{2}|[A-Z]{3,4})$", text)
    return _instant((match[1], match[2], match[3], hour, match[5] or ("0" if hour else None), None), zone[1] if zone else None)


@lru_cache(maxsize=1_024)
def _localised(text: str, language: str) -> Published | None:
    """Month names of other languages, by dateparser: slow, so only for what nothing else understood."""
    from dateparser import DateDataParser

    if not re.search(r"\d{1,2}\D+\d{4}|\d{4}\D+\d{1,2}", text) or re.search(r"[<>;'\"{}]|W\d\d", text):
        return None
    zone = ZONE.search(text)
    words = WEEKDAY.sub("", text[: zone.start()] if zone else text)
    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"}
    for languages in ([language],) * (language in LANGUAGES) + (list(LANGUAGES),):
        at = DateDataParser(languages=languages, settings=settings).get_date_data(words).date_obj
        if at is not None:
            clock = (str(at.hour), str(at.minute), str(at.second)) if re.search(r"\d:\d\d", words) else (None, None, None)
            return _instant((str(at.year), str(at.month), str(at.day), *clock), (zone[1] or zone[2]) if zone else None)
    return None
