"""Every speed program after the other: ratios to peers and floors of the same run.

python bench/all.py [NAME ...]        for instance: python bench/all.py topics stories
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run each `bench_*.py` beside this file, or those named, each in a process of its own; a failure is said and counted."""
    chosen = [HERE / f"bench_{name}.py" for name in sys.argv[1:]] or sorted(HERE.glob("bench_*.py"))
    failed = 0
    for program in chosen:
        print(f"== {program.stem.removeprefix('bench_')}", flush=True)
        started = time.monotonic()
        status = subprocess.run([sys.executable, str(program)], cwd=HERE.parent, check=False).returncode
        failed += status != 0
        print(f"   ({time.monotonic() - started:.0f} s{', failed' if status else ''})", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
