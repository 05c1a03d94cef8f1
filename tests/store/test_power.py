"""The power goes at any write: nothing that was acknowledged is lost, and the store is whole."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CUTS = 200
"""The suite's share; `make soak` cuts two thousand times."""


def test_a_power_cut_at_any_write_leaves_a_whole_store_with_all_that_was_acknowledged() -> None:
    if shutil.which("strace") is None:
        pytest.skip("no strace is here: writes and syncs cannot be recorded")

    done = subprocess.run(
        [sys.executable, "bench/soak.py", f"cuts={CUTS}"], cwd=ROOT, capture_output=True, text=True, timeout=110, check=True
    )

    found = re.search(r"cuts: (\d+) in (\d+) recorded steps: (\d+) corrupt, (\d+) lost", done.stdout)
    assert found, done.stdout
    cuts, steps, corrupt, lost = map(int, found.groups())
    assert (cuts, corrupt, lost) == (CUTS, 0, 0)
    assert steps > 300
