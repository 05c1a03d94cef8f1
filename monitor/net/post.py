"""Bytes to a URL, and what it answered: for webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from monitor.errors import FetchError
from monitor.net.deadline import Deadline
from monitor.net.session import shared_session
from monitor.net.settings import NetSettings

LONGEST_ANSWER = 64 * 1024


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, settings: NetSettings, deadline: timedelta = timedelta(seconds=20)
) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers (lower case) and the answer's text; redirects are not followed. Raises FetchError.

    Once there is a status it counts: a text that is too long, or does not end in time, is left out.
    """
    with (
        Deadline(deadline) as until,
        shared_session(settings).exchange("POST", url, headers=headers, body=body, deadline=until) as answer,
    ):
        try:
            text, _ = answer.read(LONGEST_ANSWER)
        except FetchError:
            text = b""
        return answer.status, answer.headers, text


def check_address(url: str, *, settings: NetSettings) -> None:
    """Raise FetchError unless a library that asks by itself may ask this URL: spelling, scheme, port, every address."""
    from ssrfguard import resolve

    from monitor.net.address import check_url, guard
    from monitor.net.failure import translated
    from monitor.net.resolve import bounded

    policy = guard(settings.allow)
    with Deadline(settings.connect) as until, translated(url, until):
        import socket

        resolve(check_url(url, policy), policy=policy, resolver=bounded(socket.getaddrinfo, until))
