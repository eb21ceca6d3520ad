"""Each service as its code declares it (tables, API description) and as its migrated database is."""

import json
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from typing import Any

import asyncpg
import pytest
from sqlalchemy import MetaData

from chassis.settings import for_asyncpg
from local_stack.api_descriptions import documents
from local_stack.provisioning import Urls
from local_stack.testing import cluster
from support.services import SERVICES, database


@pytest.fixture(scope="session")
def said() -> dict[str, str]:
    """The API description of each service, generated from its code."""
    return documents()


@pytest.fixture(scope="session", params=sorted(SERVICES))
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def contract(service: str, said: dict[str, str]) -> dict[str, Any]:
    return dict(json.loads(said[service]))


@pytest.fixture(scope="session")
def metadata(service: str) -> MetaData:
    found: MetaData = import_module(f"{service}.tables").Table.metadata
    return found


@pytest.fixture(scope="session")
def tables(service: str) -> dict[str, Any]:
    """The service's table classes by the names of their tables."""
    unread = list(import_module(f"{service}.tables").Table.__subclasses__())
    found: dict[str, Any] = {}
    while unread:
        kind = unread.pop()
        unread += kind.__subclasses__()
        if "__table__" in vars(kind):
            found[kind.__tablename__] = kind
    return found


@pytest.fixture(scope="session")
def separate_url() -> Iterator[str]:
    """A server for migrations and restores only.

    Each of them is one long writing transaction. On the shared server it would hold back the sealers of every
    database, because they wait until no older transaction of the whole server can still commit.
    """
    with cluster() as url:
        yield url


@pytest.fixture(scope="session")
def databases(admin_url: str, suffix: str) -> dict[str, Urls]:
    return {name: database(admin_url, name, f"{suffix}_architecture") for name in SERVICES}


@pytest.fixture(scope="session")
def urls(service: str, databases: dict[str, Urls]) -> Urls:
    return databases[service]


@pytest.fixture
async def catalogue(urls: Urls) -> AsyncIterator[asyncpg.Connection]:
    """The service's database, as its owner."""
    connection = await asyncpg.connect(for_asyncpg(urls.owner))
    yield connection
    await connection.close()
