"""What was found for each topic in; its score, the parts of it, and the verdict out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from monitor.model import Term, Verdict
from monitor.topics.evaluate import Found, evaluate
from monitor.topics.program import Clause, Program, Veto
from monitor.topics.reading import BODY, FIELD_OF, LEAD, TITLE, Reading, Span
from monitor.topics.weighing import Evidence, Weighing, counts, distinct

STRONG = {TITLE: 3.0, LEAD: 2.0, BODY: 1.0}
FURTHER = 0.5
WEAK = {TITLE: 1.5, LEAD: 1.0, BODY: 0.5}
ACTOR = 0.5
ACTOR_WITHIN = 15
MOST_FURTHER = 4
PLACE_TITLE, PLACE_LEAD, PLACE_FAR, PLACE_BODY = 2.5, 2.0, 1.0, 0.5
PLACE_WITHIN = 20


class _Part(NamedTuple):
    name: str
    points: float
    clause: Clause | None = None
    spans: tuple[Span, ...] = ()


def weigh(weighing: Weighing) -> dict[int, Verdict]:
    """A verdict for every topic of which anything was found."""
    programs = weighing.topics.programs
    decided = {place: _decide(place, weighing) for place in weighing.evidence if programs[place].configured and _speaks(place, weighing)}
    lowest = _lowest(decided, programs)
    if lowest == 1:
        decided.update(_promoted(decided, weighing))
        lowest = _lowest(decided, programs)
    return {place: _yielded(verdict, programs[place].rank, lowest) for place, verdict in decided.items()}


def _lowest(decided: dict[int, Verdict], programs: tuple[Program, ...]) -> int:
    return min((programs[place].rank for place, verdict in decided.items() if verdict.is_match), default=0)


def _promoted(decided: dict[int, Verdict], weighing: Weighing) -> dict[int, Verdict]:
    """Of an item that only the generic topic would take, the special topics it names best, however far down."""
    named = {each.clause.topic for each in weighing.strong if counts(each, weighing)}
    programs = weighing.topics.programs
    below = {place: verdict for place, verdict in decided.items() if place in named and not programs[place].rank and verdict.score > 0}
    best = max((verdict.score for verdict in below.values()), default=0.0)
    return {
        place: replace(verdict, is_match=True, score=verdict.threshold, parts=(*verdict.parts, _only(verdict)), clause=verdict.parts[0][0])
        for place, verdict in below.items()
        if verdict.score == best and not _vetoed(programs[place], weighing)
    }


def _only(verdict: Verdict) -> tuple[str, float]:
    return ("no other topic is named more", verdict.threshold - verdict.score)


def _speaks(place: int, weighing: Weighing) -> bool:
    """False for a topic of which only its country was found, in an item without missile defence."""
    return any(each.clause.strength != "place" for each in weighing.evidence[place]) or bool(weighing.defence)


def _yielded(verdict: Verdict, rank: int, lowest: int) -> Verdict:
    """The generic topic gives way where a special one matches, the adjacent one to both."""
    if not verdict.is_match or rank <= lowest or not rank:
        return verdict
    part = ("another topic says more", -verdict.score)
    return replace(verdict, is_match=False, score=0.0, parts=(*verdict.parts, part), clause=part[0])


def _decide(place: int, weighing: Weighing) -> Verdict:
    program = weighing.topics.programs[place]
    parts = [part for part in _parts(weighing.evidence[place], program, weighing)]
    score = sum(part.points for part in parts)
    clause = parts[0].name if parts else "weak phrases without company"
    veto = _vetoed(program, weighing) if score >= program.threshold else None
    named = [(part.name, part.points) for part in parts]
    if veto:
        named.append((veto, -score))
        score, clause = 0.0, veto
    elif score < program.threshold and parts:
        clause = "the score stays below the threshold"
    return Verdict(
        topic=program.id,
        is_match=score >= program.threshold,
        score=score,
        threshold=program.threshold,
        parts=tuple(named),
        terms=tuple(_terms(parts if score >= program.threshold else parts[:2], weighing.reading)),
        clause=clause,
        version=program.version,
    )


def _parts(evidence: tuple[Evidence, ...], program: Program, weighing: Weighing) -> Iterator[_Part]:
    ranked = sorted(evidence, key=lambda each: (-each.found.level, each.found.spans[:1], each.clause.text))
    whole = [each for each in ranked if each.clause.strength == "whole"]
    for each in whole[:1]:
        yield _Part(f"query: {each.clause.text}", program.threshold, each.clause, each.found.spans)
    strong = distinct([each for each in ranked if each.clause.strength == "strong" and counts(each, weighing)], set())
    for place, each in enumerate(strong[:MOST_FURTHER]):
        points = STRONG[each.found.level] if place == 0 else FURTHER
        yield _part(each, points)
    taken = {span for each in strong for span in each.found.spans}
    weak = distinct([each for each in ranked if each.clause.strength == "weak"], taken)
    if not (strong or _has_company(weak, program, weighing)):
        weak = []
    for each in weak[:MOST_FURTHER]:
        yield _part(each, WEAK[each.found.level])
    yield from _place(ranked, weighing)
    if _has_actor([*strong, *weak], weighing):
        yield _Part("an actor near", ACTOR)


def _has_company(weak: list[Evidence], program: Program, weighing: Weighing) -> bool:
    """Weak phrases count in pairs, with a phrase of another topic, or among two other words of the trade."""
    spans = [span for each in weak for span in each.found.spans]
    return len(weak) > 1 or bool(weighing.strong_topics - {program.id}) or weighing.signs.trade_beside(spans) > 1


def _place(ranked: list[Evidence], weighing: Weighing) -> Iterator[_Part]:
    """The country of the topic beside a phrase of missile defence: the best pair counts."""
    best = 0.0
    chosen: tuple[Evidence, Evidence] | None = None
    for place in ranked:
        if place.clause.strength == "place":
            for other in weighing.defence:
                if _most(place.found, other.found) > best:
                    points = _pair_points(place.found, other.found, weighing.reading)
                    best, chosen = (points, (place, other)) if points > best else (best, chosen)
    if chosen:
        place, other = chosen
        spans = (place.found.spans[0], *other.found.spans[:1])
        yield _Part(f"place: {place.clause.text} with {other.clause.text}", best, place.clause, spans)


def _most(place: Found, other: Found) -> float:
    """The points a pair can have at most, by its fields alone."""
    if BODY in {place.level, other.level}:
        return PLACE_BODY
    return PLACE_TITLE if place.level == other.level == TITLE else PLACE_LEAD


def _pair_points(place: Found, other: Found, reading: Reading) -> float:
    most = _most(place, other)
    if most == PLACE_TITLE or place.level != other.level:
        return most if most != PLACE_BODY or _is_close(place, other, reading) else 0.0
    if _is_close(place, other, reading):
        return most
    return 0.0 if most == PLACE_BODY else PLACE_FAR


def _is_close(left: Found, right: Found, reading: Reading) -> bool:
    rights = [reading.token(start) for start, _ in right.spans[:8]]
    return any(abs(reading.token(start) - place) <= PLACE_WITHIN for start, _ in left.spans[:8] for place in rights)


def _part(each: Evidence, points: float) -> _Part:
    return _Part(f"{FIELD_OF[each.found.level]}: {each.clause.text}", points, each.clause, each.found.spans)


def _has_actor(evidence: list[Evidence], weighing: Weighing) -> bool:
    actors, token = weighing.actor_tokens, weighing.reading.token
    for each in evidence:
        for start, _ in each.found.spans:
            place = token(start)
            near = bisect_left(actors, place - ACTOR_WITHIN)
            if near < len(actors) and actors[near] <= place + ACTOR_WITHIN:
                return True
    return False


def _vetoed(program: Program, weighing: Weighing) -> str | None:
    if weighing.elsewhere and program.is_guarded:
        return weighing.elsewhere
    for veto in program.vetoes:
        hit = weighing.veto_hits.get(id(veto))
        if hit is None:
            hit = weighing.veto_hits[id(veto)] = _veto_hit(veto, weighing)
        if hit:
            return f"excluded by {veto.id}: {hit}"
    return None


def _veto_hit(veto: Veto, weighing: Weighing) -> str:
    is_spoken = not veto.languages or bool(veto.languages & weighing.languages)
    if not is_spoken or weighing.topics.veto_doors[id(veto)].isdisjoint(weighing.reading.anchors):
        return ""
    hits = [text for text, tree in veto.veto if evaluate(tree, weighing.reading)]
    if len(hits) < veto.min_hits or any(evaluate(tree, weighing.reading) for _, tree in veto.unless):
        return ""
    return ", ".join(hits[:3])


def _terms(parts: list[_Part], reading: Reading) -> Iterator[Term]:
    for part in parts:
        for span in part.spans[:2]:
            text, start, end = reading.original(span)
            field = FIELD_OF[reading.level(span)]
            yield Term(text=text, field=field, start=start, end=end, phrase=part.clause.text if part.clause else "", points=part.points)  # type: ignore[arg-type]
