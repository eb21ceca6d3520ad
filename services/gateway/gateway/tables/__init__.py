"""Every table of the gateway database, one module per aggregate."""

from gateway.tables.accounts import ApiKey, Invitation, Member, Organisation, Person, RefreshToken
from gateway.tables.base import Table
from gateway.tables.links import Affiliation, SupplierLink
from gateway.tables.service_tables import Grant

__all__ = [
    "Affiliation",
    "ApiKey",
    "Grant",
    "Invitation",
    "Member",
    "Organisation",
    "Person",
    "RefreshToken",
    "SupplierLink",
    "Table",
]
