"""The fault cases of this project as data (tests/data/faults), and what their descriptions of bytes mean."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "data" / "faults"

ITEM = (
    "<item><title>Item {0}</title><link>http://public.test/{0}</link><guid isPermaLink='false'>g-{0}</guid>"
    "<pubDate>Mon, 06 Jan 2025 10:{1:02}:00 GMT</pubDate><description>&lt;p&gt;Text {0}&lt;/p&gt;</description></item>"
)
SENTENCES = {
    "windows-1251": "Испытание перехватчика прошло успешно",
    "koi8-r": "Испытание перехватчика прошло успешно",
    "gb18030": "导弹防御试验成功",
    "big5": "飛彈防禦試驗成功",
    "shift_jis": "ミサイル防衛の試験が成功した",
    "euc-kr": "미사일 방어 시험이 성공했다",
    "iso-8859-1": "Essai réussi, a déclaré le ministère",
    "windows-1252": "L’essai est réussi – déclaré",
    "utf-16": "Тест 試験 essai",
    "utf-8": "Тест 試験 essai",
    "iso-8859-8": "ניסוי היירוט הצליח",
    "windows-1256": "نجح اختبار الاعتراض",
}


def cases(area: str) -> Iterator[dict[str, Any]]:
    """Every case of one area."""
    for line in (HERE / f"{area}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def feed(items: int) -> bytes:
    """A valid RSS 2.0 feed."""
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Test feed</title><link>http://public.test/</link>'
    return (head + "".join(ITEM.format(number, number % 60) for number in range(items)) + "</channel></rss>").encode()


def expand(value: Any) -> bytes:
    """The bytes that a description means."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, list):
        return b"".join(map(expand, value))
    ((word, argument),) = value.items()
    return WORDS[word](argument)


WORDS: dict[str, Callable[[Any], bytes]] = {
    "rep": lambda a: expand(a[0]) * int(a[1]),
    "cat": lambda a: b"".join(map(expand, a)),
    "seq": lambda a: "".join(a[0] % number for number in range(a[1])).encode(),
    "hex": bytes.fromhex,
    "random": lambda a: random.Random(a[0]).randbytes(a[1]),
    "encode": lambda a: expand(a[1]).decode("utf-8").encode(a[0], "replace"),
    "utf16": lambda a: expand(a).decode("utf-8").encode("utf-16"),
    "gzip": lambda a: gzip.compress(expand(a), 9, mtime=0),
    "feed": lambda a: feed(a["items"]),
    "tmpl": lambda a: a[0].encode("utf-8").replace(b"{F}", expand(a[1])),
    "lang_sample": lambda a: (SENTENCES[a] * 10).encode(),
}
