"""Articles for the tests of grouping: a line of what each is about, everything else filled in."""

from __future__ import annotations

from datetime import timedelta

from monitor.model import Article, CleanText, Item, Provenance, Published, StoryItem
from monitor.stories import describe
from tests.fakes import NOON

WIRE = (
    "THE HAGUE, Nov 24 (Northgate) - The Netherlands will hand Ukraine four Patriot launchers and a radar before the end of the year, "
    "the Dutch defence minister told parliament on Tuesday.\n\nThe equipment comes from units that were due for an overhaul in 2027. "
    "Every week without them costs lives, minister Joost Verhulst said after the debate.\n\n"
    "Ukraine has lost two launchers since the summer and has asked eight countries for replacements."
)
GERMAN = (
    "DEN HAAG – Die Niederlande werden der Ukraine noch in diesem Jahr vier Patriot-Startgeräte und ein Radar überlassen. Das sagte der "
    "niederländische Verteidigungsminister Joost Verhulst am Dienstag im Parlament.\n\nDas Gerät stammt aus Verbänden, deren Überholung "
    "2027 anstand. Die Ukraine hat zwei Startgeräte verloren und acht Länder um Ersatz gebeten."
)
OTHER = (
    "OSLO, Nov 24 (Northgate) - Norway will pay for 30 missiles for Ukraine, the government said, using money from its support fund.\n\n"
    "The missiles will come from a production line in Bavaria in the spring. Finance minister Kari Lunde said it was about time."
)


def told(
    id: str,
    text: str = WIRE,
    *,
    title: str = "Netherlands to give Ukraine four Patriot launchers",
    outlet: str = "Northgate Wire",
    hours: float = 0.0,
    language: str = "en",
    credits: tuple[str, ...] = (),
    url: str | None = None,
    topics: tuple[str, ...] = ("us-systems",),
) -> StoryItem:
    """One article as the store would hold it, `hours` after noon."""
    at = NOON + timedelta(hours=hours)
    published = Published(value=at.isoformat(), at=at, source="feed")
    address = url or f"https://{outlet.partition(' ')[0].casefold()}.example/news/{id}"
    article = Article(
        url=address,
        title=CleanText(title),
        text=CleanText(text),
        outlet=CleanText(outlet),
        published=published,
        language=language,
        provenance=tuple(Provenance(relation="wire", origin=credit, evidence=f"({credit})") for credit in credits),
    )
    item = Item(id=id, url=address, title=title, text=text, published=published, first_seen_at=at + timedelta(minutes=5), language=language)
    return describe(article, item, topics, {})
