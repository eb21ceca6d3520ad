"""SQL of somebody else that runs within a request: the app role, with the proof that the request has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from fastapi import FastAPI

from chassis.caller_proofs import CallerProofs, ProvenConnection, proven
from chassis.settings import for_asyncpg
from chassis.state import state_of
from chassis.vocabulary import OrgKind

REFUSED = asyncpg.InsufficientPrivilegeError


@asynccontextmanager
async def injected(app: FastAPI, org: UUID | None, kind: OrgKind) -> AsyncIterator[ProvenConnection]:
    """A session within a request of this organisation."""
    state = state_of(app)
    connection = await asyncpg.connect(
        for_asyncpg(state.settings.database_url), connection_class=proven(ProvenConnection, state.proofs)
    )
    await connection.act_for(org, kind=kind, in_transaction=False)
    try:
        yield connection
    finally:
        await connection.close()


def proof_without_kind(proofs: CallerProofs, org: UUID, connection: asyncpg.Connection) -> str:
    """As a process of the release before signs, which passes all that asks for the kind of an organisation."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("chassis.caller_proofs.NO_KIND", "")
        return proofs.of_tenant(org, connection.get_server_pid())


async def refused(connection: asyncpg.Connection, statement: str, *values: Any, match: str | None = None) -> None:
    """The database refuses the statement for what it wants, and not for how it is written."""
    with pytest.raises(REFUSED, match=match):
        async with connection.transaction():
            await connection.execute(statement, *values)


async def as_worker(app: FastAPI, statement: str, *values: Any) -> None:
    """What jobs and followers do, or what was in the database before: no rule for requests stands in the way."""
    connection = await asyncpg.connect(for_asyncpg(state_of(app).settings.worker_database_url))
    try:
        await connection.execute(statement, *values)
    finally:
        await connection.close()
