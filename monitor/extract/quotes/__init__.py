"""An article's text in, who said what in it out: verbatim spans with speaker, role and verb."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.extract.listed import listed
from monitor.extract.quotes.cast import cast_of
from monitor.extract.quotes.clauses import FRENCH, Event, Reader, Speaker
from monitor.extract.quotes.han import han_quotes
from monitor.extract.quotes.marks import Span, paragraphs_of, spans_in
from monitor.extract.quotes.nominative import nominative
from monitor.extract.quotes.sentences import MASK, masked, sentences_in
from monitor.extract.quotes.tongues import NOT_SPEECH
from monitor.model import Quote

__all__ = ["quotes_in"]

FRAME = re.compile(r"\s*[,–—-]{0,2}\s*[–—-]?\s*(?P<verb>(?:s['’]|l['’]|n['’]|m['’])?[a-zà-ÿа-яёіїєґąćęłńóśźż][\w’'-]{2,})\b")
JOINED = re.compile(r"(?:(?P<and>\b(?:and|but|und|et|y|i|и|та|і))|,)\s*$")
"""`X criticised Y and said`: one subject for both verbs."""
NO_VERBS = listed(
    "and but which who that when where while after before with from for not although because the und aber die der das wenn "
    "weil als mit von für auch nicht sowie dass et mais qui que quand avec pour dans sur une des les aux pero que quien "
    "cuando con por para sobre una las los del según también ale który która które gdy oraz jak przez dla pod nad choć а но "
    "что который которая которые когда чтобы как для при под над после але що який яка які коли щоб для при після"
)
"""Small words that may follow a quotation without framing it."""
PRO_DROP = frozenset({"es", "pl", "ru", "uk", "it", "pt"})
"""Languages whose verbs need no subject: `«…», advirtió.` is whoever spoke or was named last."""
MOST_QUOTES = 200
SHORT = 3
"""Spans of fewer words are names or doubtful words unless a verb of saying governs them."""
CROSSHEAD = 9


def quotes_in(text: str, language: str | None) -> tuple[Quote, ...]:
    """Quotes in order; `text[start:end]` is each one's text, without its marks."""
    spans = spans_in(text)
    if not spans:
        return ()
    if language in ("zh", "ja") or re.search(r"[\u4e00-\u9fff]{8}", text):
        return tuple(han_quotes(text, spans))[:MOST_QUOTES]
    return tuple(_Attribution(text, spans, language).quotes())[:MOST_QUOTES]


class _Attribution:
    """One text's spans, each given to its speaker, in reading order."""

    def __init__(self, text: str, spans: list[Span], language: str | None) -> None:
        self._text = text
        self._spans = spans
        self._plain = masked(text, spans)
        self._language = language
        self._reader = Reader(cast_of(self._plain + "\n" + text, language), language)
        self._paragraphs = paragraphs_of(text)
        self._before: tuple[Span, Event] | None = None

    def quotes(self) -> Iterator[Quote]:
        """Every span that is somebody's words."""
        waiting = list(self._spans)
        for start, end in sentences_in(self._plain):
            inside = [span for span in waiting if start <= span.outer_start < end]
            waiting = waiting[len(inside) :]
            events = self._events(start, end, inside)
            for span in inside:
                event = self._event_for(span, start, end, events)
                if event is not None and self._is_quote(span, event):
                    self._before = (span, event)
                    yield self._quote(span, event)
            for event in events:
                self._reader.note(event.speaker, event.start)
            self._reader.meet(self._text[start:end], self._plain[start:end], start)

    def _quote(self, span: Span, event: Event) -> Quote:
        speaker = event.speaker
        return Quote(
            text=self._text[span.start : span.end],
            speaker=self._nominative(speaker, event),
            role=speaker.role if speaker else None,
            verb=event.verb or None,
            start=span.start,
            end=span.end,
        )

    def _nominative(self, speaker: Speaker | None, event: Event) -> str | None:
        """The speaker's name; after `по словам` it stands in another case, unless the text has it in the first one too."""
        if speaker is None:
            return None
        is_oblique = speaker.is_named and event.end - event.start > 3 and self._reader.according(event.verb, 0, len(event.verb)) is not None
        return nominative(speaker.name, self._language) if is_oblique else speaker.name

    # -- the acts of saying in one sentence

    def _events(self, start: int, end: int, inside: list[Span]) -> list[Event]:
        """Every verb of saying in a sentence with its subject, in order."""
        events: list[Event] = []
        for verb_start, verb_end in self._reader.verbs(self._plain, start, end):
            quoted_before = [span for span in inside if span.outer_end <= verb_start]
            left = quoted_before[-1].outer_end if quoted_before else start
            joined = JOINED.search(self._plain[left:verb_start].rstrip() + " ") if events else None
            speaker = events[-1].speaker if joined and joined["and"] else None
            speaker = speaker or self._subject(left, start, verb_start, verb_end, end)
            if speaker is None and joined:
                speaker = events[-1].speaker
            if self._reader.quotes_others(self._plain[verb_start:verb_end], self._plain[left:verb_start]):
                speaker = self._reader.quoted(self._plain, verb_end, end, speaker)
            event = Event(verb_start, verb_end, self._plain[verb_start:verb_end], speaker)
            events.append(event)
            self._reader.note(speaker, verb_start)
        return events

    def _subject(self, left: int, start: int, verb_start: int, verb_end: int, end: int) -> Speaker | None:
        """The subject of a verb; `left` is where the last quotation before it in its sentence ends, else the sentence's `start`."""
        before = self._plain[left:verb_start].strip(" ,–—-")
        is_inverted = left > start and re.fullmatch(r"(?:a|ont|ha|han|hat|haben|l'a|s'est|as|so)?", before.casefold()) is not None
        if is_inverted:
            stop = self._next_span(verb_end, end)
            found = self._reader.subject_after(self._plain, verb_end, stop)
            if found is None and self._language in PRO_DROP and not re.search(r"\w", re.split(r"[.:;,]", self._plain[verb_end:stop])[0]):
                found = self._reader.last or self._reader.only
            return found
        after = self._plain[verb_end : self._next_span(verb_end, end)]
        if self._reader.is_inverted(self._plain[start:verb_start].strip(" ,–—-"), after):
            found = self._reader.subject_after(self._plain, verb_end, verb_end + len(after))
            if found is not None:
                return found
        found = self._reader.subject_before(self._plain, left, verb_start)
        if found is None and (self._language == "de" or re.fullmatch(r"(?:jak|as|wie|comme|como|как|як|so)?", before.casefold())):
            found = self._reader.subject_after(self._plain, verb_end, self._next_span(verb_end, end))
        return found

    def _next_span(self, place: int, end: int) -> int:
        return min((span.outer_start for span in self._spans if place <= span.outer_start < end), default=end)

    # -- which of them a span belongs to

    def _event_for(self, span: Span, start: int, end: int, events: list[Event]) -> Event | None:
        return self._after(span, end, events) or self._ahead(span, start, events) or self._around(span, start, end)

    def _after(self, span: Span, end: int, events: list[Event]) -> Event | None:
        """`"…," said X`, `"…", X said`, `"…", according to X`."""
        stop = self._next_span(span.outer_end, end)
        zone = self._plain[span.outer_end : stop]
        inner_end = self._text[span.end - 1 : span.end]
        is_tied = inner_end in ",!?…" or re.match(r"\s*[,–—-]", zone)
        according = self._reader.according(self._plain, span.outer_end, min(stop, span.outer_end + 30))
        if according and (is_tied or according.start() - span.outer_end <= 3):
            speaker = self._reader.subject_after(self._plain, according.end(), stop)
            return Event(according.start(), according.end(), according[0], speaker) if speaker else None
        for event in events:
            if span.outer_end <= event.start < stop:
                between = self._plain[span.outer_end : event.start]
                is_next = re.fullmatch(r"\s*(?:\w{1,3}\s)?", between) is not None
                if (is_tied or is_next) and len(between.split()) <= 16:
                    return event
                break
        return self._framed(span, zone, stop) if is_tied else None

    def _framed(self, span: Span, zone: str, stop: int) -> Event | None:
        """`"…", bromeó el coronel Llopis`: after a mark and a comma any verb is one of saying, if somebody follows it."""
        found = FRAME.match(zone)
        inner = self._text[span.start : span.end]
        is_short = len(inner.split()) <= SHORT and not re.search(r"[,.!?…]", inner)
        if not found or is_short or found["verb"].casefold() in NO_VERBS:
            return None
        start = span.outer_end + found.start("verb")
        speaker = self._reader.meant(found["verb"], after_verb=True) if FRENCH.search(found["verb"]) else None
        speaker = speaker or self._reader.subject_after(self._plain, span.outer_end + found.end("verb"), stop)
        if speaker is None and not re.search(r"\w", zone[found.end("verb") :].split(".", maxsplit=1)[0]) and self._language in PRO_DROP:
            speaker = self._reader.last or self._reader.only
        return Event(start, start + len(found["verb"]), found["verb"], speaker) if speaker else None

    def _ahead(self, span: Span, start: int, events: list[Event]) -> Event | None:
        """`X said: "…"`, `X called it "…"`, `X, in a statement: "…"`, `according to X, "…"`."""
        earlier = [event for event in events if event.end <= span.outer_start]
        if earlier:
            return earlier[-1]
        according = self._reader.according(self._plain, start, span.outer_start)
        if according:
            speaker = self._reader.subject_after(self._plain, according.end(), span.outer_start)
            return Event(according.start(), according.end(), according[0], speaker) if speaker else None
        lead = self._plain[start : span.outer_start].rstrip()
        if lead.endswith(":") and len(lead) > 1:
            speaker = self._reader.meant(lead[:-1], after_verb=False)
            return Event(start, start, "", speaker) if speaker else None
        return None

    def _around(self, span: Span, start: int, end: int) -> Event | None:
        """A sentence that is a quotation and nothing else goes on with the speaker before it."""
        rest = self._plain[start : span.outer_start] + self._plain[span.outer_end : end]
        if re.search(r"\w", rest.replace(MASK, "")):
            return None
        if self._before is not None:
            earlier, event = self._before
            between = self._plain[earlier.outer_end : span.outer_start]
            if earlier.paragraph == span.paragraph or (earlier.is_open and span.paragraph == earlier.paragraph + 1):
                return event if len(between) < 400 else None
            if span.paragraph == earlier.paragraph + 1 and not self._heard_since(earlier):
                return Event(event.start, event.end, "", event.speaker)
        if (
            self._reader.last is not None
            and span.outer_start - self._reader.last_at < 600
            and len(self._text[span.start : span.end].split()) > CROSSHEAD
        ):
            return Event(start, start, "", self._reader.last)
        return None

    def _heard_since(self, earlier: Span) -> bool:
        return self._reader.last_at > earlier.outer_end + 120

    # -- what is no quote

    def _is_quote(self, span: Span, event: Event) -> bool:
        """Not a cross-head, a title, a name or a doubtful word."""
        inner = self._text[span.start : span.end]
        words = re.findall(r"[^\W_][\w'’-]*", inner)
        if not words or (event.speaker is None and (len(words) <= SHORT or not event.verb)):
            return False
        before = self._plain[max(0, span.outer_start - 60) : span.outer_start].rsplit("\n", 1)[-1]
        if NOT_SPEECH.search(before) and len(words) <= 6:
            return False
        if self._stands_alone(span) and len(words) <= CROSSHEAD:
            return False
        is_speech = inner[-1] in ",.!?…" or re.match(r"\s*[,–—-]", self._plain[span.outer_end : span.outer_end + 2]) is not None
        if len(words) <= SHORT:
            is_next = inner[-1] in ".!?…" and self._before is not None and self._before[1].start == event.start
            return is_next or (bool(event.verb) and (words[0][0].islower() or (is_speech and event.start >= span.outer_end)))
        capital = [word for word in words if len(word) > 3]
        return not (len(words) <= 8 and inner[-1] not in ".,!?…" and capital and all(word[0].isupper() for word in capital))

    def _stands_alone(self, span: Span) -> bool:
        start, end = self._paragraphs[span.paragraph]
        return not re.search(r"\w", self._text[start : span.outer_start] + self._text[span.outer_end : end])
