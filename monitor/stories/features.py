"""What of an article is compared with others, and how it is packed into the store's bytes."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any

from monitor.model import TRACE, Article, Item, StoryItem
from monitor.stories.names import names_in, proper_names, skeleton, spelling
from monitor.stories.numbers import numbers_in, telling_figures
from monitor.stories.sketch import sketch_of
from monitor.stories.tags import Tag, read_tag
from monitor.stories.words import WORD, body_of, fold, pieces, shingles, stems, text_hash
from monitor.text import plausible

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = b"s2"
KEYS = (TRACE - len(VERSION)) // 4
START = TRACE
MOST_STEMS = 220
MOST_SHINGLES = 400
"""Shingles kept for the exact comparison; of a longer text a fixed share is kept, chosen by hash, the same share of every text."""

LEAD = 24
"""Shingles of the beginning kept apart: texts that share only their background have none of them in common."""

MOST_QUOTES = 12
SHORTEST_QUOTE = 4
TITLE_WEIGHT = 2.0
LEAD_WEIGHT = 0.5
MOST_LEAD = 60
READER = json.JSONDecoder(parse_float=lru_cache(maxsize=4_096)(float))


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What is compared. `shingles` are sorted; `share` is the part of the text's shingles that they are."""

    shingles: NDArray[np.uint32] = field(compare=False)
    lead: NDArray[np.uint32] = field(compare=False)
    share: float = 1.0
    length: int = 0
    stems: Mapping[str, float]
    title: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    focus: int = 0
    """So many of the names, the first ones, stand in the title or the first paragraph."""
    proper: Mapping[str, float]
    numbers: tuple[float, ...] = ()
    quotes: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    """Whose text this is, as it says itself (wire, translation, rewrite)."""
    cites: tuple[str, ...] = ()
    tag: Tag | None = None
    vector: bytes = b""
    """What its beginning means, where the desk has the model for it."""


NO_ARTICLE = frozenset({"listing", "consent", "challenge", "empty"})
"""What was read instead of an article: the same words on many pages, and nobody's copy."""


def describe(article: Article, item: Item, topics: tuple[str, ...], names: Mapping[str, str]) -> StoryItem:
    """What grouping needs of one article. Runs in a worker: the text is somebody else's."""
    title, tag = read_tag(str(article.title), article.tag, str(article.text))
    body = body_of(str(article.text))
    language = article.language or item.language
    tokens = pieces(fold(body))
    runs: Sequence[str] = () if article.access in NO_ARTICLE else shingles(tokens)
    known, share = _kept(runs)
    features = Features(
        shingles=known,
        lead=_hashes([_hashed(run) for run in runs[:LEAD]]),
        share=share,
        length=len(tokens),
        tag=tag,
        quotes=_quotes(article),
        origins=tuple(dict.fromkeys(one.origin for one in article.provenance if one.relation != "cites")),
        cites=tuple(dict.fromkeys(one.origin for one in article.provenance if one.relation == "cites")),
        **_read(title, body, language, names),
    )
    return StoryItem(
        id=item.id,
        url=article.url or item.url,
        canonical_url=article.canonical_url,
        title=title,
        language=language,
        outlet=article.outlet or item.outlet,
        topics=topics,
        order_at=_order_at(article, item),
        published=article.published if article.published.value else item.published,
        text_hash=text_hash(body) if runs else "",
        sketch=sketch_of(runs),
        features=pack(features, address=article.canonical_url or article.url or item.url),
        is_partial=article.access in ("teaser", "paywall") or article.text_source == "summary",
    )


def _order_at(article: Article, item: Item) -> datetime:
    """When it was published, if that is known and plausible; else when it was first seen. A day without zone is its noon."""
    dates = (plausible(one.at or _noon(one.value), item.first_seen_at) for one in (article.published, item.published))
    return next((at for at in dates if at), item.first_seen_at)


def _noon(value: str | None) -> datetime | None:
    if value is None or len(value) < len("2011-06-07"):
        return None
    try:
        return datetime.fromisoformat(value[:10]).replace(hour=12, tzinfo=UTC)
    except ValueError:
        return None


def _read(title: str, body: str, language: str | None, names: Mapping[str, str]) -> dict[str, Any]:
    text = f"{title}\n\n{body}"
    folded = fold(text)
    head = "\n\n".join((title, body.partition("\n")[0]))
    focus = names_in(head, fold(head), names, language)
    title_stems = stems(fold(title), language)
    counts: Counter[str] = Counter(stems(fold(body), language))
    weights = {stem: 1.0 + min(count, 8) ** 0.5 - 1.0 for stem, count in counts.items()}
    for stem in stems(fold(body.partition("\n")[0]), language)[:MOST_LEAD]:
        weights[stem] += LEAD_WEIGHT
    for stem in title_stems:
        weights[stem] = weights.get(stem, 0.0) + TITLE_WEIGHT
    heaviest = sorted(weights, key=lambda stem: (-weights[stem], stem))[:MOST_STEMS]
    return {
        "stems": {stem: round(weights[stem], 2) for stem in heaviest},
        "title": tuple(dict.fromkeys(title_stems))[:40],
        "names": tuple(dict.fromkeys((*focus, *names_in(text, folded, names, language)))),
        "focus": len(focus),
        "proper": proper_names(text, language),
        "numbers": numbers_in(folded),
    }


def _hashed(run: str) -> int:
    return zlib.crc32(run.encode("utf-8", "surrogatepass"))


def _kept(runs: Sequence[str]) -> tuple[NDArray[np.uint32], float]:
    hashes = {_hashed(run) for run in runs}
    share = 1.0
    while len(hashes) > MOST_SHINGLES:
        share /= 2
        hashes = {one for one in hashes if one < share * 2**32}
    return _hashes(sorted(hashes)), share


def _hashes(hashes: Sequence[int]) -> NDArray[np.uint32]:
    import numpy as np

    return np.array(hashes, dtype="<u4")


def _quotes(article: Article) -> tuple[str, ...]:
    """Quotations as a hash of their words, so that the same words in two texts are seen whoever prints them."""
    found: dict[str, None] = {}
    for quote in article.quotes:
        words = WORD.findall(fold(quote.text))
        if len(words) >= SHORTEST_QUOTE or len("".join(words)) >= 16:
            found.setdefault(f"{_hashed(' '.join(words)):08x}")
    return tuple(found)[:MOST_QUOTES]


def pack(features: Features, *, address: str | None = None) -> bytes:
    """Features as bytes for the store, led by what the article is looked up by."""
    shingles_bytes = features.shingles.astype("<u4").tobytes()
    rest = [
        features.lead.tolist(),
        features.share,
        features.length,
        dict(features.stems),
        features.title,
        features.names,
        features.focus,
        dict(features.proper),
        features.numbers,
        features.quotes,
        features.origins,
        features.cites,
        features.tag,
    ]
    packed = zlib.compress(json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"), 6)
    return VERSION + _keys(features, address) + len(shingles_bytes).to_bytes(4, "little") + shingles_bytes + packed


def _keys(features: Features, address: str | None) -> bytes:
    """What an article is looked up by, as 32-bit values: its address, names, telling figures, title words; the rest is zero."""
    import numpy as np

    words = [f"w{stem}" for stem in features.title[:10]]
    names = [f"n{name}" for name in features.names[:12]]
    proper = [f"p{sound}" for sound in dict.fromkeys(skeleton(name) for name in features.proper) if len(sound) > 3][:16]
    figures = [f"#{number:g}" for number in sorted(telling_figures(features.numbers))[:8]]
    hashes = [address_key(address), *(_hashed(key) or 1 for key in (*names, *figures, *words, *proper))][:KEYS]
    return np.array(hashes + [0] * (KEYS - len(hashes)), dtype="<u4").tobytes()


def address_key(address: str | None) -> int:
    """What articles of one address are looked up by; zero for none."""
    return (_hashed(f"u{address}") or 1) if address else 0


def keys_of(data: bytes) -> bytes:
    """The keys alone, without unpacking the rest."""
    return data[2 : 2 + 4 * KEYS] if data[:2] == VERSION else bytes(4 * KEYS)


@lru_cache(maxsize=4_096)
def unpack(data: bytes) -> Features:
    """Features from the store's bytes, 5 KiB each; those of another version say nothing, until the article is read again."""
    if data[:2] != VERSION:
        return Features(shingles=_hashes(()), lead=_hashes(()), stems={}, proper={})
    import numpy as np

    size = int.from_bytes(data[START : START + 4], "little")
    packed = zlib.decompressobj()
    rest = READER.decode(packed.decompress(data[START + 4 + size :]).decode("utf-8", "surrogatepass"))
    lead, share, length, weights, title, names, focus, proper, *lists, tag = rest
    numbers, quotes, origins, cites = (tuple(one) for one in lists)
    return Features(
        shingles=np.frombuffer(data, dtype="<u4", count=size // 4, offset=START + 4),
        lead=_hashes(lead),
        share=share,
        length=length,
        stems=_shared(weights),
        title=tuple(map(intern, title)),
        names=tuple(map(intern, names)),
        focus=focus,
        proper=_shared(proper),
        numbers=numbers,
        quotes=quotes,
        origins=origins,
        cites=cites,
        tag=tag,
        vector=packed.unused_data,
    )


def _shared(weights: Mapping[str, float]) -> dict[str, float]:
    """The same, with one object for each word however many articles have it, as there is for each number: a fifth of the memory."""
    return dict(zip(map(intern, weights), weights.values(), strict=True))


def forget() -> None:
    """Let go of what was worked out of articles and of the names in them: no one compares with these any more."""
    for table in (unpack, skeleton, spelling):
        table.cache_clear()
