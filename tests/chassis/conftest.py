"""The notebook, a small service of the house, in front of a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest
from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.database import CALLER_ORG
from chassis.settings import for_asyncpg
from local_stack.provisioning import Urls
from support.cast import Cast
from support.notebook.app import Transactions, serve_notebook
from support.notebook.state import state_of
from support.services import Keys, running


@pytest.fixture(scope="session")
async def served(admin_url: str, suffix: str, keys: Keys) -> AsyncIterator[tuple[FastAPI, Urls]]:
    app, urls = serve_notebook(admin_url, suffix, keys)
    async with running(app):
        yield app, urls


@pytest.fixture(scope="session")
def notebook_app(served: tuple[FastAPI, Urls]) -> FastAPI:
    return served[0]


@pytest.fixture
async def notebook(notebook_app: FastAPI, keys: Keys) -> AsyncIterator[Cast]:
    """The notebook, as anyone: `notebook.buyer()`, `notebook.monitor()`, `notebook.anonymous`."""
    async with Cast(notebook_app, keys, audience=["notebook"]) as cast:
        yield cast


@pytest.fixture
async def gate(notebook_app: FastAPI) -> AsyncIterator[FastAPI]:
    """Requests to /v1/slow-notes wait here until the test opens it."""
    state_of(notebook_app).gate.clear()
    state_of(notebook_app).at_the_gate.clear()
    yield notebook_app
    state_of(notebook_app).gate.set()


@pytest.fixture
def transaction_of(notebook_app: FastAPI) -> Transactions:
    """A transaction of the app role on behalf of a tenant, or of nobody."""

    @asynccontextmanager
    async def begin(org: UUID | None) -> AsyncIterator[AsyncSession]:
        before = CALLER_ORG.set(org)
        try:
            async with state_of(notebook_app).sessions() as session, session.begin():
                yield session
        finally:
            CALLER_ORG.reset(before)

    return begin


async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(for_asyncpg(url))
    yield connection
    await connection.close()


@pytest.fixture
async def as_app(served: tuple[FastAPI, Urls]) -> AsyncIterator[asyncpg.Connection]:
    """The app role without a tenant, as somebody who has stolen its password would be."""
    async for connection in _connected(served[1].app):
        yield connection


@pytest.fixture
async def as_worker(served: tuple[FastAPI, Urls]) -> AsyncIterator[asyncpg.Connection]:
    async for connection in _connected(served[1].worker):
        yield connection


@pytest.fixture
async def as_owner(served: tuple[FastAPI, Urls]) -> AsyncIterator[asyncpg.Connection]:
    async for connection in _connected(served[1].owner):
        yield connection
