"""`/v1/api-keys`: credentials for programs."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from fastapi.responses import Response

from chassis.list_routes import Paging, Reads
from chassis.paging import Page
from chassis.problem_documents import raises
from chassis.problems import BadCursor, Forbidden, Invalid, Unauthenticated
from chassis.routing import new_router
from chassis.transactions import Session
from gateway.accounts.rules import RoleNotGiven
from gateway.keys import actions, queries
from gateway.keys.rules import KeyNotFound
from gateway.keys.schemas import KeyIn, KeyItem, KeyMade
from gateway.permissions import CanReadKeys, CanWriteKeys
from gateway.tokens.routes import refuse_repeats
from gateway.tokens.rules import SecretNotRepeatable

router = new_router("/v1/api-keys", "accounts")

KeyId = Annotated[UUID, Path(description="The API key.")]


@router.post(
    "",
    status_code=201,
    response_model=KeyMade,
    dependencies=[Depends(refuse_repeats)],
    responses=raises(Unauthenticated, Forbidden, Invalid, RoleNotGiven, SecretNotRepeatable),
)
async def make_key(body: KeyIn, caller: CanWriteKeys, session: Session, response: Response) -> KeyMade:
    """Make a key that acts as you, with these of your roles. Its secret is shown this once."""
    response.headers["Cache-Control"] = "no-store"
    return await actions.make_key(session, caller, body)


@router.get("", response_model=Page[KeyItem], responses=raises(Unauthenticated, Forbidden, BadCursor))
async def list_keys(caller: CanReadKeys, reads: Reads, paging: Paging) -> Response:
    """The organisation's keys that are not revoked, newest first."""
    return await reads.page(queries.KEYS, caller, paging, {})


@router.delete("/{key_id}", status_code=204, responses=raises(Unauthenticated, Forbidden, KeyNotFound))
async def revoke_key(key_id: KeyId, caller: CanWriteKeys, session: Session) -> None:
    """Revoke a key: one's own, or any of the organisation's by who administers it."""
    await actions.revoke_key(session, caller, key_id)
