"""The demo's people: made on the embedded database alone, so that nothing of the kind exists elsewhere."""

import secrets
from typing import TypedDict

NAMES = (
    "buyer",
    "buyer_manager",
    "second_buyer",
    "monitor_author",
    "monitor_editor",
    "second_monitor",
    "supplier",
    "second_supplier",
    "dashboard",
    "platform_admin",
)


class Account(TypedDict):
    """`api_key` is `<client id>.<secret>`: a bearer token as it stands, and client credentials in its halves."""

    username: str
    password: str
    api_key: str


def invent(name: str) -> Account:
    return Account(
        username=name.replace("_", "-"),
        password=secrets.token_urlsafe(15),
        api_key=f"{secrets.token_hex(8)}.{secrets.token_urlsafe(32)}",
    )
