"""What a new installation shows from its first start: two real public lists, and the invented story in progress.

The public lists serve to recognise and compare sites alone; everything that accuses, promises or asks hangs on the
invented supplier.
"""

from collections.abc import Mapping
from importlib.resources import files

from local_stack.accounts import Account
from local_stack.demo.chapters import CHAPTERS
from local_stack.demo.contracting import register
from local_stack.demo.people import Person, Say, counted
from local_stack.demo.story import Story

LISTS = {2017: "apple_suppliers_2017.csv", 2018: "apple_suppliers_2018.csv"}


def open_house(gateway: str, accounts: Mapping[str, Account], say: Say) -> None:
    """Load the demo through the gateway, as the demo's people; raises Refused where the platform says no."""
    _public_lists(gateway, accounts["platform_admin"], say)
    _story_in_progress(gateway, accounts)
    say("  an invented supplier, with an invented story in progress")


def _public_lists(gateway: str, admin: Account, say: Say) -> None:
    operator = Person.signed_in("platform_admin", gateway, username=admin["username"], password=admin["password"])
    brand = operator.post(
        "/v1/suppliers", {"name": "Apple (public supplier lists)", "country": "US", "kinds": ["brand"]}
    )
    for year, name in LISTS.items():
        content = files("local_stack.demo").joinpath("data", name).read_bytes()
        done = operator.call(
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
        done = operator.finished(f"/v1/disclosure-imports/{done['id']}")
        operator.move(f"/v1/disclosures/{done['disclosure_id']}", "submitted")
        operator.move(f"/v1/disclosures/{done['disclosure_id']}", "accepted")
        operator.entered(f"/v1/disclosures/{done['disclosure_id']}")  # else the next list would not find its sites
        say(f"  a public supplier list of {year}: {counted(done['rows'])}")


def _story_in_progress(gateway: str, accounts: Mapping[str, Account]) -> None:
    """The story up to the agenda, with the demo's own supplier instead of one newly invited."""
    story = Story(gateway, accounts, say=lambda _: None)
    try:
        story.facts["supplier"] = story.person("supplier").get("/v1/me")["supplier_id"]
        for chapter in CHAPTERS.values():
            if chapter is not register:
                chapter(story)
    finally:
        story.close()
