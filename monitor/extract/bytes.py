"""A page's bytes in, its markup out: what is no page is refused, and the character set is decided once."""

from __future__ import annotations

import re

from monitor.errors import ParseError
from monitor.model import Page

LARGEST_PAGE = 10_000_000
MAGIC = {
    b"%PDF": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"PK\x03\x04": "an archive",
    b"\x1f\x8b": "compressed data",
}
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
}
"""What the web means by these labels (WHATWG Encoding Standard, 4.2)."""
TEXTUAL = frozenset(
    {
        "idna",
        "punycode",
        "undefined",
        "unicode_escape",
        "raw_unicode_escape",
        "rot13",
        "base64",
        "hex",
        "bz2",
        "zip",
        "zlib",
        "quopri",
        "uu",
        "mbcs",
        "oem",
    }
)


def markup(page: Page) -> str:
    """The page as text. Raises ParseError for what is no page."""
    body = page.body
    for magic, what in MAGIC.items():
        if body.startswith(magic):
            raise ParseError(f"not a page but {what}")
    if len(body) > LARGEST_PAGE:
        raise ParseError(f"a page of {len(body) / 1e6:.0f} MB; {LARGEST_PAGE / 1e6:.0f} MB is the most that is read")
    if not body.strip():
        raise ParseError("an empty page")
    if body.count(b"\x00") > len(body) // 10 and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ParseError("not a page but binary data")
    return decode(body, page.content_type)


def decode(body: bytes, content_type: str) -> str:
    """The text of the bytes by BOM, then strict UTF-8, then the header, then the page's own word, then Windows-1252."""
    for bom, name in BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    said = HEADER_CHARSET.search(content_type)
    meta = META_CHARSET.search(body[:4_096])
    labels = ["utf-8", said[1] if said else "", meta[1].decode("ascii") if meta else ""]
    for label in labels:
        text = _try(body, label)
        if text is not None:
            return text
    return body.decode("utf-8" if _is_nearly_utf8(body) else "cp1252", "replace")


def _is_nearly_utf8(body: bytes) -> bool:
    """One broken character does not make a page of another character set."""
    text = body.decode("utf-8", "replace")
    return text.count("\ufffd") * 100 < sum(ord(letter) > 127 for letter in text)


def _try(body: bytes, label: str) -> str | None:
    name = ALIASES.get(label.lower(), label.lower())
    if not name or name in TEXTUAL:
        return None
    try:
        return body.decode(name)
    except (LookupError, UnicodeError):
        return None
