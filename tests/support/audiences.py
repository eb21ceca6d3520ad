"""The events for an organisation: the journal entries that have it in their audience, also those not sealed yet."""

from uuid import UUID

from fastapi import FastAPI
from sqlmodel import col, select

from chassis.state import state_of
from dialogue.tables import Journal


async def events_for(app: FastAPI, org: UUID) -> list[tuple[str, str]]:
    """(verb, subject) of every event of the dialogue service for the organisation, oldest first."""
    statement = select(Journal.verb, Journal.subject_id).where(col(Journal.audience).contains([org]))
    async with state_of(app).worker_sessions() as session, session.begin():
        rows = (await session.exec(statement.order_by(col(Journal.seq)))).all()
    return [(verb, str(subject)) for verb, subject in rows]
