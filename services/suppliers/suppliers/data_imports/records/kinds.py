"""What a sheet does with its rows: find a record, show it as a row, create and amend it by a feature's actions."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel

from chassis.batches import read_items
from chassis.problems import Problem
from suppliers.data_imports.outcomes.rows import Candidate
from suppliers.data_imports.records.references import Context

Model = TypeVar("Model", bound=BaseModel)
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """`fixed` are columns that cannot be changed of a record; `columns` names the column of an API field."""

    sheet: str
    by_id: Callable[[Context, UUID], Awaitable[Any]]
    """The record that the caller may see; None where there is none."""
    find: Callable[[Context, Values], Awaitable[Sequence[Any]]]
    """The records that have the key of a row; raises Unsettled where only a person can say."""
    shown: Callable[[Context, Any], Awaitable[dict[str, Any]]]
    """A record as the values of a row."""
    create: Callable[[Context, Values, bool], Awaitable[Any]]
    """Register a record, also one that resembles another where a person has said that it is new."""
    amend: Callable[[Context, Any, Values, bool], Awaitable[None]]
    """Change a record by the columns that differ."""
    label: Callable[[Any], Candidate]
    fixed: Collection[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, Callable[[Any, Any], bool]] = field(default_factory=dict)
    """How the value of a row is compared with that of the record, where it is not by being equal."""


def checked(model: type[Model], facts: Mapping[str, Any]) -> Model:
    """The body of a request with these facts; raises the Problem that the request would be refused with."""
    (result,) = read_items(model, [dict(facts)])
    if isinstance(result, Problem):
        raise result
    return result


def picked(values: Values, names: Collection[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def contains(given: Collection[Any], current: Collection[Any]) -> bool:
    """Whether the record has all that the row names: a row takes nothing away from such a list."""
    return set(given) <= set(current)


def same_set(given: Collection[Any], current: Collection[Any]) -> bool:
    return set(given) == set(current)
