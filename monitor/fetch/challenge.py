"""A page in, whether it is a challenge for humans instead of what was asked for out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

MARKS = re.compile(
    rb"cdn-cgi/challenge|cf-chl-|challenge-platform|_cf_chl_opt|just a moment\.\.\.|checking your browser|attention required! \| cloudflare"
    rb"|ddos-guard|ddos protection by|captcha-delivery\.com|px-captcha|perimeterx|_incapsula_resource|incapsula incident"
    rb"|sucuri website firewall|/_sec/cp_challenge|akam/\d+/|geo\.captcha|awswaf|human verification|verify you are (?:a )?human"
    rb"|are you a robot|enable javascript and cookies to continue|unusual traffic from your",
    re.IGNORECASE,
)

FEED = re.compile(rb"<(?:rss|feed|rdf:rdf|urlset)\b|<link\b[^<>]{0,300}\bapplication/(?:rss|atom)\+xml", re.IGNORECASE)
LINK = re.compile(rb"<a\s", re.IGNORECASE)
MOST_LINKS = 20
"""A wall has few links and names no feed. Sites behind one have its marks on ordinary pages, too: a script that watches, a cookie."""


def is_challenge(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a bot wall answered: its own header, or the marks of one at the start of an HTML page."""
    if headers.get("cf-mitigated", "") == "challenge" or "x-amzn-waf-action" in headers:
        return True
    start = body[:32_768]
    if b"<" not in start or FEED.search(start) or not MARKS.search(start):
        return False
    return sum(1 for _ in islice(LINK.finditer(body), MOST_LINKS)) < MOST_LINKS
