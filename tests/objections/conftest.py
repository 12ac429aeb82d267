"""A shop that has something to object to."""

from itertools import count
from pathlib import Path

import httpx
import pytest

from objections.world import World, make_world

_numbers = count(1)


@pytest.fixture
async def world(client: httpx.AsyncClient, tmp_path: Path) -> World:
    """A fresh shop with one fine."""
    return await make_world(client, tmp_path, next(_numbers))
