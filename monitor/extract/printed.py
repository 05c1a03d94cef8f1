"""What a page shows, line by line, in; the date that it prints under its title out."""

from __future__ import annotations

from monitor.extract.body import bare, is_title
from monitor.extract.when import date_in, is_date_line
from monitor.model import UNDATED, Published

BELOW = 12
"""So many lines after its title a page may take to say when it was printed."""
LONGEST_LEAD = 600
ENOUGH = 40


def printed_date(seen: str, titles: frozenset[str], text: str) -> Published:
    """The date between the title and the article's first paragraph; a masthead's today and a neighbour's date are none."""
    lines = seen.split("\n")
    first = bare(text.split("\n\n", 1)[0][:LONGEST_LEAD])
    places = [number for number, line in enumerate(lines) if len(line) <= LONGEST_LEAD and is_title(line, titles)]
    for place in places[:4]:
        for line in lines[place + 1 : place + 1 + BELOW]:
            if is_date_line(line):
                return date_in(line)
            key = bare(line)
            if len(key) >= ENOUGH and (key in first or first.startswith(key[:ENOUGH])):
                break
    return UNDATED
