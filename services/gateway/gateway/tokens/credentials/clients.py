"""From which client a request comes, for what is limited by client."""

from typing import Annotated

from fastapi import Depends, Request

from gateway.state import state_of
from gateway.tokens.credentials.passwords import ClientPasswords


def client_address(request: Request) -> str:
    """Of the connection, or as a trusted proxy names it (`TRUSTED_PROXIES`)."""
    return request.client.host if request.client else ""


ClientAddress = Annotated[str, Depends(client_address)]


def client_passwords(request: Request, address: ClientAddress) -> ClientPasswords:
    return ClientPasswords(state_of(request).passwords, address)


PasswordsOfClient = Annotated[ClientPasswords, Depends(client_passwords)]
