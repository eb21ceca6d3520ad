"""The accounts of the demo. They exist on the embedded database only. All organisations are invented."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict


class Account(TypedDict):
    """`api_key` is `<client_id>.<client_secret>`: a bearer token, and in its halves client credentials."""

    username: str
    password: str
    api_key: str


@dataclass(frozen=True)
class Organisation:
    """`roles` by account. A supplier's organisation works with one `buyer`; a buyer may name its `monitor`."""

    name: str
    kind: str
    country: str
    roles: Mapping[str, list[str]]
    buyer: str | None = None
    monitor: str | None = None


MONITOR = "Lantern Labour Watch"
BUYER = "City of Exampleton"
SECOND_BUYER = "University of Fictionham"

ORGANISATIONS = (
    Organisation("Platform", "platform", "BE", {"platform_admin": ["platform_admin"]}),
    Organisation(
        MONITOR,
        "monitor",
        "NL",
        {"monitor_author": ["monitor_author"], "monitor_editor": ["monitor_author", "monitor_editor"]},
    ),
    Organisation("Second Sample Watch", "monitor", "DE", {"second_monitor": ["monitor_author", "monitor_editor"]}),
    Organisation(
        BUYER,
        "buyer",
        "BE",
        {
            "buyer": ["buyer_officer"],
            "buyer_manager": ["buyer_officer", "buyer_manager"],
            "dashboard": ["dashboard_client"],
        },
        monitor=MONITOR,
    ),
    Organisation(
        SECOND_BUYER, "buyer", "NL", {"second_buyer": ["buyer_officer", "buyer_manager"]}, monitor=MONITOR
    ),
    Organisation(
        "Meridiaan Devices", "supplier", "BE", {"supplier": ["supplier_contact", "supplier_admin"]}, buyer=BUYER
    ),
    Organisation(
        "Quillstone Computers",
        "supplier",
        "NL",
        {"second_supplier": ["supplier_contact", "supplier_admin"]},
        buyer=SECOND_BUYER,
    ),
)

ACCOUNT_NAMES = tuple(name for organisation in ORGANISATIONS for name in organisation.roles)


def new_account(name: str) -> Account:
    return Account(
        username=name.replace("_", "-"),
        password=secrets.token_urlsafe(15),
        api_key=f"{secrets.token_hex(8)}.{secrets.token_urlsafe(32)}",
    )


def first_accounts(accounts: Mapping[str, Account], supplier_ids: Mapping[str, str]) -> dict[str, Any]:
    """The document for `gateway.first_accounts`, without suppliers that are not registered yet."""
    listed = [one for one in ORGANISATIONS if one.kind != "supplier" or one.name in supplier_ids]
    return {
        "organisations": [_organisation(one, accounts, supplier_ids.get(one.name)) for one in listed],
        "affiliations": [{"buyer": one.name, "monitor": one.monitor} for one in listed if one.monitor],
    }


def _organisation(one: Organisation, accounts: Mapping[str, Account], supplier_id: str | None) -> dict[str, Any]:
    members = [{**accounts[name], "roles": roles} for name, roles in one.roles.items()]
    return {
        "name": one.name,
        "kind": one.kind,
        "country": one.country,
        "supplier_id": supplier_id,
        "buyer": one.buyer,
        "members": members,
    }
