"""The mail in a real browser: no violation that axe-core finds, nothing wider than the screen, light and dark, phone and desktop."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.digest.samples import samples
from tests.digest.desk import rendered
from tests.digest.test_render import full

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = pytest.mark.browser


def page_texts() -> dict[str, str]:
    """A usual edition, one with everything in it, one with nothing."""
    everything, _, nothing, *_ = samples()
    return {name: rendered(digest).html for name, digest in (("full", full()), ("everything", everything), ("nothing", nothing))}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{CHROMIUM} is missing, and CI must have it")
        pytest.skip(f"{CHROMIUM} is not installed (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_is_cut_off(width: int, scheme: Any, browser: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name, html in page_texts().items():
        page.set_content(html)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    page.close()

    assert asked == []
