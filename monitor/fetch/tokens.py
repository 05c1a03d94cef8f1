"""Addresses with `${NAME}` in them: the token goes in on the way out, and never comes back in.

So no store, log or report ever holds it: a feed's address is known everywhere as the operator wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from monitor.errors import FetchError
from monitor.model import Answer, Request, Secret

REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def fetch_with_tokens(fetch: Callable[[Request], Answer], request: Request, tokens: Mapping[str, Secret]) -> Answer:
    """The answer to a request whose address may hold references, as if it had been asked for as written. Raises FetchError."""
    names = REFERENCE.findall(request.url)
    if not names:
        return fetch(request)
    missing = [name for name in names if name not in tokens]
    if missing:
        raise FetchError(request.url, f"the environment variable {missing[0]} of its address is not set", kind="refused")
    try:
        answer = fetch(replace(request, url=REFERENCE.sub(lambda found: tokens[found[1]].reveal(), request.url)))
    except FetchError as error:
        what, url = _without(str(error), tokens), _without(error.url, tokens)
        raise FetchError(url, what, kind=error.kind, status=error.status, retry_after=error.retry_after) from None
    return replace(answer, url=_without(answer.url, tokens), moved_to=answer.moved_to and _without(answer.moved_to, tokens))


def _without(text: str, tokens: Mapping[str, Secret]) -> str:
    for name, token in tokens.items():
        if token.reveal():
            text = text.replace(token.reveal(), f"${{{name}}}")
    return text
