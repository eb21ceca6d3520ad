"""The events that an organisation is told, read where they are written."""

from uuid import UUID

from fastapi import FastAPI

from chassis.rows import fetch_rows
from chassis.state import state_of


async def heard_by(app: FastAPI, org: UUID) -> list[tuple[str, UUID]]:
    """Verb and subject of all events for the organisation, oldest first."""
    statement = "select verb, subject_id from journal where :org = any (audience) order by seq"
    async with state_of(app).worker_sessions() as session:
        return [(verb, subject) for verb, subject in await fetch_rows(session, statement, org=org)]
