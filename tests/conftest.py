"""One throw-away PostgreSQL per run, one database per service and worker, the real apps in front of it.

Tests share a worker's databases and never clean up: each brings tenants of its own, as the tenants of one
installation do.
"""

import gc
import os
import re
from collections.abc import AsyncIterator, Generator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI
from hypothesis import settings

from local_stack.testing import cluster
from support.cast import Cast
from support.feeds import ScriptedFeed
from support.launching import INSTALLATION, data_folder
from support.services import Keys, client_of, new_keys, running, serve_dialogue, serve_suppliers

ADMIN_URL = "HRDD_TEST_ADMIN_URL"

# No test judges by time: a machine under load is not a fault.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """The process that all workers descend from starts the server; workers find its address."""
    if hasattr(config, "workerinput") or ADMIN_URL in os.environ:
        return
    refuse_missing_files(config)
    stack = ExitStack()
    config.add_cleanup(stack.close)
    os.environ[ADMIN_URL] = stack.enter_context(cluster())
    os.environ[INSTALLATION] = str(stack.enter_context(data_folder()))


def refuse_missing_files(config: pytest.Config) -> None:
    """With workers, pytest itself would only say that no tests ran."""
    for name in config.args:
        path, *inside = name.partition("[")[0].split("::")
        file = config.invocation_params.dir / path
        if not file.exists():
            raise pytest.UsageError(f"There is no test file {path}.")
        for one in inside:
            if not re.search(rf"^\s*(?:async def|def|class) {re.escape(one)}\b", file.read_text(), re.MULTILINE):
                raise pytest.UsageError(f"There is no test {one} in {path}.")


WHOLE_PLATFORMS = tuple(Path(__file__).parent / name for name in ("system", "visibility", "local_stack"))
"""The folders of tests that start whole platforms, which takes minutes for a few tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They come first, so that no worker is left with one of them when the other tests have ended."""
    items.sort(key=lambda item: not any(map(item.path.is_relative_to, WHOLE_PLATFORMS)))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded here stays until the end, so no collection of garbage need look at it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Say why, where pytest would only say that no tests ran, and end with its status 5."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        asked = " ".join(config.invocation_params.args)
        terminalreporter.write_line(f"No test fits what was asked for: {asked}", red=True)


@pytest.fixture(scope="session")
def admin_url() -> str:
    return os.environ[ADMIN_URL]


@pytest.fixture(scope="session")
def keys() -> Keys:
    return new_keys()


@pytest.fixture(scope="session")
def suffix(worker_id: str) -> str:
    """A name of this worker's own for its databases."""
    return worker_id


@pytest.fixture(scope="session")
async def suppliers_app(admin_url: str, suffix: str, keys: Keys) -> AsyncIterator[FastAPI]:
    async with running(serve_suppliers(admin_url, suffix, keys)) as app:
        yield app


@pytest.fixture
async def suppliers(suppliers_app: FastAPI, keys: Keys) -> AsyncIterator[Cast]:
    """The suppliers service, as anyone: `suppliers.buyer()`, `suppliers.monitor()`, `suppliers.anonymous`."""
    async with Cast(suppliers_app, keys) as cast:
        yield cast


@pytest.fixture(scope="session")
async def gateway_feed() -> ScriptedFeed:
    """The gateway's feed as dialogue follows it: `await gateway_feed.say("affiliation.started", {...})`."""
    return ScriptedFeed()


@pytest.fixture(scope="session")
async def dialogue_app(
    admin_url: str,
    suffix: str,
    keys: Keys,
    suppliers_app: FastAPI,
    gateway_feed: ScriptedFeed,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[FastAPI]:
    clients = {"suppliers": client_of(suppliers_app), "gateway": gateway_feed.client}
    app = serve_dialogue(admin_url, suffix, keys, clients, tmp_path_factory.mktemp("evidence"))
    async with running(app):
        yield app


@pytest.fixture
async def dialogue(dialogue_app: FastAPI, keys: Keys) -> AsyncIterator[Cast]:
    """The dialogue service, as anyone, with the real suppliers service behind it."""
    async with Cast(dialogue_app, keys) as cast:
        yield cast
