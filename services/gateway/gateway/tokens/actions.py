"""Giving access tokens for what is shown: a password, an API key, a refresh token."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.database import Sessions
from chassis.journal import Entry, record
from chassis.real_time import real_now
from chassis.state import AppState
from chassis.tokens import Signer
from gateway.accounts import queries as accounts
from gateway.limits.counters.failed_attempts import Failures
from gateway.tables import RefreshToken
from gateway.tokens import queries
from gateway.tokens.credentials import passwords
from gateway.tokens.rules import (
    ACCESS_LIFE,
    PUBLIC_AUDIENCE,
    REFRESH_LIFE,
    Grant,
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    UnsupportedGrantType,
    WrongPassword,
    digest,
)
from gateway.tokens.schemas import PasswordChange, TokenForm, TokenOut
from gateway.transactions.statements import rows


@dataclass(frozen=True, slots=True)
class Desk:
    """What issuing needs besides the request; `address` is where the client calls from."""

    signer: Signer
    failures: Failures
    sessions: Sessions
    address: str


async def issue(session: AsyncSession, desk: Desk, form: TokenForm) -> TokenOut:
    """Raises InvalidRequest, UnsupportedGrantType, InvalidGrant, InvalidClient, TooManyRequests."""
    if form.grant_type is None:
        raise InvalidRequest("grant_type is missing.")
    if form.grant_type not in GRANTS:
        raise UnsupportedGrantType
    return await GRANTS[Grant(form.grant_type)](session, desk, form)


async def _by_password(session: AsyncSession, desk: Desk, form: TokenForm) -> TokenOut:
    if form.username is None or form.password is None:
        raise InvalidRequest("username and password are needed.")
    username = form.username.strip().lower()
    desk.failures.check(username, desk.address)
    person = await accounts.person_named(session, username)
    if not await passwords.matches(form.password, person.password_hash if person else None) or person is None:
        desk.failures.count(username, desk.address)
        raise InvalidGrant
    desk.failures.forget(username, desk.address)
    organisation = _chosen(await accounts.memberships(session, person.id), form.organisation)
    return await _with_refresh(session, desk, person=person.id, organisation=organisation, family=uuid4())


async def _by_client(session: AsyncSession, desk: Desk, form: TokenForm) -> TokenOut:
    if form.client_id is None or form.client_secret is None:
        raise InvalidClient("client_id and client_secret are needed.")
    desk.failures.check(form.client_id, desk.address)
    key = await queries.key_shown(session, form.client_id, form.client_secret)
    if key is None:
        desk.failures.count(form.client_id, desk.address)
        raise InvalidClient
    return _access(desk, person=key.person_id, organisation=key.organisation_id, key=form.client_id)


async def _by_refresh(session: AsyncSession, desk: Desk, form: TokenForm) -> TokenOut:
    if form.refresh_token is None:
        raise InvalidRequest("refresh_token is needed.")
    token_hash = digest(form.refresh_token)
    taken = await rows(
        session,
        "update refresh_tokens set used_at = platform_now() where token_hash = :hash and used_at is null"
        " and revoked_at is null and expires_at > :real_now returning family, person_id, organisation_id",
        hash=token_hash,
        real_now=real_now(),
    )
    if not taken:
        await _end_family(desk.sessions, token_hash)
        raise InvalidGrant
    family, person, organisation = taken[0]
    if await queries.identity(session, person, organisation) is None:
        raise InvalidGrant
    return await _with_refresh(session, desk, person=person, organisation=organisation, family=family)


async def change_password(session: AsyncSession, desk: Desk, caller: Caller, body: PasswordChange) -> None:
    """Raises WrongPassword, TooManyRequests."""
    person = await accounts.person(session, caller.person)
    desk.failures.check(person.username, desk.address)
    if not await passwords.matches(body.current, person.password_hash):
        desk.failures.count(person.username, desk.address)
        raise WrongPassword(pointer="/current")
    person.password_hash = await passwords.hashed(body.new)
    await rows(
        session,
        "update refresh_tokens set revoked_at = platform_now() where person_id = :who and revoked_at is null"
        " and used_at is null",
        who=person.id,
    )
    await record(session, caller, Entry("password.changed", ("person", person.id), audience=[caller.org]))


async def forget_expired(state: AppState) -> None:
    """Delete refresh tokens that renew nothing any more; they are refused meanwhile."""
    async with state.worker_sessions() as session, session.begin():
        await rows(session, "delete from refresh_tokens where expires_at <= :real_now", real_now=real_now())


GRANTS: dict[Grant, Callable[[AsyncSession, Desk, TokenForm], Awaitable[TokenOut]]] = {
    Grant.PASSWORD: _by_password,
    Grant.CLIENT_CREDENTIALS: _by_client,
    Grant.REFRESH_TOKEN: _by_refresh,
}


def _chosen(memberships: Sequence[Any], asked: UUID | None) -> UUID:
    """The organisation to sign in for; raises InvalidGrant, or InvalidRequest naming those there are."""
    if not memberships or (asked and asked not in {row.id for row in memberships}):
        raise InvalidGrant
    if asked is None and len(memberships) > 1:
        choice = [{"id": str(row.id), "name": row.name, "kind": row.kind} for row in memberships]
        raise InvalidRequest("Say for which organisation, in `organisation`.", organisations=choice)
    chosen: UUID = asked or memberships[0].id
    return chosen


def _access(desk: Desk, *, person: UUID, organisation: UUID, key: str | None = None) -> TokenOut:
    claims = {"sub": str(person), "org": str(organisation), "jti": str(uuid4()), **({"key": key} if key else {})}
    token = desk.signer.sign(claims, audience=[PUBLIC_AUDIENCE], lifetime=ACCESS_LIFE)
    return TokenOut(access_token=token, expires_in=ACCESS_LIFE, organisation=organisation)


async def _with_refresh(
    session: AsyncSession, desk: Desk, *, person: UUID, organisation: UUID, family: UUID
) -> TokenOut:
    refresh = secrets.token_urlsafe(32)
    session.add(
        RefreshToken(
            token_hash=digest(refresh),
            family=family,
            person_id=person,
            organisation_id=organisation,
            expires_at=real_now() + REFRESH_LIFE,
        )
    )
    access = _access(desk, person=person, organisation=organisation)
    return access.model_copy(update={"refresh_token": refresh})


async def _end_family(sessions: Sessions, token_hash: bytes) -> None:
    """A refresh token that comes twice was stolen from somebody: nobody may renew with its family any more.

    In a transaction of its own, because the refusal that follows undoes the request's.
    """
    async with sessions() as session, session.begin():
        ended = await rows(
            session,
            "update refresh_tokens set revoked_at = platform_now() where revoked_at is null and family ="
            " (select family from refresh_tokens where token_hash = :hash and used_at is not null)"
            " returning family, person_id, organisation_id",
            hash=token_hash,
        )
        caller = await queries.identity(session, ended[0].person_id, ended[0].organisation_id) if ended else None
        if caller is not None:
            await record(
                session, caller, Entry("sign_in.revoked", ("sign_in", ended[0].family), audience=[caller.org])
            )
