"""A service that is not allowed to start says why in one line of its log."""

import logging
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
from fastapi import FastAPI
from uvicorn.config import Config
from uvicorn.lifespan.on import LifespanOn

from chassis.app import create_service
from chassis.real_time import real_now
from chassis.settings import ServiceSettings
from chassis.starting import reason_of
from local_stack.provisioning import Urls
from local_stack.testing import provision
from support.notebook.app import SERVICE, notebook_behind
from support.services import Keys


async def lines_of_a_start(app: FastAPI, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says where the start of the service fails."""
    lifespan = LifespanOn(Config(app, lifespan="on", log_config=None))
    with caplog.at_level(logging.ERROR):
        await lifespan.startup()
    assert lifespan.should_exit
    lines = [line.getMessage() for line in caplog.records if line.levelno >= logging.ERROR]
    assert [line.exc_info for line in caplog.records if line.levelno >= logging.ERROR and line.exc_info] == []
    assert "Traceback" not in "\n".join(lines)
    return lines


async def test_a_database_whose_clock_was_moved_is_refused_in_a_line(
    served: tuple[FastAPI, Urls], keys: Keys, as_worker: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    await as_worker.execute(
        "insert into platform_clock (is_the_row, shift_microseconds, moved_to) values (true, $1, $2)",
        timedelta(days=400) // timedelta(microseconds=1),
        real_now() + timedelta(days=400),
    )
    try:
        app = notebook_behind(served[1].app, served[1].worker, keys, pgbouncer=False)
        said, *_ = await lines_of_a_start(app, caplog)
    finally:
        await as_worker.execute("delete from platform_clock")
    assert said.startswith("The service does not start. A test clock has moved the time of this database")
    assert "\n" not in said


async def test_a_database_that_was_not_migrated_is_refused_in_a_line(
    admin_url: str, suffix: str, keys: Keys, caplog: pytest.LogCaptureFixture
) -> None:
    urls = provision(admin_url, "notebook", f"{suffix}_empty")
    said, *_ = await lines_of_a_start(notebook_behind(urls.app, urls.worker, keys, pgbouncer=False), caplog)
    assert "Run the migrations of this release first." in said


async def test_a_database_without_the_revision_of_the_release_is_refused_in_a_line(
    served: tuple[FastAPI, Urls], keys: Keys, caplog: pytest.LogCaptureFixture
) -> None:
    urls = served[1]
    settings = ServiceSettings(
        database_url=urls.app, worker_database_url=urls.worker, signing_key=keys.private["dialogue"]
    )
    app = create_service(replace(SERVICE, migrations="suppliers.migrations"), settings, keys.shared())
    said, *_ = await lines_of_a_start(app, caplog)
    assert said.startswith("The service does not start. The database of notebook is at no revision")
    assert "\n" not in said


async def test_a_database_that_is_away_is_refused_in_a_line(
    served: tuple[FastAPI, Urls], keys: Keys, caplog: pytest.LogCaptureFixture
) -> None:
    nobody = served[1].worker.replace("127.0.0.1", "127.0.0.9")
    said, *_ = await lines_of_a_start(notebook_behind(nobody, nobody, keys, pgbouncer=False), caplog)
    assert "The database does not answer." in said


def test_a_fault_of_the_program_keeps_its_traceback() -> None:
    assert reason_of(ValueError("a fault")) == ""
    assert reason_of(None) == ""
