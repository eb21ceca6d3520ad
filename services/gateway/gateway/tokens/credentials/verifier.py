"""At the public door: an access token or API key is verified and exchanged for our internal token."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.database import CALLER_ORG, Sessions
from chassis.problems import Unauthenticated, Unavailable
from chassis.real_time import real_seconds
from chassis.tokens import Signer, Verifier
from chassis.vocabulary import Role
from gateway.tokens import queries
from gateway.tokens.credentials.cache import Admission
from gateway.tokens.rules import INTERNAL_AUDIENCES, INTERNAL_LIFE, REVOCATION_DELAY


class Doorkeeper:
    """Knows who may come in, with the rights they have now, whatever their token said when it was made."""

    def __init__(self, sessions: Sessions, verifier: Verifier, signer: Signer) -> None:
        self._sessions = sessions
        self._verifier = verifier
        self._signer = signer

    async def __call__(self, credential: str) -> Admission:
        """Raises Unauthenticated for every reason alike, Unavailable where the accounts cannot be read."""
        claims = self._verifier.claims(credential) if credential.count(".") == 2 else {}
        CALLER_ORG.set(None)
        try:
            async with self._sessions() as session, session.begin():
                caller = await (_bearer_of(session, claims) if claims else _holder_of(session, credential))
        except (OSError, DBAPIError) as error:
            raise Unavailable("The accounts cannot be read.", service="gateway") from error
        token = self._signer.sign(caller.claims(), audience=INTERNAL_AUDIENCES, lifetime=INTERNAL_LIFE)
        left = float(claims.get("exp", real_seconds() + REVOCATION_DELAY)) - real_seconds()
        return Admission(f"Bearer {token}", min(REVOCATION_DELAY, left))


async def _bearer_of(session: AsyncSession, claims: dict[str, Any]) -> Caller:
    if client := claims.get("key"):
        key = await queries.key_of(session, str(client))
        if key is None:
            raise Unauthenticated
        return await _limited(session, key)
    caller = await queries.identity(session, UUID(claims["sub"]), UUID(claims["org"]))
    if caller is None:
        raise Unauthenticated
    return caller


async def _holder_of(session: AsyncSession, credential: str) -> Caller:
    """The caller of an API key `<client_id>.<secret>`."""
    client, _, secret = credential.partition(".")
    key = await queries.key_shown(session, client, secret)
    if key is None:
        raise Unauthenticated
    return await _limited(session, key)


async def _limited(session: AsyncSession, key: queries.KnownKey) -> Caller:
    """Who made the key, with those of the key's roles that they still have."""
    caller = await queries.identity(session, key.person_id, key.organisation_id)
    roles = caller.roles & {Role(role) for role in key.roles} if caller else frozenset()
    if caller is None or not roles:
        raise Unauthenticated
    return replace(caller, roles=roles)
