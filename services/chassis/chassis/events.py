"""The journal entries that a tenant may read: what happened to which thing, without the payload.

An entry's audience was fixed when it was written. Its place among the entries of others would tell how busy they
are, so positions stay between the services: callers of the public API get sealed cursors.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ARRAY, Text, bindparam, text

from chassis.auth import Access
from chassis.callers import Caller
from chassis.numbers import PLAIN_NUMBER, WHOLE_NUMBER
from chassis.patterns import worded
from chassis.routing import new_router
from chassis.state import AppState, state_of
from chassis.vocabulary import Role

LONGEST_WAIT = 30.0
MOST = 200


class EventsPermission(StrEnum):
    READ = "events:read"


access = Access({EventsPermission.READ: frozenset(Role) - {Role.SYSTEM, Role.DASHBOARD_CLIENT}})
CanReadEvents = Annotated[Caller, access.may(EventsPermission.READ)]

Verb = Annotated[
    str, Field(pattern=worded(r"^[a-z_]+\.[a-z_]+$", "an event type, such as finding.released"), max_length=64)
]


class EventQuery(BaseModel):
    """Entries after a position, limited to `types` if any are given; `wait`: seconds to wait for the first."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[int, Field(ge=0), WHOLE_NUMBER] = Field(0)
    limit: Annotated[int, Field(ge=1, le=MOST), WHOLE_NUMBER] = Field(MOST)
    types: list[Verb] = Field([], max_length=50)
    wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT), PLAIN_NUMBER] = Field(0)


class PublishedEvent(BaseModel):
    """One sealed journal entry without its payload."""

    position: int
    id: UUID
    at: datetime
    verb: str
    subject_type: str
    subject_id: UUID


class PublishedEventPage(BaseModel):
    """Entries in the order of their positions, oldest first."""

    items: list[PublishedEvent]


AFTER = text("""
select journal.position, journal.id, journal.at, journal.verb, journal.subject_type, journal.subject_id
from journal_hearers join journal on journal.position = journal_hearers.position
where journal_hearers.org_id = :org and journal_hearers.position > :after
  and (journal.verb = any(:types) or :types = '{}')
order by journal_hearers.position limit :limit""").bindparams(bindparam("types", type_=ARRAY(Text)))


async def events_of(state: AppState, org: UUID, query: EventQuery) -> list[PublishedEvent]:
    """The entries whose audience includes the organisation, oldest first."""
    values = {"org": org, **query.model_dump(exclude={"wait"})}

    async def look() -> list[PublishedEvent]:
        async with state.event_reads, state.worker_sessions() as session, session.begin():
            connection = await session.connection()
            return [
                PublishedEvent.model_validate(dict(row))
                for row in (await connection.execute(AFTER, values)).mappings()
            ]

    return await state.sealed.until(look, bool, seconds=query.wait)


router = new_router("/internal", "internal")


@router.get("/events", openapi_extra={"x-internal": True})
async def list_published_events(
    request: Request, caller: CanReadEvents, query: Annotated[EventQuery, Query()]
) -> PublishedEventPage:
    """The entries of this service's journal whose audience includes the caller's organisation."""
    return PublishedEventPage(items=await events_of(state_of(request), caller.org, query))
