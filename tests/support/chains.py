"""From a contract to a site: what a finding must travel along to touch a buyer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.dossiers import link
from support.feeds import ScriptedFeed
from support.market import contract_of, day, made, speaks_for, supplier_of
from support.sites import accepted, entered, move


@dataclass(frozen=True)
class Chain:
    """A buyer, its contract and delivered product, and the site that its supplier's list names for it.

    The same officer is a client of both services; `voice` speaks for the supplier in the dialogue service.
    """

    officer: Actor
    manager: Actor
    purchasing: Actor
    voice: Actor
    supplier_id: str
    contract: str
    product: str
    site: str


async def chain_of(
    dialogue: Cast, suppliers: Cast, feed: ScriptedFeed, *, is_linked: bool = True, **terms: Any
) -> Chain:
    """`terms` belong to the disclosure; `supplier_id` and `site` may be those of another chain."""
    officer = dialogue.buyer()
    purchasing = suppliers.buyer(org=officer.org)
    supplier_id = terms.pop("supplier_id", None) or (await supplier_of(purchasing))["id"]
    site = terms.pop("site", None) or (await entered(purchasing))["id"]
    voice = dialogue.supplier(supplier_id, org=uuid4())
    if is_linked:
        await represents(feed, suppliers, buyer=officer.org, supplier_id=supplier_id, org=voice.org)
    contract = await contract_of(purchasing, supplier_id)
    product = made(await purchasing.post("/v1/products", json=laptop(supplier_id)), 201, 200)
    delivery = {"product_id": product["id"], "delivered_from": day(-170), "units": 1200}
    made(await purchasing.post(f"/v1/contracts/{contract['id']}/deliveries", json=delivery))
    if is_linked:
        person = suppliers.supplier(supplier_id, org=voice.org)
        await state(person, purchasing, supplier_id, site, product_id=product["id"], **terms)
    else:
        await disclose(purchasing, supplier_id, product["id"], site, **terms)
    return Chain(
        officer=officer,
        manager=dialogue.buyer(Role.BUYER_MANAGER, org=officer.org),
        purchasing=purchasing,
        voice=voice,
        supplier_id=supplier_id,
        contract=contract["id"],
        product=product["id"],
        site=site,
    )


def laptop(supplier_id: str) -> dict[str, Any]:
    return {
        "supplier_id": supplier_id,
        "brand": "Meridiaan",
        "model_name": "Slate 14",
        "model_number": f"MS14-{uuid4().hex[:8]}",
        "category": "laptop",
    }


async def disclose(buyer: Actor, supplier_id: str, product: str, site: str, **terms: Any) -> None:
    """An accepted list that names the site for the product."""
    body = {
        "supplier_id": supplier_id,
        "product_id": product,
        "valid_from": "2024-01-01",
        "rows": [{"tier": "T0", "facility_id": site}],
        **terms,
    }
    await accepted(buyer, made(await buyer.post("/v1/disclosures", json=body))["id"])


async def represents(
    feed: ScriptedFeed, suppliers: Cast, *, buyer: UUID, supplier_id: str, org: UUID, is_confirmed: bool = True
) -> None:
    """An organisation represents the supplier with a buyer, for both services; the platform confirms it or not."""
    await link(feed, buyer=buyer, supplier_id=UUID(supplier_id), org=org)
    if is_confirmed:
        said = {"buyer_id": str(buyer), "supplier_id": supplier_id, "org_id": str(org), "is_confirmed": True}
        await feed.say("supplier_link.confirmed", {**said, "org_name": "Meridiaan"})
    await speaks_for(suppliers.app, org=org, supplier_id=supplier_id, buyer=buyer, is_confirmed=is_confirmed)


async def state(person: Actor, buyer: Actor, supplier_id: str, site: str, **terms: Any) -> str:
    """The id of the supplier's own list, which names the site and which the buyer accepted."""
    known = made(await buyer.get(f"/v1/facilities/{site}"), 200)
    row = {"tier": "T0", **{name: known[name] for name in ("name", "address", "country")}}
    body = {"supplier_id": supplier_id, "valid_from": "2024-01-01", "rows": [row], **terms}
    stated = str(made(await person.post("/v1/disclosures", json=body))["id"])
    made(await move(person, stated, "submitted"), 200)
    made(await move(buyer, stated, "accepted"), 200)
    return stated


async def dialogue_of(chain: Chain, **facts: Any) -> str:
    body = {
        "supplier_id": chain.supplier_id,
        "contract_ids": [chain.contract],
        "basis": "clause",
        "title": "Human rights in the chain of our laptops",
        **facts,
    }
    return str(made(await chain.officer.post("/v1/dialogues", json=body))["id"])
