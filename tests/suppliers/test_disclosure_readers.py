"""Who reads which rows of a disclosure, by their confidentiality and source."""

from support.cast import Actor, Cast
from support.disclosures import draft_of, ids, rows_of
from support.market import linked_user, made, supplier_of
from support.refusals import refusal
from support.sites import csv_of, disclosed, move, send, site


async def test_each_row_is_seen_by_those_its_level_allows(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    levels = ["public", "network", "group", "parties", "buyer_only", "restricted"]
    draft = await draft_of(person, supplier["id"], *(site(confidentiality=level) for level in levels))
    made(await move(person, draft["id"], "submitted"), 200)
    made(await move(buyer, draft["id"], "accepted"), 200)

    async def seen_by(reader: Actor) -> list[str]:
        return [row["confidentiality"] for row in await rows_of(reader, draft)]

    assert await seen_by(person) == levels
    assert await seen_by(buyer) == ["public", "network", "group", "parties"]
    for readers, expected in (
        ((suppliers.buyer(), suppliers.monitor()), ["public", "network"]),
        ((suppliers.expert(), suppliers.platform()), ["public"]),
    ):
        for reader in readers:
            assert await seen_by(reader) == expected
            shown = made(await reader.get(f"/v1/disclosures/{draft['id']}"), 200)
            assert (shown["rows"]["total"], shown["addressed_to"], shown["in_force"]) == (len(expected), [], [])
            assert len(await ids(reader, "/v1/facilities", supplier_id=supplier["id"])) == len(expected)


async def test_a_list_for_buyers_and_monitors_does_not_exist_for_experts_and_the_platform(
    suppliers: Cast,
) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer, is_confirmed=True)
    draft = await draft_of(person, supplier["id"], site(confidentiality="network"))
    made(await move(person, draft["id"], "submitted"), 200)
    made(await move(buyer, draft["id"], "accepted"), 200)
    assert await ids(suppliers.buyer(), "/v1/disclosures", supplier_id=supplier["id"]) == [draft["id"]]
    for reader in (suppliers.expert(), suppliers.platform()):
        for path in ("", "/rows", "/diff"):
            assert (await reader.get(f"/v1/disclosures/{draft['id']}{path}")).status_code == 404
        for path in ("/v1/disclosures", "/v1/facilities"):
            assert await ids(reader, path, supplier_id=supplier["id"]) == []


async def test_a_public_list_is_accepted_once_by_the_platform_for_everyone(suppliers: Cast) -> None:
    buyer, platform = suppliers.buyer(), suppliers.platform()
    supplier = await supplier_of(buyer)
    refused = await send(platform, csv_of(site()), supplier["id"])
    assert refused.status_code == 403
    version = await disclosed(platform, supplier["id"], site(), source="public")
    shown = made(await buyer.get(f"/v1/disclosures/{version['id']}"), 200)
    assert (shown["status"], shown["confidentiality"], shown["source"]) == ("accepted", "public", "public")
    assert [row["basis"] for row in await rows_of(buyer, version)] == ["estimate"]
    assert (await move(buyer, version["id"], "contested", reason="Wrong year.")).status_code == 403
    site_ids = await ids(suppliers.monitor(), "/v1/facilities", supplier_id=supplier["id"])
    assert site_ids == [row["facility_id"] for row in await rows_of(buyer, version)]


async def test_a_public_list_that_a_buyer_enters_stays_its_own(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    version = await disclosed(buyer, supplier["id"], site(), source="public")
    assert refusal(await suppliers.buyer().get(f"/v1/disclosures/{version['id']}")) == (404, "disclosure_not_found")
