"""Who is calling, and what they may do: the caller of a request and the permission in a route's signature."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from chassis.callers import Caller
from chassis.problems import Forbidden, Unauthenticated
from chassis.state import request_state_of, state_of
from chassis.vocabulary import Role

_bearer = HTTPBearer(auto_error=False, description="An access token, or an API key `<client_id>.<secret>`.")


async def current_caller(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Caller:
    """The caller of this request, whose token is verified once; raises Unauthenticated."""
    return _verified(request, credentials.credentials if credentials else "")


def _verified(request: Request, token: str) -> Caller:
    known = request_state_of(request)
    if known.caller is None:
        if not token:
            raise Unauthenticated
        known.caller = state_of(request).verify(token)
    return known.caller


AnyCaller = Annotated[Caller, Depends(current_caller)]


@dataclass(frozen=True, slots=True)
class Permit:
    """A permission in a route's signature: gives the caller, or raises Forbidden with the roles that have it."""

    permission: str
    roles: frozenset[Role]

    async def __call__(self, caller: AnyCaller) -> Caller:
        if caller.roles.isdisjoint(self.roles):
            raise Forbidden(f"This needs one of the roles {', '.join(sorted(self.roles))}.")
        return caller


async def permitted(request: Request, permit: Permit) -> Caller:
    """The caller, asked before FastAPI resolves a route's signature; raises Unauthenticated, Forbidden."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return await permit(_verified(request, token.strip() if scheme.lower() == "bearer" else ""))


class Access:
    """Which roles hold which permission of a service; `may` puts one into a route's signature."""

    def __init__(self, table: Mapping[Any, frozenset[Role]]) -> None:
        self.table = {str(permission): roles for permission, roles in table.items()}

    def may(self, permission: StrEnum) -> Any:
        """For `Annotated[Caller, access.may(…)]`; raises KeyError for a permission that the table lacks."""
        return Depends(Permit(str(permission), self.table[str(permission)]))

    def allows(self, caller: Caller, permission: StrEnum) -> bool:
        """Whether `may` lets this caller pass, for answers that say what the caller can do next."""
        return not caller.roles.isdisjoint(self.table[str(permission)])
