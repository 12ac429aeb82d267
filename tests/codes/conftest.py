"""Signing keys are rolled back with each test; what the process remembers of them must go too."""

import pytest

from credit.codes.verdicts.judging import forget_keys


@pytest.fixture(autouse=True)
def fresh_keys() -> None:
    forget_keys()
