"""Every quality program after the other: figures on labelled data, printed; a missed target is a figure, not a failure."""

from __future__ import annotations

import runpy
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run each `quality_*.py` beside this file, or those named on the command line."""
    chosen = [HERE / f"quality_{name}.py" for name in sys.argv[1:]] or sorted(HERE.glob("quality_*.py"))
    for program in chosen:
        print(f"== {program.stem.removeprefix('quality_')}", flush=True)
        started = time.monotonic()
        runpy.run_path(str(program), run_name="quality")["main"]()
        print(f"   ({time.monotonic() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
