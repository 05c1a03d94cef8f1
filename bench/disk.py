"""A turn whose every single write or sync of the store fails, for now or for good: it resumes by itself, and nothing is lost.

python bench/disk.py [every=1]
"""

from __future__ import annotations

import errno
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from kills import Case, Loaded, Stores, new_case, town

from tests.journey.test_disk import FROM_THEN_ON, failing_disk, outcome_of, writes_of

MODES = {
    "the disk is full from then on": (errno.ENOSPC, False),
    "the disk is full for one write": (errno.ENOSPC, True),
    "the disk fails from then on": (errno.EIO, False),
    "the disk fails once": (errno.EIO, True),
}


def main() -> None:
    """Every write in every mode; so far a line a mode, and one for each turn that did not come right."""
    every = int(dict(part.split("=") for part in sys.argv[1:]).get("every", "1"))
    with town() as around, tempfile.TemporaryDirectory(prefix="disk-") as name:
        folder = Path(name) / "desk"
        folder.mkdir()
        loaded = Loaded(Path(name) / "log", LD_PRELOAD=str(failing_disk(Path(name))))
        stores = Stores(folder=Path(name), at=around.newsroom.base_at)

        def empty_case() -> Case:
            return new_case(around, loaded, folder, stores.file(folder))

        number = writes_of(empty_case())
        places = range(0, number, every)
        began, bad = time.monotonic(), Counter[str]()
        # In any order: what a run had tried when it was stopped is a fair sample.
        for tried, first in enumerate(random.Random(8).sample(places, len(places)), start=1):
            for mode, (error, is_passing) in MODES.items():
                try:
                    outcome_of(empty_case(), first, first if is_passing else FROM_THEN_ON, error)
                except AssertionError as failure:
                    bad[mode] += 1
                    print(f"   {mode}, write {first}: {failure}", flush=True)
            if tried % 25 == 0 or tried == len(places):
                for mode in MODES:
                    print(
                        f"disk: {mode}: {tried} of {number} writes and syncs of a turn tried, {bad[mode]} did not end in one clear line"
                        f" and a whole next turn (target 0), {time.monotonic() - began:.0f} s",
                        flush=True,
                    )
        loaded.close()


if __name__ == "__main__":
    main()
