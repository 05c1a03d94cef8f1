"""Every attempt of this process to connect, seen where the interpreter makes it; those that would leave the machine fail there."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import Any

_watching: list[list[str]] = []


def _see(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect" or not _watching:
        return
    host = str(arguments[1][0]) if isinstance(arguments[1], tuple) else str(arguments[1])
    for seen in _watching:
        seen.append(host)
    if not host.startswith("127."):
        raise ConnectionRefusedError(f"no packets to {host} from a test")


sys.addaudithook(_see)


@contextmanager
def connections() -> Iterator[list[str]]:
    """The addresses that are connected to within the block."""
    seen: list[str] = []
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.remove(seen)


class Names:
    """A resolver that knows literal addresses, and what it is told; each list of answers is used once, the last one for ever."""

    def __init__(self, **answers: list[Any]) -> None:
        self.answers = {name.replace("__", "."): list(each) for name, each in answers.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, *_: Any) -> list[Any]:
        self.asked.append(host)
        with suppress(ValueError):
            return [_info(str(ip_address(host)), port)]
        each = self.answers.get(host.rstrip("."))
        if each is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        answer = each.pop(0) if len(each) > 1 else each[0]
        if answer == "SERVFAIL":
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return [_info(address, port) for address in answer]


def _info(address: str, port: int) -> Any:
    if ":" in address:
        return (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
