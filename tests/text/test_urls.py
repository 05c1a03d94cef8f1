"""Two addresses of one page have one canonical spelling; two pages never share one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.urls import canonical_url

SAME = [
    ("http://public.test/1", "https://www.public.test/1/"),
    ("http://public.test/x#a", "http://public.test/x#b"),
    ("http://public.test/x#a", "http://public.test/x"),
    ("http://xn--bcher-kva.test/1", "http://bücher.test/1"),
    ("http://public.test/%7Ex", "http://public.test/~x"),
    ("http://public.test/s", "http://public.test/s?utm_source=b&utm_medium=rss&fbclid=1"),
    ("http://public.test/s?b=2&a=1", "http://public.test/s?a=1&b=2"),
    ("http://public.test/s?a=1&amp;b=2", "http://public.test/s?a=1&b=2"),
    ("http://PUBLIC.test:80/s", "https://public.test:443/s"),
    ("http://user:pw@public.test/s", "http://public.test/s"),
    ("https://m.public.test/s", "https://public.test/s"),
    ("https://amp.public.test/s", "https://public.test/s"),
    ("https://public.test/news/s/amp/", "https://public.test/news/s"),
    ("https://public.test/news/s.amp.html", "https://public.test/news/s.html"),
    ("https://public.test/amp/news/s", "https://public.test/news/s"),
    ("https://public.test/s?outputType=amp", "https://public.test/s"),
    ("https://www.google.com/amp/s/public.test/s", "https://public.test/s"),
    ("https://public-test.cdn.ampproject.org/c/s/public.test/s", "https://public.test/s"),
    ("https://public.test/index.html", "https://public.test/"),
    ("https://public.test/s/index.php", "https://public.test/s"),
    ("https://public.test/s?at_medium=rss&at_campaign=x&at_custom1=link&ns_mchannel=rss", "https://public.test/s"),
    ("https://public.test/s?share=twitter&rss=1&cmp=rss-all&mc_cid=7f&pk_campaign=feed", "https://public.test/s"),
    ("https://touch.public.test/s", "https://public.test/s"),
    ("https://en.m.public.test/s", "https://en.public.test/s"),
    ("  https://public.test/s\n", "https://public.test/s"),
]
DIFFERENT = [
    ("http://public.test/x?id=1", "http://public.test/x?id=2"),
    ("http://public.test/x?eid=1", "http://public.test/x?eid=2"),
    ("http://public.test/x?source=1", "http://public.test/x?source=2"),
    *((f"http://public.test/x?{name}=5", f"http://public.test/x?{name}=6") for name in ("share", "shared", "rss", "cmp", "campaign_id")),
    *(
        (f"http://public.test/x?{name}=5", f"http://public.test/x?{name}=6")
        for name in ("at_id", "ns_id", "pk_id", "mc_id", "ga_id", "wt_id")
    ),
    ("http://public.test/x?share=5", "http://public.test/x"),
    ("http://public.test/x", "http://other.test/x"),
    ("http://touch.test/x", "http://test/x"),
    ("http://en.public.test/x", "http://de.m.public.test/x"),
    ("http://public.test:8080/x", "http://public.test/x"),
    ("http://public.test/ampere", "http://public.test/ere"),
    ("http://m.test/x", "http://n.test/x"),
    ("http://public.test/a%2Fb", "http://public.test/a/b"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_page_are_equal(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@given(st.text(max_size=80) | st.text(max_size=60).map("http://".__add__))
def test_any_text_has_a_canonical_form_that_is_its_own(url: str) -> None:
    once = canonical_url(url)

    assert canonical_url(once) == once
