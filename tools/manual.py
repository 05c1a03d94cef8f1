"""A page in Markdown in, the same as a manual page for man(1) out: as much of both languages as docs/cli.md needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

HEAD = """.\\" written by tools/reference.py from docs/cli.md
.TH MONITOR 1 "" monitor "User commands"
.SH NAME
monitor \\- a news desk for missile defence: feeds in, one digest out
.SH SYNOPSIS
.B monitor
[\\fIoptions\\fR] \\fIcommand\\fR [\\fIarguments\\fR]
.SH DESCRIPTION"""

TABLE_HEAD = re.compile(r"^\|.*\n\| ---.*\n", re.MULTILINE)
ROW = re.compile(r"\| (.+?) \| (.+) \|")
OPTION = re.compile(r"- `([^`]+)` ?(.*)")


def manual(page: str) -> str:
    """The manual page of a reference in Markdown: headings, paragraphs, tables of two columns, lists of options, blocks of code."""
    return "\n".join((HEAD, *_lines(TABLE_HEAD.sub("", page)))) + "\n"


def _lines(page: str) -> Iterator[str]:
    is_code = False
    for line in page.splitlines():
        if line.startswith("```"):
            is_code = not is_code
            yield ".EX" if is_code else ".EE"
        elif is_code:
            yield _safe(_escaped(line))
        else:
            yield from _prose(line)


def _prose(line: str) -> Iterator[str]:
    if line.startswith("### "):
        yield f".SS {_escaped(line[4:].strip('`'))}"
    elif line.startswith("## "):
        yield f".SH {_escaped(line[3:].upper())}"
    elif found := OPTION.fullmatch(line) or ROW.fullmatch(line):
        yield from (".TP", f"\\fB{_escaped(found[1])}\\fR", _safe(_marked(found[2])) or "\\&")
    elif not line:
        yield ".PP"
    elif not line.startswith(("# ", "<!--")):
        yield _safe(_marked(line))


def _marked(text: str) -> str:
    """What is code or strong stands in bold; of a link stands its text."""
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", _escaped(text))
    return re.sub(r"`([^`]+)`|\*\*(.+?)\*\*", lambda found: f"\\fB{found[1] or found[2]}\\fR", text)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-")


def _safe(line: str) -> str:
    """A line that begins with a dot or an apostrophe would be a request."""
    return f"\\&{line}" if line.startswith((".", "'")) else line
