"""Disclosures: entered by hand, corrected, contested and confirmed."""

from uuid import uuid4

from chassis.vocabulary import Role
from support.cast import Cast
from support.disclosures import draft_of, rows_of
from support.market import made, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal
from support.sites import accepted, csv_of, disclosed, entered, move, send, site


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
    assert refusal(await suppliers.anonymous.get("/v1/disclosures")) == UNAUTHENTICATED
    assert refusal(await suppliers.anonymous.post("/v1/disclosures", json=body)) == UNAUTHENTICATED
    assert refusal(await suppliers.monitor().post("/v1/disclosures", json=body)) == FORBIDDEN
    assert refusal(await suppliers.buyer(Role.BUYER_VIEWER).post("/v1/disclosures", json=body)) == FORBIDDEN
    assert refusal(await suppliers.buyer().get(f"/v1/disclosures/{uuid4()}")) == (404, "disclosure_not_found")


async def test_a_buyer_confirms_that_a_version_is_still_valid(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = await supplier_of(buyer)
    draft = await draft_of(buyer, supplier["id"], site())
    early = await buyer.post(f"/v1/disclosures/{draft['id']}/confirmation")
    assert (early.status_code, early.json()["code"]) == (409, "nothing_to_confirm")
    await accepted(buyer, draft["id"])
    made(await buyer.post(f"/v1/disclosures/{draft['id']}/confirmation"), 200)
