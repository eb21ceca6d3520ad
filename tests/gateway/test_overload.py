"""Callers without a valid credential cannot use up the connections of the gateway."""

import asyncio
from secrets import token_urlsafe
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.state import state_of
from gateway.app import Gateway
from support.accounts import Accounts

STALL_SECONDS = 25
"""Less than the pool's and the driver's own time limits of 30 seconds: a stall is longer than this."""


def attackers(engine: AsyncEngine) -> int:
    """Ten times as many as there are connections."""
    return 10 * 2 * engine.pool.size()  # type: ignore[attr-defined]


async def at_once(accounts: Accounts, gateway: Gateway, **request: Any) -> set[tuple[int, str]]:
    """Status and code of the answers to many requests, each with a token of its own; they must not stall."""

    async def send() -> httpx.Response:
        made_up = token_urlsafe(32)
        filled = {
            part: {name: value.format(token=made_up) for name, value in fields.items()}
            for part, fields in request.items()
            if isinstance(fields, dict)
        }
        return await accounts.anonymous.request(request["method"], request["url"], **filled)

    async with asyncio.timeout(STALL_SECONDS):
        answers = await asyncio.gather(*(send() for _ in range(attackers(state_of(gateway.own).engine))))
    return {(answer.status_code, answer.json()["code"]) for answer in answers}


@pytest.mark.parametrize(
    ("request_", "refusal"),
    [
        (
            {
                "method": "POST",
                "url": "/v1/token",
                "data": {"grant_type": "refresh_token", "refresh_token": "{token}"},
            },
            (400, "invalid_grant"),
        ),
        (
            {
                "method": "POST",
                "url": "/v1/token",
                "data": {"grant_type": "client_credentials", "client_id": "{token}", "client_secret": "{token}"},
            },
            (401, "invalid_client"),
        ),
        (
            {"method": "POST", "url": "/v1/token", "data": {"grant_type": "refresh_token"}},
            (400, "invalid_request"),
        ),
        (
            {
                "method": "POST",
                "url": "/v1/invitations/accept",
                "json": {"token": "{token}", "username": "a.stranger", "password": "correct horse"},
            },
            (404, "invitation_not_found"),
        ),
        (
            {"method": "GET", "url": "/v1/me", "headers": {"Authorization": "Bearer {token}.{token}"}},
            (401, "unauthenticated"),
        ),
        ({"method": "GET", "url": "/v1/me"}, (401, "unauthenticated")),
    ],
    ids=["refresh tokens", "API keys", "empty forms", "invitations", "credentials", "no credential"],
)
async def test_many_requests_without_a_credential_are_refused_quickly(
    accounts: Accounts, gateway_app: Gateway, request_: dict[str, Any], refusal: tuple[int, str]
) -> None:
    codes = await at_once(accounts, gateway_app, **request_)
    assert codes <= {refusal, (429, "too_many_attempts"), (429, "too_many_requests")}
    amina = await accounts.buyer()
    assert (await amina.get("/v1/me")).status_code == 200


async def test_one_refresh_token_that_many_send_at_once_renews_once(
    accounts: Accounts, gateway_app: Gateway
) -> None:
    amina = await accounts.buyer()
    sign_in = {"grant_type": "password", "username": amina.username, "password": amina.password}
    token = (await accounts.anonymous.post("/v1/token", data=sign_in)).json()["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": token}
    async with asyncio.timeout(STALL_SECONDS):
        many = range(attackers(state_of(gateway_app.own).engine))
        answers = await asyncio.gather(*(accounts.anonymous.post("/v1/token", data=form) for _ in many))
    assert sorted({answer.status_code for answer in answers}) == [200, 400]
    assert [answer.status_code for answer in answers].count(200) == 1
