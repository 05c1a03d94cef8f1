"""One worker process as its owner sees it: a call goes in, an answer or a WorkerError comes out."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from multiprocessing import Pipe
from typing import Any

from monitor.errors import MonitorError, WorkerError
from monitor.workers.child import OUT_OF_MEMORY
from monitor.workers.settings import WorkerSettings

# `-c` and not `-m`: the package is imported by its name, so that classes pickle equal on both sides.
PROGRAM = "import sys; sys.path[:0] = sys.argv.pop().split(chr(10)); from monitor.workers.child import main; main(sys.argv[1:])"


class WorkerProcess:
    """A process with limits. Used by one thread at a time; ended by `stop`, or by its limits."""

    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        self._calls = 0
        self._held_mb = 0
        inbox, self._outbox = Pipe(duplex=False)
        self._inbox, outbox = Pipe(duplex=False)
        limits = [str(settings.memory_mb), str(int(settings.cpu.total_seconds()))]
        descriptors = (inbox.fileno(), outbox.fileno())
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own program
            [sys.executable, "-c", PROGRAM, *map(str, descriptors), *limits, "\n".join(path for path in sys.path if path)],
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            # Ctrl-C goes to the whole group of a terminal; the call in hand is finished, and the pipe's end ends the process.
            process_group=0,
            # Secrets stay out of the process that meets hostile bytes; one thread keeps numeric libraries small.
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"},
        )
        inbox.close()
        outbox.close()

    @property
    def is_worn(self) -> bool:
        """Whether it has grown or served enough to be replaced."""
        return self._calls >= self._settings.calls or self._held_mb > self._settings.grown_mb

    def run(self, message: bytes) -> Any:
        """Make one (pickled) call over there. A WorkerError means that the process has ended."""
        self._calls += 1
        try:
            self._outbox.send_bytes(message)
            if not self._inbox.poll(self._settings.wall.total_seconds()):
                self.stop()
                raise WorkerError(f"still working after {self._settings.wall.total_seconds():.0f} s", limit="time")
            is_fine, answer, self._held_mb = self._inbox.recv()
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise self._post_mortem() from error
        if is_fine:
            return answer
        assert isinstance(answer, MonitorError)
        raise answer

    def stop(self) -> None:
        """End the process now."""
        self._outbox.close()
        self._inbox.close()
        self._process.kill()
        self._process.wait()

    def _post_mortem(self) -> WorkerError:
        self._outbox.close()
        self._inbox.close()
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        if status == -signal.SIGXCPU:
            return WorkerError(f"more than {self._settings.cpu.total_seconds():.0f} s of processor time", limit="time")
        if status == OUT_OF_MEMORY:
            return WorkerError(f"more than {self._settings.memory_mb} MiB of memory", limit="memory")
        return WorkerError(f"the worker died (status {status})", limit="died")
