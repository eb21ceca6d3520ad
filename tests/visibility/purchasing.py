"""What buyers and suppliers enter: products, sites, contracts, contact points and lists of sites."""

from collections.abc import Iterable
from typing import Any

from visibility.scene import Scene
from visibility.world import (
    ContactPoint,
    Contract,
    ContractClause,
    Criterion,
    Delivery,
    Disclosure,
    DisclosureRow,
    EquivalenceDossier,
    Facility,
    Framework,
    LabelClaim,
    LabelRequirement,
    LifeCycleCost,
    MarketObservation,
    Obligation,
    Organisation,
    Product,
    ProductQuote,
    Spend,
    Supplier,
    SupplierLink,
    Target,
    word,
)

EDITORS = {"city": "city officer", "university": "university manager", "port": "port manager"}
"""Who writes for each buyer."""


def supplier_of(scene: Scene, name: str) -> Supplier:
    """The supplier of an organisation."""
    supplier = scene.org(name).supplier
    assert supplier is not None
    return supplier


def add_product(scene: Scene, supplier: Supplier, by: str = "city officer") -> Product:
    name = word()
    body = {
        "supplier_id": supplier.id,
        "brand": f"Brand {name}",
        "model_name": f"Slate {name}",
        "model_number": name,
        "category": "laptop",
    }
    made = scene.post(by, "/v1/products", body)
    return scene.world.add(Product(id=made["id"], sellers={supplier}))


def organisation_of(scene: Scene, by: str) -> Organisation:
    organisation = scene.person(by).organisation
    assert organisation is not None
    return organisation


def record_quote(scene: Scene, product: Product, supplier: Supplier, by: str = "city officer") -> ProductQuote:
    title = word()
    prices = {"title": title, "received_on": scene.day(-20)}
    body = {"supplier_id": supplier.id, "quoted_on": scene.day(-20), "spare_parts_prices": prices}
    made = scene.post(by, f"/v1/products/{product.id}/quotes", body)
    buyer = organisation_of(scene, by)
    return scene.world.add(ProductQuote(id=made["id"], product=product, buyer=buyer, words={"whole": title}))


def observe_market(scene: Scene, by: str = "city officer") -> MarketObservation:
    source = word()
    counted = {"models_total": 40, "models_with_label": 6}
    body = {"category": "laptop", "scheme": "EPEAT", "observed_on": scene.day(-20), "source": source, **counted}
    made = scene.post(by, "/v1/market-observations", body)
    organisation = organisation_of(scene, by)
    return scene.world.add(MarketObservation(id=made["id"], organisation=organisation, words={"whole": source}))


def claim_label(scene: Scene, product: Product, by: str) -> LabelClaim:
    number, author = word(), organisation_of(scene, by)
    body = {
        "product_id": product.id,
        "scheme": "BLUE_ANGEL",
        "certificate_no": number,
        "valid_from": scene.day(-90),
    }
    made = scene.post(by, "/v1/label-claims", body)
    claim = LabelClaim(id=made["id"], product=product, author=author, words={"whole": number})
    links = (link for link in scene.world.all(SupplierLink) if link.organisation is author)
    claim.is_under_a_new_name = any(link.is_of_another_name for link in links)
    return scene.world.add(claim)


def refute_label(scene: Scene, claim: LabelClaim, by: str) -> None:
    """What a buyer finds out counts for this buyer only."""
    buyer, reason = organisation_of(scene, by), word()
    scene.post(by, f"/v1/label-claims/{claim.id}/transitions", {"to": "refuted", "reason": reason})
    claim.words[buyer.id] = reason
    claim.changed(buyer.id)


def write_dossier(
    scene: Scene, product: Product, supplier: Supplier, by: str, *, buyer: str = "city", is_submitted: bool = True
) -> EquivalenceDossier:
    requirement = word()
    body = {
        "buyer_id": scene.org(buyer).id,
        "supplier_id": supplier.id,
        "product_id": product.id,
        "requirement": requirement,
        "scheme": "BLUE_ANGEL",
        "route": "technical_dossier",
        "reason_label_unobtainable": "The label has no criteria for this kind of device.",
        "criteria": [{"criterion": "Spare parts", "supplier_claim": "Seven years."}],
    }
    made = scene.post(by, "/v1/equivalence-dossiers", body)
    dossier = EquivalenceDossier(
        id=made["id"],
        supplier=supplier,
        buyer=scene.org(buyer),
        author=organisation_of(scene, by),
        words={"whole": requirement},
    )
    scene.world.add(dossier)
    if is_submitted:
        scene.move(by, f"/v1/equivalence-dossiers/{dossier.id}", "submitted")
        dossier.is_submitted = True
        dossier.changed()
    return dossier


def describe_site() -> dict[str, str]:
    """A site as somebody would type it; no register has heard of it."""
    return {"name": f"{word()} {word()} Works", "address": f"{word()} Straat 7, {word()}", "country": "CN"}


def new_site(scene: Scene) -> Facility:
    """A site without an id, because no register has it."""
    described = describe_site()
    return scene.world.add(Facility(id="", described=described, words={"name": described["name"].split()[0]}))


def register_site(scene: Scene, by: str = "city officer") -> Facility:
    site = describe_site()
    made = scene.post(by, "/v1/facilities", site)
    registered_by = scene.person(by).organisation
    return scene.world.add(Facility(id=made["id"], described=site, registered_by=registered_by))


def register_contract(
    scene: Scene, buyer: str, supplier: Supplier, status: str = "awarded", **facts: Any
) -> Contract:
    """`awarded` with days around today is `active`."""
    by, title, start = EDITORS[buyer], word(), -180 if status == "awarded" else 60
    body = {
        "supplier_id": supplier.id,
        "reference": word(),
        "title": title,
        "kind": "single",
        "model": "purchase",
        "product_categories": ["laptop"],
        "start": scene.day(start),
        "end": scene.day(start + 900),
        "status": status,
        "estimated_units_per_year": 500,
        "clauses": [{"template": "human-rights-clause", "included_at": "tender"}] if status == "awarded" else [],
        **facts,
    }
    made = scene.post(by, "/v1/contracts", body)
    contract = Contract(
        id=made["id"], buyer=scene.org(buyer), supplier=supplier, status=made["status"], words={"name": title}
    )
    scene.world.add(contract)
    for clause in made["clauses"]:
        scene.world.add(ContractClause(id=clause["id"], contract=contract))
    if status == "awarded":
        for item in scene.get(by, f"/v1/contracts/{contract.id}/obligations")["items"]:
            scene.world.add(Obligation(id=item["id"], contract=contract))
    return contract


def plan_next_tender(scene: Scene, contract: Contract, days: int) -> None:
    body = {"next_tender_date": scene.day(days)}
    scene.patch(EDITORS[contract.buyer.name], f"/v1/contracts/{contract.id}", body)
    contract.changed("next_tender")


def open_framework(scene: Scene, buyer: str, supplier: Supplier, entitled: Iterable[Organisation]) -> Contract:
    """A framework of a central body, and who may order under it."""
    contract = register_contract(scene, buyer, supplier, kind="framework")
    entitle(scene, contract, entitled)
    scene.world.add(Framework(id=contract.id, contract=contract, words=contract.words))
    return contract


def entitle(scene: Scene, contract: Contract, entitled: Iterable[Organisation]) -> None:
    contract.entitled |= set(entitled)
    body = {"entitled_entities": sorted(each.id for each in contract.entitled)}
    scene.patch(EDITORS[contract.buyer.name], f"/v1/contracts/{contract.id}", body)
    contract.changed("entitled")


def order_under(scene: Scene, buyer: str, framework: Contract) -> Contract:
    return register_contract(
        scene, buyer, framework.supplier, kind="call_off", parent_contract_id=framework.id, clauses=[]
    )


def record_criterion(scene: Scene, contract: Contract) -> Criterion:
    about = word()
    body = {
        "topic": "labour_conditions",
        "domain": "social_hr",
        "role": "technical",
        "strength": "requirement",
        "verification_subject": "chain",
        "wording": about,
    }
    made = scene.post(EDITORS[contract.buyer.name], f"/v1/contracts/{contract.id}/criteria", body)
    return scene.world.add(Criterion(id=made["id"], contract=contract, words={"name": about}))


def record_label_requirement(scene: Scene, contract: Contract) -> LabelRequirement:
    body = {"labels": [{"scheme": "TCO_CERTIFIED"}]}
    made = scene.post(EDITORS[contract.buyer.name], f"/v1/contracts/{contract.id}/label-requirements", body)
    return scene.world.add(LabelRequirement(id=made["id"], contract=contract))


def record_life_cycle_costs(scene: Scene, contract: Contract) -> LifeCycleCost:
    offer = word()
    costs = [{"kind": "acquisition", "amount": "125000.00", "year": 1}]
    body = {"offer": offer, "years": 5, "currency": "EUR", "vat_included": False, "costs": costs}
    made = scene.post(EDITORS[contract.buyer.name], f"/v1/contracts/{contract.id}/life-cycle-costs", body)
    return scene.world.add(LifeCycleCost(id=made["id"], contract=contract, words={"whole": offer}))


def adopt_target(scene: Scene, buyer: str) -> Target:
    note = word()
    body = {"metric": "contracts_with_criteria", "value": "100", "year": 2040, "note": note}
    made = scene.post(EDITORS[buyer], "/v1/targets", body)
    return scene.world.add(Target(id=made["id"], organisation=scene.org(buyer), words={"whole": note}))


def record_delivery(scene: Scene, contract: Contract, product: Product) -> Delivery:
    body = {"product_id": product.id, "delivered_from": scene.day(-100), "units": 120}
    if contract.status == "planned":
        body["delivered_from"] = scene.day(61)
    path = f"/v1/contracts/{contract.id}/deliveries"
    made = scene.post(EDITORS[contract.buyer.name], path, body)
    return scene.world.add(Delivery(id=made["id"], contract=contract))


def record_spend(scene: Scene, contract: Contract) -> Spend:
    body = {
        "period_start": scene.day(-100),
        "period_end": scene.day(-10),
        "money": {"amount": "125000.00", "currency": "EUR", "vat_included": True},
    }
    made = scene.post(EDITORS[contract.buyer.name], f"/v1/contracts/{contract.id}/spend", body)
    return scene.world.add(Spend(id=made["id"], contract=contract))


def add_contact_point(scene: Scene, buyer: str, supplier: Supplier) -> ContactPoint:
    name = word()
    body = {
        "supplier_id": supplier.id,
        "person_name": f"Contact {name}",
        "function_title": "Human rights officer",
        "function_area": "human_rights",
        "email": f"{name}@supplier.example",
        "purpose": "clause_contact",
        "declared_not_sales": True,
    }
    made = scene.post(EDITORS[buyer], "/v1/contact-points", body)
    point = ContactPoint(id=made["id"], buyer=scene.org(buyer), supplier=supplier, words={"whole": name})
    return scene.world.add(point)


def enter_list(
    scene: Scene,
    by: str,
    supplier: Supplier,
    sites: Iterable[tuple[str, Facility | None]],
    *,
    product: Product | None = None,
    addressed_to: Iterable[Organisation] = (),
) -> Disclosure:
    """A draft. `sites` are (confidentiality, site); None is a site that no register has heard of."""
    author = scene.person(by).organisation
    assert author is not None
    rows: list[dict[str, Any]] = []
    facilities: list[tuple[str, Facility]] = []
    for level, known in sites:
        facility = known or new_site(scene)
        rows.append({"tier": "T0", "confidentiality": level, **facility.described})
        facilities.append((level, facility))
    body = {
        "supplier_id": supplier.id,
        "valid_from": scene.day(-300),
        "rows": rows,
        "addressed_to": [each.id for each in addressed_to],
        **({"product_id": product.id} if product else {"product_family": f"family {word()}"}),
    }
    made = scene.post(by, "/v1/disclosures", body)
    version = scene.world.add(Disclosure(id=made["id"], supplier=supplier, author=author))
    version.addressed_to = set(addressed_to)
    version.is_under_a_new_name = any(
        link.organisation is author and link.is_of_another_name for link in scene.world.all(SupplierLink)
    )
    items = scene.get(by, f"/v1/disclosures/{version.id}/rows", limit=200)["items"]
    for (level, facility), item in zip(facilities, sorted(items, key=lambda item: item["number"]), strict=True):
        scene.world.add(DisclosureRow(id=item["id"], disclosure=version, facility=facility, level=level))
    return version


def submit_list(scene: Scene, version: Disclosure, by: str) -> None:
    scene.move(by, f"/v1/disclosures/{version.id}", "submitted")
    version.is_submitted = True
    version.changed()
    if version.author.kind == "supplier" and not version.addressed_to:
        links = [link for link in scene.world.all(SupplierLink) if link.organisation is version.author]
        version.addressed_to = {link.buyer for link in links if link.status in ("pending", "confirmed")}


def accept_list(scene: Scene, version: Disclosure, by: str) -> None:
    """The sites of its rows enter the register, as far as they may."""
    scene.move(by, f"/v1/disclosures/{version.id}", "accepted")
    buyer = scene.person(by).organisation
    assert buyer is not None
    version.accepted_by.add(buyer)
    version.changed(buyer.id)
    rows = [row for row in scene.world.all(DisclosureRow) if row.disclosure is version]
    author = next(p for p in scene.world.people.values() if p.organisation is version.author)
    ids = {
        item["id"]: item["facility_id"]
        for item in scene.get(author.name, f"/v1/disclosures/{version.id}/rows", limit=200)["items"]
    }
    for row in rows:
        row.facility.id = row.facility.id or ids[row.id] or ""


def confirm_list(scene: Scene, version: Disclosure, by: str) -> None:
    """The supplier confirms what a buyer entered for it."""
    scene.post(by, f"/v1/disclosures/{version.id}/confirmation")
    version.is_confirmed_by_supplier = True
    version.changed()
