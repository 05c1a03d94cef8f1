"""An article's page in, the article out: text, title, date, author, and what was cut."""

from monitor.extract.article import article_from_entry, extract_capture, extract_page, read_entry
from monitor.extract.changes import compare
from monitor.extract.furniture import EMPTY, Furniture, block_hashes, cut, cut_repeated

__all__ = [
    "EMPTY",
    "Furniture",
    "article_from_entry",
    "block_hashes",
    "compare",
    "cut",
    "cut_repeated",
    "extract_capture",
    "extract_page",
    "read_entry",
]
