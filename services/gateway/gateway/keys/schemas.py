"""API keys on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.text import Line
from chassis.vocabulary import Role


class KeyIn(BaseModel):
    """A new key for a program. It acts as you, with the roles you choose from your own."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "nightly import", "roles": ["buyer_officer"]}]},
    )

    name: Line = Field(description="What the key is for.")
    roles: Annotated[
        list[Role], Field(max_length=8, description="Roles of the key, from your own. Empty means all of them.")
    ] = []


class KeyItem(BaseModel, from_attributes=True):
    """An API key, without its secret."""

    id: UUID = Field(description="The id of the API key.")
    client_id: str = Field(description="The public half of the key.", examples=["5f2c0a9e7b1d4c38"])
    name: str = Field(description="What the key is for.", examples=["nightly import"])
    person_id: UUID = Field(description="The person who created the key; it acts as this person.")
    roles: list[Role] = Field(description="The roles of the key, limited to those that the person still has.")
    created_at: datetime = Field(description="When the key was created.")
    parent_id: UUID | None = Field(
        description="The key that it was created with, and ends with; null if it was created in a session."
    )


class KeyMade(KeyItem):
    """A new API key. Its secret is shown in this answer only."""

    client_secret: str = Field(
        description="The secret half of the key. It cannot be read again.", examples=["c29tZS1jbGllbnQtc2VjcmV0"]
    )
    api_key: str = Field(
        description="`<client_id>.<client_secret>`: send it as `Authorization: Bearer`. It cannot be read again.",
        examples=["5f2c0a9e7b1d4c38.c29tZS1jbGllbnQtc2VjcmV0"],
    )
