"""Verifies a caller's access token or API key and exchanges it for an internal token."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.database import CALLER_ORG, Sessions
from chassis.problems import Unauthenticated, Unavailable
from chassis.real_time import real_seconds
from chassis.tokens import Signer, Verifier
from chassis.vocabulary import Role
from gateway.tokens import queries
from gateway.tokens.credentials.cache import VerifiedCredential
from gateway.tokens.rules import INTERNAL_AUDIENCES, INTERNAL_LIFE, REVOCATION_DELAY


class CredentialVerifier:
    """The rights of a caller are those they have now, whatever their token said when it was issued."""

    def __init__(self, sessions: Sessions, public_tokens: Verifier, signer: Signer) -> None:
        self._sessions = sessions
        self._public_tokens = public_tokens
        self._signer = signer

    async def __call__(self, credential: str) -> VerifiedCredential:
        """Raises Unauthenticated, the same for every reason; Unavailable if the database cannot be read."""
        claims = self._public_tokens.claims(credential) if credential.count(".") == 2 else {}
        CALLER_ORG.set(None)
        try:
            async with self._sessions() as session, session.begin():
                caller = await (_by_token(session, claims) if claims else _by_key(session, credential))
        except (OSError, DBAPIError, PoolTimeout) as error:
            raise Unavailable("The database of the accounts cannot be read.", service="gateway") from error
        token = self._signer.sign(caller.claims(), audience=INTERNAL_AUDIENCES, lifetime=INTERNAL_LIFE)
        left = float(claims.get("exp", real_seconds() + REVOCATION_DELAY)) - real_seconds()
        return VerifiedCredential(f"Bearer {token}", min(REVOCATION_DELAY, left))


async def _by_token(session: AsyncSession, claims: dict[str, Any]) -> Caller:
    if client := claims.get("key"):
        key = await queries.active_key(session, str(client))
        if key is None:
            raise Unauthenticated
        return await _with_roles_of_key(session, key)
    caller = await queries.identity(session, UUID(claims["sub"]), UUID(claims["org"]))
    if caller is None:
        raise Unauthenticated
    return caller


async def _by_key(session: AsyncSession, credential: str) -> Caller:
    """The caller of an API key `<client_id>.<client_secret>`."""
    client, _, secret = credential.partition(".")
    key = await queries.verified_key(session, client, secret)
    if key is None:
        raise Unauthenticated
    return await _with_roles_of_key(session, key)


async def _with_roles_of_key(session: AsyncSession, key: queries.StoredKey) -> Caller:
    """The person who created the key, with those of the key's roles that they still have."""
    caller = await queries.identity(session, key.person_id, key.organisation_id)
    roles = caller.roles & {Role(role) for role in key.roles} if caller else frozenset()
    if caller is None or not roles:
        raise Unauthenticated
    return replace(caller, roles=roles)
