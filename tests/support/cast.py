"""The people of a test: clients of one app that carry the token of somebody."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any, Self
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from chassis.tokens import Signer
from chassis.vocabulary import OrgKind, Role
from support.answers import checks_of
from support.services import Keys

AUDIENCE = ["suppliers", "dialogue"]


class Actor(httpx.AsyncClient):
    """Somebody's client; `org` and `person` say who."""

    org: UUID
    person: UUID


class Cast:
    """Gives clients of an app, each with the identity asked for; unasked, an organisation of its own."""

    def __init__(self, app: FastAPI, keys: Keys, *, audience: Sequence[str] = AUDIENCE) -> None:
        self.app = app
        self.keys = keys
        self.audience = list(audience)
        self._stack = AsyncExitStack()
        self.anonymous = self._client({})

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.anonymous)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def _client(self, headers: dict[str, str]) -> Actor:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        hooks = {"response": [checks_of(self.app)]}
        return Actor(transport=transport, base_url="http://test", headers=headers, event_hooks=hooks)

    def somebody(self, kind: OrgKind, *roles: Role, org: UUID | None = None, **claims: Any) -> Actor:
        """Anyone with these roles in an organisation of that kind, also where the two do not go together."""
        org, person = org or uuid4(), uuid4()
        said = {
            "sub": str(person),
            "org": str(org),
            "org_kind": kind.value,
            "org_name": f"{kind.value} {str(org)[:4]}",
            "roles": [role.value for role in roles],
            **claims,
        }
        token = self.keys.gateway.sign(said, audience=self.audience, lifetime=300)
        actor = self._client({"Authorization": f"Bearer {token}"})
        actor.org, actor.person = org, person
        return actor

    def buyer(self, *roles: Role, org: UUID | None = None, affiliated_to: tuple[UUID, ...] = ()) -> Actor:
        """An officer, unless other roles are asked for."""
        return self.somebody(
            OrgKind.BUYER,
            *(roles or (Role.BUYER_OFFICER,)),
            org=org,
            affiliated_to=[str(monitor) for monitor in affiliated_to],
        )

    def monitor(self, *roles: Role, org: UUID | None = None) -> Actor:
        """An author and editor in one person, unless other roles are asked for."""
        return self.somebody(OrgKind.MONITOR, *(roles or (Role.MONITOR_AUTHOR, Role.MONITOR_EDITOR)), org=org)

    def supplier(self, supplier_id: UUID | str, *roles: Role, org: UUID | None = None) -> Actor:
        """A human-rights contact of that supplier, unless other roles are asked for."""
        return self.somebody(
            OrgKind.SUPPLIER, *(roles or (Role.SUPPLIER_CONTACT,)), org=org, supplier_id=str(supplier_id)
        )

    def machine(self, name: str) -> Actor:
        """Another service, on nobody's behalf, by its own key."""
        signer = Signer(self.keys.private[name], issuer=name)
        token = signer.as_system(audience=self.audience[0])
        return self._client({"Authorization": f"Bearer {token}"})

    def expert(self) -> Actor:
        return self.somebody(OrgKind.EXPERT, Role.EXPERT)

    def platform(self) -> Actor:
        return self.somebody(OrgKind.PLATFORM, Role.PLATFORM_ADMIN)
