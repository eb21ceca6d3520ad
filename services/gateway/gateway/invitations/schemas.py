"""Invitations on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.patterns import worded
from chassis.rows import StampedOut
from chassis.text import Email, Line
from chassis.vocabulary import Role
from gateway.accounts.schemas import OrganisationRef, Password, PersonOut, Username

Token = Annotated[
    str,
    StringConstraints(
        min_length=20, max_length=200, pattern=worded(r"^[A-Za-z0-9_-]+$", "the token of an invitation")
    ),
    Field(description="The one-time token of the invitation."),
]

TOKEN_EXAMPLE = "c29tZS1vbmUtdGltZS10b2tlbg"  # noqa: S105  # an example


class InvitationIn(BaseModel):
    """A person to invite, and the role that they get.

    For a colleague, leave out both ids. A buyer that invites a person of a supplier gives `supplier_id`. The
    platform gives the `organisation_id` of the organisation that the person is invited into.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "email": "rights@meridiaan.example",
                    "role": "supplier_contact",
                    "supplier_id": "01939d4c-7b1a-7c3e-9a51-0242ac120002",
                }
            ]
        },
    )

    email: Email = Field(
        description="The address of the person. The platform sends no mail: give them the token yourself."
    )
    role: Role = Field(description="The role that the person gets.")
    supplier_id: UUID | None = Field(
        None,
        description="The supplier that the person represents. Required when a buyer invites a supplier's person.",
    )
    organisation_id: UUID | None = Field(
        None,
        description="The organisation to join, if the platform invites its first member or offers it an"
        " administrator; null for your own.",
    )


class InvitationItem(StampedOut):
    """An invitation, without its token."""

    email: str = Field(description="The address of the invited person.", examples=["rights@meridiaan.example"])
    role: Role = Field(description="The role that the person gets.")
    organisation_id: UUID | None = Field(
        description="The organisation that the person joins; null for a supplier's person."
    )
    supplier_id: UUID | None = Field(description="The supplier that the person represents; null for a colleague.")
    invited_by: UUID = Field(description="The organisation that invites: your own, or the platform.")
    opens_at: datetime | None = Field(
        description="When the token starts to work, if the platform offers an administrator; else null."
    )
    expires_at: datetime = Field(description="When the token stops working.")
    accepted_at: datetime | None = Field(description="When it was accepted; null while it is open or has expired.")


class InvitationOut(InvitationItem):
    """An invitation."""


class InvitationMade(InvitationItem):
    """A new invitation. Its one-time token is shown in this answer only."""

    token: str = Field(
        description="The one-time token for the invited person. It cannot be read again.", examples=[TOKEN_EXAMPLE]
    )


class AcceptIn(BaseModel):
    """The token of the invitation and the account to create."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"token": TOKEN_EXAMPLE, "username": "an.example", "password": "correct horse"}]
        },
    )

    token: Token
    username: Username
    password: Password
    name: Line | None = Field(None, description="The name that others see; the user name if null.")


class JoinIn(BaseModel):
    """The token of a further invitation, for a person who has an account and is signed in with it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"token": TOKEN_EXAMPLE}]})

    token: Token


class Membership(BaseModel):
    """A new member, the organisation they joined and what they may do there."""

    person: PersonOut = Field(description="The person who accepted the invitation.")
    organisation: OrganisationRef = Field(description="The organisation that the person joined.")
    roles: list[Role] = Field(description="The person's roles in this organisation.")
    supplier_id: UUID | None = Field(description="The supplier that the organisation represents; null for others.")
    joined_at: datetime = Field(description="When the membership began.")
