"""Acting on what one may not know: every operation answers for a hidden id as for one that nothing has."""

from collections.abc import Iterable, Iterator

from visibility.installation import Ask
from visibility.judging import Violation
from visibility.observing import headers_of
from visibility.oracle import may_know
from visibility.routes import NOTHING, Route, routes
from visibility.scene import Scene
from visibility.world import Person, Thing, World, describe

ANY_VERSION = {"If-Match": '"1.0"'}


def probe(scene: Scene, people: Iterable[Person], *, is_complete: bool) -> list[Violation]:
    """With one hidden thing for each operation, or with one of each sort."""
    tried = [
        (person, route, thing, ids)
        for person in people
        for route in routes()
        if route.method != "GET" and route.admits(person)
        for thing, ids in _hidden(route, person, scene.world, is_complete=is_complete)
    ]
    asks = [_ask(person, route, ids) for person, route, _, ids in tried]
    blanks = [_ask(person, route, dict.fromkeys(ids, NOTHING)) for person, route, _, ids in tried]
    answers, others = scene.installation.ask(asks), scene.installation.ask(blanks)
    violations = []
    for (person, route, thing, ids), answer, other in zip(tried, answers, others, strict=True):
        text = answer.text
        for each in ids.values():
            text = text.replace(each, NOTHING)
        if (answer.status, headers_of(answer), text) != (other.status, headers_of(other), other.text):
            details = f"{answer.status} {answer.text[:200]} instead of {other.status}"
            about = describe(thing, scene.world)
            violations.append(Violation(person.name, route.path, "shows", about, details, method=route.method))
    return violations


def _hidden(
    route: Route, person: Person, world: World, *, is_complete: bool
) -> Iterator[tuple[Thing, dict[str, str]]]:
    sorts: set[str] = set()
    for thing, ids in route.targets(world):
        sort = describe(thing, world) if is_complete else ""
        if sort not in sorts and not may_know(person, thing, world):
            sorts.add(sort)
            yield thing, ids


def _ask(person: Person, route: Route, ids: dict[str, str]) -> Ask:
    headers = ANY_VERSION if route.method in ("PATCH", "PUT") else {}
    return Ask(person, route.filled(ids), route.method, route.body, headers)
