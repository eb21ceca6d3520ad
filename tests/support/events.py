"""The events for an organisation: as it reads them, and as they are written, also those not sealed yet."""

import asyncio
from uuid import UUID

import httpx
from fastapi import FastAPI

from chassis.rows import fetch_rows
from chassis.state import state_of


async def heard(who: httpx.AsyncClient, *verbs: str) -> list[str]:
    """Which of these verbs are in the events of a caller, in their order, as soon as the last one is."""
    found: list[str] = []
    for _ in range(200):
        page = (await who.get("/v1/events", params={"types": ",".join(verbs)})).json()
        found = [event["type"] for event in page["items"]]
        if verbs[-1] in found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"{verbs[-1]} is not among {found}")


async def events_for(app: FastAPI, org: UUID) -> list[tuple[str, str]]:
    """(verb, subject) of every event of a service for the organisation, oldest first."""
    statement = "select verb, subject_id from journal where :org = any (audience) order by seq"
    async with state_of(app).worker_sessions() as session:
        return [(verb, str(subject)) for verb, subject in await fetch_rows(session, statement, org=org)]
