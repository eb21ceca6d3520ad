"""Which version the next one is compared with, and correcting one that was returned."""

from typing import Any

from support.cast import Actor, Cast
from support.disclosures import draft_of, rows_of
from support.market import linked_user, made, supplier_of
from support.sites import accepted, disclosed, move, site


async def diff_of(reader: Actor, version: dict[str, Any]) -> dict[str, Any]:
    return made(await reader.get(f"/v1/disclosures/{version['id']}/diff"), 200)


async def test_a_suppliers_list_follows_the_one_its_buyer_accepted(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, other, is_confirmed=True)
    stays, comes = site(), site()
    first = await accepted(buyer, (await draft_of(buyer, supplier["id"], stays))["id"])
    draft = await draft_of(person, supplier["id"], stays, comes)
    assert draft["supersedes"] == first["id"]
    made(await move(person, draft["id"], "submitted"), 200)
    for reader in (buyer, person):
        diff = await diff_of(reader, draft)
        assert diff["supersedes"] == first["id"]
        assert ([each["name"] for each in diff["added"]], diff["unchanged"]) == ([comes["name"]], 1)
    stranger = await diff_of(other, draft)
    assert (stranger["supersedes"], len(stranger["added"])) == (None, 2), "it has accepted no earlier version"
    own = {"supplier_id": supplier["id"]}
    listed = made(await other.get("/v1/disclosures", params=own), 200)["items"]
    assert [(item["id"], item["supersedes"]) for item in listed] == [(draft["id"], None)]


async def test_a_version_that_was_never_accepted_is_not_what_the_next_one_is_compared_with(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    first = await accepted(buyer, (await draft_of(buyer, supplier["id"], site()))["id"])
    never = await draft_of(buyer, supplier["id"], site())
    made(await move(buyer, never["id"], "submitted"), 200)
    made(await move(buyer, never["id"], "returned", reason="It is another product."), 200)
    third = await draft_of(buyer, supplier["id"], site())
    assert (third["version_no"], third["supersedes"]) == (3, first["id"])
    assert (await diff_of(buyer, third))["supersedes"] == first["id"]


async def test_the_rows_of_a_returned_list_can_be_corrected(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    draft = await draft_of(person, supplier["id"], site(), site())
    made(await move(person, draft["id"], "submitted"), 200)
    made(await move(buyer, draft["id"], "returned", reason="The second site is missing its address."), 200)
    reopened = made(await move(person, draft["id"], "draft"), 200)
    rows = [{"tier": "T0", **site()}, {"tier": "T1", **site()}, {"tier": "T1", **site()}]
    match = {"If-Match": str(reopened["version"])}
    address = f"/v1/disclosures/{draft['id']}"
    changed = made(await person.patch(address, json={"rows": rows}, headers=match), 200)
    assert (changed["rows"]["total"], changed["version"]) == (3, reopened["version"] + 1)
    assert [row["name"] for row in await rows_of(person, draft)] == [row["name"] for row in rows]
    made(await move(person, draft["id"], "submitted"), 200)
    assert made(await move(buyer, draft["id"], "accepted"), 200)["rows"]["total"] == 3


async def test_corrected_rows_are_checked_like_new_ones(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    draft = await draft_of(buyer, (await supplier_of(buyer))["id"], site())
    address, match = f"/v1/disclosures/{draft['id']}", {"If-Match": str(draft["version"])}
    for row, code in (
        ({"share_pct": "60", "component": "display"}, "shares_exceed_whole"),
        ({"confidentiality": "public"}, "consent_missing"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "period_reversed"),
    ):
        refused = await buyer.patch(address, json={"rows": [{**site(), **row}] * 2}, headers=match)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert len(await rows_of(buyer, draft)) == 1


async def test_rows_that_a_buyer_accepted_are_not_changed_under_it(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, other, is_confirmed=True)
    draft = await draft_of(person, supplier["id"], site())
    made(await move(person, draft["id"], "submitted"), 200)
    made(await move(buyer, draft["id"], "accepted"), 200)
    made(await move(other, draft["id"], "returned", reason="One site is missing."), 200)
    refused = await move(person, draft["id"], "draft")
    assert (refused.status_code, refused.json()["code"]) == (409, "rows_in_use")
    assert len(await rows_of(buyer, draft)) == 1, "the buyer that accepted it keeps it"


async def test_a_version_is_said_to_follow_only_one_that_the_caller_may_see(suppliers: Cast) -> None:
    first_buyer, second_buyer = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(first_buyer)
    person = await linked_user(suppliers, supplier["id"], first_buyer, second_buyer, is_confirmed=True)
    hidden = await draft_of(
        person, supplier["id"], site(confidentiality="parties"), addressed_to=[str(first_buyer.org)]
    )
    made(await move(person, hidden["id"], "submitted"), 200)
    made(await move(first_buyer, hidden["id"], "accepted"), 200)
    shown = await draft_of(
        person, supplier["id"], site(confidentiality="public"), addressed_to=[str(second_buyer.org)]
    )
    made(await move(person, shown["id"], "submitted"), 200)
    made(await move(second_buyer, shown["id"], "accepted"), 200)
    colleague = suppliers.supplier(supplier["id"])
    readers = (second_buyer, suppliers.buyer(), suppliers.monitor(), suppliers.platform(), colleague)
    for reader in readers:
        assert (await reader.get(f"/v1/disclosures/{hidden['id']}")).status_code == 404
        for path in ("", "/diff"):
            answer = await reader.get(f"/v1/disclosures/{shown['id']}{path}")
            assert hidden["id"] not in answer.text
        assert hidden["id"] not in (await reader.get("/v1/disclosures")).text
    assert made(await person.get(f"/v1/disclosures/{shown['id']}"), 200)["supersedes"] == hidden["id"]


async def test_a_public_list_without_a_row_for_the_caller_is_followed_by_none(suppliers: Cast) -> None:
    platform, expert = suppliers.platform(), suppliers.expert()
    supplier = await supplier_of(suppliers.buyer())
    hidden = await disclosed(
        platform, supplier["id"], site(), source="public", confidentiality="network", valid_from="2024-01-01"
    )
    shown = await disclosed(platform, supplier["id"], site(), source="public", valid_from="2025-01-01")
    assert (await expert.get(f"/v1/disclosures/{hidden['id']}")).status_code == 404
    assert made(await expert.get(f"/v1/disclosures/{shown['id']}"), 200)["supersedes"] is None
    assert (await diff_of(expert, shown))["supersedes"] is None
    assert hidden["id"] not in (await expert.get("/v1/disclosures")).text
    assert (await diff_of(suppliers.monitor(), shown))["supersedes"] == hidden["id"]
