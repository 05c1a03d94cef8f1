"""Small changes of the program, one at a time, that some test must notice: for cadence, the outbox, the locks and the alerts.

    python bench/mutation.py [NAME ...] [of=8] [seed=8]     for instance: python bench/mutation.py outbox lock

The tests are collected once and each is watched for the lines it runs. Every mutant is then tried in a process forked from
there, with the tests that run the changed line, the quickest first, until one fails. What only runs while a module is
loaded (its constants) is tried with all tests of the room and the module loaded anew. `of=8` tries every eighth mutant.
"""

from __future__ import annotations

import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import resource
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

STORE = ("tests/store", "tests/operations/test_upkeep.py")
UPKEEP = ("tests/operations/test_turn.py", "tests/operations/test_upkeep.py")
TARGETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "slots": ("monitor/cadence/slots.py", ("tests/cadence",)),
    "retry": ("monitor/cadence/retry.py", ("tests/cadence",)),
    "polling": ("monitor/cadence/polling.py", ("tests/cadence",)),
    "rhythm": ("monitor/cadence/rhythm.py", ("tests/cadence",)),
    "outbox": ("monitor/store/sending.py", STORE),
    "sender": ("monitor/pipeline/send.py", ("tests/pipeline/test_send.py",)),
    "lock": ("monitor/store/engine.py", (*(f"tests/store/test_{name}.py" for name in ("engine", "together", "contract")), *UPKEEP)),
    "turn": ("monitor/app/turn.py", ("tests/operations/test_turn.py",)),
    "alerts": ("monitor/app/watch.py", ("tests/operations",)),
    "incidents": ("monitor/store/alarms.py", STORE),
    "upkeep": ("monitor/app/upkeep.py", ("tests/operations",)),
}
SWAPS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult, ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Div: ast.Mult,
}  # fmt: skip
PATIENCE = 10.0
"""A mutant under which a test takes this many seconds more than ten times its own is noticed: it hangs."""

MEMORY = 2 << 30


# -- the changes


def left_out(tree: ast.AST) -> set[int]:
    """Nodes whose change no test must notice: annotations, docstrings, log lines, the words of errors; and decorators.

    What stands in a decorator are the flags of dataclasses, which mypy checks, and the sizes of caches.
    """
    found: set[int] = set()
    for node in ast.walk(tree):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None), *getattr(node, "decorator_list", ())]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts.append(node)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            parts.append(node)
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Expr) and "Name(id='log'" in ast.dump(node.value)):
            parts.append(node)
        found |= {id(one) for part in parts if part is not None for one in ast.walk(part)}
    return found


def changes(tree: ast.AST) -> Iterator[tuple[int, str]]:  # noqa: C901 - one branch a kind of change
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
            case ast.Expr(value=ast.Call()):
                yield place, "left out"


def mutant(tree: ast.AST, place: int, kind: str) -> tuple[ast.Module, str]:  # noqa: C901 - one branch a kind of change
    """The module with one change, and where it is."""
    changed: Any = copy.deepcopy(tree)
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
            for name in ("body", "orelse", "finalbody"):
                body = getattr(parent, name, None)
                if isinstance(body, list) and node in body:
                    body[body.index(node)] = ast.copy_location(ast.Pass(), node)
    ast.fix_missing_locations(changed)
    return changed, said


def lines_of(tree: ast.AST, place: int) -> set[int] | None:
    """The lines of the statement around a node; None where it runs while the module is loaded."""
    nodes = list(ast.walk(tree))
    wanted = nodes[place]
    found: set[int] | None = None
    for function in nodes:
        if not isinstance(function, ast.FunctionDef):
            continue
        for inner in (one for statement in function.body for one in ast.walk(statement)):
            if isinstance(inner, ast.stmt) and any(one is wanted for one in ast.walk(inner)):
                body = getattr(inner, "body", None)
                end = max(body[0].lineno - 1, inner.lineno) if body else inner.end_lineno or inner.lineno
                if inner.lineno <= wanted.lineno <= end:  # type: ignore[attr-defined]
                    found = set(range(inner.lineno, end + 1))
    return found


# -- putting a change in place


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


def functions_in(code: CodeType, before: str = "") -> dict[str, CodeType]:
    """Every function's code by its qualified name."""
    found = {}
    for one in code.co_consts:
        if isinstance(one, CodeType):
            found[one.co_qualname if hasattr(one, "co_qualname") else f"{before}{one.co_name}"] = one
            found |= functions_in(one, f"{before}{one.co_name}.")
    return found


def put_in_place(module: ModuleType, code: CodeType) -> None:
    """Give every function of the loaded module, whoever holds it, the code of the changed one."""
    new = functions_in(code)
    for cached in vars(module).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()
    for one in _functions(module):
        if one.__code__.co_qualname in new:
            one.__code__ = new[one.__code__.co_qualname]


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    for value in list(vars(module).values()):
        members = list(vars(value).values()) if isinstance(value, type) else [value]
        for member in members:
            function = member.fget if isinstance(member, property) else member
            while function is not None and not (isinstance(function, FunctionType) and function.__code__.co_filename == module.__file__):
                function = getattr(function, "__wrapped__", None)
            if function is not None and function.__module__ == module.__name__:
                yield function


# -- trying


def _forked(call: Callable[[], int]) -> int:
    child = os.fork()
    if child == 0:
        os.setsid()
        os._exit(call())
    return child


def in_child(call: Callable[[], int], limit: float) -> int | None:
    """What the call returns in a process of its own; None where it took too long."""

    def limited() -> int:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        return call()

    child = _forked(limited)
    until = time.monotonic() + limit
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


@dataclass
class Trials:
    """Runs in place of pytest's own loop, once everything is collected."""

    name: str
    path: Path
    tests: tuple[str, ...]
    every: int
    seed: int
    survivors: list[str] = field(default_factory=list)
    tried: int = 0
    number: int = 0
    _lines: dict[str, set[int]] = field(default_factory=dict)
    _seconds: dict[str, float] = field(default_factory=dict)
    _kills: Counter[str] = field(default_factory=Counter)
    _noticing: Path = field(default_factory=lambda: Path(tempfile.mkstemp(prefix="mutation-")[1]))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        module = sys.modules[".".join(self.path.relative_to(ROOT).with_suffix("").parts)]
        items = self._watched(session)
        unchanged = compile(tree, str(module.__file__), "exec")
        assert not self._is_noticed(session, module, unchanged, items), f"{self._kills}: noticed that nothing was changed"
        assert not self._is_noticed_anew(unchanged, items), "noticed that nothing was changed"
        wanted = list(changes(tree))
        self.number = len(wanted)
        random.Random(self.seed).shuffle(wanted)
        for place, kind in wanted[:: self.every]:
            changed, said = mutant(tree, place, kind)
            code = compile(changed, str(module.__file__), "exec")
            lines = lines_of(tree, place)
            self.tried += 1
            if lines is None:
                is_noticed = self._is_noticed_anew(code, items)
            else:
                chosen = [one for one in items if self._lines[one.nodeid] & lines]
                is_noticed = bool(chosen) and self._is_noticed(session, module, code, chosen)
                said += "" if chosen else " (no test runs it)"
            if not is_noticed:
                self.survivors.append(said)
        return True

    def _watched(self, session: pytest.Session) -> list[pytest.Item]:
        """The tests, the quickest first, after each was run once and seen to pass without any change."""
        lines: set[int] = set()
        file = str(self.path)

        def trace(frame: FrameType, event: str, _: object) -> Any:
            if frame.f_code.co_filename != file:
                return None
            lines.add(frame.f_lineno)
            return trace

        for item, following in zip(session.items, (*session.items[1:], session.items[0]), strict=True):
            lines.clear()
            began = time.monotonic()
            threading.settrace(trace)
            sys.settrace(trace)
            reports = runtestprotocol(item, log=False, nextitem=following)
            sys.settrace(None)
            threading.settrace(None)
            failed = [one for one in reports if one.failed]
            assert not failed, f"{item.nodeid} fails without any change: {failed[0].longreprtext}"
            self._lines[item.nodeid], self._seconds[item.nodeid] = set(lines), time.monotonic() - began
        return sorted(session.items, key=lambda one: self._seconds[one.nodeid])

    def _is_noticed(self, session: pytest.Session, module: ModuleType, code: CodeType, chosen: Sequence[pytest.Item]) -> bool:
        chosen = sorted(chosen, key=lambda one: self._seconds[one.nodeid] / (1 + self._kills[one.nodeid]))

        def run() -> int:
            put_in_place(module, code)
            session._setupstate.teardown_exact(chosen[0])
            for place, item in enumerate(chosen):
                signal.setitimer(signal.ITIMER_REAL, PATIENCE + 10 * self._seconds[item.nodeid])
                reports = runtestprotocol(item, log=False, nextitem=chosen[min(place + 1, len(chosen) - 1)])
                if any(report.failed for report in reports):
                    self._noticing.write_text(item.nodeid, encoding="utf-8")
                    return 1
            return 0

        self._noticing.write_text("a test that took too long", encoding="utf-8")

        is_noticed = in_child(run, PATIENCE + 10 * sum(self._seconds[one.nodeid] for one in chosen)) != 0
        if is_noticed:
            self._kills[self._noticing.read_text(encoding="utf-8")] += 1
        return is_noticed

    def _is_noticed_anew(self, code: CodeType, items: Sequence[pytest.Item]) -> bool:
        name = ".".join(self.path.relative_to(ROOT).with_suffix("").parts)

        def run() -> int:
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            for loaded in [one for one in sys.modules if one.startswith(("monitor", "tests"))]:
                del sys.modules[loaded]
            sys.meta_path.insert(0, Changed(name, self.path, code))
            return int(pytest.main([*OPTIONS, "-x", "-m", "not postgres", "-k", "not postgres", *self.tests]))

        return in_child(run, PATIENCE + 10 * sum(self._seconds[one.nodeid] for one in items)) != 0


OPTIONS = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider", "-p", "no:timeout", "-o", "addopts=", "-W", "ignore"]


def main() -> None:
    """Every target named, or all; each in a process of its own, so that none finds the modules of another."""
    os.chdir(ROOT)
    said = dict(part.split("=", 1) for part in sys.argv[1:] if "=" in part)
    for name in [part for part in sys.argv[1:] if "=" not in part] or list(TARGETS):
        file, tests = TARGETS[name]
        trials = Trials(name, ROOT / file, tests, every=int(said.get("of", "1")), seed=int(said.get("seed", "8")))

        def run(trials: Trials = trials, file: str = file, name: str = name) -> int:
            began = time.monotonic()
            status = pytest.main([*OPTIONS, *trials.tests], plugins=[trials])
            noticed = trials.tried - len(trials.survivors)
            share = noticed / max(trials.tried, 1)
            print(
                f"{name}: {trials.tried} of {trials.number} mutants of {file} tried, {noticed} noticed ({share:.1%}),"
                f" {time.monotonic() - began:.0f} s"
            )
            for line in sorted(trials.survivors, key=lambda one: int(one.split()[1].rstrip(":"))):
                print(f"   survived: {line}")
            print(f"   noticed most by: {', '.join(f'{test} ({times})' for test, times in trials._kills.most_common(3))}")
            sys.stdout.flush()
            return int(status)

        os.waitpid(_forked(run), 0)


if __name__ == "__main__":
    main()
