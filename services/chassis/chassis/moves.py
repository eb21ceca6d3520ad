"""State machines as data: who may make which transition, and which fields it needs.

The actors of a machine are roles (`buyer_officer`) or sides (`owner`, `counter`): the action that calls `step`
gives the names that apply to its caller.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from chassis.problems import Fault, Forbidden, IllegalTransition, Invalid

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Move:
    """Who may make a transition, and which of its fields must not be empty."""

    by: frozenset[str]
    needs: tuple[str, ...] = ()


def by(*actors: str, needs: Collection[str] = ()) -> Move:
    return Move(frozenset(actors), tuple(needs))


Machine = Mapping[tuple[State, State], Move]


class MoveIncomplete(Invalid):
    """This transition needs more fields; `errors` names each one that is missing."""

    title = "Information is missing for this transition"


def allowed(machine: Machine[State], current: State, actors: Collection[str]) -> list[State]:
    """The states that these actors can reach from `current` in one transition, in the machine's order."""
    return [to for (origin, to), move in machine.items() if origin == current and move.by & set(actors)]


def step(  # noqa: PLR0913
    machine: Machine[State],
    current: State,
    to: State,
    *,
    actors: Collection[str],
    given: Mapping[str, object] | None = None,
    actor_names: Mapping[str, str] | None = None,
) -> State:
    """The new state, or a refusal; `actor_names` are for people to read, where an actor is no role.

    Raises IllegalTransition (409, with the allowed states) where the machine has no such transition, Forbidden
    (403) where only other actors can make it, MoveIncomplete (422) where it lacks a field.
    """
    move = machine.get((current, to))
    if move is None:
        raise IllegalTransition(
            f'The state is "{current}"; it cannot become "{to}".',
            current=current.value,
            allowed=[state.value for state in allowed(machine, current, actors)],
        )
    if not move.by & set(actors):
        names = sorted((actor_names or {}).get(actor, actor) for actor in move.by)
        raise Forbidden(f'Only {" or ".join(names)} can set the state to "{to}".')
    missing = [field for field in move.needs if not (given or {}).get(field)]
    if missing:
        raise MoveIncomplete(
            f'The state "{to}" needs {", ".join(missing)}.',
            errors=[
                Fault(f"/{field}", "required_for_move", "This field is required for this transition.")
                for field in missing
            ],
        )
    return to
