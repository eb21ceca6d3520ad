"""The gateway: the one public address, in front of the services; it also keeps the accounts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from chassis.app import Service, create_service
from chassis.http_server.limits import PUBLIC
from chassis.logs import configure
from chassis.problem_documents import answer
from chassis.scheduler import Job
from chassis.settings import Shared
from chassis.tokens import Verifier
from gateway.accounts import routes as accounts
from gateway.accounts.rules import AlreadyMember, UsernameTaken
from gateway.affiliations import routes as affiliations
from gateway.affiliations.rules import AffiliationsOverlap
from gateway.api_reference import routes as api_reference
from gateway.dashboards import routes as dashboards
from gateway.events import routes as events
from gateway.health import routes as health
from gateway.invitations import routes as invitations
from gateway.keys import routes as keys
from gateway.limits.queues.admission import Admission
from gateway.links import routes as links
from gateway.links.rules import LinkExists
from gateway.proxy.api_descriptions import api_description, public_operations, routed_operations
from gateway.proxy.dispatch import Dispatcher
from gateway.proxy.forward import Forwarder
from gateway.proxy.own import OwnRoutes
from gateway.proxy.refusals import UnknownPath
from gateway.proxy.routing import RoutingTable
from gateway.services_api.rules import ServiceName
from gateway.settings import GatewaySettings
from gateway.signing_keys import routes as signing_keys
from gateway.state import GatewayState, state_of
from gateway.test_clock import routes as test_clock
from gateway.tokens import routes as tokens
from gateway.tokens.credentials.cache import CredentialCache
from gateway.tokens.credentials.verifier import CredentialVerifier
from gateway.tokens.jobs import delete_expired_tokens
from gateway.tokens.rules import PUBLIC_AUDIENCE

SERVICE = Service(
    name="gateway",
    migrations="gateway.migrations",
    title="Gateway",
    description="Accounts, credentials, and the relations between organisations.",
    state=GatewayState,
    routers=(
        tokens.router,
        tokens.password_router,
        accounts.me_router,
        accounts.organisations_router,
        accounts.members_router,
        keys.router,
        invitations.router,
        links.router,
        affiliations.router,
        dashboards.router,
        events.router,
        signing_keys.router,
        api_reference.router,
        health.router,
    ),
    refusals={
        "uq_people_username": UsernameTaken,
        "uq_members_current": AlreadyMember,
        "uq_supplier_links_live": LinkExists,
        "ex_affiliations_overlap": AffiliationsOverlap,
    },
    jobs=(Job("delete_refresh_tokens", 3600, delete_expired_tokens),),
)


class Gateway(Dispatcher):
    """What uvicorn serves; `own` is the app with the gateway's own routes."""

    limits = PUBLIC

    def __init__(self, own: FastAPI, settings: GatewaySettings, shared: Shared) -> None:
        keys = {kid: key for kid, key in shared.trusted_keys.items() if key.issuer == SERVICE.name}
        state = state_of(own)
        public = Verifier(keys, audience=PUBLIC_AUDIENCE, from_clients=True)
        verify = CredentialVerifier(state.sessions, public, state.signer)
        self.forwarder = Forwarder(
            {ServiceName.SUPPLIERS: shared.suppliers_url, ServiceName.DIALOGUE: shared.dialogue_url},
            seconds=settings.answer_seconds,
        )
        self.own = own
        authorize = CredentialCache(verify, strangers=state.strangers).exchange
        admission = Admission()
        super().__init__(
            RoutingTable(routed_operations()),
            authorize=authorize,
            forward=self.forwarder,
            own=OwnRoutes(
                own,
                RoutingTable(public_operations(SERVICE.name, api_description(SERVICE.name))),
                authorize=authorize,
                admission=admission,
                strangers=state.strangers,
            ),
            admission=admission,
        )
        self.is_stopping = lambda: state.sealed.has_ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, send)
        if scope["type"] == "lifespan":
            self.forwarder.close()

    def openapi(self) -> dict[str, Any]:
        """The API description of the gateway's own routes."""
        return self.own.openapi()


def create_app(
    settings: GatewaySettings, shared: Shared, *, clients: Mapping[str, httpx.AsyncClient] | None = None
) -> Gateway:
    service = replace(SERVICE, routers=(*SERVICE.routers, test_clock.router)) if shared.hrdd_test_clock else SERVICE
    own = create_service(service, settings, shared, clients=clients)
    own.add_exception_handler(404, unknown_path)
    return Gateway(own, settings, shared)


async def unknown_path(request: Request, _: Exception) -> Response:
    """For every path that is in no API description."""
    return answer(request, UnknownPath())


def from_environment() -> Gateway:
    """What uvicorn starts: `uvicorn --factory gateway.app:from_environment`."""
    shared = Shared()
    configure(SERVICE.name, shared.log_level)
    return create_app(GatewaySettings(), shared)
