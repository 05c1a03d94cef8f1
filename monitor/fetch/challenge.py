"""A page in, whether it is a challenge for humans instead of what was asked for out."""

from __future__ import annotations

import re
from collections.abc import Mapping

MARKS = re.compile(
    rb"cdn-cgi/challenge|cf-chl-|challenge-platform|_cf_chl_opt|just a moment\.\.\.|checking your browser|attention required! \| cloudflare"
    rb"|ddos-guard|ddos protection by|captcha-delivery\.com|px-captcha|perimeterx|_incapsula_resource|incapsula incident"
    rb"|sucuri website firewall|/_sec/cp_challenge|akam/\d+/|geo\.captcha|awswaf|human verification|verify you are (?:a )?human"
    rb"|are you a robot|enable javascript and cookies to continue|unusual traffic from your",
    re.IGNORECASE,
)


def is_challenge(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a bot wall answered: its own header, or the marks of one at the start of an HTML page."""
    if headers.get("cf-mitigated", "") == "challenge" or "x-amzn-waf-action" in headers:
        return True
    start = body[:32_768]
    return b"<" in start and not re.search(rb"<(?:rss|feed|rdf:rdf|urlset)\b", start, re.IGNORECASE) and MARKS.search(start) is not None
