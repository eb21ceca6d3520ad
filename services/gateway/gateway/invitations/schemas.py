"""Invitations on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.rows import StampedOut
from chassis.text import Email, Line
from chassis.vocabulary import Role
from gateway.accounts.schemas import Password, Username

Token = Annotated[str, StringConstraints(min_length=20, max_length=200, pattern=r"^[A-Za-z0-9_-]+$")]


class InvitationIn(BaseModel):
    """Whom to invite, as what, and where: a supplier's person needs `supplier_id`, a colleague nothing more."""

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

    email: Email
    role: Role
    supplier_id: UUID | None = Field(default=None, description="the market party the invited person speaks for")
    organisation_id: UUID | None = Field(default=None, description="where the platform invites into another")


class InvitationItem(StampedOut):
    """An invitation, without its token."""

    email: str
    role: Role
    organisation_id: UUID | None
    supplier_id: UUID | None
    expires_at: datetime
    accepted_at: datetime | None


class InvitationOut(InvitationItem):
    """An invitation."""


class InvitationMade(InvitationItem):
    """A new invitation: the only moment its one-time token is shown."""

    token: str


class AcceptIn(BaseModel):
    """The token one was given, and the account one wants."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"token": "c29tZS1vbmUtdGltZS10b2tlbg", "username": "an.example", "password": "correct horse"}
            ]
        },
    )

    token: Token
    username: Username
    password: Password
    name: Line | None = Field(default=None, description="the username where it is not given")


class JoinIn(BaseModel):
    """The token of a further invitation, for somebody who has an account and is signed in with it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"token": "c29tZS1vbmUtdGltZS10b2tlbg"}]}
    )

    token: Token
