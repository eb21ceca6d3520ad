"""Servers and folders that the tests of the launcher may break."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local_stack.binaries import find_binaries
from local_stack.postgres import Postgres
from local_stack.testing import cluster
from support.launching import data_folder


@pytest.fixture
def home() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


@pytest.fixture
def server(home: Path) -> Iterator[Callable[[], Postgres]]:
    """Starts servers on the same data folder, as a launcher does."""
    started: list[Postgres] = []

    def start() -> Postgres:
        postgres = Postgres(home / "postgres", find_binaries(), log=home / "postgres.log")
        postgres.start()
        started.append(postgres)
        return postgres

    yield start
    for postgres in started:
        postgres.stop()


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[str]:
    """A separate server, so that tests may change passwords."""
    with cluster() as url:
        yield url
