"""Roles and kinds of organisations: the words every service decides by, in one place."""

from enum import StrEnum


class Role(StrEnum):
    """What a person, or a machine, may be within its organisation."""

    BUYER_OFFICER = "buyer_officer"
    BUYER_MANAGER = "buyer_manager"
    BUYER_VIEWER = "buyer_viewer"
    SUPPLIER_CONTACT = "supplier_contact"
    SUPPLIER_ADMIN = "supplier_admin"
    MONITOR_AUTHOR = "monitor_author"
    MONITOR_EDITOR = "monitor_editor"
    GROUP_COORDINATOR = "group_coordinator"
    EXPERT = "expert"
    DASHBOARD_CLIENT = "dashboard_client"
    PLATFORM_ADMIN = "platform_admin"
    SYSTEM = "system"


class OrgKind(StrEnum):
    """What a tenant is; it decides which rows it can ever see."""

    BUYER = "buyer"
    MONITOR = "monitor"
    SUPPLIER = "supplier"
    EXPERT = "expert"
    PLATFORM = "platform"
    SYSTEM = "system"


BUYERS = frozenset({Role.BUYER_OFFICER, Role.BUYER_MANAGER, Role.BUYER_VIEWER})
BUYER_EDITORS = frozenset({Role.BUYER_OFFICER, Role.BUYER_MANAGER})
MONITORS = frozenset({Role.MONITOR_AUTHOR, Role.MONITOR_EDITOR})
SUPPLIERS = frozenset({Role.SUPPLIER_CONTACT, Role.SUPPLIER_ADMIN})
"""Who acts for which kind of organisation."""
