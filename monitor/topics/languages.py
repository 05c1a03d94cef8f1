"""An item in; the vocabulary languages whose phrases are tried on it, out."""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.model import Item
from monitor.text.language import detect

_SCRIPTS = (
    (re.compile("[\uac00-\ud7a3]"), frozenset({"ko"})),
    (re.compile("[\u3041-\u30fa]"), frozenset({"ja"})),
    (re.compile("[\u4e00-\u9fff]"), frozenset({"zh-hans", "zh-hant"})),
    (re.compile("[\u05d0-\u05ea]"), frozenset({"he"})),
    (re.compile("[\u067e\u0686\u0698\u06a9\u06af\u06cc]"), frozenset({"fa"})),
    (re.compile("[\u0620-\u064a]"), frozenset({"ar"})),
    (re.compile("[\u0456\u0457\u0454\u0491]"), frozenset({"uk"})),
    (re.compile("[\u0430-\u044f]"), frozenset({"ru"})),
)
_CHINESE = frozenset({"zh-hans", "zh-hant"})
_EXPECTED = {
    "ko": (re.compile("[\uac00-\ud7a3]{2}"), re.compile("[\u3041-\u30fa]"), frozenset({"ko"})),
    "ja": (re.compile("[\u3041-\u30fa\u4e00-\u9fff]"), re.compile("[\uac00-\ud7a3]"), frozenset({"ja"})),
    "zh": (re.compile("[\u4e00-\u9fff]"), re.compile("[\u3041-\u30fa\uac00-\ud7a3]"), _CHINESE),
    "ru": (re.compile("[\u0430-\u044f]{2}"), re.compile("[\u0456\u0457\u0454\u0491]"), frozenset({"ru"})),
    "he": (re.compile("[\u05d0-\u05ea]{2}"), re.compile("[\u0620-\u06ff]"), frozenset({"he"})),
}
"""For a language with a script of its own: what its titles hold, what its texts never hold, and what it is called here."""
_LATIN = frozenset({"en", "pl", "ro", "de", "fr", "es", "tr"})
_SAMPLE = 300
_ENOUGH = 1_000
_OTHER_SCRIPT = re.compile("[\u0400-\u052f\u05d0-\u06ff\u3041-\ud7a3]")


def languages_of(item: Item) -> frozenset[str]:
    """The languages to try: what the script leaves possible, and of those the one the item says it is in.

    A feed's word on its language is often wrong for single items, and a script never lies: Hangul is Korean whatever
    the feed says. Among languages of the Latin script the item's own word decides; where there is none, the text is asked.
    """
    stated = (item.language or "").casefold()
    sample = f"{item.title}\n{item.text[:_SAMPLE]}"
    if not _OTHER_SCRIPT.search(sample):
        return _resolved(None, stated or (detect(f"{item.title}\n{item.text[:_ENOUGH]}") or ""))
    expected = _EXPECTED.get(stated[:2])
    if expected and expected[0].search(item.title) and not expected[1].search(sample):
        return expected[2]
    return _resolved(_script(sample), stated)


def _script(sample: str) -> frozenset[str] | None:
    counts = [(len(pattern.findall(sample)), languages) for pattern, languages in _SCRIPTS]
    letters = sum(map(str.isalpha, sample))
    for count, languages in counts:
        enough = letters / 4 if languages in (frozenset({"ru"}), frozenset({"ar"}), _CHINESE, frozenset({"he"})) else letters / 60
        if count and count >= enough:
            return languages
    return None


@lru_cache(maxsize=1_000)
def _resolved(script: frozenset[str] | None, stated: str) -> frozenset[str]:
    if script is not None:
        return script
    base = stated.replace("_", "-").split("-")[0]
    return frozenset({base if base in _LATIN else "en"})
