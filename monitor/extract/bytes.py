"""A page's bytes in, its markup out: what is no page is refused, and the character set is decided once."""

from __future__ import annotations

import json
import re
import zlib

from monitor.errors import ParseError
from monitor.model import Page
from monitor.text.language import detect

LARGEST_PAGE = 10_000_000
MAGIC = {
    b"%PDF": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"II*\x00": "an image",
    b"MM\x00*": "an image",
    b"RIFF": "an image, a sound or a film",
    b"OggS": "a sound or a film",
    b"ID3": "a sound",
    b"PK\x03\x04": "an archive",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "a document of a word processor",
}
CONTROLS = bytes(sign for sign in range(32) if sign not in b"\t\n\v\f\r\x1b")
"""No character set of the web uses these in a text; a byte in thirty of them is another thing (ten of random ones are)."""
LOOKED_AT = 65_536
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
BOMS = (
    *((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be")),
    *((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")),
)
"""The longer marks first: UTF-32's begins with UTF-16's."""
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


GUESSABLE = [
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
]
"""What pages that name no character set are written in."""
LATIN_SETS = {name: "cp1250" for name in ("pl", "cs", "sk", "hu", "ro", "sl", "hr", "sq")} | {
    "tr": "cp1254",
    "az": "cp1254",
    "en": "cp1252",
}
GUESS_BY = 400_000
ELEMENT = re.compile(rb"<(?:script|style)\b.{0,50000}?</(?:script|style)>|<[^>]{0,2000}>", re.IGNORECASE | re.DOTALL)


def markup(page: Page) -> str:
    """The page as text. Raises ParseError for what is no page."""
    body = _marked(_unpacked(page.body), page.content_type)
    for magic, what in MAGIC.items():
        if body.startswith(magic):
            raise ParseError(f"not a page but {what}")
    if len(body) > LARGEST_PAGE:
        raise ParseError(f"a page of {len(body) / 1e6:.0f} MB; {LARGEST_PAGE / 1e6:.0f} MB is the most that is read")
    if not body.strip():
        raise ParseError("an empty page")
    if _is_binary(body):
        raise ParseError("not a page but binary data")
    text = decode(body, page.content_type)
    if is_json(text):
        raise ParseError("not a page but JSON")
    return text


def is_json(text: str) -> bool:
    """Whether a text is a value for programs: an object, or a list of more than a footnote's number; one after another, too."""
    text = text.strip()
    if not text.startswith(("{", "[")):
        return False
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text)
    except RecursionError:
        return True
    except ValueError:
        return False
    return isinstance(value, dict) or end == len(text)


def _marked(body: bytes, content_type: str) -> bytes:
    """UTF-16 that only its header names, with the mark it lacks; it is that where every other byte of its beginning is none."""
    said = HEADER_CHARSET.search(content_type)
    if not said or not re.match(r"utf-?16", said[1], re.IGNORECASE) or body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body
    for mark, high in ((b"\xff\xfe", body[1:LOOKED_AT:2]), (b"\xfe\xff", body[:LOOKED_AT:2])):
        if high.count(0) * 5 > len(high):
            return mark + body
    return body


def _is_binary(body: bytes) -> bool:
    """Whether it holds signs that no text does; UTF-16 without its mark is full of them too, and cannot be told apart."""
    head = body[:LOOKED_AT]
    if head.startswith(tuple(bom for bom, _ in BOMS)):
        return False
    return head[4:8] == b"ftyp" or len(head) - len(head.translate(None, CONTROLS)) > max(2, len(head) // 30)


def _unpacked(body: bytes) -> bytes:
    """A page that is still compressed, as files in archives and some servers' answers are, up to the largest page that is read."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, LARGEST_PAGE + 1)
    except zlib.error as error:
        raise ParseError(f"not a page but compressed data: {error}") from error


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
            return unmangled(text, labels[1:]) if label == "utf-8" else text
    return body.decode("utf-8" if _is_nearly_utf8(body) else _guessed(body), "replace")


def _guessed(body: bytes) -> str:
    """The character set of a page that names none, by what its letters would say; Windows-1252 where that is unclear."""
    from charset_normalizer import from_bytes

    words = b" ".join(ELEMENT.sub(b" ", body[:GUESS_BY]).split())[:20_000]
    found = from_bytes(words, cp_isolation=GUESSABLE).best() if words else None
    if found is not None and found.encoding not in LATIN_SETS.values():
        return found.encoding
    # The Latin sets differ in a few letters only: the language says more than their bytes.
    return LATIN_SETS.get(detect(words.decode("cp1252", "replace")) or "", "cp1252")


MANGLED = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf\u2018-\u203a\u0152\u0153\u0160\u0161]")
"""How the two bytes of a letter look when they are read as two Latin ones."""
HIGH = re.compile(r"[^\x00-\x7f]")
SAMPLE = 100_000


def unmangled(text: str, labels: list[str]) -> str:
    """A text that somebody read as Latin and saved as UTF-8, once or twice, read as what it was.

    Only where it has next to no letters but accented Latin ones, and nearly all of it makes sense in the character set
    that the page names, or in UTF-8: by chance that happens to nobody.
    """
    named = [ALIASES.get(name.lower(), name.lower()) for name in labels if name]
    if not MANY_BYTES.intersection(named) - {"utf-8"} and len(MANGLED.findall(text[:SAMPLE])) < 20:
        return text
    for _ in range(2):
        high = HIGH.findall(text[:SAMPLE])
        if len(high) < 40 or sum(ord(letter) < 0x180 or letter in TYPOGRAPHIC for letter in high) < 0.97 * len(high):
            return text
        readings = [_again(text, wrong, label) for label in ("utf-8", *named) if label in MANY_BYTES for wrong in LATIN]
        strange, again = min(readings, key=lambda reading: reading[0])
        if strange >= 0.1 * len(high):
            return text
        text = again
    return text


def _again(text: str, wrong: str, label: str) -> tuple[int, str]:
    """How much of a text makes no sense when its letters are bytes of `label` that were read as `wrong`, and the text itself."""
    raw = text.translate(LATIN[wrong]).encode("latin-1", "replace")
    again = raw.decode(label, "replace")
    strange = again.count("\ufffd") + 2 * (raw.count(b"?") - text.count("?"))
    if label == "gb18030":
        strange += again.encode("gb2312", "replace").count(b"?") - again.count("?")
    return strange, again


def _table(wrong: str) -> dict[int, int]:
    """Each letter of a Latin character set as its byte; Windows-1252 has no sign for five of them."""
    signs = bytes(range(128, 256)).decode(wrong, "replace")
    return {ord(sign): byte for byte, sign in enumerate(signs, start=128) if sign != "\ufffd"}


LATIN = {wrong: _table(wrong) for wrong in ("cp1252", "latin-1", "iso-8859-15")}
MANY_BYTES = frozenset({"utf-8", "gb18030", "big5hkscs", "cp932", "cp949", "euc-jp", "cp1251", "windows-1251", "koi8-r"})
TYPOGRAPHIC = frozenset("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ")


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
