"""Six families of exceptions in, one FetchError with a kind from the closed list out."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from monitor.errors import FetchError, FetchProblem
from monitor.net.address import refused, without_secrets
from monitor.net.deadline import Deadline


@contextmanager
def translated(url: str, deadline: Deadline) -> Iterator[None]:
    """Turn whatever the libraries below raise into a FetchError."""
    from requests import RequestException
    from ssrfguard import SSRFGuardError
    from urllib3.exceptions import HTTPError

    try:
        yield
    except SSRFGuardError as error:
        raise refused(url, str(error)) from error
    except (RequestException, HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        kind, what = _diagnosis(error, deadline)
        raise FetchError(without_secrets(url), what, kind=kind) from error


def is_about_tls(error: BaseException) -> bool:
    """Whether encryption failed: what came before may have been tampered with."""
    causes = [cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)]
    # A connection that ends without saying goodbye is as common as without encryption.
    return any(not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError) for cause in causes)


def _diagnosis(error: BaseException, deadline: Deadline) -> tuple[FetchProblem, str]:
    from urllib3.exceptions import DecodeError

    if deadline.is_over:
        return "timeout", "not finished before the deadline"
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "tls", f"certificate: {cause.verify_message}"
        if isinstance(cause, ssl.SSLError):
            return "tls", f"TLS: {cause.reason or cause}"
        if isinstance(cause, socket.gaierror):
            return "dns", f"name not resolved: {cause.strerror or cause}"
        if isinstance(cause, TimeoutError):
            return "timeout", "no answer"
        if isinstance(cause, DecodeError):
            return "encoding", f"content coding: {cause}"[:200]
    innermost = causes[-1]
    if isinstance(innermost, OSError):
        return "connection", (innermost.strerror or str(innermost)).lower()[:300]
    return "connection", f"{type(innermost).__name__}: {innermost}"[:300]


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what lies beneath it, outermost first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        below = getattr(error, "reason", None)
        if not isinstance(below, BaseException):
            below = next((argument for argument in error.args if isinstance(argument, BaseException)), None)
        error = below or error.__cause__ or error.__context__
