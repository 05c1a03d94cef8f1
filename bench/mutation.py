"""Small changes of the program, one at a time, that some test must notice: for cadence, the outbox, the lock and the alerts.

    python bench/mutation.py [NAME ...] [limit=SECONDS]     for instance: python bench/mutation.py outbox lock

Each mutant is tried in a forked process with the tests of its room; survivors are printed with their place.
"""

from __future__ import annotations

import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

STORE = ("tests/store", "tests/operations/test_upkeep.py", "-k", "not postgres")
TARGETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "slots": ("monitor/cadence/slots.py", ("tests/cadence",)),
    "retry": ("monitor/cadence/retry.py", ("tests/cadence",)),
    "polling": ("monitor/cadence/polling.py", ("tests/cadence",)),
    "rhythm": ("monitor/cadence/rhythm.py", ("tests/cadence",)),
    "outbox": ("monitor/store/sending.py", STORE),
    "lock": ("monitor/store/engine.py", STORE),
    "alerts": ("monitor/app/watch.py", ("tests/operations/test_watch.py",)),
    "incidents": ("monitor/store/alarms.py", ("tests/operations/test_upkeep.py", "-k", "not postgres")),
    "upkeep": ("monitor/app/upkeep.py", ("tests/operations/test_upkeep.py", "-k", "not postgres")),
}
SWAPS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult, ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
LONGEST = 180
"""Seconds for one mutant: one that hangs was noticed."""


def left_out(tree: ast.AST) -> set[int]:
    """Nodes whose change nobody must notice: annotations, docstrings, log lines, the words of errors."""
    found: set[int] = set()
    for node in ast.walk(tree):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts.append(node.value)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            parts.append(node)
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and "'log'" in ast.dump(node.func)):
            parts.append(node)
        found |= {id(one) for part in parts if part is not None for one in ast.walk(part)}
    return found


def changes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every (node, kind of change) of a module."""
    skipped = left_out(tree)
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        match node:
            case ast.Compare(ops=[op]) | ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in SWAPS:
                yield place, "swapped"
            case ast.Constant(value=bool()):
                yield place, "turned"
            case ast.Constant(value=int()):
                yield place, "one more"
            case ast.If() | ast.IfExp():
                yield place, "never"
            case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
                yield place, "returns nothing"
            case ast.UnaryOp(op=ast.Not()):
                yield place, "not not"
            case ast.Continue() | ast.Break():
                yield place, "goes on"


def mutant(tree: ast.AST, place: int, kind: str) -> tuple[ast.AST, str]:  # noqa: C901 - one branch a kind of change
    """The module with one change, and where it is."""
    changed = copy.deepcopy(tree)
    node: Any = list(ast.walk(changed))[place]
    said = f"line {node.lineno}: {kind}: {ast.unparse(node).splitlines()[0][:90]}"
    if kind == "swapped":
        if isinstance(node, ast.Compare):
            node.ops = [SWAPS[type(node.ops[0])]()]
        else:
            node.op = SWAPS[type(node.op)]()
    elif kind == "turned":
        node.value = not node.value
    elif kind == "one more":
        node.value += 1
    elif kind == "never":
        node.test = ast.Constant(False)
    elif kind == "returns nothing":
        node.value = ast.Constant(None)
    elif kind == "not not":
        node.op = ast.Not()
        node.operand = ast.UnaryOp(op=ast.Not(), operand=node.operand)
    else:
        for parent in ast.walk(changed):
            for name in ("body", "orelse"):
                body = getattr(parent, name, None)
                if isinstance(body, list) and node in body:
                    body[body.index(node)] = ast.copy_location(ast.Pass(), node)
    ast.fix_missing_locations(changed)
    return changed, said


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed module in place of the one on disk."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self.name, self.path, self.code = name, path, code

    def find_spec(self, name: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self, origin=str(self.path)) if name == self.name else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None: ...

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(self.code, module.__dict__)


def is_noticed(path: Path, code: CodeType, tests: tuple[str, ...]) -> bool:
    """Whether the tests fail with the changed module."""
    child = os.fork()
    if child == 0:
        os.setsid()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for loaded in [one for one in sys.modules if one.startswith(("monitor", "tests"))]:
            del sys.modules[loaded]
        sys.meta_path.insert(0, Changed(name, path, code))
        import pytest

        os._exit(int(pytest.main(["-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *tests])))
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def main() -> None:
    """Every target named, or all; with a limit only so many mutants as fit, chosen by a seed."""
    limits = [float(part.partition("=")[2]) for part in sys.argv[1:] if part.startswith("limit=")]
    os.chdir(ROOT)
    import pytest  # noqa: F401 - loaded once for every child
    import sqlalchemy  # noqa: F401

    for name in [part for part in sys.argv[1:] if "=" not in part] or list(TARGETS):
        file, tests = TARGETS[name]
        path = ROOT / file
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not is_noticed(path, compile(tree, file, "exec"), tests), f"{name}: the tests fail without any change"
        wanted = list(changes(tree))
        random.Random(8).shuffle(wanted)
        until, tried, survivors = time.monotonic() + (limits or [1e9])[0], 0, []
        for place, kind in wanted:
            if time.monotonic() > until:
                break
            changed, said = mutant(tree, place, kind)
            tried += 1
            if not is_noticed(path, compile(changed, file, "exec"), tests):  # type: ignore[arg-type]
                survivors.append(said)
        share = 1 - len(survivors) / max(tried, 1)
        print(f"{name}: {tried} of {len(wanted)} mutants of {file} tried, {tried - len(survivors)} noticed ({share:.0%})")
        for said in sorted(survivors):
            print(f"   survived: {said}", flush=True)


if __name__ == "__main__":
    main()
