"""Everything that people can read of a world: every GET of every API description, filled with all ids there are."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from visibility.installation import Answer, Ask
from visibility.oracle import may_know
from visibility.routes import KINDS, NOTHING, QUERIES, Route, routes
from visibility.scene import Scene
from visibility.world import Facility, Finding, Person, Thing, World, describe

FIRST_PAGE = {"limit": "200", "count": "exact"}
WIDENED = {
    "/v1/events": "?limit=200",
    "/v1/spend-totals": "?group_by=year,contract,supplier,framework",
}
"""Queries with which answers that have no pages tell the most."""
NARROWED = {"/v1/facilities": "&q=zq"}
"""Lists with much that is not of this world: all of it is counted, and what has a word of the world is read."""
UNTIMED = frozenset({"date", "x-request-id"})
"""Headers that differ between any two answers."""
MOST_SITES = 12
TOKEN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|zq[a-z]{10}qz")
"""Ids and words of a world, wherever they stand in an answer."""


@dataclass(frozen=True)
class Address:
    """A path that a route gives; `thing` is what it names, None for a list or an id that nothing has."""

    route: Route
    path: str
    thing: Thing | None = None
    filtered_by: str | None = None
    body: Any = None
    """Of a POST that only reads."""


Observation = Mapping[tuple[str, str], tuple[Address, Answer]]
"""By the person's name and the path; further pages of a list are parts of one answer."""


@dataclass(frozen=True)
class Extent:
    """Which ids are asked for: all, or of each sort (see `describe`) one, and those that were `touched`."""

    is_complete: bool = False
    touched: frozenset[str] = frozenset()
    hidden: bool = True
    """Whether things that the person may not know are asked for although nothing happened to them."""


def observe(scene: Scene, people: Iterable[Person], extent: Extent) -> Observation:
    """What these people read now."""
    asked = [(person, address) for person in people for address in addresses(person, scene.world, extent)]
    answers = scene.installation.ask(
        Ask(person, address.path, address.route.method, address.body) for person, address in asked
    )
    found = {}
    for (person, address), answer in zip(asked, answers, strict=True):
        key = address.path if address.body is None else f"{address.path} {json.dumps(address.body)}"
        found[person.name, key] = (address, _with_all_pages(scene, person, address, answer))
    return found


def addresses(person: Person, world: World, extent: Extent) -> Iterable[Address]:
    for route in routes():
        if route.method == "GET":
            yield from _addresses(route, person, world, extent)
        elif route.admits(person):
            yield from _reading_posts(route, person, world, extent)


def _addresses(route: Route, person: Person, world: World, extent: Extent) -> Iterable[Address]:
    query = "?" + urlencode(FIRST_PAGE) if route.is_paged else WIDENED.get(route.path, "")
    if not route.parameters or not route.admits(person):
        yield Address(route, route.filled({}) + (query if route.admits(person) else ""))
    if not route.admits(person):
        return
    if route.path in NARROWED:
        yield Address(route, f"{route.path}?limit=1&count=exact", filtered_by="limit")
        query += NARROWED[route.path]
    named = dict(route.targets(world))
    for thing in _selected(named, person, world, extent):
        yield Address(route, route.filled(named[thing]) + query, thing)
    for name in QUERIES.get(route.path, ()):
        for thing in _selected(list(world.all(KINDS[name])), person, world, extent):
            joint = "&" if query else "?"
            yield Address(route, f"{route.path}{query}{joint}{name}={thing.id}", thing, filtered_by=name)


def _selected(things: Iterable[Thing], person: Person, world: World, extent: Extent) -> Iterable[Thing]:
    """A contract and the framework that others read of it have the same id, but are two things."""
    sorts: set[tuple[bool, str]] = set()
    for thing in things:
        if not thing.id:
            continue
        may = may_know(person, thing, world)
        sort = (may, describe(thing, world))
        is_new_sort = sort not in sorts and (may or extent.hidden)
        if extent.is_complete or thing.id in extent.touched or is_new_sort:
            sorts.add(sort)
            yield thing


def _reading_posts(route: Route, person: Person, world: World, extent: Extent) -> Iterable[Address]:
    sites = [site for site in world.all(Facility) if site.id and site.registered_by]
    if route.path == "/v1/facilities/match" and extent.hidden:
        unlisted = [site.described for site in world.all(Facility) if not site.registered_by]
        queries = {str(place): described for place, described in enumerate(unlisted[:MOST_SITES])}
        yield Address(route, route.path, body={"queries": queries, "limit": 3})
    if route.path == "/v1/findings/{finding_id}/release-preview":
        for finding in world.all(Finding):
            if finding.status == "validated" and may_know(person, finding, world, "own"):
                for site in sites:
                    body = {"audiences": ["supplier", "affiliates"], "facility_id": site.id}
                    yield Address(route, route.filled({"finding_id": finding.id}), finding, body=body)


def elsewhere(address: Address) -> str:
    """The same path with an id that nothing has."""
    assert address.thing is not None
    return address.path.replace(address.thing.id, NOTHING)


def _with_all_pages(scene: Scene, person: Person, address: Address, first: Answer) -> Answer:
    is_list = address.route.is_paged or address.route.path == "/v1/events"
    if not is_list or first.status != 200 or address.filtered_by == "limit":
        return first
    name, page = ("cursor" if address.route.is_paged else "after"), json.loads(first.text)
    items, cursors = list(page["items"]), [page["next"]]
    while page["next"] and page["items"]:
        path = f"{address.path}&{urlencode({name: page['next']})}"
        page = json.loads(scene.installation.ask([Ask(person, path)])[0].text)
        items += page["items"]
        cursors.append(page["next"])
    whole = {**json.loads(first.text), "items": items, "next": cursors}
    return Answer(first.status, first.headers, json.dumps(whole))


def tokens(text: str) -> set[str]:
    return set(TOKEN.findall(text))


def headers_of(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers if name not in UNTIMED}


def body_of(answer: Answer) -> Any:
    try:
        return json.loads(answer.text)
    except ValueError:
        return answer.text
