"""What tests of deadlines stand on: that deadlines follow what happens, as they do in the tracker."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from grants.acting import install_followers
from grants.followers import FOLLOWERS, LAST
from tests.cast import World


@pytest.fixture
async def following(small_world: World) -> AsyncIterator[World]:
    install_followers(FOLLOWERS, LAST)
    yield small_world
    install_followers(())
