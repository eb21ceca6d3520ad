"""The history of the consent to a finding, as its monitor reads it."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class ConsentEntry(BaseModel):
    """That the people who spoke withdrew their consent, or agreed again."""

    at: datetime = Field(description="When it was recorded.")
    by: UUID = Field(description="The person who recorded it.")
    is_withdrawn: bool = Field(description="True if they withdrew it; false if they agreed again.")
    note: str | None = Field(
        description="What was said about it. Null: nothing.", examples=["They fear for their contracts."]
    )
