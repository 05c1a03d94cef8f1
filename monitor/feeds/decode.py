"""A body in, its text out: by what the bytes show, then by what was declared, then by a guess."""

from __future__ import annotations

import codecs
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WIDE = ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"), (b"<\x00r\x00", "utf-16-le"), (b"\x00<\x00r", "utf-16-be"))
PROLOG = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,60})", re.IGNORECASE)
CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"']{1,60})", re.IGNORECASE)
ASCII = bytes(range(0x20, 0x7F))

NO_CHARSETS = frozenset({"undefined", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "utf_7"})
"""Python's codecs that are no character set, or one that can hide any text."""

GUESSES = (
    *("windows-1251", "windows-1252", "koi8-r", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"),
    *("iso-8859-2", "iso-8859-7", "windows-1254", "windows-1255", "windows-1256"),
)


def text_of(body: bytes, content_type: str = "") -> str:
    """The text of a feed or page, whatever its labels say; never fails."""
    for bom, encoding in BOMS:
        if body.startswith(bom):
            return body.decode(encoding, "replace").lstrip("\ufeff")
    for start, encoding in WIDE:
        if body.startswith(start):
            return body.decode(encoding, "replace")
    try:
        # Text that is valid UTF-8 by chance hardly exists, wrong labels do; pure ASCII may still be ISO-2022.
        text = body.decode("utf-8")
        if "\x1b" not in text:
            return text
    except UnicodeDecodeError as error:
        # One broken byte in a long UTF-8 text does not make it Latin-1.
        if _is_mostly_utf8(body, error.start):
            return body.decode("utf-8", "replace")
    for name in _declared(body, content_type):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            continue
    return _guessed(body)


def charset(name: str) -> str | None:
    """A codec for a declared name, None when it is unknown or no real character set."""
    try:
        codec = codecs.lookup(name.strip().lower())
        is_sane = codec.name.replace("-", "_") not in NO_CHARSETS and getattr(codec, "_is_text_encoding", True)
        if not is_sane or ASCII.decode(codec.name) != ASCII.decode("ascii"):
            return None
    except (LookupError, ValueError, TypeError):
        return None
    # What is called Latin-1 on the web is Windows-1252.
    return "windows-1252" if codec.name in {"iso8859-1", "ascii", "latin-1"} else codec.name


def _declared(body: bytes, content_type: str) -> list[str]:
    labels = [match[1].decode("ascii", "ignore") for match in [PROLOG.search(body[:1_000])] if match]
    labels += CHARSET.findall(content_type)
    labels += [label.decode("ascii", "ignore") for label in re.findall(rb"<meta[^>]{0,200}?charset=[\"']?([\w-]{2,40})", body[:4_000])]
    names = (charset(label) for label in labels)
    return [name for name in names if name and name != "utf-8"]


def _is_mostly_utf8(body: bytes, first_error: int) -> bool:
    good = sum(1 for byte in body[:first_error] if byte > 0x7F)
    text = body[:200_000].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return bad * 10 < max(good, sum(1 for char in text if char > "\x7f") - bad)


def _guessed(body: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(body[:50_000], cp_isolation=list(GUESSES)).best()
    return body.decode(best.encoding if best else "windows-1252", "replace")
