"""Label claims: statements for all, which each buyer verifies for itself, and the platform for the others."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from chassis.vocabulary import Role
from suppliers.label_claims.rules import (
    LEVELS,
    ClaimStatus,
    LabelScheme,
    claim_state,
    is_at_least,
    is_valid,
)
from support.cast import Actor, Cast
from support.market import day, linked_user, made, product_of, speaks_for, supplier_of
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

S = ClaimStatus
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
REGISTRY = {"to": "verified", "method": "registry"}
WRONG = {"to": "refuted", "reason": "The register does not list it."}


async def claim_of(actor: Actor, product_id: str, **facts: Any) -> dict[str, Any]:
    body = {"product_id": product_id, "scheme": "EPEAT", "level": "silver", "valid_from": day(-30), **facts}
    return made(await actor.post("/v1/label-claims", json=body))


async def listed_product(buyer: Actor) -> tuple[str, str]:
    """A product of the register and its seller."""
    seller = (await supplier_of(buyer))["id"]
    return (await product_of(buyer, seller))["id"], seller


async def move(actor: Actor, claim: dict[str, Any], **body: Any) -> dict[str, Any]:
    return made(await actor.post(f"/v1/label-claims/{claim['id']}/transitions", json=body), 200)


@pytest.mark.parametrize(
    ("is_withdrawn", "own", "platforms", "today", "state"),
    [
        (False, None, None, LAST, S.CLAIMED),
        (False, S.VERIFIED, None, LAST, S.VERIFIED),
        (False, None, S.VERIFIED, LAST, S.VERIFIED),
        (False, S.REFUTED, S.VERIFIED, LAST, S.REFUTED),
        (False, S.VERIFIED, S.REFUTED, LAST, S.VERIFIED),
        (False, S.VERIFIED, S.REVOKED, LAST, S.REVOKED),
        (False, S.REVOKED, S.VERIFIED, LAST, S.REVOKED),
        (False, S.VERIFIED, None, date(2026, 4, 1), S.EXPIRED),
        (False, None, None, date(2026, 4, 1), S.EXPIRED),
        (False, S.REFUTED, None, date(2026, 4, 1), S.REFUTED),
        (True, S.VERIFIED, S.REVOKED, LAST, S.WITHDRAWN),
    ],
)
def test_the_state_of_a_claim(
    is_withdrawn: bool, own: S | None, platforms: S | None, today: date, state: S
) -> None:
    assert state is claim_state(is_withdrawn=is_withdrawn, own=own, platforms=platforms, valid_to=LAST, today=today)


def test_a_claim_is_valid_if_it_is_verified_and_has_begun() -> None:
    valid = {
        (state, day) for state, day in product(S, (date(2026, 2, 28), FIRST)) if is_valid(state, FIRST, today=day)
    }
    assert valid == {(S.VERIFIED, FIRST)}


def test_levels_have_an_order() -> None:
    assert is_at_least(LabelScheme.EPEAT, "gold", "silver")
    assert not is_at_least(LabelScheme.EPEAT, "bronze", "silver")
    assert is_at_least(LabelScheme.TCO_CERTIFIED, None, None)
    assert all(is_at_least(scheme, level, None) for scheme, levels in LEVELS.items() for level in levels)


async def test_a_claim_counts_when_it_is_verified_and_only_for_the_buyer_that_did(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    product_id, seller = await listed_product(buyer)
    person = await linked_user(suppliers, seller, buyer, is_confirmed=True)
    claim = await claim_of(person, product_id, certificate_no="C-1", valid_to=day(0))
    assert (claim["source"], claim["status"], claim["is_valid"], claim["is_own"]) == (
        "supplier",
        "claimed",
        False,
        True,
    )
    address = f"/v1/label-claims/{claim['id']}"
    verified = await move(buyer, claim, **REGISTRY, greenwashing_risk="Another configuration.")
    assert (verified["status"], verified["is_valid"]) == ("verified", True)
    assert verified["verification"]["greenwashing_risk"] == "Another configuration."
    assert (await buyer.get(address)).json() == verified
    for reader in (other, person, suppliers.monitor(), suppliers.expert(), suppliers.platform()):
        seen = made(await reader.get(address), 200)
        assert (seen["status"], seen["verification"], seen["version"]) == ("claimed", None, 1)
        assert "configuration" not in str(seen)


async def test_a_list_has_the_same_states_as_the_claims(suppliers: Cast) -> None:
    """The states are computed in SQL there, and in Python here."""
    buyer, platform = suppliers.buyer(), suppliers.platform()
    product_id, seller = await listed_product(buyer)
    person = await linked_user(suppliers, seller, buyer, is_confirmed=True)
    found = {
        "verified": REGISTRY,
        "refuted": WRONG,
        "revoked": REGISTRY,
    }
    for own, others, last in product((None, *found), (None, *found), (day(-1), day(0), None)):
        claim = await claim_of(person, product_id, valid_to=last or day(100))
        for actor, status in ((buyer, own), (platform, others)):
            if status is None or last == day(-1):
                continue
            answer = await actor.post(f"/v1/label-claims/{claim['id']}/transitions", json=found[status])
            if status == "revoked" and answer.status_code == 200:
                await actor.post(
                    f"/v1/label-claims/{claim['id']}/transitions", json={"to": "revoked", "reason": "Taken away."}
                )
    await move(person, await claim_of(person, product_id), to="withdrawn", reason="A mistake.")
    for reader in (buyer, suppliers.buyer(), person, platform):
        page = (await reader.get("/v1/label-claims", params={"product_id": product_id, "limit": 200})).json()
        assert len(page["items"]) == 49
        for item in page["items"]:
            one = made(await reader.get(f"/v1/label-claims/{item['id']}"), 200)
            assert item == {name: one[name] for name in item}
        for status in S:
            query = {"product_id": product_id, "status": status, "limit": 200}
            by_status = (await reader.get("/v1/label-claims", params=query)).json()["items"]
            assert by_status == [item for item in page["items"] if item["status"] == status]


async def test_the_platform_verifies_for_all_who_have_not(suppliers: Cast) -> None:
    buyer, other, platform = suppliers.buyer(), suppliers.buyer(), suppliers.platform()
    product_id, _ = await listed_product(buyer)
    claim = await claim_of(buyer, product_id)
    await move(other, claim, **WRONG)
    await move(platform, claim, to="verified", method="document", evidence={"title": "Certificate"})
    address = f"/v1/label-claims/{claim['id']}"
    seen = made(await suppliers.buyer().get(address), 200)
    assert (seen["status"], seen["platform_verification"]["evidence"]["title"]) == ("verified", "Certificate")
    assert made(await other.get(address), 200)["status"] == "refuted"
    await move(platform, claim, to="revoked", reason="The label was taken away.")
    corrected = made(await other.get(address), 200)
    assert (corrected["status"], corrected["allowed_transitions"]) == ("revoked", [])


async def test_who_moves_a_claim_and_what_that_needs(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    product_id, seller = await listed_product(buyer)
    person = await linked_user(suppliers, seller, buyer, is_confirmed=True)
    claim = await claim_of(person, product_id)
    address = f"/v1/label-claims/{claim['id']}/transitions"
    assert claim["allowed_transitions"] == ["withdrawn"]
    refused: list[tuple[Actor, dict[str, Any], int, str]] = [
        (suppliers.anonymous, REGISTRY, 401, "unauthenticated"),
        (suppliers.monitor(), REGISTRY, 403, "forbidden"),
        (suppliers.buyer(Role.BUYER_VIEWER), REGISTRY, 403, "forbidden"),
        (person, REGISTRY, 403, "forbidden"),
        (buyer, {"to": "withdrawn"}, 403, "forbidden"),
        (buyer, {"to": "verified"}, 422, "move_incomplete"),
        (buyer, {"to": "refuted"}, 422, "move_incomplete"),
        (buyer, {"to": "verified", "method": "document"}, 422, "certificate_missing"),
        (buyer, {"to": "revoked", "reason": "It was."}, 409, "illegal_transition"),
        (buyer, {"to": "expired"}, 409, "illegal_transition"),
        (buyer, {"to": "verified", "method": "rumour"}, 422, "invalid"),
    ]
    for actor, body, status, code in refused:
        answer = await actor.post(address, json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), body
    assert made(await buyer.get(f"/v1/label-claims/{claim['id']}"), 200)["version"] == 1
    stale = await buyer.post(address, json=REGISTRY, headers={"If-Match": '"9."'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")


async def test_whoever_made_a_claim_does_not_verify_it(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    product_id, _ = await listed_product(buyer)
    claim = await claim_of(buyer, product_id)
    assert claim["source"] == "public_source"
    own = await buyer.post(f"/v1/label-claims/{claim['id']}/transitions", json=REGISTRY)
    assert (own.status_code, own.json()["code"]) == (403, "verified_by_claimant")
    colleague = suppliers.buyer(Role.BUYER_MANAGER, org=buyer.org)
    assert (await move(colleague, claim, **REGISTRY))["status"] == "verified"
    withdrawn = await move(colleague, claim, to="withdrawn")
    assert (withdrawn["status"], withdrawn["is_valid"]) == ("withdrawn", False)


async def test_what_an_unconfirmed_organisation_claims_is_for_its_buyers(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    product_id, seller = await listed_product(buyer)
    person = await linked_user(suppliers, seller, buyer)
    claim = await claim_of(person, product_id)
    address = f"/v1/label-claims/{claim['id']}"
    assert (await buyer.get(address)).status_code == 200
    rival = await linked_user(suppliers, seller, other)
    hidden_from = (other, rival, suppliers.monitor(), suppliers.platform())
    for reader in hidden_from:
        assert (await reader.get(address)).json()["code"] == "label_claim_not_found"
        assert (await reader.get("/v1/label-claims", params={"product_id": product_id})).json()["items"] == []
    blind = await other.post(f"{address}/transitions", json=REGISTRY)
    assert (blind.status_code, blind.json()["code"]) == (404, "label_claim_not_found")
    await speaks_for(suppliers.app, org=person.org, supplier_id=seller, buyer=buyer.org, is_confirmed=True)
    for reader in hidden_from:
        assert (await reader.get(address)).status_code == 200


async def test_a_supplier_claims_only_for_products_that_it_sees(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    product_id, _ = await listed_product(buyer)
    stranger = await linked_user(suppliers, (await supplier_of(buyer))["id"], buyer, is_confirmed=True)
    body = {"product_id": product_id, "scheme": "BLUE_ANGEL", "valid_from": day(-30)}
    answer = await stranger.post("/v1/label-claims", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "product_not_found")
    claim = await claim_of(buyer, product_id)
    assert (await stranger.get(f"/v1/label-claims/{claim['id']}")).status_code == 404
    assert (await stranger.get("/v1/label-claims", params={"product_id": product_id})).json()["items"] == []


@pytest.mark.parametrize(
    ("facts", "code", "pointer"),
    [
        ({"level": None}, "unknown_level", "/level"),
        ({"level": "platinum"}, "unknown_level", "/level"),
        ({"scheme": "TCO_CERTIFIED"}, "unknown_level", "/level"),
        ({"scheme": "HOME_MADE"}, "invalid", "/scheme"),
        ({"valid_to": "2020-01-01"}, "period_reversed", "/valid_to"),
        ({"registry_url": "in the register"}, "invalid", "/registry_url"),
        ({"country_scope": ["XX"]}, "invalid", "/country_scope/0"),
        ({"product_id": None}, "invalid", "/product_id"),
        ({"status": "verified"}, "invalid", "/status"),
    ],
)
async def test_a_wrong_claim_is_refused(suppliers: Cast, facts: dict[str, Any], code: str, pointer: str) -> None:
    buyer = suppliers.buyer()
    product_id, _ = await listed_product(buyer)
    body = {"product_id": product_id, "scheme": "EPEAT", "level": "silver", "valid_from": day(-30), **facts}
    answer = await buyer.post("/v1/label-claims", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await buyer.get("/v1/label-claims", params={"product_id": product_id})).json()["items"] == []


async def test_who_may_not_claim(suppliers: Cast) -> None:
    assert refusal(await suppliers.anonymous.post("/v1/label-claims", json={})) == UNAUTHENTICATED
    assert refusal(await suppliers.anonymous.get("/v1/label-claims")) == UNAUTHENTICATED
    buyer = suppliers.buyer()
    _, seller = await listed_product(buyer)
    sales = suppliers.supplier(seller, Role.SUPPLIER_ADMIN)
    for actor in (suppliers.monitor(), suppliers.expert(), suppliers.buyer(Role.BUYER_VIEWER), sales):
        assert refusal(await actor.post("/v1/label-claims", json={})) == FORBIDDEN
