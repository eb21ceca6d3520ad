"""Every state machine of every service: a move is made by those it names, and what is no move is refused."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from chassis.moves import Machine, Move, allowed, step
from chassis.problems import Forbidden, IllegalTransition
from chassis.vocabulary import Role
from support.services import ROOT, SERVICES


def rules() -> Iterator[Any]:
    for service in SERVICES:
        folder = ROOT / "services" / service
        for file in sorted(Path(folder, service).rglob("*rules.py")):
            yield import_module(".".join(file.relative_to(folder).with_suffix("").parts))


def is_machine(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and all(isinstance(move, Move) for move in value.values())


def machines() -> dict[str, Machine[Any]]:
    """By module and name; each once, where it is declared first."""
    found: dict[int, tuple[str, Machine[Any]]] = {}
    for module in rules():
        for name, value in vars(module).items():
            if is_machine(value):
                found.setdefault(id(value), (f"{module.__name__}.{name}", value))
    return dict(found.values())


MACHINES = machines()

PATHS = {
    "dialogue.action_points.rules.MOVES": (["proposed"], ["rejected", "verified", "dropped"], {}),
    "dialogue.assignments.rules.MOVES": (["sent"], ["closed", "cancelled"], {}),
    "dialogue.dialogues.rules.MOVES": (["proposed"], ["concluded"], {}),
    "dialogue.findings.reactions.rules.REACTION_MOVES": (["awaited"], [], {}),
    "dialogue.findings.rules.MOVES": (["draft"], ["withdrawn"], {}),
    "dialogue.meetings.rules.MOVES": (["planned", "held"], ["minutes_agreed", "cancelled"], {}),
    "dialogue.questionnaires.rules.MOVES": (["draft"], ["retired"], {}),
    "dialogue.reviews.rules.MOVES": (["scheduled"], ["closed"], {}),
    "gateway.affiliations.rules.MOVES": (["proposed"], ["refused", "withdrawn", "ended"], {}),
    "gateway.links.rules.LINK_MOVES": (["requested", "pending"], ["declined", "withdrawn", "refused", "ended"], {}),
    "suppliers.clauses.wordings.rules.MOVES": (["draft"], ["published"], {}),
    "suppliers.contacts.rules.MOVES": (
        ["proposed"],
        ["anonymised"],
        {"proposed": ["anonymised"], "rejected": ["anonymised"], "ended": ["anonymised"]},
    ),
    "suppliers.contracts.rules.MOVES": (
        ["draft", "planned", "active"],
        ["cancelled", "closed"],
        {"awarded": ["active", "expired"], "active": ["expired"], "extended": ["expired"]},
    ),
    "suppliers.targets.rules.MOVES": (["adopted"], ["withdrawn"], {}),
    "suppliers.disclosures.rules.MOVES": (
        ["draft"],
        ["withdrawn", "superseded"],
        {"accepted": ["superseded"], "draft": ["withdrawn"], "returned": ["withdrawn"]},
    ),
    "suppliers.equivalence.rules.MOVES": (["draft"], ["accepted", "rejected"], {}),
    "suppliers.label_claims.rules.MOVES": (
        ["claimed"],
        ["withdrawn", "revoked", "expired"],
        {"claimed": ["expired"], "verified": ["expired"]},
    ),
    "suppliers.obligations.rules.MOVES": (
        ["scheduled", "not_tracked"],
        ["not_tracked", "fulfilled", "fulfilled_by_due_diligence", "cured", "waived"],
        {"scheduled": ["due", "overdue"], "due": ["overdue"]},
    ),
    "suppliers.obligations.rules.CONTINUOUS_MOVES": (
        ["scheduled", "not_tracked"],
        ["not_tracked", "waived"],
        {"scheduled": ["due", "overdue"], "due": ["overdue"]},
    ),
    "suppliers.products.rules.MOVES": (["announced", "active"], ["archived"], {}),
}
"""By machine: the states that a thing begins in, those in which it ends, and what no move of a person brings."""
PARTS = {"dialogue.findings.rules.WORK", "dialogue.findings.rules.WITHDRAWALS"}
"""Parts that another machine is put together from."""
PERMISSIONS = {
    "dialogue.assignments.rules.MOVES": "assignment:move",
    "dialogue.dialogues.rules.MOVES": "dialogue:move",
    "dialogue.findings.reactions.rules.REACTION_MOVES": "finding:move",
    "dialogue.findings.rules.MOVES": "finding:move",
    "dialogue.meetings.rules.MOVES": "meeting:move",
    "dialogue.questionnaires.rules.MOVES": "questionnaire:move",
    "dialogue.reviews.rules.MOVES": "review:move",
    "gateway.links.rules.LINK_MOVES": "link:decide",
    "suppliers.clauses.wordings.rules.MOVES": "clause_template:write",
    "suppliers.contacts.rules.MOVES": "contact:write",
    "suppliers.contracts.rules.MOVES": "contract:write",
    "suppliers.disclosures.rules.MOVES": "disclosure:write",
    "suppliers.label_claims.rules.MOVES": "label_claim:make",
    "suppliers.obligations.rules.MOVES": "obligation:work",
    "suppliers.obligations.rules.CONTINUOUS_MOVES": "obligation:work",
    "suppliers.products.rules.MOVES": "product:write",
    "suppliers.targets.rules.MOVES": "target:write",
}
"""By machine whose actors are roles: what its route requires of a caller."""
OF_SIDES = {"dialogue.action_points.rules.MOVES", "gateway.affiliations.rules.MOVES"}
OF_SIDES |= {"suppliers.equivalence.rules.MOVES"}
"""Machines of sides, whatever the role: their views ask for the permission of the route as well."""
KNOWN = {"contracts", "obligations", "contacts", "products", "disclosures", "links", "dialogues", "meetings"}
KNOWN |= {"questionnaires", "assignments", "action_points", "reviews", "findings"}


def states(machine: Machine[Any]) -> list[Any]:
    return list(type(next(iter(machine))[0]))


def actors(machine: Machine[Any]) -> set[str]:
    return set().union(*(move.by for move in machine.values()))


def everything(machine: Machine[Any]) -> dict[str, object]:
    return {field: "given" for move in machine.values() for field in move.needs}


def test_the_machines_of_all_features_are_found() -> None:
    assert {feature for name in MACHINES for feature in name.split(".")} >= KNOWN


def test_every_machine_says_where_it_begins_and_ends() -> None:
    assert set(PATHS) == set(MACHINES) - PARTS


def test_every_machine_says_which_permission_its_route_requires() -> None:
    assert set(PERMISSIONS) == set(MACHINES) - PARTS - OF_SIDES


@pytest.mark.parametrize("name", PERMISSIONS)
def test_whoever_may_make_a_move_may_use_its_route(name: str) -> None:
    permitted = import_module(f"{name.split('.')[0]}.permissions").access.table[PERMISSIONS[name]]
    assert actors(MACHINES[name]) & set(Role) - {Role.SYSTEM} <= permitted


def ways_of(name: str) -> dict[str, set[str]]:
    """The states that follow each state: by a move that somebody makes, or by the date."""
    ways: dict[str, set[str]] = {state.value: set() for state in states(MACHINES[name])}
    for (origin, to), move in MACHINES[name].items():
        if move.by - {Role.SYSTEM}:
            ways[origin.value].add(to.value)
    for origin, following in PATHS[name][2].items():
        ways[origin].update(following)
    return ways


def reached(ways: dict[str, set[str]], starts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    ahead = list(starts)
    while ahead:
        state = ahead.pop()
        if state not in found:
            found.add(state)
            ahead.extend(ways[state])
    return found


@pytest.mark.parametrize("name", PATHS)
def test_every_state_that_is_not_final_has_a_way_out(name: str) -> None:
    starts, finals, _ = PATHS[name]
    ways = ways_of(name)
    by_system = {to.value for (_, to) in MACHINES[name]}
    stuck = {state for state in reached(ways, [*starts, *by_system]) if not ways[state] and state not in finals}
    assert not stuck, f"nobody can leave {stuck}"


@pytest.mark.parametrize("name", PATHS)
def test_from_every_state_an_end_can_be_reached(name: str) -> None:
    _, finals, _ = PATHS[name]
    ways = ways_of(name)
    endless = {state for state in ways if finals and not reached(ways, [state]) & set(finals)}
    assert not endless, f"no end can be reached from {endless}"


@pytest.mark.parametrize("name", PATHS)
def test_every_state_can_be_reached(name: str) -> None:
    starts, _, by_date = PATHS[name]
    moved_to = {to.value for (_, to) in MACHINES[name]} | {to for following in by_date.values() for to in following}
    assert {state.value for state in states(MACHINES[name])} <= moved_to | set(starts)


@pytest.mark.parametrize("name", MACHINES)
def test_every_other_move_is_refused_and_the_refusal_lists_those_there_are(name: str) -> None:
    machine = MACHINES[name]
    for origin, to in product(states(machine), repeat=2):
        if (origin, to) not in machine:
            with pytest.raises(IllegalTransition) as refused:
                step(machine, origin, to, actors=actors(machine), given=everything(machine))
            assert refused.value.extensions["allowed"] == [
                state.value for state in allowed(machine, origin, actors(machine))
            ]


@pytest.mark.parametrize("name", MACHINES)
def test_every_move_is_made_by_its_actors_alone(name: str) -> None:
    machine = MACHINES[name]
    for (origin, to), move in machine.items():
        assert move.by, f"nobody makes {origin} {to}"
        for actor in actors(machine) | {"nobody"}:
            if actor in move.by:
                assert step(machine, origin, to, actors=[actor], given=everything(machine)) is to
            else:
                with pytest.raises(Forbidden):
                    step(machine, origin, to, actors=[actor], given=everything(machine))
