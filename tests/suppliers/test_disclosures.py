"""Versions of lists: drafted, submitted, accepted by each buyer, in force for their days."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from chassis.state import state_of
from chassis.vocabulary import Role
from suppliers.disclosures.rows.rules import Tier
from suppliers.disclosures.rules import completeness, lacks_assembly, subject_of
from support.cast import Actor, Cast
from support.market import contract_of, made, obligations_of, speaks_for, supplier_of
from support.sites import accepted, csv_of, disclosed, entered, move, send, site, until, word

BLOCKED_BY_US = text(
    "select count(*), pg_sleep(0.01) from pg_locks"
    " where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
)


async def draft_of(writer: Actor, supplier_id: str, *rows: dict[str, Any], **terms: Any) -> dict[str, Any]:
    """A draft entered by hand."""
    body = {
        "supplier_id": supplier_id,
        "product_family": "laptop",
        "valid_from": "2026-01-01",
        "rows": [{"tier": "T0", **row} for row in rows],
        **terms,
    }
    return made(await writer.post("/v1/disclosures", json=body))


async def linked_user(suppliers: Cast, supplier_id: str, *buyers: Actor) -> Actor:
    """A user of the supplier, linked to these buyers and confirmed by the platform."""
    person = suppliers.supplier(supplier_id)
    for buyer in buyers:
        await speaks_for(suppliers.app, org=person.org, supplier_id=supplier_id, buyer=buyer.org, is_confirmed=True)
    return person


async def rows_of(reader: Actor, version: dict[str, Any]) -> list[dict[str, Any]]:
    return list(made(await reader.get(f"/v1/disclosures/{version['id']}/rows"), 200)["items"])


async def ids(reader: Actor, path: str, **params: Any) -> list[str]:
    return [item["id"] for item in made(await reader.get(path, params=params), 200)["items"]]


# The machine


def test_completeness_counts_the_tiers_that_are_asked_for() -> None:
    assert completeness([Tier.T0, Tier.T1], [Tier.T0, Tier.T3]) == 50.0
    assert completeness([], [Tier.T0]) is None


def test_a_formal_request_replaces_the_assembly_site() -> None:
    asked = [Tier.T0]
    assert lacks_assembly(asked, [Tier.T1], [])
    assert lacks_assembly(asked, [Tier.T1], [{"tier": "T0", "formal_request": None}])
    assert not lacks_assembly(asked, [Tier.T1], [{"tier": "T0", "formal_request": {"addressee": "x"}}])
    assert not lacks_assembly([], [Tier.T1], [])


def test_families_are_one_subject_however_they_are_written() -> None:
    assert subject_of(None, "Laptops") == subject_of(None, "laptops") != subject_of(None, None)


# A buyer's own entry


async def test_acceptance_registers_the_sites(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    known = await entered(buyer)
    listed = [site(), {name: known[name] for name in ("name", "address", "country")}]
    version = await disclosed(buyer, supplier["id"], *listed)
    assert (version["status"], version["rows"]["resolved"], version["rows"]["waiting"]) == ("accepted", 2, 0)
    assert version["in_force"] == [{"from": "2026-01-01", "to": None}]

    new, matched = await rows_of(buyer, version)
    assert matched["facility_id"] == known["id"]
    facility = made(await buyer.get(f"/v1/facilities/{new['facility_id']}"), 200)
    assert (facility["name"], facility["verification"]) == (listed[0]["name"], "unverified")
    assert [source["kind"] for source in facility["sources"]] == ["supplier list"]
    again = made(await buyer.get(f"/v1/facilities/{known['id']}"), 200)
    assert [source["kind"] for source in again["sources"]] == ["platform", "supplier list"]
    assert again["version"] == known["version"], "that a list names it does not show in its version"
    found = await ids(buyer, "/v1/facilities", supplier_id=supplier["id"])
    assert sorted(found) == sorted([new["facility_id"], known["id"]])


async def test_the_register_does_not_reveal_who_buys_where(suppliers: Cast) -> None:
    buyer, stranger = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    version = await disclosed(buyer, supplier["id"], site())
    facility_id = (await rows_of(buyer, version))[0]["facility_id"]
    assert (await stranger.get(f"/v1/facilities/{facility_id}")).status_code == 200
    assert await ids(stranger, "/v1/facilities", supplier_id=supplier["id"]) == []
    assert (await stranger.get(f"/v1/disclosures/{version['id']}")).status_code == 404
    assert (await stranger.get(f"/v1/disclosures/{version['id']}/rows")).status_code == 404
    assert await ids(stranger, "/v1/disclosures", supplier_id=supplier["id"]) == []
    assert (await move(stranger, version["id"], "contested", reason="?")).status_code == 404


async def test_two_lists_that_name_one_new_site_register_it_once(suppliers: Cast) -> None:
    listed = site()
    versions = []
    for buyer in (suppliers.buyer(), suppliers.buyer()):
        imported = made(await send(buyer, csv_of(listed), (await supplier_of(buyer))["id"]))
        versions.append((buyer, imported["disclosure_id"]))
    named = [(await rows_of(buyer, await accepted(buyer, each)))[0]["facility_id"] for buyer, each in versions]
    assert named[0] == named[1]


async def test_a_site_that_resembles_a_known_one_becomes_a_new_facility(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    known = await entered(buyer)
    version = await disclosed(buyer, (await supplier_of(buyer))["id"], site(address=known["address"], name=word()))
    assert version["rows"]["possible_duplicates"] == 1
    row = (await rows_of(buyer, version))[0]
    assert row["facility_id"] != known["id"]
    facility = made(await buyer.get(f"/v1/facilities/{row['facility_id']}"), 200)
    assert facility["possible_duplicate_of"] == known["id"]


async def test_a_row_decided_to_be_new_stays_new(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    known = await entered(buyer)
    doubtful = site(address=known["address"], name=word())
    imported = made(await send(buyer, csv_of(doubtful), (await supplier_of(buyer))["id"]))
    decision = f"/v1/disclosure-imports/{imported['id']}/rows/2/decision"
    made(await buyer.post(decision, json={"new": True}), 200)
    version = await accepted(buyer, imported["disclosure_id"])
    assert (version["rows"]["resolved"], version["rows"]["possible_duplicates"]) == (1, 0)
    row = (await rows_of(buyer, version))[0]
    assert made(await buyer.get(f"/v1/facilities/{row['facility_id']}"), 200)["possible_duplicate_of"] is None


async def test_a_list_that_names_a_site_twice_registers_it_once(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    listed = site()
    version = await disclosed(
        buyer, (await supplier_of(buyer))["id"], {"tier": "0", **listed}, {"tier": "1", **listed}
    )
    rows = await rows_of(buyer, version)
    assert [row["tier"] for row in rows] == ["T0", "T1"]
    assert rows[0]["facility_id"] == rows[1]["facility_id"]


async def test_a_very_long_version_is_registered_step_by_step(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    sites = [site() for _ in range(620)]
    draft = await draft_of(buyer, supplier["id"], *sites)
    version = await accepted(buyer, draft["id"])
    assert version["status"] == "accepted"
    version = await until(buyer, f"/v1/disclosures/{version['id']}", lambda shown: not shown["rows"]["waiting"])
    assert version["rows"] == {"total": 620, "resolved": 620, "waiting": 0, "possible_duplicates": 0}


# Duties


async def test_the_assembly_site_is_required_where_a_contract_requires_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    draft = await draft_of(buyer, contract["supplier_id"], site(tier="T1"))
    made(await move(buyer, draft["id"], "submitted"), 200)
    refused = await move(buyer, draft["id"], "accepted")
    assert (refused.status_code, refused.json()["code"]) == (409, "assembly_site_missing")
    shown = made(await buyer.get(f"/v1/disclosures/{draft['id']}"), 200)
    assert shown["completeness"] == {"asked": ["T0", "T1"], "located": ["T1"], "value": 50.0}
    assert shown["allowed_transitions"] == ["returned", "accepted"]


async def test_a_formal_request_covers_the_gap(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    request = {"addressee": "Example Assembler", "date": "2026-01-15", "text": "Where is it assembled?"}
    gaps = [{"tier": "T0", "reason": "the assembler does not answer", "formal_request": request}]
    draft = await draft_of(buyer, contract["supplier_id"], site(tier="T1"), gaps=gaps)
    assert (await accepted(buyer, draft["id"]))["gaps"] == [{**gaps[0], "component": None}]
    for duty in ("DISCLOSURE_ASSEMBLY", "DISCLOSURE_COMPONENTS"):
        assert [item["status"] for item in await obligations_of(buyer, contract["id"], duty)] == ["submitted"]


async def test_acceptance_submits_the_duties_to_disclose_its_tiers(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer)
    version = await disclosed(buyer, contract["supplier_id"], site())
    duty = (await obligations_of(buyer, contract["id"], "DISCLOSURE_ASSEMBLY"))[0]
    assert (duty["status"], duty["evidence"][0]["reference"]) == ("submitted", version["id"])
    components = (await obligations_of(buyer, contract["id"], "DISCLOSURE_COMPONENTS"))[0]
    assert components["status"] != "submitted"


async def test_without_a_clause_no_tier_is_required(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, clauses=[])
    version = await disclosed(buyer, contract["supplier_id"], site(), tier="T2")
    assert version["completeness"] == {"asked": [], "located": ["T2"], "value": None}


# Versions in time


async def test_a_later_version_takes_its_days_away_from_the_earlier_one(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    first = await disclosed(buyer, supplier["id"], site(), valid_from="2024-01-01")
    second = await disclosed(buyer, supplier["id"], site(), valid_from="2025-01-01")
    assert (second["version_no"], second["supersedes"]) == (2, first["id"])
    first = made(await buyer.get(f"/v1/disclosures/{first['id']}"), 200)
    assert (first["status"], first["in_force"]) == (
        "superseded",
        [{"from": "2024-01-01", "to": "2024-12-31"}],
    )
    assert second["in_force"] == [{"from": "2025-01-01", "to": None}]


async def test_of_two_versions_accepted_for_the_same_days_at_once_one_is_told_to_try_again(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    first = await disclosed(buyer, supplier["id"], site(), valid_from="2024-01-01")
    imported = made(await send(buyer, csv_of(site()), supplier["id"], valid_from="2024-01-01"))
    made(await move(buyer, imported["disclosure_id"], "submitted"), 200)
    take_days = text(
        "update disclosure_acceptances set in_force = cast(cast(:days as text) as datemultirange)"
        " where disclosure_id = cast(:id as uuid)"
    ).bindparams(id=first["id"])
    sessions = state_of(suppliers.app).worker_sessions
    async with sessions() as session, session.begin():
        await (await session.connection()).execute(take_days, {"days": None})
    async with sessions() as session, session.begin(), asyncio.timeout(20):
        connection = await session.connection()
        await connection.execute(take_days, {"days": "{[2024-01-01,)}"})
        accepting = asyncio.create_task(move(buyer, imported["disclosure_id"], "accepted"))
        while not (await connection.execute(BLOCKED_BY_US)).scalar_one():
            pass
    refused = await accepting
    assert (refused.status_code, refused.json()["code"]) == (503, "concurrent_change")
    made(await move(buyer, imported["disclosure_id"], "accepted"), 200)


async def test_a_version_for_some_days_leaves_the_others_to_the_earlier_one(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    first = await disclosed(buyer, supplier["id"], site(), valid_from="2024-01-01")
    await disclosed(buyer, supplier["id"], site(), valid_from="2024-06-01", valid_to="2024-08-31")
    first = made(await buyer.get(f"/v1/disclosures/{first['id']}"), 200)
    assert (first["status"], first["in_force"]) == (
        "accepted",
        [{"from": "2024-01-01", "to": "2024-05-31"}, {"from": "2024-09-01", "to": None}],
    )


async def test_a_version_for_later_days_leaves_the_previous_one_accepted(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    first = await disclosed(buyer, supplier["id"], site(), valid_from="2024-01-01", valid_to="2024-12-31")
    await disclosed(buyer, supplier["id"], site(), valid_from="2025-01-01")
    assert made(await buyer.get(f"/v1/disclosures/{first['id']}"), 200)["status"] == "accepted"


async def test_a_diff_lists_the_sites_that_were_added_removed_and_changed(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    stays, goes, changes, comes = site(), site(), site(), site()
    await disclosed(buyer, supplier["id"], stays, goes, {**changes, "tier": "T1"}, valid_from="2024-01-01")
    second = await disclosed(
        buyer, supplier["id"], stays, {**changes, "tier": "T2"}, comes, valid_from="2025-01-01"
    )
    diff = made(await buyer.get(f"/v1/disclosures/{second['id']}/diff"), 200)
    assert [item["name"] for item in diff["added"]] == [comes["name"]]
    assert [item["name"] for item in diff["removed"]] == [goes["name"]]
    assert [item["name"] for item in diff["changed"]] == [changes["name"]]
    assert [row["tier"] for row in diff["changed"][0]["before"] + diff["changed"][0]["after"]] == ["T1", "T2"]
    assert diff["unchanged"] == 1


# A supplier's own list, and several buyers


async def test_a_supplier_submits_its_list_to_the_buyers_it_is_linked_with(suppliers: Cast) -> None:
    one, other, stranger = suppliers.buyer(), suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(one)
    person = await linked_user(suppliers, supplier["id"], one, other)
    imported = made(await send(person, csv_of(site()), supplier["id"]))
    version_id = imported["disclosure_id"]
    assert await ids(one, "/v1/disclosures", supplier_id=supplier["id"]) == [], "a draft is its writer's alone"
    made(await move(person, version_id, "submitted"), 200)
    for buyer in (one, other):
        shown = made(await buyer.get(f"/v1/disclosures/{version_id}"), 200)
        assert (shown["status"], shown["addressed_to"]) == ("submitted", [str(buyer.org)])
        assert shown["allowed_transitions"] == ["returned", "accepted"]
    assert (await stranger.get(f"/v1/disclosures/{version_id}")).status_code == 404


async def test_each_buyer_accepts_for_itself(suppliers: Cast) -> None:
    one, other = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(one)
    person = await linked_user(suppliers, supplier["id"], one, other)
    version_id = made(await send(person, csv_of(site()), supplier["id"]))["disclosure_id"]
    made(await move(person, version_id, "submitted"), 200)
    before = await other.get(f"/v1/disclosures/{version_id}")
    made(await move(one, version_id, "accepted"), 200)
    after = await other.get(f"/v1/disclosures/{version_id}")
    assert (after.json()["status"], after.json()["version"]) == ("submitted", before.json()["version"])
    assert after.json()["in_force"] == []
    assert made(await person.get(f"/v1/disclosures/{version_id}"), 200)["status"] == "accepted"
    made(await move(other, version_id, "returned", reason="Addresses are missing."), 200)
    assert made(await one.get(f"/v1/disclosures/{version_id}"), 200)["status"] == "accepted"


async def test_a_returned_version_is_a_draft_until_it_is_submitted_again(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    version_id = made(await send(person, csv_of(site()), supplier["id"]))["disclosure_id"]
    made(await move(person, version_id, "submitted"), 200)
    needs = await move(buyer, version_id, "returned")
    assert (needs.status_code, needs.json()["code"]) == (422, "move_incomplete")
    returned = made(await move(buyer, version_id, "returned", reason="Addresses are missing."), 200)
    assert (returned["status"], returned["reason"]) == ("returned", "Addresses are missing.")
    assert (await move(buyer, version_id, "draft")).status_code == 403
    made(await move(person, version_id, "draft"), 200)
    assert (await buyer.get(f"/v1/disclosures/{version_id}")).status_code == 404
    again = made(await move(person, version_id, "submitted"), 200)
    assert again["status"] == "submitted"
    assert made(await move(buyer, version_id, "accepted"), 200)["status"] == "accepted"


async def test_a_supplier_without_a_link_cannot_submit(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = suppliers.supplier(supplier["id"])
    version_id = made(await send(person, csv_of(site()), supplier["id"]))["disclosure_id"]
    refused = await move(person, version_id, "submitted")
    assert (refused.status_code, refused.json()["code"]) == (422, "no_buyer_addressed")


async def test_a_supplier_addresses_only_buyers_it_is_linked_with(suppliers: Cast) -> None:
    buyer, stranger = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    for named, status in ((stranger.org, 422), (buyer.org, 200)):
        draft = await draft_of(person, supplier["id"], site(), addressed_to=[str(named)])
        assert (await move(person, draft["id"], "submitted")).status_code == status


async def test_a_supplier_does_not_accept_its_own_list(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    draft = await draft_of(person, supplier["id"], site())
    made(await move(person, draft["id"], "submitted"), 200)
    assert (await move(person, draft["id"], "accepted")).status_code == 403


async def test_another_supplier_reads_nothing_of_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    draft = await draft_of(person, supplier["id"], site(), confidentiality="public")
    made(await move(person, draft["id"], "submitted"), 200)
    version = made(await move(buyer, draft["id"], "accepted"), 200)
    facility_id = (await rows_of(buyer, version))[0]["facility_id"]
    rival = suppliers.supplier((await supplier_of(buyer))["id"])
    assert (await rival.get(f"/v1/disclosures/{version['id']}")).status_code == 404
    assert (await rival.get(f"/v1/disclosures/{version['id']}/rows")).status_code == 404
    assert (await rival.get(f"/v1/facilities/{facility_id}")).status_code == 404
    assert await ids(rival, "/v1/facilities", supplier_id=supplier["id"]) == []
    assert await ids(person, "/v1/facilities", supplier_id=supplier["id"]) == [facility_id]


async def test_only_the_buyer_sees_its_entry_until_the_supplier_confirms_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    version = await disclosed(buyer, supplier["id"], site(), confidentiality="network")
    stranger = suppliers.buyer()
    assert (await stranger.get(f"/v1/disclosures/{version['id']}")).status_code == 404
    confirmed = made(await person.post(f"/v1/disclosures/{version['id']}/confirmation"), 200)
    assert (confirmed["entered_by_buyer"], confirmed["confirmed_on"] is not None) == (True, True)
    assert len(await rows_of(stranger, version)) == 1


async def test_an_organisation_of_a_supplier_confirms_its_own_versions_and_no_others(suppliers: Cast) -> None:
    buyer, other_buyer = suppliers.buyer(), suppliers.buyer()
    supplier = await supplier_of(buyer)
    author = await linked_user(suppliers, supplier["id"], buyer)
    other = await linked_user(suppliers, supplier["id"], other_buyer)
    draft = await draft_of(author, supplier["id"], site(), confidentiality="network")
    made(await move(author, draft["id"], "submitted"), 200)
    made(await move(buyer, draft["id"], "accepted"), 200)
    entry = await disclosed(buyer, supplier["id"], site(), confidentiality="network", product_family="monitor")
    made(await author.post(f"/v1/disclosures/{entry['id']}/confirmation"), 200)
    for version in (draft, entry):
        assert (await other.get(f"/v1/disclosures/{version['id']}")).status_code == 200
        refused = await other.post(f"/v1/disclosures/{version['id']}/confirmation")
        assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_confirm")
        made(await author.post(f"/v1/disclosures/{version['id']}/confirmation"), 200)


async def test_a_buyer_confirms_that_a_version_is_still_valid(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    draft = await draft_of(buyer, supplier["id"], site())
    early = await buyer.post(f"/v1/disclosures/{draft['id']}/confirmation")
    assert (early.status_code, early.json()["code"]) == (409, "nothing_to_confirm")
    await accepted(buyer, draft["id"])
    made(await buyer.post(f"/v1/disclosures/{draft['id']}/confirmation"), 200)


# Confidentiality


async def test_each_row_is_seen_by_those_its_level_allows(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
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
    person = await linked_user(suppliers, supplier["id"], buyer)
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
    assert (await suppliers.buyer().get(f"/v1/disclosures/{version['id']}")).status_code == 404


# By hand, and corrections


async def test_a_row_cannot_end_before_it_starts(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    row = site() | {"valid_from": "2026-03-01", "valid_to": "2026-02-28"}
    body = {"supplier_id": (await supplier_of(buyer))["id"], "valid_from": "2026-01-01", "rows": [site(), row]}
    refused = await buyer.post("/v1/disclosures", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "period_reversed")
    assert refused.json()["errors"][0]["pointer"] == "/rows/1/valid_to"


async def test_a_public_row_without_consent_is_refused_at_its_place(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    rows = [site(), site(confidentiality="public"), site(confidentiality="network"), site(confidentiality="public")]
    body = {"supplier_id": (await supplier_of(buyer))["id"], "valid_from": "2026-01-01", "rows": rows}
    refused = await buyer.post("/v1/disclosures", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "consent_missing")
    pointers = [error["pointer"] for error in refused.json()["errors"]]
    assert pointers == ["/rows/1/confidentiality", "/rows/3/confidentiality"]
    refused = await buyer.post("/v1/disclosures", json={**body, "confidentiality": "public", "rows": [site()]})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/confidentiality"]


async def test_a_draft_can_be_changed_but_not_a_submitted_version(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    draft = await draft_of(buyer, (await supplier_of(buyer))["id"], site())
    address = f"/v1/disclosures/{draft['id']}"
    tag = (await buyer.get(address)).headers["ETag"]
    assert (await buyer.patch(address, json={"valid_to": "2026-12-31"})).status_code == 428
    changed = await buyer.patch(address, json={"valid_to": "2026-12-31"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["valid_to"]) == (200, "2026-12-31")
    wrong = {"valid_to": "2025-12-31"}
    refused = await buyer.patch(address, json=wrong, headers={"If-Match": changed.headers["ETag"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "period_reversed")
    submitted = await move(buyer, draft["id"], "submitted")
    late = await buyer.patch(address, json={"valid_to": None}, headers={"If-Match": submitted.headers["ETag"]})
    assert (late.status_code, late.json()["code"]) == (409, "not_a_draft")


async def test_a_draft_can_be_deleted_but_not_a_submitted_version(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    imported = made(await send(buyer, csv_of(site()), supplier["id"]))
    address = f"/v1/disclosures/{imported['disclosure_id']}"
    assert (await suppliers.buyer().delete(address)).status_code == 404
    assert (await buyer.delete(address)).status_code == 204
    assert (await buyer.get(address)).status_code == 404
    assert (await buyer.get(f"/v1/disclosure-imports/{imported['id']}")).status_code == 404
    version = await disclosed(buyer, supplier["id"], site())
    kept = await buyer.delete(f"/v1/disclosures/{version['id']}")
    assert (kept.status_code, kept.json()["code"]) == (409, "not_a_draft")


async def test_a_row_needs_a_facility_or_a_name_and_a_country(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    known = await entered(buyer)
    version = await accepted(buyer, (await draft_of(buyer, supplier["id"], {"facility_id": known["id"]}))["id"])
    row = (await rows_of(buyer, version))[0]
    assert (row["facility_id"], row["name"]) == (known["id"], known["name"])
    body = {"supplier_id": supplier["id"], "valid_from": "2026-01-01", "rows": [{"name": "Nameless"}]}
    answer = await buyer.post("/v1/disclosures", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/rows/0")
    body["rows"] = [{"facility_id": str(uuid4())}]
    assert (await buyer.post("/v1/disclosures", json=body)).json()["code"] == "facility_not_found"


async def test_shares_of_a_component_do_not_exceed_the_whole(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    rows = [site(component="battery", share_pct="60"), site(component="battery", share_pct="41")]
    body = {"supplier_id": (await supplier_of(buyer))["id"], "valid_from": "2026-01-01", "rows": rows}
    answer = await buyer.post("/v1/disclosures", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "shares_exceed_whole")


async def test_a_contested_version_is_upheld_or_withdrawn_by_a_manager(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    manager = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    version = await disclosed(buyer, (await supplier_of(buyer))["id"], site())
    made(await move(buyer, version["id"], "contested", reason="The site is closed."), 200)
    assert (await move(buyer, version["id"], "accepted")).status_code == 403
    assert made(await move(manager, version["id"], "accepted"), 200)["in_force"] != []
    made(await move(buyer, version["id"], "contested", reason="It really is."), 200)
    withdrawn = made(await move(manager, version["id"], "withdrawn", reason="It is closed."), 200)
    assert (withdrawn["status"], withdrawn["in_force"]) == ("withdrawn", [])


async def test_disclosures_need_a_credential_and_the_role(suppliers: Cast) -> None:
    body = {"supplier_id": str(uuid4()), "valid_from": "2026-01-01"}
    assert (await suppliers.anonymous.get("/v1/disclosures")).status_code == 401
    assert (await suppliers.anonymous.post("/v1/disclosures", json=body)).status_code == 401
    assert (await suppliers.monitor().post("/v1/disclosures", json=body)).status_code == 403
    assert (await suppliers.buyer(Role.BUYER_VIEWER).post("/v1/disclosures", json=body)).status_code == 403
    assert (await suppliers.buyer().get(f"/v1/disclosures/{uuid4()}")).status_code == 404


async def test_both_sides_and_the_followers_see_an_acceptance(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    person = await linked_user(suppliers, supplier["id"], buyer)
    draft = await draft_of(person, supplier["id"], site())
    made(await move(person, draft["id"], "submitted"), 200)
    version = made(await move(buyer, draft["id"], "accepted"), 200)
    facility_ids = [row["facility_id"] for row in await rows_of(buyer, version)]
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        connection = await session.connection()
        found = await connection.exec_driver_sql(
            "select j.audience, j.followed, p.payload from journal j join journal_payloads p on p.journal_id = j.id"
            " where j.verb = 'disclosure.accepted' and j.subject_id = $1",
            (UUID(version["id"]),),
        )
        audience, followed, payload = found.one()
    assert sorted(audience) == sorted([buyer.org, person.org])
    assert followed
    assert payload == {"supplier_id": supplier["id"], "facility_ids": facility_ids}
