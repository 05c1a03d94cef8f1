"""A configuration written for one test, and what came of reading it."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from monitor import config
from monitor.config import Config
from monitor.errors import ConfigError, Mistake

PLAIN = "feeds: []\n"


def loaded(folder: Path, text: str, environ: Mapping[str, str] | None = None, *, need_secrets: bool = True) -> Config:
    path = folder / "config.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    return config.load(path, environ or {}, need_secrets=need_secrets)


def mistakes(folder: Path, text: str | bytes, environ: Mapping[str, str] | None = None) -> tuple[Mistake, ...]:
    path = folder / "config.yaml"
    path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode("utf-8", "surrogatepass"))
    with pytest.raises(ConfigError) as caught:
        config.load(path, environ or {})
    return caught.value.mistakes


def mistake(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Mistake:
    (only,) = mistakes(folder, text, environ)
    return only
