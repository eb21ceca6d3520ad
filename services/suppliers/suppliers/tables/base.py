"""The registry of the suppliers database."""

from datetime import date

from sqlalchemy import Date, literal_column
from sqlalchemy.sql.elements import ColumnClause
from sqlmodel import SQLModel

from chassis.database import new_registry


class Table(SQLModel, registry=new_registry()):
    """Base of every table in the suppliers database."""


TODAY: ColumnClause[date] = literal_column("(now() at time zone 'utc')::date", Date)
"""The business date, as `chassis.clock.today` says it, inside a statement."""
