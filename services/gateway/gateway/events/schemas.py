"""Events on the wire: CloudEvents 1.0 in JSON, thin; the receiver reads the subject with its own rights."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class CloudEvent(BaseModel):
    """Something happened; `subject` says to what, the kind before the slash and its id behind."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "specversion": "1.0",
                    "id": "0197f3a2-0000-7000-8000-000000000009",
                    "type": "finding.released",
                    "source": "/dialogue",
                    "subject": "finding/2f9c1a52-7c55-4f0e-9a39-0b8f6a3c1d77",
                    "time": "2026-11-22T09:30:00Z",
                }
            ]
        }
    )

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    type: str = Field(description="`<thing>.<what was done>`")
    source: str = Field(description="the service that owns the subject")
    subject: str
    time: datetime


class EventPage(BaseModel):
    """Events, oldest first. `next` goes on from here and is never null: ask again with it for what comes later."""

    items: list[CloudEvent]
    next: str
