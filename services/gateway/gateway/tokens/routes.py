"""`/v1/token` (RFC 6749, with problem documents for refusals) and `/v1/me/password`."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from chassis.idempotency import SecretNotRepeatable, refuse_idempotency_key
from chassis.problem_documents import raises
from chassis.problems import Invalid, TooManyRequests
from chassis.routing import new_router
from chassis.transactions import AnonymousTransactions, CallerTransactions
from gateway.accounts.passwords.rules import CommonPassword, PasswordNamesPerson
from gateway.limits.rules import TooManySignIns, TooManyStrangers
from gateway.permissions import CanReadMe
from gateway.state import state_of
from gateway.tokens import actions, views
from gateway.tokens.credentials.clients import FormWithClient, PasswordsOfClient
from gateway.tokens.rules import (
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    UnsupportedGrantType,
    WrongPassword,
)
from gateway.tokens.schemas import PasswordChange, TokenOut

router = new_router("/v1/token", "tokens")
password_router = new_router("/v1/me/password", "accounts")


def token_issuer(request: Request, begin: AnonymousTransactions, passwords: PasswordsOfClient) -> actions.Issuer:
    state = state_of(request)
    return actions.Issuer(
        state.signer, passwords, state.failed_attempts, begin, passwords.address, strangers=state.strangers
    )


TokenIssuer = Annotated[actions.Issuer, Depends(token_issuer)]


@router.post(
    "",
    response_model=TokenOut,
    response_model_exclude_none=True,
    openapi_extra={"x-permission": "public"},
    dependencies=[Depends(refuse_idempotency_key)],
    responses=raises(InvalidRequest, InvalidGrant, UnsupportedGrantType, InvalidClient)
    | raises(Invalid, SecretNotRepeatable, TooManyRequests, TooManySignIns, TooManyStrangers),
)
async def issue_token(
    form: FormWithClient,
    issuer: TokenIssuer,
    response: Response,
) -> TokenOut:
    """Get an access token for a user name and password, an API key or a refresh token.

    Fields that are not listed are ignored, as RFC 6749 demands of this endpoint; all others refuse them.
    """
    response.headers["Cache-Control"] = "no-store"
    return views.token_out(await actions.issue(issuer, form))


@password_router.post(
    "",
    status_code=204,
    dependencies=[Depends(refuse_idempotency_key)],
    responses=raises(WrongPassword, CommonPassword, PasswordNamesPerson, Invalid, SecretNotRepeatable)
    | raises(TooManyRequests, TooManySignIns),
)
async def change_password(
    body: PasswordChange, caller: CanReadMe, issuer: TokenIssuer, begin: CallerTransactions
) -> None:
    """Change your password. All your sign-ins end within 5 seconds, so sign in again everywhere."""
    await actions.change_password(begin, issuer, caller, body)
