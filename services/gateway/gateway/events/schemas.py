"""Events on the wire: CloudEvents 1.0 in JSON. They name what changed; the receiver reads it itself."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.events import PublishedEvent

FeedEntry = tuple[str, PublishedEvent]
"""The service that wrote a journal entry, and the entry."""

EVENT_EXAMPLE: dict[str, Any] = {
    "specversion": "1.0",
    "id": "0197f3a2-0000-7000-8000-000000000009",
    "type": "finding.released",
    "source": "/dialogue",
    "subject": "finding/2f9c1a52-7c55-4f0e-9a39-0b8f6a3c1d77",
    "time": "2026-11-22T09:30:00Z",
}


class CloudEvent(BaseModel):
    """An event: what happened, to which thing, and when."""

    model_config = ConfigDict(json_schema_extra={"examples": [EVENT_EXAMPLE]})

    specversion: Literal["1.0"] = Field("1.0", description="The version of CloudEvents; always `1.0`.")
    id: UUID = Field(description="The id of the event. It stays the same when the event is read again.")
    type: str = Field(description="What happened, as `<thing>.<past participle>`.")
    source: str = Field(description="The service that owns the subject, as `/<service>`.")
    subject: str = Field(description="The thing, as `<kind>/<id>`. Read it with your own rights.")
    time: datetime = Field(description="When it happened.")


class EventPage(BaseModel):
    """A page of events, oldest first."""

    items: list[CloudEvent] = Field(description="The events; empty if there is nothing new.")
    next: str = Field(
        description="Send this as `after` for what comes later. It is never null.", examples=["c2VhbGVkLWN1cnNvcg"]
    )
