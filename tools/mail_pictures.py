"""A mail's HTML in, pictures of its beginning out: phone and desktop, light and dark, by Debian's chromium.

python tools/mail_pictures.py demo-out/digests/missile-defence-2-files.html docs/pictures
"""

from __future__ import annotations

import sys
from pathlib import Path

VIEWS = (("phone", 320, 900), ("reading-pane", 600, 900), ("desktop", 1280, 900))


def main(page_file: str, folder: str) -> None:
    """Write mail-VIEW-SCHEME.png for each view and colour scheme."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for view, width, height in VIEWS:
            for scheme in ("light", "dark"):
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.goto(Path(page_file).resolve().as_uri())
                clip = {"x": 0, "y": 0, "width": width, "height": 1500}
                page.screenshot(path=str(Path(folder) / f"mail-{view}-{scheme}.png"), full_page=True, clip=clip)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
