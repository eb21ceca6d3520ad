"""The token endpoint on the wire (RFC 6749)."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chassis.text import storable
from gateway.accounts.schemas import Password

Shown = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(storable)]


class TokenForm(BaseModel):
    """What is shown for a token; which fields count depends on `grant_type`."""

    model_config = ConfigDict(
        extra="ignore",  # RFC 6749 3.2: unrecognised parameters are ignored
        json_schema_extra={
            "examples": [{"grant_type": "password", "username": "an.example", "password": "correct horse"}]
        },
    )

    grant_type: Shown | None = None
    username: Shown | None = None
    password: Shown | None = None
    client_id: Shown | None = None
    client_secret: Shown | None = None
    refresh_token: Shown | None = None
    organisation: UUID | None = Field(
        default=None, description="for which organisation, where the person belongs to several"
    )


class TokenOut(BaseModel):
    """An access token for `Authorization: Bearer`; `refresh_token` renews it once, and then the next one does."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  # the type's name, not a token
    expires_in: int = Field(description="seconds")
    refresh_token: str | None = None
    organisation: UUID = Field(description="the organisation it is for")


class PasswordChange(BaseModel):
    """The present password and the one from now on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"current": "correct horse", "new": "battery staple"}]},
    )

    current: Shown
    new: Password
