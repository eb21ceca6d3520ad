"""Each service as it says it is (tables, contract) and as it is (a migrated database)."""

import json
from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any

import asyncpg
import pytest
from sqlalchemy import MetaData

from chassis.settings import for_asyncpg
from local_stack.api_descriptions import documents
from local_stack.provisioning import Urls
from support.services import SERVICES, database


@pytest.fixture(scope="session")
def said() -> dict[str, str]:
    """Each service's contract, made anew."""
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
