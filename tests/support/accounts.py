"""The gateway with real accounts: organisations of a test, whose people use real credentials."""

import secrets
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, Self
from uuid import UUID

import httpx

from chassis.state import state_of
from chassis.vocabulary import OrgKind, Role
from gateway.app import Gateway, create_app
from gateway.first_accounts.actions import create_first_accounts
from gateway.first_accounts.schemas import FirstAccounts, FirstMember, FirstOrganisation
from gateway.settings import GatewaySettings
from support.answers import checks_of
from support.services import Keys, database


def serve_gateway(admin_url: str, suffix: str, keys: Keys, clients: Mapping[str, httpx.AsyncClient]) -> Gateway:
    urls = database(admin_url, "gateway", suffix)
    settings = GatewaySettings(
        database_url=urls.app, worker_database_url=urls.worker, signing_key=keys.private["gateway"]
    )
    return create_app(settings, keys.shared(), clients=clients)


class Account(httpx.AsyncClient):
    """A client with the API key of a person."""

    org: UUID
    org_name: str
    username: str
    password: str
    api_key: str


class Accounts:
    """Creates organisations and returns clients of their members."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._stack = AsyncExitStack()
        self.anonymous = self.client()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def client(self, credential: str | None = None) -> httpx.AsyncClient:
        return self._client(httpx.AsyncClient, credential)

    def _client(self, kind: Any, credential: str | None) -> Any:
        headers = {"Authorization": f"Bearer {credential}"} if credential else {}
        transport = httpx.ASGITransport(self.gateway, raise_app_exceptions=False)
        hooks = {"response": [checks_of(self.gateway)]}
        return kind(transport=transport, base_url="http://gateway.test", headers=headers, event_hooks=hooks)

    async def create(self, kind: OrgKind, *roles: Role, **facts: Any) -> Account:
        """A new organisation with one member."""
        name = f"{kind.value} {secrets.token_hex(4)}"
        member = self.member(*roles)
        organisation = FirstOrganisation(name=name, kind=kind, members=[member], **facts)
        ids = await create_first_accounts(self._sessions, FirstAccounts(organisations=[organisation]))
        return self.account(member, ids[name], name)

    async def colleague(self, of: Account, kind: OrgKind, *roles: Role) -> Account:
        """A further member of an existing organisation."""
        member = self.member(*roles)
        organisation = FirstOrganisation(name=of.org_name, kind=kind, members=[member])
        await create_first_accounts(self._sessions, FirstAccounts(organisations=[organisation]))
        return self.account(member, of.org, of.org_name)

    async def affiliate(self, buyer: Account, monitor: Account, **facts: str) -> dict[str, Any]:
        """The monitor proposes an affiliation, and a manager of the buyer agrees."""
        manager = await self.colleague(buyer, OrgKind.BUYER, Role.BUYER_MANAGER)
        proposed = await monitor.post("/v1/affiliations", json={"buyer_id": str(buyer.org), **facts})
        assert proposed.status_code == 201, proposed.text
        address = f"/v1/affiliations/{proposed.json()['id']}/transitions"
        agreed = await manager.post(address, json={"to": "active"})
        assert agreed.status_code == 200, agreed.text
        return dict(agreed.json())

    def member(self, *roles: Role) -> FirstMember:
        key = f"{secrets.token_hex(8)}.{secrets.token_urlsafe(32)}"
        return FirstMember(
            username=f"u{secrets.token_hex(6)}", password="correct horse", roles=list(roles), api_key=key
        )

    def account(self, member: FirstMember, org: UUID, name: str) -> Account:
        client: Account = self._client(Account, member.api_key)
        client.org, client.org_name = org, name
        client.username, client.password, client.api_key = member.username, member.password, member.api_key or ""
        return client

    async def buyer(self, *roles: Role) -> Account:
        """An officer, unless other roles are given."""
        return await self.create(OrgKind.BUYER, *(roles or (Role.BUYER_OFFICER,)))

    async def monitor(self, *roles: Role) -> Account:
        return await self.create(OrgKind.MONITOR, *(roles or (Role.MONITOR_EDITOR,)))

    async def platform(self) -> Account:
        return await self.create(OrgKind.PLATFORM, Role.PLATFORM_ADMIN)

    @property
    def _sessions(self) -> Any:
        return state_of(self.gateway.own).worker_sessions
