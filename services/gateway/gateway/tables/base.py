"""The registry of the gateway's tables."""

from sqlmodel import SQLModel

from chassis.database import new_registry


class Table(SQLModel, registry=new_registry()):
    """Base of every table in the gateway database."""
