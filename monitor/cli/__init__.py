"""The command line: argv in, exit code out. The contract is docs/cli.md."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from importlib import import_module
from typing import Any

import click

from monitor import __version__
from monitor.cli.context import Context, complain, exit_code

COMMANDS = {
    "once": "turns",
    "run": "turns",
    "demo": "turns",
    "replay": "turns",
    "check": "checking",
    "extract": "reading",
    "match": "reading",
    "preview": "publishing",
    "send-test": "publishing",
    "stories": "asking",
    "why": "asking",
    "search": "asking",
    "quotes": "asking",
    "status": "asking",
    "feeds": "feeds",
    "outbox": "outbox",
    "db": "db",
}
"""Each command and the module of this package that holds it; imported when it is called, so that starting is cheap."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"monitor.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return taking_shared_options(command)


def _amend(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    """An option that stands behind the command goes before the same one in front of it."""
    context = ctx.find_object(Context)
    if value and context is not None:
        changes = {"verbosity": context.verbosity + value} if option.name == "verbosity" else {option.name or "": value}
        ctx.obj = replace(context, **changes)


def taking_shared_options(command: click.Command) -> click.Command:
    """The command, which takes the options of all commands behind its own name, too; also each command of a group."""
    if not any(option.name == "config_path" for option in command.params):
        command.params += [
            click.Option(["--config", "config_path"], metavar="FILE", expose_value=False, callback=_amend, hidden=True),
            click.Option(["-q", "--quiet", "is_quiet"], is_flag=True, expose_value=False, callback=_amend, hidden=True),
            click.Option(["-v", "--verbose", "verbosity"], count=True, expose_value=False, callback=_amend, hidden=True),
            click.Option(["--log-format"], type=click.Choice(["text", "json"]), expose_value=False, callback=_amend, hidden=True),
        ]
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        taking_shared_options(inner)
    return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="monitor")
@click.option("--config", "config_path", metavar="FILE", envvar="MONITOR_CONFIG", default="config.yaml", help="Configuration file.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and errors.")
@click.option("-v", "--verbose", count=True, help="Say what happens (-vv: everything), and show tracebacks.")
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", help="How log lines are written.")
@click.pass_context
def cli(ctx: click.Context, config_path: str, quiet: bool, verbose: int, log_format: str) -> None:
    """A news desk for missile defence: feeds in, one digest out."""
    ctx.obj = Context(config_path=config_path, is_quiet=quiet, verbosity=verbose, log_format=log_format)


def open_what_is_closed() -> None:
    """Whoever starts us without standard streams (`>&- 2>&-`) must not have a socket or a store take their numbers."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def main() -> None:
    """Run the command line; every failure becomes an exit code of docs/cli.md and one clear line."""
    open_what_is_closed()
    # Importing makes many objects that stay. Looking through them every 700 would be a tenth of an idle turn.
    gc.set_threshold(20_000, 20, 20)
    try:
        raise SystemExit(cli(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        raise SystemExit(130) from None
    except click.exceptions.Exit as end:
        raise SystemExit(end.exit_code) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except Exception as error:  # noqa: BLE001 - the last place: an unknown error becomes exit 1, its traceback shown under -v
        complain(error)
        raise SystemExit(exit_code(error)) from None
