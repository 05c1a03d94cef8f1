"""What every command shares: the options before it, the configuration, how to print and how to fail."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from monitor.errors import BusyError, ConfigError, MonitorError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.model import Problem

P = ParamSpec("P")
T = TypeVar("T")

FAILED, OWED, BUSY, MISCONFIGURED = 1, 3, 75, 78
"""Exit codes beside 0 and 2 (usage): docs/cli.md; 75 and 78 are EX_TEMPFAIL and EX_CONFIG of sysexits.h."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The options that stand before the command."""

    config_path: str
    is_quiet: bool
    verbosity: int
    log_format: str

    def load(self, *, need_secrets: bool = False) -> Config:
        """The configuration; logging is set up by it. Raises ConfigError with every mistake at once.

        Only what sends or runs needs the passwords of the channels: everything else works without.
        """
        # pydantic looks for plugins in every package installed here, which takes longer than reading the configuration.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        from monitor import config

        loaded = config.load(Path(self.config_path), os.environ, need_secrets=need_secrets)
        self.start_logging(loaded.secrets)
        return loaded

    def load_if_there(self) -> Config | None:
        """The configuration where its file exists, for commands that can do without."""
        return self.load() if Path(self.config_path).exists() else None

    def start_logging(self, secrets: tuple[str, ...] = ()) -> None:
        """Log to stderr, as much as was asked for."""
        from monitor.observe import configure_logging

        configure_logging(form="json" if self.log_format == "json" else "text", level=self.level, secrets=secrets)

    @property
    def level(self) -> int:
        """The logging level the options ask for: troubles by default (a run prints its own problem lines)."""
        import logging

        if self.is_quiet:
            return logging.CRITICAL
        return {0: logging.ERROR, 1: logging.INFO}.get(self.verbosity, logging.DEBUG)

    def say(self, line: str) -> None:
        """One line of progress for a person at a terminal; silent under -q and where nobody looks (cron)."""
        if not self.is_quiet and sys.stderr.isatty():
            click.echo(line, err=True)

    @contextmanager
    def progress(self, what: str, *, total: int | None = None) -> Iterator[Callable[[int], object]]:
        """A counter on stderr while somebody looks; what it gives is told how many more are done."""
        if self.is_quiet or not sys.stderr.isatty():
            yield lambda _more: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=total)
            yield lambda more: bar.advance(task, more)

    def tell(self, problems: Iterable[Problem]) -> None:
        """One line for each thing that is owed or broken, on stderr: for people, or an event where the log is JSON."""
        for one in problems:
            is_json = self.log_format == "json"
            self.warn(_event("warning", "problem", where=one.where, what=one.what) if is_json else f"{one.where}: {one.what}")

    def warn(self, line: str) -> None:
        """One line about something owed or broken, on stderr."""
        click.echo(line, err=True)


def with_context(command: Callable[Concatenate[Context, P], T]) -> Callable[P, T]:
    """Give a command the Context as its first argument."""

    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return command(click.get_current_context().obj, *args, **kwargs)

    return update_wrapper(call, command)


def print_json(value: Any) -> None:
    """One JSON document on stdout; text in its own script, keys in the order of docs/cli.md."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def leave(code: int) -> None:
    """End the command with this exit code."""
    if code:
        raise click.exceptions.Exit(code)


def exit_code(error: BaseException) -> int:
    """The exit code a failure stands for."""
    if isinstance(error, ConfigError):
        return MISCONFIGURED
    return BUSY if isinstance(error, BusyError) else FAILED


def complain(error: Exception) -> None:
    """Say what went wrong: one line a mistake; a traceback only under -v."""
    arguments = sys.argv[1:]
    if isinstance(error, BusyError) and {"-q", "--quiet"} & set(arguments):
        return
    is_verbose = any(word == "--verbose" or (word.startswith("-v") and not word.startswith("--")) for word in arguments)
    if is_verbose and not isinstance(error, ConfigError):
        traceback.print_exception(error)
        return
    is_known = isinstance(error, MonitorError)
    said = str(error) if is_known else f"unexpected error: {type(error).__name__}: {error} (run again with -v for the traceback)"
    if "--log-format json" in " ".join(arguments).replace("=", " "):
        said = "\n".join(_event("error", "failed", reason=line) for line in said.splitlines())
    click.echo(said, err=True)


def _event(level: str, name: str, **keys: str) -> str:
    return json.dumps({"level": level, "event": name, **keys}, ensure_ascii=False)
