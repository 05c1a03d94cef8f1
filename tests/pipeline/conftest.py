from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.model import Secret
from monitor.store import StoreSettings, open_store
from tests.pipeline.desktop import Desktop


@pytest.fixture
def desk() -> Iterator[Desktop]:
    store = open_store(StoreSettings(url=Secret(":memory:")))
    yield Desktop(store)
    store.close()
