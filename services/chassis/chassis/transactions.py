"""One transaction per request, committed before the answer leaves."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis import database_faults
from chassis.auth import AnyCaller
from chassis.callers import Caller
from chassis.connections import keep_for_key
from chassis.database import CALLER_KIND, CALLER_ORG, Sessions
from chassis.idempotency import replay
from chassis.problems import OutcomeUnknown
from chassis.state import request_state_of, state_of


@asynccontextmanager
async def begun(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """A transaction that is committed where its block ends.

    Raises OutcomeUnknown if the connection breaks at the commit: the database may have made the change, or not.
    """
    async with sessions() as session:
        is_ending = False
        try:
            async with session.begin():
                yield session
                await session.flush()
                is_ending = True
        except Exception as error:
            if is_ending and database_faults.is_away(error):
                raise OutcomeUnknown from error
            raise


def act_for(caller: Caller) -> None:
    """The next transactions are limited to the caller's tenant."""
    CALLER_ORG.set(caller.org)
    CALLER_KIND.set(caller.org_kind)


async def transaction(request: Request, caller: AnyCaller) -> AsyncIterator[AsyncSession]:
    """One transaction per request, limited to the caller's tenant, committed before the answer leaves."""
    act_for(caller)
    state, own = state_of(request), request_state_of(request)
    async with begun(state.sessions) as session:
        own.session = session
        if own.idempotency:
            keep_for_key()
            await replay(session, caller, *own.idempotency)
        yield session
    state.notifier.notify()


Session = Annotated[AsyncSession, Depends(transaction, scope="function")]
"""The request's transaction as the service's app role: row-level security applies."""


async def worker_transaction(request: Request, caller: AnyCaller) -> AsyncIterator[AsyncSession]:  # noqa: ARG001
    """A transaction as the worker role, for internal routes that another service calls about no one caller."""
    CALLER_ORG.set(None)
    state = state_of(request)
    async with begun(state.worker_sessions) as session:
        yield session
    state.notifier.notify()


WorkerSession = Annotated[AsyncSession, Depends(worker_transaction, scope="function")]

Begin = Callable[[], AbstractAsyncContextManager[AsyncSession]]
"""Opens a transaction that is committed where its block ends."""


def anonymous_transactions(request: Request) -> Begin:
    """For requests without a credential that do slow work, such as hashing, between short transactions.

    Row-level security shows them no tenant's rows.
    """
    state = state_of(request)

    @asynccontextmanager
    async def begin() -> AsyncIterator[AsyncSession]:
        CALLER_ORG.set(None)
        async with begun(state.sessions) as session:
            yield session
        state.notifier.notify()

    return begin


AnonymousTransactions = Annotated[Begin, Depends(anonymous_transactions)]


def caller_transactions(request: Request, caller: AnyCaller) -> Begin:
    """The same for a caller; each transaction is limited to the caller's tenant."""
    state = state_of(request)

    @asynccontextmanager
    async def begin() -> AsyncIterator[AsyncSession]:
        act_for(caller)
        async with begun(state.sessions) as session:
            yield session
        state.notifier.notify()

    return begin


CallerTransactions = Annotated[Begin, Depends(caller_transactions)]


def request_transactions(request: Request, session: Session, begin: CallerTransactions) -> Begin:
    """For a POST that asks another service between transactions, so that no connection waits for the answer.

    With an Idempotency-Key it is one transaction, the request's, which holds the key's lock and keeps the answer.
    """
    if request_state_of(request).idempotency is None:
        return begin

    @asynccontextmanager
    async def under_way() -> AsyncIterator[AsyncSession]:
        yield session

    return under_way


RequestTransactions = Annotated[Begin, Depends(request_transactions)]


async def anonymous_transaction(begin: AnonymousTransactions) -> AsyncIterator[AsyncSession]:
    """One transaction for a request without a credential; row-level security shows it no tenant's rows."""
    async with begin() as session:
        yield session


AnonymousSession = Annotated[AsyncSession, Depends(anonymous_transaction, scope="function")]
