"""What an HTTP request says of the client that sends it: its address, and its credentials in HTTP Basic."""

import base64
from typing import Annotated

from fastapi import Depends, Form, Request

from gateway.state import state_of
from gateway.tokens.credentials.passwords import ClientPasswords
from gateway.tokens.rules import InvalidClient
from gateway.tokens.schemas import TokenForm


def client_address(request: Request) -> str:
    """Of the connection, or as a trusted proxy names it (`TRUSTED_PROXIES`)."""
    return request.client.host if request.client else ""


ClientAddress = Annotated[str, Depends(client_address)]


def client_passwords(request: Request, address: ClientAddress) -> ClientPasswords:
    return ClientPasswords(state_of(request).passwords, address)


PasswordsOfClient = Annotated[ClientPasswords, Depends(client_passwords)]


def basic_credentials(authorization: str) -> tuple[str, str] | None:
    """Client id and secret of an `Authorization` header of the scheme Basic; None if it has another scheme.

    Also None where both are empty: forms for a password send that. Raises InvalidClient.
    """
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:  # not base64, or not text
        raise InvalidClient from None
    return (client, secret) if client or secret else None


def form_with_client(request: Request, form: Annotated[TokenForm, Form()]) -> TokenForm:
    """The form, with the client's credentials from the `Authorization` header if it has them (RFC 6749 2.3.1).

    Raises InvalidClient.
    """
    credentials = basic_credentials(request.headers.get("authorization", ""))
    if credentials is None:
        return form
    client_id, secret = credentials
    try:
        return TokenForm.model_validate({**form.model_dump(), "client_id": client_id, "client_secret": secret})
    except ValueError:  # a text that no client id can be
        raise InvalidClient from None


FormWithClient = Annotated[TokenForm, Depends(form_with_client)]
