"""How long it takes to read and check a configuration: the example, and one with 110 feeds."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
FEED = "  - {{id: f{0}, url: https://f{0}.example/rss, name: Feed {0}, language: en, country: US, kind: daily, state_media: false}}\n"


def main() -> None:
    """Print processor seconds: of the import in a fresh process, of the first and of later readings."""
    from monitor import config

    importing = "import time; t = time.process_time(); import monitor.config; print(time.process_time() - t)"
    imports = [float(subprocess.run([sys.executable, "-c", importing], capture_output=True, check=True, cwd=ROOT).stdout) for _ in range(5)]
    print(f"import: {median(imports):.3f} s")
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "config.yaml"
        large.write_text(
            "feeds:\n" + "".join(FEED.format(number) for number in range(110)) + "topics: [israel, general]\n", encoding="utf-8"
        )
        for name, path in (("config.yaml", ROOT / "config.yaml"), ("110 feeds", large)):
            spans = []
            for _ in range(8):
                begun = time.process_time()
                config.load(path, {}, need_secrets=False)
                spans.append(time.process_time() - begun)
            print(f"{name}: first {spans[0]:.3f} s, later {median(spans[1:]):.3f} s")


if __name__ == "__main__":
    main()
