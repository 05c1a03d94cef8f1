"""Frozen values in, JSON out, and back: driven by the type hints of the nouns, so no noun knows of it."""

from __future__ import annotations

import base64
import dataclasses
import json
import types
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dumps(value: Any) -> str:
    """A value as JSON text that any database takes: no lone surrogates, no raw control characters."""
    text = json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode("utf-8")


def loads(kind: type[T], text: str) -> T:
    """The value of this type that `dumps` wrote. Keys it does not know (of a newer version) are ignored."""
    read = cast(Callable[[Any], T], _reader(cast(Any, kind)))
    return read(json.loads(text))


def pack(value: Any) -> bytes:
    """The JSON of a value, compressed."""
    from backports import zstd

    return zstd.compress(dumps(value).encode())


def unpack(kind: type[T], data: bytes) -> T:
    """The value of this type that `pack` wrote."""
    from backports import zstd

    return loads(kind, zstd.decompress(data).decode())


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        # Shallow on purpose: json calls back for what is inside, and `asdict` would copy everything deeply.
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"no JSON form for {type(value).__name__}")


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """How to turn JSON into a value of this type."""
    if isinstance(kind, NewType):
        return _reader(kind.__supertype__)
    simple: dict[Any, Callable[[Any], Any]] = {
        datetime: datetime.fromisoformat,
        timedelta: lambda seconds: timedelta(seconds=seconds),
        bytes: base64.b64decode,
    }
    if kind in simple:
        return simple[kind]
    if dataclasses.is_dataclass(kind):
        return _dataclass_reader(kind)
    return _generic_reader(kind)


def _generic_reader(kind: Any) -> Callable[[Any], Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (inner,) = (argument for argument in arguments if argument is not type(None))
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if origin is tuple and arguments[-1] is Ellipsis:
        read = _reader(arguments[0])
        return lambda values: tuple(read(value) for value in values)
    if origin is tuple:
        readers = [_reader(argument) for argument in arguments]
        return lambda values: tuple(read(value) for read, value in zip(readers, values, strict=True))
    if origin is Literal or kind in (str, int, float, bool, Any) or origin is dict:
        return lambda value: value
    raise TypeError(f"no way to read {kind}")


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}
    return lambda value: kind(**{name: readers[name](part) for name, part in value.items() if name in readers})
