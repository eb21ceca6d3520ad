"""Statements compiled once, so that asyncpg runs them without SQLAlchemy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's dialects are untyped


class JsonText(Text):
    """JSON, read as its text: connections differ in what they make of JSON."""


@dataclass(frozen=True)
class Compiled:
    """SQL with numbered parameters: `parameters` has their names in order, `fixed` the values it has already.

    `called` gives the values that are computed at each execution, such as today (`chassis.sql_time`).
    """

    sql: str
    parameters: tuple[str, ...]
    json_columns: frozenset[str]
    fixed: Mapping[str, Any]
    called: Mapping[str, Callable[[], Any]]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The values of the parameters, in their order."""
        return [self._value(name, values) for name in self.parameters]

    def _value(self, name: str, values: Mapping[str, Any]) -> Any:
        if name in self.fixed:
            return self.fixed[name]
        return self.called[name]() if name in self.called else values[name]


def compiled(statement: Select[Any], *, given_later: frozenset[str]) -> Compiled:
    """Values in the statement itself (a status, an IN list) are fixed here; `given_later` names its other binds."""
    made = statement.compile(dialect=DIALECT)
    called = {name: bind.callable for name, bind in made.binds.items() if bind.callable is not None}
    state = made.construct_expanded_state(dict.fromkeys(given_later))
    processors: Mapping[str, Any] = state.processors
    return Compiled(
        sql=state.statement,
        parameters=tuple(state.positiontup or ()),
        json_columns=frozenset(str(column.key) for column in statement.selected_columns if _is_json(column)),
        fixed={
            name: processors[name](value) if name in processors else value
            for name, value in state.parameters.items()
            if name not in given_later and name not in called
        },
        called=called,
    )


def _is_json(column: Any) -> bool:
    return isinstance(column.type, JsonText)
