"""How well articles are read: pages beside plain trafilatura, seeds, quotes, provenance, access, revisions, hostile bytes.

`python bench/quality_extract.py [--full] [part ...]`; parts: pages seeds quotes provenance contained access revisions hostile.
Without --full every fourth page of the large set and the fast half of the hostile cases are measured.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from measure_pages import hostile, pages, seeds  # noqa: E402

from monitor.extract import compare, extract_page  # noqa: E402
from monitor.extract.outlets import known_outlet  # noqa: E402
from monitor.extract.provenance import provenance_of  # noqa: E402
from monitor.extract.quotes import quotes_in  # noqa: E402
from monitor.model import Article, CleanText, Entry, Page  # noqa: E402
from monitor.text.language import detect  # noqa: E402

MARKS = " \t\n.,;:!?…“”\"'’‘„«»「」–—-。，！？"


def main() -> None:
    """Measure the parts named on the command line, or all."""
    # Under bench/quality.py the arguments are that program's.
    arguments = sys.argv[1:] if Path(sys.argv[0]).name == Path(__file__).name else []
    chosen = [argument for argument in arguments if argument in PARTS] or list(PARTS)
    for name in chosen:
        PARTS[name]("--full" in arguments, "-v" in arguments)


def labelled(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / "data" / f"{name}_labelled.jsonl").read_text("utf-8").splitlines() if line.strip()]


def ratio(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / whole:.3f}" if whole else "0/0"


def quotes(_full: bool = False, verbose: bool = False) -> None:
    """Precision (traps and unlabelled spans are wrong), recall, and the speakers of the spans found."""
    found = right = total = speakers = speakers_right = trapped = named = named_right = 0
    by: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for case in labelled("quotes"):
        text, language = case["text"], case.get("lang") or detect(case["text"])
        wanted = {_bare(quote["text"]): quote for quote in case["quotes"]}
        may = {_bare(_span(span)) for span in case.get("may", [])}
        traps = {_bare(_span(span)) for span in case.get("traps", [])}
        total += len(wanted)
        by[language][1] += len(wanted)
        for quote in quotes_in(text, detect(text)):
            assert text[quote.start : quote.end] == quote.text
            key = _bare(quote.text)
            if key in may and key not in wanted:
                continue
            found += 1
            by[language][3] += 1
            if key not in wanted:
                trapped += key in traps
                if verbose:
                    print(f"  - {case['id']} {'TRAP' if key in traps else 'extra'}: {quote.text[:70]!r} by {quote.speaker}")
                continue
            right += 1
            by[language][0] += 1
            want = wanted.pop(key)
            is_right = _same_speaker(quote.speaker, want)
            speakers += 1
            speakers_right += is_right
            by[language][2] += is_right
            named += want["speaker"] is not None
            named_right += want["speaker"] is not None and is_right
            if verbose and not is_right:
                print(
                    f"  - {case['id']} speaker {quote.speaker!r}, wanted {want['speaker']!r} {want.get('speaker_may')}: {quote.text[:60]!r}"
                )
        if verbose:
            for want in wanted.values():
                print(f"  - {case['id']} missed: {want['text'][:70]!r} by {want['speaker']}")
    print(
        f"quotes: precision {ratio(right, found)}, recall {ratio(right, total)}, speakers {ratio(speakers_right, speakers)} "
        f"(named {ratio(named_right, named)}), traps {trapped}"
    )
    print("   " + ", ".join(f"{name} p {r}/{f} r {r}/{t} s {s}/{r}" for name, (r, t, s, f) in sorted(by.items())))


def _span(span: Any) -> str:
    return span["text"] if isinstance(span, dict) else span


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(MARKS).casefold()


def _same_speaker(got: str | None, want: dict[str, Any]) -> bool:
    if want["speaker"] is None:
        # Nobody with a name: an unnamed source under a description is as right as nobody.
        return got is None or got.startswith("unnamed ") or not re.search(r"[^\W\d_]{2,}\s[A-ZА-ЯЁІЇЄҐ]", got)
    forms = {want["speaker"], *(want.get("speaker_may") or [])}
    return got is not None and got.casefold() in {form.casefold() for form in forms}


def provenance(_full: bool = False, verbose: bool = False) -> None:
    """Origins with their relation; what is said of a trap is wrong."""
    found = right = total = trapped = traps = 0
    for case in labelled("provenance"):
        article = Article(
            url=case.get("url"), title=CleanText(case["title"]), text=CleanText(case["text"]), canonical_url=case.get("canonical_url")
        )
        wanted = list(case["labels"])
        total += len(wanted)
        traps += bool(case.get("trap"))
        got = provenance_of(article, case.get("source_name"))
        trapped += bool(
            case.get("trap") and any(_same_origin(one.origin, {"origin": name}) for one in got for name in case.get("trap_origins", []))
        )
        for one in got:
            found += 1
            match = next(
                (
                    want
                    for want in wanted
                    if _same_origin(one.origin, want) and one.relation in {want["relation"], *_listed(want, "relation_may")}
                ),
                None,
            )
            if match:
                right += 1
                wanted.remove(match)
            elif verbose:
                print(f"  - {case['id']} wrong: {one.relation} {one.origin} ({one.evidence[:80]!r})")
        if verbose:
            for want in wanted:
                print(f"  - {case['id']} missed: {want['relation']} {want['origin']} ({want['evidence'][:90]!r})")
    print(f"provenance: precision {ratio(right, found)}, recall {ratio(right, total)}, traps fallen into {ratio(trapped, traps)}")


def _listed(want: dict[str, Any], key: str) -> list[str]:
    value = want.get(key) or []
    return [value] if isinstance(value, str) else value


def _same_origin(got: str, want: dict[str, Any]) -> bool:
    for name in (want["origin"], *_listed(want, "origin_may")):
        known, other = known_outlet(name), known_outlet(got)
        if name.casefold() == got.casefold() or (known and other and known.name == other.name):
            return True
    return False


def access(_full: bool = False, verbose: bool = False) -> None:
    """Macro F1 over the eight labels, and how often a whole article is called a paywall."""
    pairs: list[tuple[str, str]] = []
    for case in labelled("access"):
        page = Page(
            url=case["url"], body=case["html"].encode(), content_type=case.get("content_type") or "text/html", status=case["status"]
        )
        entry = Entry(id="x", feed_id="x", guid=None, url=case["url"], title=CleanText(""), summary=CleanText(case.get("summary") or ""))
        try:
            got = extract_page(page, entry).access
        except Exception as error:  # noqa: BLE001 - a figure, not a program
            got = f"{type(error).__name__}"
        pairs.append((case["label"], got))
        if verbose and got != case["label"]:
            print(f"  - {case['id']} {case['label']} called {got}: {case.get('note', '')[:100]}")
    labels = sorted({label for label, _ in pairs})
    scores = {label: _f1(pairs, label) for label in labels}
    full = [got for label, got in pairs if label == "full"]
    print(f"access: macro F1 {sum(scores.values()) / len(scores):.3f}, full called paywall {ratio(full.count('paywall'), len(full))}")
    print("   " + ", ".join(f"{label} {score:.2f}" for label, score in scores.items()))


def _f1(pairs: Iterable[tuple[str, str]], label: str) -> float:
    counted = Counter((want == label, got == label) for want, got in pairs)
    return 2 * counted[True, True] / max(1, 2 * counted[True, True] + counted[True, False] + counted[False, True])


def revisions(_full: bool = False, verbose: bool = False) -> None:
    """Material changes found and not found, cosmetic ones that raised an alarm."""
    pairs: list[tuple[str, str]] = []
    for case in labelled("revisions"):
        old, new = (Article(url=None, title=CleanText(case[side]["title"]), text=CleanText(case[side]["text"])) for side in ("old", "new"))
        got, words = compare(old, new)
        pairs.append((case["label"], got))
        if verbose and got != case["label"]:
            print(f"  - {case['id']} {case['label']} called {got}: {case.get('note', '')[:70]} | {words[:110]!r}")
    material = [got for label, got in pairs if label == "material"]
    called = [label for label, got in pairs if got == "material"]
    cosmetic = [got for label, got in pairs if label == "cosmetic"]
    print(
        f"revisions: material precision {ratio(called.count('material'), len(called))}, recall "
        f"{ratio(material.count('material'), len(material))},"
        f" alarms on cosmetic {len(cosmetic) - cosmetic.count('cosmetic')}/{len(cosmetic)}, exact "
        f"{ratio(sum(a == b for a, b in pairs), len(pairs))}"
    )
    print("   " + ", ".join(f"{label} as {got} {count}" for (label, got), count in sorted(Counter(pairs).items())))


def contained(_full: bool = False, verbose: bool = False) -> None:
    """Whose text an article has where no credit says so: among labelled copies and articles of one story, credits hidden from it."""
    from quality_stories import SETTINGS, described

    from monitor.stories import derived, may_derive, origin_of, place

    rows = {row["id"]: row for row in labelled("stories")}
    items = {item.id: item for item in (described(row, has_topics=True) for row in rows.values())}
    said = right = copies = 0
    for placement in place(tuple(items.values()), (), (), SETTINGS):
        one, other = items[placement.item_id], items.get(placement.duplicate_of or "")
        is_copy = rows[one.id]["labels"]["relation"] in ("wire_copy", "edited_copy")
        silent = is_copy and other is not None and may_derive(one, other)
        copies += silent
        found = derived(_whole(rows[one.id]), _whole(rows[other.id]), origin_of(other)) if other and may_derive(one, other) else None
        if found is None:
            if verbose and silent:
                print(f"  - {one.id} {rows[one.id]['labels']['relation']} of {placement.duplicate_of}: nothing said")
            continue
        said += 1
        group = rows[one.id]["labels"].get("dup_group")
        is_right = bool(other and group and group == rows[other.id]["labels"].get("dup_group"))
        right += is_right
        if verbose and not is_right:
            print(f"  - {one.id} wrong: {found.relation} of {found.origin} ({found.evidence[:80]!r})")
    print(f"contained: precision {ratio(right, said)}, recall over copies without a credit {ratio(right, copies)}")


def _whole(row: dict[str, Any]) -> Article:
    quoted = quotes_in(row["text"], row["lang"])
    return Article(url=row.get("url"), title=CleanText(row["title"]), text=CleanText(row["text"]), language=row["lang"], quotes=quoted)


PARTS = {
    "seeds": seeds,
    "quotes": quotes,
    "provenance": provenance,
    "contained": contained,
    "access": access,
    "revisions": revisions,
    "hostile": hostile,
    "pages": pages,
}

if __name__ == "__main__":
    main()
