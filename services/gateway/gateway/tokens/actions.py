"""Issue access tokens for a password, an API key or a refresh token; change a password."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from chassis.callers import Caller
from chassis.journal import Entry, record
from chassis.real_time import real_now
from chassis.rows import fetch_rows
from chassis.tokens import Signer
from chassis.transactions import Begin
from gateway.accounts import queries as accounts_queries
from gateway.accounts.passwords.rules import check_password
from gateway.limits.counters.failed_attempts import FailedAttempts
from gateway.limits.queues.strangers import Strangers
from gateway.tokens import queries
from gateway.tokens.credentials.passwords import ClientPasswords, ReadParameters
from gateway.tokens.rules import (
    ACCESS_LIFE,
    PUBLIC_AUDIENCE,
    REFRESH_LIFE,
    GrantType,
    InvalidClient,
    InvalidGrant,
    InvalidRequest,
    IssuedToken,
    UnsupportedGrantType,
    WrongPassword,
    digest,
)
from gateway.tokens.schemas import PasswordChange, TokenForm


@dataclass(frozen=True, slots=True)
class Issuer:
    """What issuing a token needs besides the form; `address` is the client's network address.

    `begin` opens a short transaction, so that no connection is held while a password is checked.
    """

    signer: Signer
    passwords: ClientPasswords
    failed_attempts: FailedAttempts
    begin: Begin
    address: str
    strangers: Strangers

    def access_token(self, person: UUID, organisation: UUID, **source: str) -> IssuedToken:
        """`source` is the `key` or the `sign_in` that it is given for, and ends with."""
        claims = {
            "sub": str(person),
            "org": str(organisation),
            "jti": str(uuid4()),
            **source,
        }
        token = self.signer.sign(claims, audience=[PUBLIC_AUDIENCE], lifetime=ACCESS_LIFE)
        return IssuedToken(token, organisation)


async def issue(issuer: Issuer, form: TokenForm) -> IssuedToken:
    """Raises InvalidRequest, UnsupportedGrantType, InvalidGrant, InvalidClient, TooManyRequests."""
    if form.grant_type is None:
        raise InvalidRequest("`grant_type` is missing.")
    if form.grant_type not in GRANTS:
        raise UnsupportedGrantType
    grant = GrantType(form.grant_type)
    if grant is GrantType.PASSWORD:  # has a queue of its own
        return await GRANTS[grant](issuer, form)
    async with issuer.strangers.turn(issuer.address) as visit:
        try:
            return await GRANTS[grant](issuer, form)
        except (InvalidGrant, InvalidClient):
            visit.was_refused = True
            raise


async def _by_password(issuer: Issuer, form: TokenForm) -> IssuedToken:
    if form.username is None or form.password is None:
        raise InvalidRequest("`username` and `password` are required for this grant type.")
    username = form.username.strip().lower()
    with issuer.failed_attempts.attempt(username, issuer.address) as attempt:
        hashed = await issuer.passwords.hashed_with(form.password, _parameters_of(issuer.begin, username))
        async with issuer.begin() as session:
            person = await queries.person_with_password(session, username, hashed)
        if person is None:
            attempt.failed()
            raise InvalidGrant
        attempt.succeeded()
    async with issuer.begin() as session:
        organisation = _chosen(await accounts_queries.memberships(session, person), form.organisation)
        sign_in, refresh_token = uuid4(), secrets.token_urlsafe(32)
        statement = "select start_session(:username, :hash, :organisation, :sign_in, :token, :expires)"
        ((is_started,),) = await fetch_rows(
            session,
            statement,
            username=username,
            hash=hashed,
            organisation=organisation,
            sign_in=sign_in,
            token=digest(refresh_token),
            expires=real_now() + REFRESH_LIFE,
        )
    if not is_started:
        raise InvalidGrant
    return replace(issuer.access_token(person, organisation, sign_in=str(sign_in)), refresh_token=refresh_token)


def _parameters_of(begin: Begin, username: str) -> ReadParameters:
    """Reads, when it is called, the parameters and the salt of a person's password hash."""

    async def read() -> str | None:
        async with begin() as session:
            return await queries.password_parameters(session, username)

    return read


async def _by_client(issuer: Issuer, form: TokenForm) -> IssuedToken:
    if form.client_id is None or form.client_secret is None:
        raise InvalidClient("`client_id` and `client_secret` are required for this grant type.")
    with issuer.failed_attempts.attempt(form.client_id, issuer.address) as attempt:
        async with issuer.begin() as session:
            key = await queries.verified_key(session, form.client_id, form.client_secret)
        if key is None:
            attempt.failed()
            raise InvalidClient
        attempt.succeeded()
    return issuer.access_token(key.person_id, key.organisation_id, key=form.client_id)


async def _by_refresh(issuer: Issuer, form: TokenForm) -> IssuedToken:
    if form.refresh_token is None:
        raise InvalidRequest("`refresh_token` is required for this grant type.")
    token_hash, refresh_token = digest(form.refresh_token), secrets.token_urlsafe(32)
    async with issuer.begin() as session:
        renewed = await fetch_rows(
            session,
            "select sign_in, person, organisation from renew_session(:token, :new_token, :expires)",
            token=token_hash,
            new_token=digest(refresh_token),
            expires=real_now() + REFRESH_LIFE,
        )
        if renewed:
            sign_in, person, organisation = renewed[0]
            if await queries.identity(session, person, organisation) is None:
                raise InvalidGrant
            issued = issuer.access_token(person, organisation, sign_in=str(sign_in))
            return replace(issued, refresh_token=refresh_token)
    await _revoke_family(issuer, token_hash)
    raise InvalidGrant


async def change_password(begin: Begin, issuer: Issuer, caller: Caller, body: PasswordChange) -> None:
    """Raises WrongPassword, TooManyRequests, and what `check_password` raises."""
    async with begin() as session:
        person = await accounts_queries.person(session, caller.person)
    with issuer.failed_attempts.attempt(person.username, issuer.address) as attempt:
        current = await issuer.passwords.hashed_with(body.current, _parameters_of(begin, person.username))
        async with begin() as session:
            is_right = await queries.person_with_password(session, person.username, current)
        if not is_right:
            attempt.failed()
            raise WrongPassword(pointer="/current")
        attempt.succeeded()
    check_password(body.new, person.username, person.email, person.name, pointer="/new")
    hashed = await issuer.passwords.hashed(body.new)
    async with begin() as session:
        statement = "select change_password(:username, :hash, :new_hash)"
        ((is_changed,),) = await fetch_rows(
            session, statement, username=person.username, hash=current, new_hash=hashed
        )
        if not is_changed:
            raise WrongPassword(pointer="/current")
        await record(session, caller, Entry("password.changed", ("person", person.id), audience=[caller.org]))


GRANTS: dict[GrantType, Callable[[Issuer, TokenForm], Awaitable[IssuedToken]]] = {
    GrantType.PASSWORD: _by_password,
    GrantType.CLIENT_CREDENTIALS: _by_client,
    GrantType.REFRESH_TOKEN: _by_refresh,
}


def _chosen(memberships: Sequence[Any], organisation: UUID | None) -> UUID:
    """The organisation to sign in for; raises InvalidGrant, or InvalidRequest that lists the person's own."""
    if not memberships or (organisation and organisation not in {row.id for row in memberships}):
        raise InvalidGrant
    if organisation is None and len(memberships) > 1:
        choice = [{"id": str(row.id), "name": row.name, "kind": row.kind} for row in memberships]
        raise InvalidRequest(
            "This person belongs to several organisations. Name one in `organisation`.", organisations=choice
        )
    chosen: UUID = organisation or memberships[0].id
    return chosen


async def _revoke_family(issuer: Issuer, token_hash: bytes) -> None:
    """A refresh token that is used twice may have been stolen, so every token of its family is revoked."""
    async with issuer.begin() as session:
        revoked = await fetch_rows(
            session,
            "select family, person, organisation from revoke_family_of_used(:token)",
            token=token_hash,
        )
        if not revoked:
            return
        family, person, organisation = revoked[0]
        caller = await queries.identity(session, person, organisation)
        if caller is not None:
            await record(session, caller, Entry("sign_in.revoked", ("sign_in", family), audience=[caller.org]))
