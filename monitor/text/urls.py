"""Spellings of one address in, one canonical spelling out: for comparing and storing, not for fetching."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

LONGEST_URL = 4_096
"""Longer addresses are cut from no real site; they are compared as they stand."""

TRACKING_PREFIXES = (
    *("utm_", "mtm_", "piwik_", "matomo_", "hsa_", "oly_", "vero_", "__hs", "_hs", "wt.", "wt_mc", "wt_zmc"),
    *("at_custom", "at_link", "at_ptr_", "at_bbc_", "at_recipient_"),
)
"""Spaces of names that one tracker has for itself; `at_`, `ns_`, `pk_` and the like are anybody's, so their trackers' names stand below."""

# fmt: off
TRACKING_NAMES = frozenset(
    {
        "fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "yclid", "ysclid", "msclkid", "twclid", "ttclid",
        "igshid", "igsh", "li_fat_id", "mkt_tok", "s_cid", "xtor", "smid", "smtyp", "cmpid",
        "icid", "ncid", "ocid", "ito", "ref_src", "ref_url", "guccounter", "guce_referrer",
        "guce_referrer_sig", "fb_action_ids", "fb_action_types", "fb_source", "cvid", "_ga", "_gl", "spm",
        "tpcc", "traffic_source", "sharetype", "wprov", "source_campaign", "echobox", "__twitter_impression",
        "at_medium", "at_campaign", "at_campaign_type", "at_format", "at_variant", "at_creation", "at_channel", "at_platform",
        "ns_campaign", "ns_mchannel", "ns_source", "ns_linkname", "ns_fee", "mc_cid", "mc_eid",
        "pk_campaign", "pk_cid", "pk_content", "pk_keyword", "pk_kwd", "pk_medium", "pk_source",
        "ga_campaign", "ga_content", "ga_medium", "ga_place", "ga_source", "ga_term",
    }
)
# fmt: on
"""Parameters that say how the reader came, never what is shown."""

GENERAL_NAMES = frozenset({"share", "shared", "rss", "cmp", "campaign_id", "scid", "sref", "taid"})
"""Names of how the reader came (`share=twitter`, `rss=1`) that elsewhere say what is shown (`share=5`): a number but one is kept."""

AMP_NAMES = frozenset({"amp", "outputtype"})
MOBILE_HOST = re.compile(r"^(?:(?:www\d?|m|mobile|touch|amp|wap)\.(?=[^.]+\.))+")
MOBILE_EDITION = re.compile(r"^([a-z]{2,3}\.)(?:(?:m|mobile|touch)\.(?=[^.]+\.))+")
"""A language's mobile host: `en.m.wikipedia.org`."""
AMP_PATH = re.compile(r"(?:/amp|\.amp)(?=/?$|\.html?$)|^/amp(?=/)")
INDEX = re.compile(r"/index\.(?:html?|php|aspx?)$")
AMP_CACHE = re.compile(r"^/(?:amp/|[cv]/)(s/)?")
DEFAULT_PORT = re.compile(r":(?:80|443)$")


@lru_cache(maxsize=8_192)
def canonical_url(url: str) -> str:
    """The one spelling of a web address; equal for two addresses that show the same page.

    Scheme, `www.`, mobile and AMP forms, tracking parameters, the order of parameters, fragments,
    escapes and a final slash make no difference. What is no web address comes back stripped.
    """
    text = url.strip()
    try:
        parts = urlsplit(_spelled(_without_cache(text)))
        is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(text) <= LONGEST_URL
    except ValueError:
        return text
    if not is_usable:
        return text
    host = MOBILE_EDITION.sub(r"\1", MOBILE_HOST.sub("", DEFAULT_PORT.sub("", parts.netloc.rpartition("@")[2].lower())))
    path = INDEX.sub("/", AMP_PATH.sub("", parts.path))
    # A text fragment names one passage of a page that holds many; every other fragment is only a place to scroll to.
    passage = re.search(r"#(:~:text=.*)", text)
    fragment = str(passage[1]) if passage else ""
    return urlunsplit(("https", host, path.rstrip("/"), _query(parts.query), fragment))


def _spelled(url: str) -> str:
    """Escapes, host name and order of parameters as everybody writes them."""
    from w3lib.url import canonicalize_url

    # A feed that escapes its ampersands twice is common, a parameter named `amp;v` is not.
    spelled: str = canonicalize_url(url.replace("&amp;", "&"), keep_blank_values=True)
    return spelled


def _query(query: str) -> str:
    pairs = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _is_noise(name.lower(), value)]
    return urlencode(pairs)


def _is_noise(name: str, value: str) -> bool:
    is_tracking = name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)
    is_tracking |= name in GENERAL_NAMES and (value == "1" or not value.isdecimal())
    return is_tracking or (name in AMP_NAMES and value.lower() in {"", "1", "amp", "true", "xml"})


def _without_cache(url: str) -> str:
    """The publisher's own address out of one of Google's AMP cache."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if not (host.endswith(".cdn.ampproject.org") or (re.match(r"(?:www\.)?google\.[a-z.]+$", host) and parts.path.startswith("/amp/"))):
        return url
    return "https://" + unquote(AMP_CACHE.sub("", parts.path)) + (f"?{parts.query}" if parts.query else "")
