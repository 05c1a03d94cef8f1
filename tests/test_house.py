"""The rules of the house that no linter knows, read from the syntax trees of the program and its tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = sorted((ROOT / "monitor").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

MAIL = frozenset({"aiosmtpd", "imaplib", "poplib", "smtplib"})
NETWORK = MAIL | {
    *("apprise", "asyncio", "flask", "ftplib", "http", "requests", "socket", "socketserver", "ssl", "ssrfguard", "telnetlib"),
    *("urllib.request", "urllib3", "waitress", "wsgiref", "xmlrpc"),
}

ALLOWED_NETWORK = {
    "monitor/net": NETWORK,
    # SMTP has a session of its own, and verified TLS; chat services are spoken to by Apprise, after their hosts passed `net`'s rules.
    "monitor/deliver/dialogue.py": {"smtplib", "ssl"},
    "monitor/deliver/smtp.py": {"smtplib", "ssl"},
    "monitor/deliver/chat.py": {"apprise"},
    # Servers: the demonstration's newsroom and post office; health, metrics and unsubscribing.
    "monitor/demo/newsroom.py": {"http"},
    "monitor/demo/mailbox.py": {"aiosmtpd", "asyncio"},
    "monitor/web": {"socket", "socketserver", "wsgiref"},
    # The supervisor's heartbeat is a datagram to a Unix socket.
    "monitor/observe.py": {"socket"},
    # The name of this machine, for whoever reads who holds a lock.
    "monitor/store/engine.py": {"socket"},
    "monitor/app/upkeep.py": {"socket"},
}
"""The doors to the network, and what each may open."""

LONG = {
    "monitor/store/sql.py": "the Store port has one method a question, and they stay in one class",
    "monitor/extract/words.py": "a table of words, not code",
    "monitor/extract/quotes/cast.py": "its tables of words fill half of it",
}
"""Files of 300 lines and more, and why."""

CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
}  # fmt: skip


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Every module that is named by an import, at the top or within a function; not those for type checkers only."""
    unreal = {id(node) for block in ast.walk(tree) if is_for_types(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if id(node) in unreal:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def doors_of(tree: ast.AST) -> set[str]:
    """The network modules it imports; the status codes of `http` are only numbers."""
    modules = [module for module in imports_of(tree) if not module.startswith("http.HTTPStatus")]
    return {name for name in NETWORK for module in modules if module == name or module.startswith(f"{name}.")}


def allowed_for(path: Path) -> set[str]:
    return {door for place, doors in ALLOWED_NETWORK.items() if (ROOT / place) in (path, *path.parents) for door in doors}


def is_within(path: Path, *places: str) -> bool:
    return any((ROOT / place) in (path, *path.parents) for place in places)


def calls_of(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every `name.attribute` that is used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr


def undocumented(tree: ast.Module) -> Iterator[str]:
    """The public names of a module, and of its public classes, without a docstring. Ports say what they do in one line of code."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield node.name
        for inner in node.body if isinstance(node, ast.ClassDef) and not is_protocol(node) else ():
            if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_") and not ast.get_docstring(inner):
                yield f"{node.name}.{inner.name}"


def is_protocol(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)


@pytest.mark.parametrize("path", PROGRAM, ids=name_of)
def test_only_the_doors_lead_to_the_network(path: Path) -> None:
    assert doors_of(tree_of(path)) <= allowed_for(path)


@pytest.mark.parametrize("place", ALLOWED_NETWORK)
def test_no_door_is_listed_that_nobody_uses(place: str) -> None:
    used = {door for path in PROGRAM if is_within(path, place) for door in doors_of(tree_of(path))}

    assert used if place == "monitor/net" else used == ALLOWED_NETWORK[place]


def test_a_way_round_the_doors_would_be_seen() -> None:
    sly = "def fetch():\n    from urllib import request\n    import requests.adapters\n    from http.client import HTTPConnection\n"

    assert doors_of(ast.parse(sly)) == {"http", "requests", "urllib.request"}
    assert doors_of(ast.parse("from http import HTTPStatus\nfrom urllib.parse import quote")) == set()


@pytest.mark.parametrize("path", PROGRAM, ids=name_of)
def test_the_wall_clock_is_read_where_the_program_is_put_together(path: Path) -> None:
    found = CLOCKS & set(calls_of(tree_of(path)))

    assert not found or is_within(path, "monitor/app", "monitor/cli")


@pytest.mark.parametrize("path", PROGRAM, ids=name_of)
def test_the_environment_is_read_in_few_places(path: Path) -> None:
    used = set(calls_of(tree_of(path)))

    assert not {("os", "environ"), ("os", "getenv"), ("os", "environb")} & used or is_within(
        path, "monitor/config", "monitor/cli", "monitor/observe.py", "monitor/fault.py"
    )


@pytest.mark.parametrize("path", [*PROGRAM, *TESTS], ids=name_of)
def test_there_are_no_mocks(path: Path) -> None:
    assert not [module for module in imports_of(tree_of(path)) if module.startswith(("unittest.mock", "mock", "pytest_mock"))]


@pytest.mark.parametrize("path", PROGRAM, ids=name_of)
def test_a_file_stays_within_view(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines < 300 or name_of(path) in LONG


@pytest.mark.parametrize("path", PROGRAM, ids=name_of)
def test_every_public_name_says_what_it_is(path: Path) -> None:
    tree = tree_of(path)

    assert ast.get_docstring(tree), "a module opens with one sentence"
    assert list(undocumented(tree)) == []


@pytest.mark.parametrize("path", PROGRAM, ids=name_of)
def test_errors_are_caught_narrowly(path: Path) -> None:
    """Blind handlers stand where a library meets hostile bytes, and at the last place before the exit code."""
    blind = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
        and not any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
    ]

    assert not blind or name_of(path) in ("monitor/workers/child.py", "monitor/feeds/syndication.py", "monitor/cli/__init__.py")
