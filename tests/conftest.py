"""What every test may ask for: the shared material where it is there."""

import os
from pathlib import Path

import hypothesis
import pytest
import structlog
from hypothesis import HealthCheck, settings

from monitor import events

# A slow machine is no error: what must be fast is measured where it is promised.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material, or a skip that says why; under CI its absence is a failure."""
    if SHARED.is_dir():
        return SHARED.resolve()
    if os.environ.get("CI") == "true":
        pytest.fail("../shared is missing, and CI must have it")
    pytest.skip("../shared is not beside this checkout")


# A busy machine makes any single example slow: what a test says is checked, how long one example took is not.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def plain_logging() -> None:
    """Every test begins with logging as the library has it, whatever the one before it configured."""
    structlog.reset_defaults()
    events.hear()
