"""A state machine is a table: what stands in it may be done, by those it names, and nothing else."""

from enum import StrEnum
from itertools import product

import pytest

from chassis.moves import Machine, MoveIncomplete, allowed, by, step
from chassis.problems import Forbidden, IllegalTransition


class Door(StrEnum):
    OPEN = "open"
    SHUT = "shut"
    LOCKED = "locked"


ACTORS = ("guest", "host")
MOVES: Machine[Door] = {
    (Door.OPEN, Door.SHUT): by("guest", "host"),
    (Door.SHUT, Door.OPEN): by("guest", "host"),
    (Door.SHUT, Door.LOCKED): by("host", needs=("key",)),
    (Door.LOCKED, Door.SHUT): by("host", needs=("key",)),
}
EVERY = list(product(Door, Door, ACTORS))


@pytest.mark.parametrize(("origin", "to", "actor"), [way for way in EVERY if way[:2] not in MOVES])
def test_a_move_that_is_not_in_the_table_is_illegal(origin: Door, to: Door, actor: str) -> None:
    with pytest.raises(IllegalTransition) as refusal:
        step(MOVES, origin, to, actors={actor}, given={"key": "iron"})
    assert refusal.value.extensions == {
        "current": origin.value,
        "allowed": [state.value for state in allowed(MOVES, origin, {actor})],
    }


@pytest.mark.parametrize(("origin", "to", "actor"), [way for way in EVERY if way[:2] in MOVES])
def test_a_move_in_the_table_is_made_by_those_it_names(origin: Door, to: Door, actor: str) -> None:
    if actor in MOVES[origin, to].by:
        assert step(MOVES, origin, to, actors={actor}, given={"key": "iron"}) is to
        assert to in allowed(MOVES, origin, {actor})
    else:
        with pytest.raises(Forbidden, match="Only host"):
            step(MOVES, origin, to, actors={actor}, given={"key": "iron"})
        assert to not in allowed(MOVES, origin, {actor})


def test_several_roles_of_one_person_add_up() -> None:
    assert allowed(MOVES, Door.SHUT, {"guest", "host"}) == [Door.OPEN, Door.LOCKED]


@pytest.mark.parametrize("given", [None, {}, {"key": None}, {"key": ""}])
def test_a_move_must_bring_what_it_needs(given: dict[str, object] | None) -> None:
    with pytest.raises(MoveIncomplete) as refusal:
        step(MOVES, Door.SHUT, Door.LOCKED, actors={"host"}, given=given)
    assert [fault.pointer for fault in refusal.value.errors] == ["/key"]


def test_who_may_not_move_is_not_told_what_the_move_needs() -> None:
    with pytest.raises(Forbidden):
        step(MOVES, Door.SHUT, Door.LOCKED, actors={"guest"})


def test_a_refusal_names_actors_as_people_call_them() -> None:
    with pytest.raises(Forbidden) as refusal:
        step(MOVES, Door.SHUT, Door.LOCKED, actors={"guest"}, actor_names={"host": "the host of the house"})
    assert refusal.value.detail == 'Only the host of the house can set the state to "locked".'
