"""The registry of the gateway database."""

from chassis.database import new_registry
from sqlmodel import SQLModel


class Table(SQLModel, registry=new_registry()):
    """Base of every table in the gateway database."""
