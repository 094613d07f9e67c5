"""What the tests of several modules begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.running import Tap, quick
from tests.helpers.shop import START, STREAMS, world

if TYPE_CHECKING:
    from tests.helpers.running import Run


@pytest.fixture(scope="session")
def first_sync(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """What the shop's first sync brings: the same for each of its worlds."""
    with world() as sandbox:
        config = quick(sandbox, "qimen", start_date=START)
        run = Tap(tmp_path_factory.mktemp("first")).run(config, streams=STREAMS)
        assert run.exit_code == 0, run.log
        return run
