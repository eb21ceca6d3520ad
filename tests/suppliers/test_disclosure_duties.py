"""What contracts require to be disclosed, and which obligations a version submits."""

from typing import Any

from suppliers.disclosures.rows.rules import Tier
from suppliers.disclosures.rules import completeness, lacks_assembly
from support.cast import Actor, Cast
from support.disclosures import draft_of
from support.market import contract_of, day, delivered, made, obligations_of, product_of, supplier_of
from support.sites import accepted, disclosed, move, site


def test_completeness_counts_the_tiers_that_are_asked_for() -> None:
    assert completeness([Tier.T0, Tier.T1], [Tier.T0, Tier.T3]) == 50.0
    assert completeness([], [Tier.T0]) is None


def test_a_formal_request_replaces_the_assembly_site() -> None:
    asked = [Tier.T0]
    assert lacks_assembly(asked, [Tier.T1], [])
    assert lacks_assembly(asked, [Tier.T1], [{"tier": "T0", "formal_request": None}])
    assert not lacks_assembly(asked, [Tier.T1], [{"tier": "T0", "formal_request": {"addressee": "x"}}])
    assert not lacks_assembly([], [Tier.T1], [])


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


async def handed_in(buyer: Actor, contract: dict[str, Any]) -> bool:
    (duty,) = await obligations_of(buyer, contract["id"], "DISCLOSURE_ASSEMBLY")
    return bool(duty["status"] == "submitted")


async def test_a_list_of_laptops_says_nothing_about_printers(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    laptops = await contract_of(buyer, product_categories=["laptop"])
    printers = await contract_of(buyer, laptops["supplier_id"], reference="P-1", product_categories=["printer"])
    await disclosed(buyer, laptops["supplier_id"], site(), product_family="Laptops")
    assert (await handed_in(buyer, laptops), await handed_in(buyer, printers)) == (True, False)


async def test_a_list_of_a_product_answers_for_the_contracts_under_which_it_was_delivered(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    delivering = await contract_of(buyer, reference="L-1")
    other = await contract_of(buyer, delivering["supplier_id"], reference="L-2")
    reseller = await contract_of(buyer, (await supplier_of(buyer, name="Reseller"))["id"], reference="L-3")
    product = await product_of(buyer, delivering["supplier_id"])
    for contract in (delivering, reseller):
        await delivered(buyer, contract["id"], product["id"])
    await disclosed(buyer, delivering["supplier_id"], site(), product_id=product["id"])
    assert [await handed_in(buyer, each) for each in (delivering, other, reseller)] == [True, False, True]


async def test_a_list_for_other_days_than_the_contracts_answers_nothing(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    contract = await contract_of(buyer, start=day(-30))
    await disclosed(buyer, contract["supplier_id"], site(), valid_from=day(-900), valid_to=day(-31))
    assert not await handed_in(buyer, contract)
    await disclosed(buyer, contract["supplier_id"], site(), valid_from=day(-900), valid_to=day(-30))
    assert await handed_in(buyer, contract)
