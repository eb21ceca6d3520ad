"""Guessing passwords and secrets: how many guesses are judged, and who has to wait."""

import asyncio
import sys
from uuid import uuid4

import httpx
import pytest

from chassis.problems import TooManyRequests
from gateway.limits.counters.failed_attempts import FailedAttempts
from gateway.limits.rules import FAILURES_ALLOWED
from support.accounts import Accounts
from support.clients import async_client_at
from support.refusals import refusal


async def test_of_250_guesses_at_once_no_more_are_judged_than_are_allowed(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    form = {"grant_type": "password", "username": amina.username, "password": "wrong horse"}
    answers = await asyncio.gather(*(accounts.anonymous.post("/v1/token", data=form) for _ in range(250)))
    judged = [answer for answer in answers if answer.status_code == 400]
    assert 0 < len(judged) <= FAILURES_ALLOWED
    assert {answer.status_code for answer in answers} == {400, 429}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers if answer.status_code == 429)
    right = await accounts.anonymous.post("/v1/token", data={**form, "password": amina.password})
    assert right.status_code == 429


async def test_of_many_secrets_at_once_no_more_are_judged_than_are_allowed(accounts: Accounts) -> None:
    client = (await accounts.buyer()).api_key.partition(".")[0]
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": "wrong"}
    answers = await asyncio.gather(*(accounts.anonymous.post("/v1/token", data=form) for _ in range(100)))
    assert [answer.status_code for answer in answers].count(401) <= FAILURES_ALLOWED


async def test_the_current_password_cannot_be_guessed_with_a_stolen_session(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    body = {"current": "wrong horse", "new": "battery staple"}
    answers = await asyncio.gather(*(amina.post("/v1/me/password", json=body) for _ in range(50)))
    assert [answer.status_code for answer in answers].count(422) <= FAILURES_ALLOWED


async def test_several_right_sign_ins_at_once_succeed(accounts: Accounts) -> None:
    amina = await accounts.buyer()
    form = {"grant_type": "password", "username": amina.username, "password": amina.password}
    answers = await asyncio.gather(*(accounts.anonymous.post("/v1/token", data=form) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 8


def fail(counted: FailedAttempts, name: str, times: int = 1, *, address: str = "192.0.2.1") -> None:
    for _ in range(times):
        with counted.attempt(name, address) as attempt:
            attempt.failed()


def is_locked(counted: FailedAttempts, name: str, *, address: str = "192.0.2.1") -> bool:
    try:
        with counted.attempt(name, address):
            return False
    except TooManyRequests:
        return True


def test_a_lock_is_not_forgotten_whoever_else_fails() -> None:
    counted = FailedAttempts()
    fail(counted, "amina", FAILURES_ALLOWED)
    for number in range(30_000):
        fail(counted, f"somebody-{number}")
    assert is_locked(counted, "amina")
    assert not is_locked(counted, "ben")


def test_a_lock_holds_for_the_client_that_failed_and_for_no_other() -> None:
    counted = FailedAttempts()
    fail(counted, "amina", FAILURES_ALLOWED, address="2001:db8::1")
    assert is_locked(counted, "amina", address="2001:db8::ffff")
    assert not is_locked(counted, "amina", address="2001:db8:0:1::1")
    assert not is_locked(counted, "amina", address="192.0.2.1")


def test_what_is_remembered_is_bounded_whatever_names_are_tried() -> None:
    counted = FailedAttempts(names=100, locks=100)
    for number in range(1000):
        try:
            fail(counted, f"{number}" + "x" * 10_000, FAILURES_ALLOWED)
        except TooManyRequests:
            break
    assert len(counted._attempts) <= 100
    assert len(counted._locked) <= 100
    assert sum(map(sys.getsizeof, counted._locked)) < 100 * 100


def test_an_attempt_that_was_not_judged_is_no_failure() -> None:
    counted = FailedAttempts()
    for _ in range(3 * FAILURES_ALLOWED):
        with pytest.raises(ConnectionError), counted.attempt("amina", "192.0.2.1"):
            raise ConnectionError
    assert not is_locked(counted, "amina")


def test_a_success_forgets_the_failures_before_it() -> None:
    counted = FailedAttempts()
    for _ in range(3):
        fail(counted, "amina", FAILURES_ALLOWED - 1)
        with counted.attempt("amina", "192.0.2.1") as attempt:
            attempt.succeeded()
    assert not is_locked(counted, "amina")


async def test_no_header_leads_past_the_limit(gateway_address: str) -> None:
    """Over a real connection: only there a header could be taken for the address."""
    form = {"grant_type": "client_credentials", "client_id": f"u{uuid4().hex}", "client_secret": "wrong"}
    async with async_client_at(gateway_address) as client:
        codes = []
        for number in range(FAILURES_ALLOWED + 1):
            other = {"X-Forwarded-For": f"198.51.100.{number}"}
            codes.append((await client.post("/v1/token", data=form, headers=other)).status_code)
    assert codes == [401] * FAILURES_ALLOWED + [429]


async def test_nobody_locks_somebody_else_by_a_header(accounts: Accounts, gateway_address: str) -> None:
    amina = await accounts.buyer()
    form = {"grant_type": "password", "username": amina.username}
    forged = {"X-Forwarded-For": "127.0.0.1"}
    elsewhere = httpx.AsyncHTTPTransport(local_address="127.0.0.2")
    async with async_client_at(gateway_address, transport=elsewhere, headers=forged) as guesser:
        for _ in range(FAILURES_ALLOWED + 1):
            answer = await guesser.post("/v1/token", data={**form, "password": "wrong horse"})
    assert refusal(answer) == (429, "too_many_requests")
    async with async_client_at(gateway_address) as client:
        assert (await client.post("/v1/token", data={**form, "password": amina.password})).status_code == 200
