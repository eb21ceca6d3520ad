"""Transitions of a finding on the wire: the checklist of a validation, the terms of a release."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from chassis.text import Prose
from dialogue.findings.release.rules import Audience
from dialogue.findings.rules import FindingStatus


class Checklist(BaseModel):
    """The editor's safety check; every point must hold."""

    model_config = ConfigDict(extra="forbid")

    no_personal_data: bool = False
    period_is_coarse: bool = False
    sources_consented: bool = False


class ReleaseTerms(BaseModel):
    """To whom, and which site it is."""

    model_config = ConfigDict(extra="forbid")

    audiences: Annotated[list[Audience], Field(max_length=4)] = []
    facility_id: Annotated[UUID | None, Field(description="the site, confirmed by the editor")] = None
    facility: Annotated[
        Literal["new"] | None, Field(description="enter the site as given in the register, as public source")
    ] = None
    named_buyers: Annotated[list[UUID], Field(max_length=200)] = []
    informed_consent_confirmed: Annotated[
        bool, Field(description="the workers or their organisation agree that the supplier is told")
    ] = False


class FindingMove(ReleaseTerms):
    """A transition; `checklist` belongs to `validated`, the terms of release to `shared`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "to": "shared",
                    "audiences": ["affiliates"],
                    "facility_id": "0198c0de-0000-4000-8000-000000000001",
                    "reason": "The workers ask that buyers know before the employer does.",
                }
            ]
        },
    )

    to: FindingStatus
    reason: Prose | None = None
    checklist: Checklist | None = None


class PreviewIn(ReleaseTerms):
    """A release that is only being considered."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"audiences": ["supplier", "affiliates"]}]})


class PreviewOut(BaseModel):
    """How many organisations a release would newly reach, and what it would ask for."""

    readers: dict[Audience, int]
    suppliers_without_account: int
    needs_reason: bool
    needs_consent: bool
    needs_second_person: bool


class ReleaseOut(BaseModel, from_attributes=True):
    """A release that was made."""

    id: UUID
    audiences: list[Audience]
    released_at: datetime
    released_by: UUID
    consent_confirmed: bool
    readers: int
    announced_at: datetime | None = Field(description="null while an embargo lasts")
