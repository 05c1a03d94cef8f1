"""Calls in, futures out: a few worker processes, started when there is something to do, replaced when they end."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

from monitor.errors import MonitorError, WorkerError
from monitor.workers.child import interpret
from monitor.workers.settings import WorkerSettings

if TYPE_CHECKING:
    from monitor.workers.process import WorkerProcess

P = ParamSpec("P")
T = TypeVar("T")

WAITING = 4
"""So many calls must wait for each worker before another is started: a start costs as much as parsing a few feeds."""


@dataclass(frozen=True, slots=True)
class _Task:
    future: Future[Any]
    message: bytes


class WorkerPool:
    """The Workers port in production. Nothing starts before the first call."""

    def __init__(self, settings: WorkerSettings | None = None) -> None:
        self._settings = settings or WorkerSettings()
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._is_closed = False

    def submit(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a module-level function in a worker; the future raises ParseError or WorkerError."""
        # Pickled here, so that a call which cannot travel is loud where it was made.
        task = _Task(Future(), pickle.dumps((call, args, kwargs)))
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the worker pool is closed")
            self._tasks.put(task)
            self._start_if_busy()
        return task.future

    def close(self) -> None:
        """Finish what is submitted, then end every process."""
        with self._lock:
            self._is_closed = True
            threads = list(self._threads)
        for _ in threads:
            self._tasks.put(None)
        for thread in threads:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start_if_busy(self) -> None:
        count = len(self._threads)
        if count and (count >= self._settings.processes or self._tasks.qsize() <= WAITING * count):
            return
        thread = threading.Thread(target=self._serve, name=f"worker-{count}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        """One thread owns one process at a time."""
        # A turn that interprets nothing does without pipes and processes.
        from monitor.workers.process import WorkerProcess

        process: WorkerProcess | None = None
        while (task := self._tasks.get()) is not None:
            if not task.future.set_running_or_notify_cancel():
                continue
            try:
                process = process or WorkerProcess(self._settings)
            except OSError as error:
                task.future.set_exception(WorkerError(f"no process can be started: {error.strerror}", limit="memory"))
                continue
            process = _carry_out(task, process)
        if process:
            process.stop()


def _carry_out(task: _Task, process: WorkerProcess) -> WorkerProcess | None:
    """Do one task; the process to go on with, or None when it ended or is worn."""
    is_alive = True
    try:
        task.future.set_result(process.run(task.message))
    except WorkerError as error:
        is_alive = False
        task.future.set_exception(error)
    except MonitorError as error:
        task.future.set_exception(error)
    if is_alive and process.is_worn:
        process.stop()
        is_alive = False
    return process if is_alive else None


class InProcess:
    """The Workers port without processes or limits, for tests and for trusted input."""

    def submit(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run the call here and now; the future is done."""
        future: Future[T] = Future()
        try:
            future.set_result(interpret(call, args, kwargs))
        except MonitorError as error:
            future.set_exception(error)
        return future

    def close(self) -> None:
        """Nothing to end; here because a pool has it."""
