"""Statements compiled once, for asyncpg to run with no SQLAlchemy between."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Select
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's dialects are untyped


@dataclass(frozen=True)
class Compiled:
    """SQL with numbered places: `parameters` names them in order, `fixed` holds what the statement says itself."""

    sql: str
    parameters: tuple[str, ...]
    json_columns: frozenset[str]
    fixed: Mapping[str, Any]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """What goes into the places, in their order."""
        return [self.fixed[name] if name in self.fixed else values[name] for name in self.parameters]


def compiled(statement: Select[Any], *, given_later: frozenset[str]) -> Compiled:
    """What the statement itself says (a status, an IN list) is fixed here; `given_later` names its other binds."""
    state = statement.compile(dialect=DIALECT).construct_expanded_state(dict.fromkeys(given_later))
    processors: Mapping[str, Any] = state.processors
    return Compiled(
        sql=state.statement,
        parameters=tuple(state.positiontup or ()),
        json_columns=frozenset(str(column.key) for column in statement.selected_columns if _is_json(column)),
        fixed={
            name: processors[name](value) if name in processors else value
            for name, value in state.parameters.items()
            if name not in given_later
        },
    )


def _is_json(column: Any) -> bool:
    return isinstance(column.type, JSON)
