"""Every state machine of every service: a move is made by those it names, and what is no move is refused."""

from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from chassis.moves import Machine, Move, allowed, step
from chassis.problems import Forbidden, IllegalTransition
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
