"""What a setting says of a secret in, the secret out: `${NAME}` from the environment, `file:/path` from a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
ANY_REFERENCE = re.compile(r"\$\{[^}]*\}?")
LARGEST_SECRET = 65_536
SHORTEST_PATH = 8
"""A shorter path holds no token, and hiding it would blank ordinary words."""
HOW = "write `${NAME}` and set that environment variable, or `file:/path`"


class SettingError(ValueError):
    """A value that a setting cannot take: what is wrong and what to do. Never holds the value of a secret."""

    def __init__(self, what: str, repair: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.repair = repair


@dataclass(slots=True)
class Secrets:
    """Where secrets come from, and every value found so far (to be kept out of logs).

    With `is_needed` off, a secret that cannot be had is empty instead of a mistake: a command that
    sends nothing runs without the passwords of those that do.
    """

    environ: Mapping[str, str]
    folder: Path
    is_needed: bool = True
    found: list[str] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    """What the references in addresses of feeds stand for, by name."""

    def read(self, text: str, *, is_needed: bool | None = None) -> str:
        """The text with its references replaced. Raises SettingError."""
        needed = self.is_needed if is_needed is None else is_needed
        try:
            value = self._file(text.removeprefix("file:")) if text.startswith("file:") else self._environment(text)
        except SettingError:
            if needed or not _is_reference(text):
                raise
            return ""
        if text.startswith("file:") or REFERENCE.fullmatch(text):
            self._remember(value)
        return value

    def check_address(self, text: str) -> None:
        """Make sure of the tokens in a feed's address, which stays as it is written. Raises SettingError."""
        if self.read(text):
            self.tokens |= {name: self.environ[name] for name in REFERENCE.findall(text)}

    def _environment(self, text: str) -> str:
        odd = next((found for found in ANY_REFERENCE.findall(text) if not REFERENCE.fullmatch(found)), None)
        if odd is not None:
            raise SettingError("a reference is exactly `${NAME}`: letters, digits and _, no default", HOW)
        missing = [name for name in REFERENCE.findall(text) if not self.environ.get(name)]
        if missing:
            raise SettingError(f"the environment variable {missing[0]} is not set", f"set it: export {missing[0]}=…")
        self.found += [self.environ[name] for name in REFERENCE.findall(text)]
        return REFERENCE.sub(lambda reference: self.environ[reference[1]], text)

    def _file(self, name: str) -> str:
        path = self.folder / name
        try:
            if not path.is_file():
                raise SettingError(f"there is no file {path}", "make it, readable only by this program's user (chmod 600)")
            data = path.read_bytes()[: LARGEST_SECRET + 1]
            value = data.decode("utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError, ValueError) as error:
            if isinstance(error, SettingError):
                raise
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            raise SettingError(f"the file {path} cannot be read: {reason}", "let this program's user read it") from None
        if not value or len(data) > LARGEST_SECRET:
            raise SettingError(f"the file {path} is empty or too large for a secret", "put the secret alone into it")
        return value

    def _remember(self, value: str) -> None:
        """The value, and what of it may show up by itself: the password of an address, the path of a web address."""
        self.found.append(value)
        try:
            parts = urlsplit(value)
        except ValueError:
            return
        if parts.scheme and parts.netloc:
            self.found += [parts.password or "", unquote(parts.password or "")]
        if parts.scheme in {"http", "https"} and len(parts.path) >= SHORTEST_PATH:
            self.found += [parts.path.strip("/"), parts.query]


def _is_reference(text: str) -> bool:
    return text.startswith("file:") or REFERENCE.search(text) is not None
