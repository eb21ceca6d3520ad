"""A transaction for requests that carry no credential, such as signing in."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.database import CALLER_ORG
from chassis.state import state_of


async def anonymous_transaction(request: Request) -> AsyncIterator[AsyncSession]:
    """One transaction, committed before the answer is sent; row-level security shows it no tenant's rows."""
    CALLER_ORG.set(None)
    state = state_of(request)
    async with state.sessions() as session, session.begin():
        yield session
    state.notifier.notify()


AnonymousSession = Annotated[AsyncSession, Depends(anonymous_transaction, scope="function")]
