"""The formats of docs/cli.md that more than one command has: a line of an item in, its fields out; an origin in, its JSON out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from monitor.errors import ParseError
from monitor.model import Provenance

HALF = re.compile("[\ud800-\udfff]")
"""Half of a character that JSON writes in two: it can be read, but never written again."""


def fields_of(line: str) -> dict[str, Any]:
    """The object on a line, with something in it to judge. Raises ParseError."""
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise ParseError(f"not JSON at column {error.colno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; brackets within brackets
        raise ParseError(f"not JSON that can be read: {error}") from error
    if not isinstance(value, dict):
        raise ParseError("an item is a JSON object")
    if not (text_of(value, "title") or text_of(value, "text") or text_of(value, "html")):
        raise ParseError("an item needs a title, a text or html")
    return value


def text_of(value: Mapping[str, Any], *keys: str) -> str:
    """The text under the first of the keys that holds one, at the places it was given. Raises ParseError for what is no text."""
    for key in keys:
        found = value.get(key)
        if found is not None and not isinstance(found, str):
            raise ParseError(f"{key} must be text")
        if found:
            return HALF.sub("\ufffd", found)
    return ""


def provenance_json(one: Provenance) -> dict[str, str]:
    """An origin in the shape of docs/cli.md."""
    return {"relation": one.relation, "origin": one.origin, "evidence": one.evidence}
