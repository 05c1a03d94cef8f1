"""The worker process: calls come in through a pipe, answers go out through another, until the pipe closes."""

from __future__ import annotations

import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

from monitor.errors import MonitorError, ParseError

OUT_OF_MEMORY = 77
"""Exit status of a worker that met its memory limit: what it holds then cannot be trusted."""

FORBIDDEN = ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto", "subprocess.Popen", "os.exec", "os.posix_spawn")
"""What no parser has any business doing; see PEP 578 for the names."""


def interpret(call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Make the call; whatever a library raises over hostile bytes becomes a ParseError with its type and place."""
    try:
        return call(*args, **kwargs)
    except (MonitorError, MemoryError):
        raise
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error}"[:300]
        raise ParseError(f"{what} ({os.path.basename(frame.filename)}:{frame.lineno})") from error


def main(arguments: list[str]) -> None:
    """Serve calls until the other side closes the pipe. Arguments: two file descriptors, memory in MiB, CPU in seconds."""
    inbox, outbox, memory_mb, cpu_s = (int(argument) for argument in arguments)
    # Here and not above: the owner of a pool in which nothing runs reads this module, too.
    from multiprocessing.connection import Connection

    calls = Connection(inbox, writable=False)
    answers = Connection(outbox, readable=False)
    _outlive_signals()
    _limit_memory(memory_mb)
    sys.addaudithook(_refuse)
    while True:
        try:
            call, args, kwargs = calls.recv()
        except EOFError:
            return
        _limit_cpu(cpu_s)
        answers.send((*_answer(call, args, kwargs), _resident_mb()))


def _answer(call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[bool, Any]:
    try:
        return True, interpret(call, args, kwargs)
    except MonitorError as error:
        error.__traceback__ = error.__cause__ = None
        return False, error
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _outlive_signals() -> None:
    """What tells the program to leave lets it finish the item in hand: a supervisor signals every process of the service."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _limit_memory(megabytes: int) -> None:
    # macOS has no working RLIMIT_AS; there the growth check after each call is what remains.
    if sys.platform == "linux":
        size = megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(seconds: int) -> None:
    """The limit counts from the start of the process, so it is moved before each call."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _resident_mb() -> int:
    """What the process holds now. Its `ru_maxrss` would not do: on Linux that begins with the peak of the parent."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize() // (1024 * 1024)
    except FileNotFoundError:  # macOS, where ru_maxrss is in bytes
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in FORBIDDEN:
        raise ParseError(f"a parser tried {event}")


if __name__ == "__main__":
    main(sys.argv[1:])
