"""The whole program as its users run it: the newsroom on loopback, a real mail server, and the command line in its own process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.journey.case import Case, Stores
from tests.journey.case import new_case as case_in
from tests.journey.loaded import Loaded
from tests.journey.world import CANARIES, Town, World
from tests.journey.world import town as everything_up
from tests.store.conftest import postgres as postgres  # noqa: PLC0414 - the fixture, under its own name


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Everything that is around a configuration, its secrets in the environment; all is taken down at the end."""
    for name, value in CANARIES.items():
        monkeypatch.setenv(name, value)
    with everything_up() as town:
        yield town


@pytest.fixture
def new_world(town: Town, tmp_path: Path) -> Callable[..., World]:
    """Makes worlds whose first day's turn is now."""

    def make(**changes: object) -> World:
        return town.world(tmp_path, **changes)

    return make


@pytest.fixture
def world(new_world: Callable[..., World]) -> World:
    return new_world()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The program, loaded once for a module's tests."""
    program = Loaded(tmp_path_factory.mktemp("loaded") / "log")
    yield program
    program.close()


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    return Stores(folder=tmp_path_factory.mktemp("stores"), at=datetime.now(UTC))


@pytest.fixture
def new_case(town: Town, loaded: Loaded, stores: Stores, tmp_path: Path) -> Callable[..., Case]:
    """Makes cases on a file, or on a database of the server that is given."""
    program = loaded

    def make(*, server: Any = None, is_troubled: bool = False, loaded: Loaded = program) -> Case:
        store = stores.database(server, is_troubled=is_troubled) if server else stores.file(tmp_path, is_troubled=is_troubled)
        return case_in(town, loaded, tmp_path, store, is_troubled=is_troubled)

    return make
