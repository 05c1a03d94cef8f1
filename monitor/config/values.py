"""The types of single settings: a text of the file in, a value of the setting's own type out, or SettingError."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.cadence import parse_cron
from monitor.config.secrets import ANY_REFERENCE, HOW, REFERENCE, Secrets, SettingError
from monitor.errors import ParseError
from monitor.model import Secret
from monitor.text.mail_address import mail_address as one_address

LONGEST_SPAN = timedelta(days=3_660)
LARGEST_NUMBER = 10**12
SHORTEST_KEY = 16

UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}
SPAN = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+")
PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|w)")
WHOLE = re.compile(r"-?(?:0|[1-9]\d*(?:_\d+)*)")
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
COUNTRY = re.compile(r"[A-Z]{2,3}")
HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?|\[?[0-9a-fA-F:]+\]?")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
IN_CLEAR = "a secret does not stand in the file"


def text(value: Any) -> str:
    """Any text without control characters and without a reference that nobody would replace."""
    found = one_value(value)
    if CONTROL.search(found):
        raise SettingError("a control character in a text", "take it out")
    if REFERENCE.search(found):
        raise SettingError("`${…}` is replaced in secrets and feed addresses only", "write the value itself")
    return found


def one_value(value: Any) -> str:
    """One text, not a list or a mapping."""
    if not isinstance(value, str):
        raise SettingError("one value is meant here, not a list or a mapping", "write a single text")
    return value


def line(value: Any) -> str:
    """A text of one line."""
    found = text(value)
    if "\n" in found or "\t" in found:
        raise SettingError("a line break or a tab in a text of one line", "take it out")
    return found


def some_line(value: Any) -> str:
    """A text of one line that is not empty."""
    found = line(value).strip()
    if not found:
        raise SettingError("an empty text", "fill it in, or take the key out")
    return found


def flag(value: Any) -> bool:
    """true or false, nothing else."""
    found = one_value(value)
    if found not in {"true", "false"}:
        raise SettingError(f"{_shown(found)} is neither true nor false", "write true or false")
    return found == "true"


def whole(value: Any, *, least: int, most: int = LARGEST_NUMBER) -> int:
    """A whole number in decimal digits."""
    found = one_value(value)
    if not WHOLE.fullmatch(found):
        raise SettingError(f"{_shown(found)} is not a whole number", "write digits only, for instance 25")
    return int(_bounded(int(found[:40]), least, most))


def number(value: Any, *, least: float, most: float = LARGEST_NUMBER) -> float:
    """A number, with a decimal point if need be."""
    found = one_value(value)
    if not NUMBER.fullmatch(found) or not math.isfinite(float(found)):
        raise SettingError(f"{_shown(found)} is not a number", "write digits, for instance 2.5")
    return float(_bounded(float(found), least, most))


def _bounded(found: float, least: float, most: float) -> float:
    if found < least:
        raise SettingError(f"{found:g} is too small", f"at least {least:g}")
    if found > most:
        raise SettingError(f"{found:g} is too large", f"at most {most:g}")
    return found


def span(value: Any, *, may_be_zero: bool) -> timedelta:
    """A length of time: `30s`, `10m`, `2h`, `5d`, `1h30m`."""
    found = one_value(value).replace(" ", "")
    if not SPAN.fullmatch(found):
        raise SettingError(f"{_shown(found)} is not a length of time", "write a number and a unit: 30s, 10m, 2h, 5d")
    seconds = sum(float(amount) * UNITS[unit] for amount, unit in PART.findall(found))
    if seconds > LONGEST_SPAN.total_seconds():
        raise SettingError("longer than ten years", "write a shorter time")
    if seconds == 0 and not may_be_zero:
        raise SettingError("no time at all", "write more than 0")
    return timedelta(seconds=seconds)


def instant(value: Any) -> datetime:
    """A date or an instant in ISO 8601; without an offset, UTC is meant."""
    found = one_value(value)
    try:
        at = datetime.fromisoformat(found)
    except ValueError:
        raise SettingError(f"{_shown(found)} is not a date", "write 2026-11-24 or 2026-11-24T06:00+01:00") from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def name(value: Any) -> str:
    """An id: it stands in file names, headers and on the command line."""
    found = one_value(value)
    if not NAME.fullmatch(found):
        raise SettingError("an id has letters, digits, `.`, `_` and `-`, at most 64", "for instance world-news")
    return found


def language(value: Any) -> str:
    """A language tag: en, pt-BR."""
    found = one_value(value)
    if not LANGUAGE.fullmatch(found):
        raise SettingError(f"{_shown(found)} is not a language tag", "for instance en, ru, zh or pt-BR")
    return found


def country(value: Any) -> str:
    """A country of ISO 3166 in capitals, or INT."""
    found = one_value(value)
    if not COUNTRY.fullmatch(found):
        raise SettingError(f"{_shown(found)} is not a country code", "two capitals, for instance NO; INT for an alliance of states")
    return found


def zone(value: Any) -> str:
    """A zone of the IANA data base."""
    found = one_value(value)
    try:
        ZoneInfo(found)
    except (LookupError, ValueError, OSError):
        raise SettingError(f"{_shown(found)} is not a time zone", "an IANA name, for instance Europe/Berlin or UTC") from None
    return found


def cron(value: Any, *, may_be_alert: bool) -> str:
    """A crontab expression of five fields; for a digest also `alert`."""
    found = one_value(value)
    if may_be_alert and found == "alert":
        return found
    try:
        parse_cron(found)
    except ValueError as error:
        raise SettingError(str(error), "minute hour day month weekday, for instance 0 7 * * 1-5") from None
    return found


def css_selector(value: Any) -> str:
    """A CSS selector."""
    from monitor.feeds.list_page import check_selector

    found = some_line(value)
    try:
        check_selector(found)
    except ParseError as error:
        raise SettingError(str(error), "for instance `h2 a` or `.news-list a`") from None
    return found


def host(value: Any) -> str:
    """The name or address of a server, without scheme, port or path."""
    found = one_value(value).strip()
    if not HOST.fullmatch(found):
        raise SettingError(
            f"{_shown(found)} is not the name of a server", "only the name, for instance smtp.example.org; the port is its own key"
        )
    return found


def mail_address(value: Any) -> str:
    """One bare mail address."""
    found = one_value(value)
    try:
        one_address(found)
    except ValueError:
        raise SettingError("not one plain mail address", "write only ada@example.org; one entry a recipient, names in `name`") from None
    return found


def recipient_address(value: Any) -> str:
    """A mail address, or for channels without mail any name on one line."""
    found = some_line(value)
    return mail_address(found) if re.search(r"[@<>,;]", found) else found


def network(value: Any) -> str:
    """A network in CIDR notation."""
    found = one_value(value)
    try:
        ip_network(found)
    except ValueError:
        raise SettingError(f"{_shown(found)} is not a network", "for instance 127.0.0.0/8 or fd00::/8") from None
    return found


def web_address(value: Any) -> str:
    """An http or https address without user name and password."""
    found = one_value(value)
    try:
        parts = urlsplit(found)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_web = False
    if not is_web or re.search(r"[\s\x00-\x1f\x7f\\]", found):
        raise SettingError("not a web address", "begin with https:// or http://, without spaces")
    return found


def feed_address(value: Any, secrets: Secrets) -> str:
    """A web address in which `${NAME}` may stand for a token or a password; it goes in only when the feed is asked."""
    found = one_value(value).strip().replace(" ", "%20")
    if _has_password(web_address(REFERENCE.sub("", found))):
        raise SettingError(IN_CLEAR, f"{HOW}: https://user:${{NAME}}@host/feed")
    if ANY_REFERENCE.search(found):
        secrets.check_address(found)
    return found


def secret(value: Any, secrets: Secrets) -> Secret:
    """A secret by reference; empty means none."""
    found = one_value(value)
    if found and not found.startswith("file:") and not ANY_REFERENCE.search(found):
        raise SettingError(IN_CLEAR, HOW)
    return Secret(secrets.read(found))


def key(value: Any, secrets: Secrets) -> Secret:
    """A secret that others must not guess."""
    found = secret(value, secrets)
    if 0 < len(found.reveal()) < SHORTEST_KEY:
        raise SettingError(f"a key of fewer than {SHORTEST_KEY} characters can be guessed", "make one: openssl rand -hex 32")
    return found


def needed_secret(value: Any, secrets: Secrets) -> Secret:
    """A secret without which the setting means nothing."""
    if one_value(value) == "":
        raise SettingError("an empty address", HOW)
    return secret(value, secrets)


def secret_web_address(value: Any, secrets: Secrets) -> Secret:
    """A secret that is a web address."""
    found = needed_secret(value, secrets)
    if found.value:
        web_address(found.value)
    return found


def store_address(value: Any, secrets: Secrets) -> Secret:
    """A file's path, or the address of a PostgreSQL server whose password is a reference."""
    found = some_line(value) if not ANY_REFERENCE.search(one_value(value)) else one_value(value)
    if found.startswith("file:") or ANY_REFERENCE.search(found):
        if _has_password(REFERENCE.sub("", found)):
            raise SettingError(IN_CLEAR, HOW)
        return Secret(secrets.read(found, is_needed=True))
    if "://" in found and not found.startswith(("postgresql://", "postgres://")):
        raise SettingError("neither a file nor a PostgreSQL address", "write a path, or postgresql://user@host/name")
    if _has_password(found):
        raise SettingError(IN_CLEAR, f"{HOW}; the password alone may be one: postgresql://user:${{NAME}}@host/name")
    return Secret(found)


def _has_password(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return bool(parts.password) or "password=" in parts.query


def _shown(found: str) -> str:
    """The value as it may stand in a message: one line, bounded."""
    return repr(found[:40] + "…" if len(found) > 40 else found)
