"""The registry of the suppliers database."""

from sqlmodel import SQLModel

from chassis.database import new_registry


class Table(SQLModel, registry=new_registry()):
    """Base of every table in the suppliers database."""
