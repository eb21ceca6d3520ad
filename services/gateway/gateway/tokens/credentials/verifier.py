"""Verifies a caller's access token or API key and exchanges it for an internal token."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis import database_faults
from chassis.callers import Caller
from chassis.database import CALLER_ORG, Sessions
from chassis.problems import Unauthenticated, Unavailable
from chassis.real_time import real_seconds
from chassis.tokens import Signer, Verifier
from gateway.tokens import queries
from gateway.tokens.credentials.cache import VerifiedCredential
from gateway.tokens.credentials.callers import caller_of_key, caller_of_sign_in
from gateway.tokens.rules import INTERNAL_AUDIENCES, INTERNAL_LIFE, REVOCATION_DELAY, is_client_id


class CredentialVerifier:
    """The rights of a caller are those they have now, whatever their token said when it was issued."""

    def __init__(self, sessions: Sessions, public_tokens: Verifier, signer: Signer) -> None:
        self._sessions = sessions
        self._public_tokens = public_tokens
        self._signer = signer

    async def __call__(self, credential: str) -> VerifiedCredential:
        """Raises Unauthenticated, the same for every reason; Unavailable if the database cannot be read."""
        claims = self._public_tokens.claims(credential) if credential.count(".") == 2 else {}
        if not claims and not is_client_id(credential.partition(".")[0]):
            raise Unauthenticated  # before the database is asked
        CALLER_ORG.set(None)
        try:
            async with self._sessions() as session, session.begin():
                caller = await (_by_token(session, claims) if claims else _by_key(session, credential))
        except Exception as error:
            if database_faults.problem_of(error) is None:
                raise
            raise Unavailable("The database of the accounts cannot be read.", service="gateway") from error
        if caller is None:
            raise Unauthenticated
        left = float(claims.get("exp", real_seconds() + INTERNAL_LIFE)) - real_seconds()
        lifetime = max(1, min(INTERNAL_LIFE, int(left)))
        token = self._signer.sign(caller.claims(), audience=INTERNAL_AUDIENCES, lifetime=lifetime)
        return VerifiedCredential(f"Bearer {token}", str(caller.org), min(REVOCATION_DELAY, left))


async def _by_token(session: AsyncSession, claims: Mapping[str, Any]) -> Caller | None:
    """An access token is as good as the key or the sign-in that it was given for."""
    if client := claims.get("key"):
        return await caller_of_key(session, str(client), await queries.active_key(session, str(client)))
    try:
        sign_in, person, organisation = (UUID(claims[name]) for name in ("sign_in", "sub", "org"))
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    return await caller_of_sign_in(session, sign_in, person=person, organisation=organisation)


async def _by_key(session: AsyncSession, credential: str) -> Caller | None:
    """The caller of an API key `<client_id>.<client_secret>`."""
    client, _, secret = credential.partition(".")
    return await caller_of_key(session, client, await queries.verified_key(session, client, secret))
