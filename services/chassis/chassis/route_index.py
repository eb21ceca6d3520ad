"""Finds the route of a request among those that begin alike: the router would ask each of a hundred in turn."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NoReturn

from starlette.routing import BaseRoute, Match, NoMatchFound, Route
from starlette.types import Receive, Scope, Send

Found = tuple[Match, Scope]
NOT_FOUND: Found = (Match.NONE, {})


class RouteIndex(BaseRoute):
    """The first of a router's routes: it answers for those that it finds, in their own order.

    Routes are kept by the beginning of their path, `/v1/suppliers`. Whatever matches none of them, or not with this
    method, is left to the routes after this one.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes: dict[str, list[Route]] = defaultdict(list)
        for route in routes:
            if isinstance(route, Route) and "{" not in (beginning := beginning_of(route.path)):
                self._routes[beginning].append(route)

    def matches(self, scope: Scope) -> Found:
        if scope["type"] != "http":
            return NOT_FOUND
        found = (route.matches(scope) for route in self._routes.get(beginning_of(scope["path"]), ()))
        return next((each for each in found if each[0] is Match.FULL), NOT_FOUND)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["route"].handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> NoReturn:
        raise NoMatchFound(name, path_params)


def beginning_of(path: str) -> str:
    """The first two parts of a path."""
    return "/".join(path.split("/", 3)[:3])
