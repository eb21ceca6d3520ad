"""`/v1/api-keys`: credentials for programs."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from fastapi.responses import Response

from chassis.idempotency import SecretNotRepeatable, refuse_idempotency_key
from chassis.list_routes import Reads, list_route
from chassis.pages import ListQuery
from chassis.problem_documents import raises
from chassis.problems import Invalid
from chassis.routing import new_router
from chassis.transactions import Session
from gateway.accounts.rules import RoleNotGiven
from gateway.keys import actions, queries, views
from gateway.keys.rules import KeyNotFound
from gateway.keys.schemas import KeyIn, KeyItem, KeyMade
from gateway.permissions import CanReadKeys, CanWriteKeys

router = new_router("/v1/api-keys", "accounts")

KeyId = Annotated[UUID, Path(description="The id of the API key (not the client id).")]


@router.post(
    "",
    status_code=201,
    response_model=KeyMade,
    dependencies=[Depends(refuse_idempotency_key)],
    responses=raises(Invalid, RoleNotGiven, SecretNotRepeatable),
)
async def create_key(body: KeyIn, caller: CanWriteKeys, session: Session, response: Response) -> KeyMade:
    """Create a key that acts as you, with the roles you choose. Its secret is shown in this answer only.

    A key that is created with another key is revoked together with it.
    """
    response.headers["Cache-Control"] = "no-store"
    created = await actions.create_key(session, caller, body)
    return views.key_made(created.row, created.secret)


@list_route(router, "", item=KeyItem)
async def list_keys(caller: CanReadKeys, reads: Reads, query: ListQuery) -> Response:
    """List your organisation's API keys that are not revoked, newest first."""
    return await reads.page(queries.KEYS, caller, query)


@router.delete("/{key_id}", status_code=204, responses=raises(KeyNotFound))
async def revoke_key(key_id: KeyId, caller: CanWriteKeys, session: Session) -> None:
    """Revoke your own key, and all keys that were created with it; an administrator can revoke any key.

    Takes effect within 5 seconds, also for open streams.
    """
    await actions.revoke_key(session, caller, key_id)
