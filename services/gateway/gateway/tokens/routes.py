"""`/v1/token`: RFC 6749, with problem documents for refusals."""

import base64
from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import Response

from chassis.problem_documents import raises
from chassis.problems import Invalid, TooManyRequests, Unauthenticated
from chassis.routing import new_router
from chassis.transactions import Session
from gateway.permissions import CanReadMe
from gateway.state import state_of
from gateway.tokens import actions
from gateway.tokens.rules import (
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    SecretNotRepeatable,
    UnsupportedGrantType,
    WrongPassword,
)
from gateway.tokens.schemas import PasswordChange, TokenForm, TokenOut
from gateway.transactions.anonymous import AnonymousSession

router = new_router("/v1/token", "tokens")
password_router = new_router("/v1/me/password", "accounts")


def refuse_repeats(request: Request) -> None:
    """For routes whose answer shows a secret once and keeps it nowhere; raises SecretNotRepeatable."""
    if "idempotency-key" in request.headers:
        raise SecretNotRepeatable(pointer="/header/Idempotency-Key")


def desk(request: Request) -> actions.Desk:
    state = state_of(request)
    address = request.client.host if request.client else ""
    return actions.Desk(state.signer, state.failures, state.sessions, address)


def shown(request: Request, form: Annotated[TokenForm, Form()]) -> TokenForm:
    """The form, with the client's credentials from the Authorization header where they stand there (2.3.1)."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form
    try:
        client, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        return TokenForm.model_validate({**form.model_dump(), "client_id": client, "client_secret": secret})
    except ValueError:  # neither base64, nor text, nor text that a client id can be
        raise InvalidClient from None


@router.post(
    "",
    response_model=TokenOut,
    response_model_exclude_none=True,
    openapi_extra={"x-permission": "public"},
    dependencies=[Depends(refuse_repeats)],
    responses=raises(InvalidRequest, InvalidGrant, UnsupportedGrantType, InvalidClient, Invalid, TooManyRequests),
)
async def issue_token(
    form: Annotated[TokenForm, Depends(shown)],
    desk: Annotated[actions.Desk, Depends(desk)],
    session: AnonymousSession,
    response: Response,
) -> TokenOut:
    """Give an access token for a password, an API key's two halves, or a refresh token."""
    response.headers["Cache-Control"] = "no-store"
    return await actions.issue(session, desk, form)


@password_router.post(
    "",
    status_code=204,
    responses=raises(Unauthenticated, WrongPassword, Invalid, TooManyRequests),
)
async def change_password(
    body: PasswordChange, caller: CanReadMe, desk: Annotated[actions.Desk, Depends(desk)], session: Session
) -> None:
    """Change your password; every sign-in that could be renewed must be made anew."""
    await actions.change_password(session, desk, caller, body)
