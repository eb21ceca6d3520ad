"""API keys on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.text import Line
from chassis.vocabulary import Role


class KeyIn(BaseModel):
    """A key for a program: it acts as you, with these of your roles."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "nightly import", "roles": ["buyer_officer"]}]},
    )

    name: Line
    roles: Annotated[list[Role], Field(max_length=8, description="all of yours where empty")] = []


class KeyItem(BaseModel, from_attributes=True):
    """An API key, without its secret."""

    id: UUID
    client_id: str
    name: str
    person_id: UUID = Field(description="the member it acts as")
    roles: list[Role]
    created_at: datetime


class KeyMade(KeyItem):
    """A new key: the only moment its secret is shown."""

    client_secret: str
    api_key: str = Field(description="`<client_id>.<client_secret>`, a bearer token as it stands")
