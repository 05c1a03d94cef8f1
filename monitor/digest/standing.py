"""Fresh articles and what a reader was told -> which of them stand, which earlier ones need a notice, which say nothing new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from monitor.digest.nouns import NoticeKind
from monitor.model import Report, Told
from monitor.text.sentences import new_sentences, sentences

Version = Literal["plain", "withdrawn", "corrected", "changed", "update", "refile"]

WITHDRAWN = re.compile(r"WITHDR|WDRAWN|KILL")
CORRECTED = re.compile(r"CORRECT")
REFILE = re.compile(r"REFILE")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
WHOLE = re.compile(r"[.!?…。！？।۔؟][\'\"»”’)\]」』”]*$")
ALIKE = 0.6
"""From here two sentences are versions of one."""
MOST = 40
LONG_ENOUGH = 60
"""A new paragraph shorter than this is a dateline, a credit or a headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a reader was told: of each article the last time, with the headline and the text it had then."""

    told: Mapping[str, Told]
    titles: Mapping[str, str]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """A told article that no longer stands as it was told."""

    kind: NoticeKind
    report: Report
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is left of the fresh articles once versions are settled.

    `silent` are versions of something told that add nothing a reader would miss; they count as told.
    """

    shown: tuple[Report, ...]
    retractions: tuple[Retraction, ...]
    silent: tuple[Report, ...]
    gone: frozenset[str]
    """Articles that another version replaced or withdrew."""


def settle(fresh: Sequence[Report], known: Mapping[str, Report], memory: Memory) -> Standing:
    """Decide for each fresh article by the wire's vocabulary: CORRECTED, REFILE, UPDATE, WITHDRAWN."""
    gone = frozenset(_gone(known))
    shown, retractions, silent = [], [], []
    for report in sorted(fresh, key=lambda one: (one.matched_at, one.id)):
        before = _told_version(report, known, memory.told)
        version = _version(report, is_itself=before is not None and before.report_id == report.id)
        text = memory.texts.get(before.report_id) if before else None
        if version == "changed" and not (text and corrected_sentence(text, report.text)):
            version = "update"
        if before is not None and version in ("withdrawn", "corrected", "changed"):
            kind: NoticeKind = version
            retractions.append(Retraction(kind=kind, report=report, told=before))
            silent.append(report)
        elif report.id in gone or version == "withdrawn":
            continue
        elif before is None or (version != "refile" and _adds(report, text)):
            shown.append(report)
        else:
            silent.append(report)
    return Standing(shown=tuple(shown), retractions=tuple(retractions), silent=tuple(silent), gone=gone)


def _gone(known: Mapping[str, Report]) -> Iterator[str]:
    for report in known.values():
        earlier = known.get(report.supersedes or "")
        if earlier is not None and (earlier.supersedes != report.id or earlier.id < report.id):
            yield earlier.id
        if _version(report, is_itself=report.revision > 1) == "withdrawn":
            yield report.id


def _told_version(report: Report, known: Mapping[str, Report], told: Mapping[str, Told]) -> Told | None:
    """What the reader was told of this article or of the version it replaces."""
    seen: set[str] = set()
    name: str | None = report.id
    while name and name not in seen:
        if name in told:
            return told[name]
        seen.add(name)
        earlier = report if name == report.id else known.get(name)
        name = earlier.supersedes if earlier else None
    return None


def _version(report: Report, *, is_itself: bool) -> Version:
    """What this version says it is; what we noticed ourselves counts only for an article that was there before."""
    tag = (report.tag or "").upper()
    if WITHDRAWN.search(tag) or (is_itself and report.change == "withdrawn"):
        return "withdrawn"
    if CORRECTED.search(tag):
        return "corrected"
    if REFILE.search(tag) or (is_itself and report.change == "cosmetic"):
        return "refile"
    if is_itself and report.change == "material":
        return "changed"
    return "update" if tag or report.supersedes or is_itself else "plain"


def _adds(report: Report, earlier: str | None) -> bool:
    """Whether a version adds a paragraph or a number to the text that was told; an unknown text was told too long ago.

    Where only we saw the page change, without a word from its publisher, it must be a paragraph: boxes of links and
    counters change all the time.
    """
    if earlier is None:
        return True
    news = news_in(report.text, (earlier,))
    if any(_is_new(paragraph, frozenset(news)) for paragraph in report.text.split("\n\n")):
        return True
    is_silent_change = report.revision > 1 and not report.tag
    numbers = set(NUMBER.findall(" ".join(news))) - set(NUMBER.findall(earlier))
    return bool(numbers) and not is_silent_change


def news_in(text: str, earlier: Sequence[str]) -> tuple[str, ...]:
    """Whole sentences that none of the earlier texts has. A line without a full stop is a headline, a caption, a date."""
    found = new_sentences(text, earlier)
    whole = tuple(sentence for sentence in found if WHOLE.search(sentence))
    # Some scripts have no full stop at all.
    return whole if whole or any(map(WHOLE.search, text.split("\n"))) else found


def corrected_sentence(before: str, now: str) -> tuple[str, str] | None:
    """The first sentence that stands again with another figure or other words, as it was and as it is.

    A box of links that changed with the page has no such sentence.
    """
    gone = [one for one in new_sentences(before, (now,)) if WHOLE.search(one)]
    come = [one for one in new_sentences(now, (before,)) if WHOLE.search(one)]
    pairs = ((_likeness(old, new), old, new) for old in gone[:MOST] for new in come[:MOST])
    best = max(pairs, default=(0.0, "", ""))
    return best[1:] if best[0] >= ALIKE else None


def _likeness(old: str, new: str) -> float:
    """By words; by letters where words are not spaced."""
    one, other = (old.split(), new.split()) if " " in old else (list(old), list(new))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _is_new(paragraph: str, news: frozenset[str]) -> bool:
    """Whether a paragraph is made of new sentences."""
    return len(paragraph) >= LONG_ENOUGH and sum(len(one) for one in sentences(paragraph) if one in news) >= 0.8 * len(paragraph)
