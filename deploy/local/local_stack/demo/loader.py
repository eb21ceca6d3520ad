"""Loads the demo once, at the first start on an embedded database: two real public lists and an invented story.

The public lists serve to recognise and compare sites only; all accusations, commitments and questions belong to the
invented supplier.
"""

import asyncio
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import asyncpg

from local_stack.demo.accounts import Account
from local_stack.demo.chapters import CHAPTERS
from local_stack.demo.contract import register_supplier
from local_stack.demo.first_accounts import create_accounts
from local_stack.demo.people import Person, Refused, Say, counted, platform_day
from local_stack.demo.progress import Progress
from local_stack.demo.story import Story
from local_stack.terminal import show

# The comment of the gateway's database, so that it is copied together with the data.
MARK = "the demo is loaded"
NAME_OF_DATA = """
select system_identifier || '/' || oid from pg_control_system(), pg_database where datname = 'gateway'"""
FIRST_STORY = "0001"
LISTS = {2017: "apple_suppliers_2017.csv", 2018: "apple_suppliers_2018.csv"}


def load_demo_once(
    admin_url: str,
    gateway_url: str,
    environment: Mapping[str, str],
    accounts: Mapping[str, Account],
    *,
    progress_file: Path,
) -> None:
    """`environment` is the gateway's own. If the platform refuses the demo, this is reported and not repeated.

    A load that was interrupted goes on at the next start.
    """
    if asyncio.run(_is_marked(admin_url)):
        return
    show("Loading the demo (first start only):")
    create_accounts(gateway_url, environment, accounts)
    today = platform_day(gateway_url, accounts["platform_admin"])
    progress = Progress(progress_file, database=asyncio.run(_name_of_data(admin_url)), today=today)
    try:
        _load(gateway_url, accounts, progress, show)
    except Refused as refusal:
        show(f"The demo is incomplete: {refusal}. To reload it, stop the stack and delete the data folder.")
    asyncio.run(_mark(admin_url))
    progress.done()


async def _name_of_data(admin_url: str) -> str:
    """Tells the databases of this data folder apart from those that were there before."""
    admin = await asyncpg.connect(admin_url)
    try:
        return str(await admin.fetchval(NAME_OF_DATA))
    finally:
        await admin.close()


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


def _load(gateway: str, accounts: Mapping[str, Account], progress: Progress, say: Say) -> None:
    """Load the demo through the gateway, as its people; raises Refused."""
    _public_lists(gateway, accounts["platform_admin"], progress, say)
    _story_in_progress(gateway, accounts, progress)
    say("  an invented supplier with an invented story")


def _public_lists(gateway: str, admin: Account, progress: Progress, say: Say) -> None:
    operator = Person.signed_in(
        "platform_admin",
        gateway,
        username=admin["username"],
        password=admin["password"],
        progress=progress,
    )
    brand = operator.post(
        "/v1/suppliers", {"name": "Apple (public supplier lists)", "country": "US", "kinds": ["brand"]}
    )
    for year, name in LISTS.items():
        content = files("local_stack.demo").joinpath("data", name).read_bytes()
        started = operator.call(
            "POST",
            "/v1/disclosure-imports",
            data={
                "supplier_id": brand["id"],
                "product_family": "public supplier list",
                "source": "public",
                "valid_from": f"{year}-01-01",
                "valid_to": f"{year}-12-31",
                "tier": "TX",
            },
            files={"file": (name, content, "text/csv")},
        )
        done = operator.finished(f"/v1/disclosure-imports/{started['id']}")
        disclosure = f"/v1/disclosures/{done['disclosure_id']}"
        operator.move(disclosure, "submitted")
        operator.move(disclosure, "accepted")
        operator.registered(disclosure)  # otherwise the next list would not match these sites
        say(f"  the public supplier list of {year}: {counted(done['rows'])}")


def _story_in_progress(gateway: str, accounts: Mapping[str, Account], progress: Progress) -> None:
    """The chapters of the story, with the demo's own supplier instead of a new one."""
    story = Story(gateway, accounts, say=lambda _: None, number=FIRST_STORY, progress=progress)
    try:
        story.facts["supplier"] = story.person("supplier").get("/v1/me")["supplier_id"]
        for chapter in CHAPTERS.values():
            if chapter is not register_supplier:
                chapter(story)
    finally:
        story.close()
