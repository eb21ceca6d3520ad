"""What happens at the first start on an embedded database, and never again: the demo comes in."""

import asyncio
from collections.abc import Mapping

import asyncpg

from local_stack import people
from local_stack.accounts import Account
from local_stack.demo.opening import open_house
from local_stack.demo.people import Refused
from local_stack.telling import tell

# Kept as the comment of the gateway's database, so that it goes where the data go.
MARK = "the demo is loaded"


def load_demo_once(
    admin_url: str, gateway_url: str, environment: Mapping[str, str], accounts: Mapping[str, Account]
) -> None:
    """`environment` is the gateway's own. A demo that the platform refuses is told of, and not tried again."""
    if asyncio.run(_is_marked(admin_url)):
        return
    tell("Loading the demo, this once:")
    people.let_in(gateway_url, environment, accounts)
    try:
        open_house(gateway_url, accounts, tell)
    except Refused as reason:
        tell(f"The demo stays incomplete: {reason}. To have it anew, stop, and remove the data folder.")
    asyncio.run(_mark(admin_url))


async def _is_marked(admin_url: str) -> bool:
    admin = await asyncpg.connect(admin_url)
    try:
        comment = await admin.fetchval(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = 'gateway'"
        )
    finally:
        await admin.close()
    return bool(comment == MARK)


async def _mark(admin_url: str) -> None:
    admin = await asyncpg.connect(admin_url)
    try:
        await admin.execute(f"comment on database gateway is '{MARK}'")
    finally:
        await admin.close()
