"""Writes docs/configuration.md, docs/config.schema.json, docs/cli.md and the manual page from the program itself.

Run it after a setting or an option has changed: `python tools/reference.py`. A test shows that the files are in step.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Iterator
from dataclasses import MISSING, Field, is_dataclass
from datetime import timedelta
from pathlib import Path
from textwrap import dedent
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import click  # noqa: E402 - after the path, so that the script runs from anywhere

from monitor.cli import COMMANDS, cli  # noqa: E402
from monitor.config.form import Form  # noqa: E402
from monitor.config.schema import file_name, is_required, model_of, settings_fields  # noqa: E402
from monitor.model import Secret  # noqa: E402
from tools.manual import manual  # noqa: E402

UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))

HEAD = """# Configuration

<!-- written by tools/reference.py from the settings themselves; change those, then run it -->

`monitor --config FILE`, else `$MONITOR_CONFIG`, else `./config.yaml`. The file that comes with the program is a working
example with comments; this page lists every setting. `monitor check` shows what was understood, or every mistake at once:

```
config.yaml:21:15: channels.mail.password: the environment variable MONITOR_SMTP_PASSWORD is not set; set it: export MONITOR_SMTP_PASSWORD=…
config.yaml:34:5: digests[1].recipents: unknown key; did you mean `recipients`?
```

Editors complete the file by [config.schema.json](config.schema.json) (its first line names it).

## How values are written

| kind | written | mind |
| --- | --- | --- |
| text | `name: Defense News` | in quotes where it begins with a special character or holds `: ` |
| true or false | `true`, `false` | nothing else: `NO` is a country |
| number | `25`, `10_000_000`, `0.1` | no leading zero |
| length of time | `30s`, `10m`, `2h`, `5d`, `1h30m` | at most ten years |
| list | `[a, b]` or lines with `- ` | a list of one may be the item alone |
| secret | `${NAME}` or `file:/path` | never the value itself; `${NAME}` may stand within a longer text |
| path | absolute, or from the folder of the file | so that cron and a shell mean the same |

The file is YAML 1.2: UTF-8, at most 1 MB, one document, no tags, no key twice. Anchors and aliases (`&name`, `*name`) may
be used for single values and small parts. A key with nothing behind it counts as left out.

**Secrets.** `${NAME}` takes an environment variable, whose absence or emptiness is a mistake (there are no defaults and no
commands); `file:/path` takes the content of a file without its last line break, for secrets that a service manager mounts.
Passwords of channels are asked for by `check` and by the commands that send (`once`, `run`, `send-test`); all others work without them. No
secret is written to a log, an error, the output of `check` or the store. A token that is typed into the address of a feed instead
of `${NAME}` is shown nowhere either, but stands in the store and its copies as it stands in the file: `check` warns of it.

"""


def configuration() -> str:
    """The page of every setting."""
    parts = [HEAD]
    hints = get_type_hints(Form)
    for one in settings_fields(Form):
        parts.append(f"## `{file_name(one.name)}`\n\n{described(Form)[one.name]}\n")
        parts += [_table(kind, "") for kind in _classes(hints[one.name])]
    return "\n".join(parts).rstrip() + "\n"


def _table(kind: type[Any], within: str) -> str:
    hints, words = get_type_hints(kind), described(kind)
    rows = ["| setting | type | default | |", "| --- | --- | --- | --- |"]
    inner: list[str] = []
    for one in settings_fields(kind):
        rows.append(f"| `{file_name(one.name)}` | {_type(hints[one.name])} | {_default(one)} | {_cell(words[one.name])} |")
        inner += [_table(part, file_name(one.name)) for part in _classes(hints[one.name])]
    return "\n".join([*_title(kind, within), *rows, "", *inner])


def _title(kind: type[Any], within: str) -> Iterator[str]:
    """A heading for what is one of several kinds or stands within another; else nothing."""
    tag = get_type_hints(kind).get("kind")
    words = inspect.getdoc(kind) or ""
    if get_origin(tag) is Literal and len(get_args(tag)) == 1:
        yield f"### `kind: {get_args(tag)[0]}`\n\n{words}\n"
    elif within:
        yield f"### Each of `{within}`\n\n{words}\n"


def _classes(hint: Any) -> Iterator[type[Any]]:
    """The settings classes within a type."""
    if is_dataclass(hint) and isinstance(hint, type) and hint is not Secret:
        yield hint
    for part in get_args(hint):
        yield from _classes(part)


def _type(hint: Any) -> str:
    origin, inner = get_origin(hint), [part for part in get_args(hint) if part not in (NoneType, Ellipsis)]
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inner)
    if origin is tuple:
        return f"list of {_type(inner[0])}"
    if origin in (Union, UnionType):
        return _type(inner[0])
    names: dict[Any, str] = {str: "text", int: "number", float: "number", bool: "true or false", timedelta: "time", Secret: "secret"}
    return names.get(hint, "mapping" if is_dataclass(hint) else "date")


def _default(one: Field[Any]) -> str:
    if is_required(one):
        return "**required**" if get_origin(one.type) is not Literal else ""
    value = written(one.default if one.default is not MISSING else one.default_factory())  # type: ignore[misc]
    return f"`{value}`" if value else ""


def written(value: Any) -> str:
    """A value as the file writes it; empty for none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        size, unit = next(((size, unit) for size, unit in UNITS if seconds and seconds % size == 0), (1, "s"))
        return f"{seconds / size:g}{unit}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(written, value))}]" if value else ""
    if isinstance(value, Secret):
        return value.reveal()
    return "" if value is None or is_dataclass(value) or isinstance(value, dict) else str(value)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def described(kind: type[Any]) -> dict[str, str]:
    """Setting -> the docstring under it."""
    (tree,) = ast.parse(dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = {}
    name = ""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
            found[name] = ""
        elif name and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found[name], name = inspect.cleandoc(str(node.value.value)), ""
    return found


def schema() -> str:
    """The JSON Schema by which editors complete the file."""
    found = model_of(Form).model_json_schema()
    kinds = {"Form": Form, **{kind.__name__: kind for kind in every_class(Form)}}
    for name, model in {"Form": found, **found["$defs"]}.items():
        kind = kinds[name]
        words = described(kind)
        model["description"] = _cell(inspect.getdoc(kind) or "")
        for one in settings_fields(kind):
            member = model["properties"][file_name(one.name)]
            member["description"] = _cell(words[one.name])
            member.pop("title", None)
            if not is_required(one) and (value := written(one.default if one.default is not MISSING else one.default_factory())):  # type: ignore[misc]
                member["default"] = value if member.get("type") not in {"boolean", "integer", "number"} else json.loads(value)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "config.yaml of monitor"}
    return json.dumps({**head, **{key: value for key, value in found.items() if key != "title"}}, ensure_ascii=False, indent=1) + "\n"


def every_class(kind: type[Any]) -> Iterator[type[Any]]:
    """Every settings class within another, at any depth."""
    for hint in get_type_hints(kind).values():
        for part in _classes(hint):
            yield part
            yield from every_class(part)


def commands() -> str:
    """The page of the command line: what is written by hand, then every command with its options."""
    parts = [(ROOT / "tools" / "cli.head.md").read_text(encoding="utf-8").rstrip(), "\n## Commands\n"]
    context = click.Context(cli, info_name="monitor")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        parts += _command(name, command)
    return "\n".join(parts).rstrip() + "\n"


def _command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    usage = " ".join(["monitor", name, *(part for part in command.collect_usage_pieces(context) if part != "[OPTIONS]")])
    yield f"### `{usage}`\n\n{inspect.cleandoc(command.help or '')}\n"
    options = [found for option in command.params if isinstance(option, click.Option) and (found := option.get_help_record(context))]
    if options:
        yield "\n".join(f"- `{names}` {words or ('Print JSON.' if names == '--json' else '')}".rstrip() for names, words in options) + "\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield from _command(f"{name} {inner}", found)


PAGES = {
    "docs/configuration.md": configuration,
    "docs/config.schema.json": schema,
    "docs/cli.md": commands,
    "packaging/monitor.1": lambda: manual(commands()),
}

if __name__ == "__main__":
    for place, make in PAGES.items():
        (ROOT / place).write_text(make(), encoding="utf-8")
