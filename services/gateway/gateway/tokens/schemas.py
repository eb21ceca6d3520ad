"""The token endpoint on the wire (RFC 6749)."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from chassis.stored_values import on_input
from chassis.text import storable
from gateway.accounts.schemas import Password

EMPTY = Field(examples=[""])
"""So that the form on the page of the API description is empty."""


def _omitted(said: object) -> object:
    """RFC 6749 3.2: a parameter without a value is treated as if it was left out."""
    return None if said == "" else said


Secret = Annotated[str, StringConstraints(min_length=1, max_length=500), on_input(storable)]
Text = Annotated[str, StringConstraints(max_length=500), on_input(storable)]
Nothing = Annotated[str, StringConstraints(max_length=0)]
FormText = Annotated[Text | None, BeforeValidator(_omitted, json_schema_input_type=Text | None), EMPTY]
FormId = Annotated[UUID | None, BeforeValidator(_omitted, json_schema_input_type=UUID | Nothing | None), EMPTY]


class TokenForm(BaseModel):
    """A request for a token. Which fields are required depends on `grant_type`."""

    model_config = ConfigDict(
        extra="ignore",  # RFC 6749 3.2: unrecognised parameters are ignored
        json_schema_extra={
            "examples": [{"grant_type": "password", "username": "an.example", "password": "correct horse"}]
        },
    )

    grant_type: FormText = Field(
        None,
        description="`password`, `client_credentials` or `refresh_token`. Always required.",
        examples=["password"],
    )
    username: FormText = Field(None, description="The user name. Required for `password`.")
    password: FormText = Field(None, description="The password. Required for `password`.")
    client_id: FormText = Field(
        None,
        description="The client id of an API key. Required for `client_credentials`, unless the `Authorization`"
        " header carries it (HTTP Basic).",
    )
    client_secret: FormText = Field(
        None, description="The client secret of an API key; the same rule as for `client_id`."
    )
    refresh_token: FormText = Field(
        None, description="The last refresh token that you got. Required for `refresh_token`; it works once."
    )
    organisation: FormId = Field(
        None,
        description="The organisation to sign in for. Required for `password` if the person belongs to several.",
    )


class TokenOut(BaseModel):
    """An access token to send as `Authorization: Bearer <access_token>`."""

    access_token: str = Field(
        description="The access token. Treat it as opaque text.",
        examples=["eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"],
    )
    token_type: Literal["Bearer"] = Field(  # the type's name, not a token
        "Bearer", description="The type of the token; always `Bearer`."
    )
    expires_in: int = Field(description="Seconds until the access token expires.", examples=[900])
    refresh_token: str | None = Field(
        None,
        description="Gives the next access token, once, within 30 days. Absent for `client_credentials`.",
        examples=["b25lLXRpbWUtcmVmcmVzaC10b2tlbg"],
    )
    organisation: UUID = Field(description="The organisation that the token is valid for.")


class PasswordChange(BaseModel):
    """The current password and the new one."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"current": "correct horse", "new": "battery staple"}]},
    )

    current: Secret = Field(description="The current password.")
    new: Password
