"""The feed of a service's journal, for the other services: in order, without gaps, by long polling.

A follower sends the position up to which it has committed; the feed answers with the entries after it, and waits a
while where there are none. So the feed also knows the progress of each follower.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text

from chassis.auth import Access
from chassis.callers import Caller
from chassis.database import Sessions
from chassis.follower_progress import LONGEST_WAIT
from chassis.problem_documents import raises
from chassis.problems import Conflict
from chassis.routing import new_router
from chassis.state import state_of
from chassis.vocabulary import Role


class FeedPermission(StrEnum):
    FOLLOW = "feed:follow"


access = Access({FeedPermission.FOLLOW: frozenset({Role.SYSTEM})})
Follower = Annotated[Caller, access.may(FeedPermission.FOLLOW)]


class Event(BaseModel):
    """A sealed journal row that other services may know of."""

    position: int
    id: UUID
    at: datetime
    actor: UUID
    actor_org: UUID
    verb: str
    subject_type: str
    subject_id: UUID
    origin: str | None
    outcome: str | None
    payload: dict[str, Any]


class FeedQuery(BaseModel):
    """From where a follower reads on."""

    model_config = ConfigDict(extra="forbid")

    after: int = Field(0, ge=0)
    chain: str | None = Field(None, max_length=64, description="the chain's value there, if it is known")
    limit: int = Field(500, ge=1, le=1000)
    wait: float = Field(0, ge=0, le=LONGEST_WAIT, description="seconds to wait where there is nothing yet")


class FeedPage(BaseModel):
    """`head` is the position that the page reaches: continue from there, even where `items` is empty.

    `chain` is the hash chain's value there, in hexadecimal digits: a follower keeps it.
    """

    items: list[Event]
    head: int
    chain: str | None = None


AFTER = text("""
select journal.position, journal.id, journal.at, journal.actor, journal.actor_org, journal.verb,
       journal.subject_type, journal.subject_id, journal.origin, journal.outcome,
       coalesce(journal_payloads.payload, '{}'::jsonb) as payload, journal.followed,
       encode(journal.chain, 'hex') as chain
from journal left join journal_payloads on journal_payloads.journal_id = journal.id
where journal.position > :after order by journal.position limit :limit""")


HEAD = text("select coalesce(max(position), 0) from journal")


CHAIN = text("select encode(chain, 'hex') from journal where position = :position")


class AheadOfJournal(Conflict):
    """The follower has read further than the journal goes, or another one: a backup was restored.

    It would miss what is written from now on, until an operator moves its position (docs/operations.md).
    """

    title = "Ahead of the journal"


async def check_place(sessions: Sessions, after: int, chain: str) -> None:
    """Raises AheadOfJournal where the journal up to `after` is not the one that the follower has read."""
    async with sessions() as session, session.begin():
        found = (await (await session.connection()).execute(CHAIN, {"position": after})).scalar()
    if found is not None and found != chain:
        raise AheadOfJournal(f"The journal up to position {after} is not the one that was read.")


async def read(sessions: Sessions, after: int, limit: int) -> FeedPage:
    async with sessions() as session, session.begin():
        connection = await session.connection()
        rows = (await connection.execute(AFTER, {"after": after, "limit": limit})).mappings().all()
        head = None if rows else (await connection.execute(HEAD)).scalar()
    if head is not None and after > head:
        raise AheadOfJournal(f"The journal ends at position {head}, before {after}.")
    items = [Event.model_validate(dict(row)) for row in rows if row["followed"]]
    if not rows:
        return FeedPage(items=items, head=after)
    return FeedPage(items=items, head=rows[-1]["position"], chain=rows[-1]["chain"])


router = new_router("/internal", "internal")


@router.get("/feed", responses=raises(AheadOfJournal), openapi_extra={"x-internal": True})
async def follow_journal(request: Request, caller: Follower, query: Annotated[FeedQuery, Query()]) -> FeedPage:
    """Journal rows after a position, oldest first."""
    state = state_of(request)
    if query.chain:
        await check_place(state.worker_sessions, query.after, query.chain)
    state.progress.reached(caller.issuer, query.after)
    return await state.sealed.until(
        lambda: read(state.worker_sessions, query.after, query.limit),
        lambda page: page.head > query.after,
        seconds=query.wait,
    )
