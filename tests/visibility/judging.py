"""Comparing what people read with what they may know, and with what they read before."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from visibility.installation import Ask
from visibility.numbering import gaps_in
from visibility.observing import Address, Observation, body_of, elsewhere, headers_of, tokens
from visibility.oracle import may_know
from visibility.routes import COLLECTIONS, NOTHING
from visibility.scene import Scene
from visibility.world import (
    NAME,
    Member,
    Organisation,
    Person,
    Product,
    Supplier,
    World,
    describe,
)

WITHOUT_SECRET = (Organisation, Member, Supplier, Product)
"""Things whose ids other things name; their own routes are checked all the same."""
UNLISTED = (Organisation,)
"""Things of which the design does not say that whoever may know them can read them."""
RESTRICTED_PATHS = ("/v1/findings", "/v1/exposures", "/v1/evidence", "/v1/disclosures/{disclosure_id}/rows")
"""Paths whose answers no cache may keep."""


@dataclass(frozen=True)
class Violation:
    """`fault` is one of `shows`, `hides`, `lists`, `omits`, `mentions`, `tells`, `miscounts`, `misnumbers`,
    `caches`, `fails`, `differs`."""

    person: str
    path: str
    fault: str
    about: str = ""
    details: str = ""
    acts: tuple[str, ...] = ()
    method: str = "GET"

    def __str__(self) -> str:
        after = f" after {', '.join(self.acts)}" if self.acts else ""
        return f"{self.person}: {self.method} {self.path} {self.fault} {self.about}{after} {self.details}".rstrip()


def judge(scene: Scene, observed: Observation) -> list[Violation]:
    """Every answer against the oracle."""
    return [*_by_id(scene, observed), *_by_content(scene.world, observed)]


def _by_id(scene: Scene, observed: Observation) -> Iterator[Violation]:
    """A thing that may be known is there; any other answers as if nothing had its id."""
    hidden: list[tuple[Person, Address, Any]] = []
    for (name, _), (address, answer) in observed.items():
        person = scene.world.people[name]
        if answer.status >= 500:
            yield _violation(name, address, "fails", f"with {answer.status}", answer.text[:200])
        elif address.body is not None:
            continue
        elif not address.route.admits(person):
            expected = 401 if person.organisation is None else 403
            if answer.status != expected:
                yield _violation(name, address, "shows", "to a role that the route excludes", str(answer.status))
        elif address.thing is None or address.filtered_by:
            continue
        elif may_know(person, address.thing, scene.world, address.route.part):
            if answer.status != 200 and not isinstance(address.thing, UNLISTED):
                yield _violation(
                    name,
                    address,
                    "hides",
                    describe(address.thing, scene.world),
                    f"{answer.status} {answer.text[:200]}",
                )
        elif may_know(person, address.thing, scene.world):
            if answer.status not in (403, 404):
                yield _violation(
                    name,
                    address,
                    "shows",
                    f"{address.route.part} of {describe(address.thing, scene.world)}",
                    str(answer.status),
                )
        else:
            hidden.append((person, address, answer))
    others = _answers_to_nothing(scene, hidden)
    for person, address, answer in hidden:
        assert address.thing is not None
        told = answer.status, headers_of(answer), answer.text.replace(address.thing.id, NOTHING)
        if told != others[person.name, address.route.path]:
            details = f"{answer.status} {answer.text[:200]}"
            yield _violation(person.name, address, "shows", describe(address.thing, scene.world), details)


def _answers_to_nothing(scene: Scene, hidden: Iterable[tuple[Person, Address, Any]]) -> dict[tuple[str, str], Any]:
    """What each person gets from each route for an id that nothing has."""
    asks = {(person.name, address.route.path): Ask(person, elsewhere(address)) for person, address, _ in hidden}
    answers = scene.installation.ask(asks.values())
    return {
        key: (answer.status, headers_of(answer), answer.text) for key, answer in zip(asks, answers, strict=True)
    }


def _by_content(world: World, observed: Observation) -> Iterator[Violation]:
    """Lists are complete and nothing that is hidden is mentioned anywhere."""
    for name, person in world.people.items():
        hidden = hidden_tokens(person, world)
        for (who, _), (address, answer) in observed.items():
            if who != name or answer.status != 200:
                continue
            if address.route.path == "/v1/events":
                yield from _by_events(person, world, address, body_of(answer)["items"])
                continue
            for token in sorted((tokens(answer.text) - tokens(f"{address.path} {address.body}")) & hidden.keys()):
                yield _violation(name, address, "mentions", hidden[token])
            for gap in gaps_in(person, address, body_of(answer)):
                yield _violation(name, address, "misnumbers", gap)
            if address.route.path in COLLECTIONS and not address.filtered_by:
                yield from _by_list(person, world, address, body_of(answer))
            if address.route.path.startswith(RESTRICTED_PATHS) and "no-store" not in (
                answer.header("cache-control") or ""
            ):
                yield _violation(name, address, "caches", "")


def _by_list(person: Person, world: World, address: Address, page: dict[str, Any]) -> Iterator[Violation]:
    listed = [item["id"] for item in page["items"]]
    if page["total"] != len(listed) or len(set(listed)) != len(listed):
        yield _violation(person.name, address, "miscounts", "its items", f"{page['total']} {len(listed)}")
    kind = COLLECTIONS[address.route.path]
    for thing in world.all(kind):
        may = may_know(person, thing, world)
        if may and thing.id not in listed and not isinstance(thing, UNLISTED):
            yield _violation(person.name, address, "omits", describe(thing, world))
        if not may and thing.id in listed:
            yield _violation(person.name, address, "lists", describe(thing, world))


def _by_events(person: Person, world: World, address: Address, events: list[dict[str, Any]]) -> Iterator[Violation]:
    """What could be known when it happened; a thing that is hidden now may have been known then."""
    known = world.memory.get(person.name, set())
    things = {thing.id: thing for thing in world.things}
    for event in events:
        thing = things.get(event["subject"].rpartition("/")[2])
        if thing and not isinstance(thing, WITHOUT_SECRET) and thing.id not in known:
            yield _violation(person.name, address, "tells", f"{event['type']} of {describe(thing, world)}")


def hidden_tokens(person: Person, world: World) -> dict[str, str]:
    """Ids and words that this person may not read anywhere, each with what it tells of."""
    hidden = {}
    for thing in world.things:
        if thing.id and not isinstance(thing, WITHOUT_SECRET) and not may_know(person, thing, world, NAME):
            hidden[thing.id] = describe(thing, world)
        for part, text in thing.words.items():
            if not may_know(person, thing, world, part):
                hidden[text] = f"{part} of {describe(thing, world)}"
    return hidden


def remember(world: World) -> None:
    """Note what each person may know now, for events that are read later."""
    for person in world.people.values():
        known = world.memory.setdefault(person.name, set())
        known |= {thing.id for thing in world.things if may_know(person, thing, world, NAME)}


def view(person: Person, world: World) -> frozenset[tuple[str, str, int]]:
    """All that this person may know: while it stays the same, nothing that the person reads may change."""
    return frozenset(
        (thing.id or str(id(thing)), part, thing.changes[part])
        for thing in world.things
        for part in thing.parts
        if may_know(person, thing, world, part)
    )


def differences(
    world: World, before: Observation, after: Observation, acts: Collection[str]
) -> Iterator[Violation]:
    """Of people whose view stayed the same."""
    for key in before.keys() & after.keys():
        (address, old), (_, new) = before[key], after[key]
        changes = []
        if old.status != new.status:
            changes.append(f"status {old.status} -> {new.status}")
        changes += _changed("header ", headers_of(old), headers_of(new))
        changes += _changed("", body_of(old), body_of(new))
        if changes:
            about = describe(address.thing, world) if address.thing else ""
            yield Violation(key[0], address.route.path, "differs", about, "; ".join(changes)[:600], tuple(acts))


def _changed(at: str, old: Any, new: Any) -> list[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            each for key in sorted({*old, *new}) for each in _changed(f"{at}/{key}", old.get(key), new.get(key))
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [each for place in range(len(old)) for each in _changed(f"{at}/{place}", old[place], new[place])]
    if isinstance(old, list) and isinstance(new, list):
        more = [item for item in new if item not in old] or [item for item in old if item not in new]
        return [f"{at} {len(old)} -> {len(new)} items {str(more)[:300]}"]
    return [] if old == new else [f"{at} {old!r} -> {new!r}"]


def _violation(name: str, address: Address, fault: str, about: str, details: str = "") -> Violation:
    return Violation(name, address.route.path, fault, about, details)


def summary(violations: Iterable[Violation]) -> str:
    return "\n".join(sorted({str(each) for each in violations}))
