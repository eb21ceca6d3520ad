"""The database as a service sees it: columns, connections that carry the caller's tenant, refused constraints."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import Enum, MetaData, event, text
from sqlalchemy.exc import DisconnectionError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import registry
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.caller_proofs import Borrowed, CallerProofs, ProvenConnection, proven
from chassis.connections import WAIT_SECONDS, count_connections
from chassis.journal import JournalledSession
from chassis.problems import Conflict, Invalid, Problem
from chassis.vocabulary import OrgKind

NAMES = {
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

Sessions = async_sessionmaker[AsyncSession]

CALLER_ORG: ContextVar[UUID | None] = ContextVar("caller_org", default=None)
"""Whose rows the next transaction may touch: the id of an organisation, never text from outside."""
CALLER_KIND: ContextVar[OrgKind | None] = ContextVar("caller_kind", default=None)
"""What kind of organisation that is, where a caller's token says it."""


def new_registry() -> registry:
    """A separate registry for each service, so that tables of two services never mix in one process."""
    return registry(metadata=MetaData(naming_convention=NAMES))


def choice(kind: type[StrEnum], *, name: str | None = None) -> Any:
    """A column of an enum's values: text with a CHECK, so that a new value needs only a new constraint.

    `name` tells the constraint apart where a table has two columns of one enum.
    """
    return Enum(
        kind,
        name=name or kind.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class TenantConnection(ProvenConnection):
    """Opens each transaction with the proof of the caller's tenant, for row-level security to check.

    The proof is a parameter of a statement of its own, because others see the text of statements.
    """

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ASYNC109
        status: str = await super().execute(query, *args, timeout=timeout)
        if query.startswith("BEGIN"):  # asyncpg's Transaction.start() comes through here
            await self.act_for(CALLER_ORG.get(), kind=CALLER_KIND.get())
        return status


class BorrowedTenantConnection(Borrowed, TenantConnection):
    """The same behind PgBouncer."""


SERVER_SETTINGS = {"idle_in_transaction_session_timeout": "30000", "jit": "off"}
"""PgBouncer refuses connections with such settings; behind it the role has them (docs/operations.md)."""


def connect_args(*, application: str, proofs: CallerProofs, pgbouncer: bool) -> dict[str, Any]:
    own: dict[str, str] = {} if pgbouncer else SERVER_SETTINGS
    arguments: dict[str, Any] = {
        "connection_class": proven(BorrowedTenantConnection if pgbouncer else TenantConnection, proofs),
        "timeout": 5,
        "command_timeout": 30,
        "server_settings": {"application_name": application, **own},
    }
    if pgbouncer:
        arguments |= {
            "statement_cache_size": 0,
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": lambda: f"__asyncpg_{uuid4()}__",
        }
    return arguments


def new_engine(
    url: str, *, application: str, proofs: CallerProofs, size: int = 5, pgbouncer: bool = False
) -> AsyncEngine:
    """An engine whose errors contain the statement without its values, because errors are logged."""
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=size,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=False,
        pool_recycle=1800,
        hide_parameters=True,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args=connect_args(application=application, proofs=proofs, pgbouncer=pgbouncer),
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    count_connections(engine)
    return engine


def _refuse_closed(connection: Any, *_: object) -> None:
    """Do not give a request a connection that the server has closed: the driver knows without a round trip."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def new_sessions(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(
        engine, class_=AsyncSession, sync_session_class=JournalledSession, expire_on_commit=False
    )


async def assert_tenant_is_set(sessions: Sessions) -> None:
    """Check at start-up that a transaction carries its tenant: row security depends on internals of asyncpg.

    Raises RuntimeError where a new version of a driver has closed that path.
    """
    org = uuid4()
    token = CALLER_ORG.set(org)
    try:
        async with sessions() as session, session.begin():
            connection = await session.connection()
            seen = (await connection.execute(text("select caller_org()"))).scalar()
    finally:
        CALLER_ORG.reset(token)
    if seen != org:
        raise RuntimeError("transactions do not carry their tenant: row-level security would see nobody")


async def switch_tenant(session: AsyncSession, organisation: UUID) -> None:
    """From here on, row-level security shows this transaction the rows of that organisation and of no other.

    For work that concerns two organisations.
    """
    await (await driver_of(session)).act_for(organisation)


@asynccontextmanager
async def as_tenant(session: AsyncSession, organisation: UUID, *, afterwards: UUID) -> AsyncIterator[None]:
    """For the block, the transaction's tenant is that organisation; then it is `afterwards`."""
    await switch_tenant(session, organisation)
    yield
    await switch_tenant(session, afterwards)


async def driver_of(session: AsyncSession) -> ProvenConnection:
    """The driver's own connection of a session, within its transaction."""
    connection = await session.connection()
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, ProvenConnection)  # noqa: S101  # narrows the type
    if not driver.is_in_transaction():
        await connection.execute(text("select 1"))  # SQLAlchemy begins with the first statement
    return driver


class AlreadyExists(Conflict):
    """This exists already; `candidates` may name it."""

    title = "Already exists"


class ReferenceGone(Conflict):
    """Something that this refers to was deleted at the same moment, or something refers to what was to be deleted.

    Read it again.
    """

    title = "Reference gone"


class RuleBroken(Invalid):
    """The values do not fit together, so they cannot be stored."""

    title = "Values do not fit together"


CHECK_VIOLATION = "23514"
GENERAL_REFUSALS: Mapping[str, type[Problem]] = {
    "23503": ReferenceGone,
    "23505": AlreadyExists,
    "23P01": AlreadyExists,
}
"""By SQLSTATE, for constraints without a refusal of their own: foreign keys, unique values, exclusions."""


class Refusals:
    """The problem to raise for each constraint of a service, by the name of the constraint."""

    def __init__(self, by_constraint: Mapping[str, type[Problem]]) -> None:
        self.by_constraint = by_constraint

    def translate(self, error: IntegrityError) -> Problem | None:
        cause = getattr(error.orig, "__cause__", None)
        name = getattr(cause, "constraint_name", None) or ""
        if name in self.by_constraint:
            return self.by_constraint[name]()
        sqlstate = getattr(error.orig, "sqlstate", "")
        if sqlstate == CHECK_VIOLATION:
            return RuleBroken(f"The values break a rule of the data: {_in_words(name)}.")
        general = GENERAL_REFUSALS.get(sqlstate)
        return general() if general else None


def _in_words(constraint: str) -> str:
    """The name of a CHECK as words: `ck_deliveries_units` is "deliveries units"."""
    return constraint.removeprefix("ck_").replace("_", " ") or "a check"
