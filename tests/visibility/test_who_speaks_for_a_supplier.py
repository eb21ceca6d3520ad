"""Invitations, links and affiliations open no more than both sides have agreed to."""

from visibility import findings, purchasing
from visibility.installation import Installation
from visibility.scene import Scene
from visibility.world import Disclosure, Facility, Person, SupplierLink, word


def test_a_supplier_that_only_a_buyer_vouches_for_is_told_no_finding(scene: Scene) -> None:
    supplier = purchasing.supplier_of(scene, "devices for university")
    site = purchasing.register_site(scene)
    version = purchasing.enter_list(scene, "university manager", supplier, [("parties", site)])
    purchasing.submit_list(scene, version, "university manager")
    purchasing.accept_list(scene, version, "university manager")
    finding = findings.draft_finding(scene, site=site)
    findings.validate(scene, finding)
    findings.confirm_site(scene, finding)
    path, body = (
        f"/v1/findings/{finding.id}",
        {"to": "shared", "audiences": ["supplier"], "suppliers": [supplier.id]},
    )
    scene.installation.send(scene.person("watch editor"), "POST", f"{path}/transitions", json=body)
    assert scene.status("devices contact at university", path) == 404


def test_an_editor_is_shown_by_name_who_would_be_told(scene: Scene) -> None:
    finding = findings.draft_finding(scene, site=_named_by_a_rival(scene))
    findings.validate(scene, finding)
    findings.confirm_site(scene, finding)
    body = {"audiences": ["supplier"]}
    preview = scene.installation.send(
        scene.person("watch editor"), "POST", f"/v1/findings/{finding.id}/release-preview", json=body
    )
    assert scene.org("computers for city").id in preview.text


def _named_by_a_rival(scene: Scene) -> Facility:
    """A site in a list of another supplier, which the buyer has accepted."""
    supplier, site = purchasing.supplier_of(scene, "computers for city"), purchasing.register_site(scene)
    version = purchasing.enter_list(
        scene, "computers contact", supplier, [("parties", site)], addressed_to=[scene.org("city")]
    )
    purchasing.submit_list(scene, version, "computers contact")
    purchasing.accept_list(scene, version, "city officer")
    return site


def test_only_an_organisations_own_administrator_invites_into_it(scene: Scene) -> None:
    supplier = purchasing.supplier_of(scene, "devices for city")
    body = {"email": "mole@supplier.example", "role": "supplier_admin", "supplier_id": supplier.id}
    invited = scene.installation.send(scene.person("city officer"), "POST", "/v1/invitations", json=body)
    assert 400 <= invited.status_code < 500


def test_an_organisation_sees_whom_the_platform_invites_into_it(scene: Scene) -> None:
    body = {"email": "help@platform.example", "role": "buyer_officer", "organisation_id": scene.org("port").id}
    invited = scene.installation.send(scene.admin, "POST", "/v1/invitations", json=body)
    if invited.status_code == 201:
        listed = scene.get("port manager", "/v1/invitations")["items"]
        assert invited.json()["id"] in [item["id"] for item in listed]


def test_unconfirmed_people_publish_nothing_in_the_name_of_a_supplier(scene: Scene) -> None:
    version = _published_by_unconfirmed_people(scene)
    assert scene.status("port manager", f"/v1/disclosures/{version.id}") == 404


def test_a_refusal_takes_back_what_unconfirmed_people_published(installation: Installation, admin: Person) -> None:
    scene = Scene.new(installation, admin)
    version = _published_by_unconfirmed_people(scene)
    people = scene.org("devices for university")
    link = next(each for each in scene.world.all(SupplierLink) if each.organisation is people)
    installation.move(admin, f"/v1/supplier-links/{link.id}", "refused", reason="The supplier does not know them.")
    installation.rest()
    assert scene.status("port manager", f"/v1/disclosures/{version.id}") == 404


def _published_by_unconfirmed_people(scene: Scene) -> Disclosure:
    by, supplier = "devices contact at university", purchasing.supplier_of(scene, "devices for university")
    version = purchasing.enter_list(scene, by, supplier, [("public", None)], addressed_to=[scene.org("university")])
    purchasing.submit_list(scene, version, by)
    purchasing.accept_list(scene, version, "university manager")
    return version


def test_a_buyer_becomes_an_affiliate_only_when_it_agrees(scene: Scene) -> None:
    body = {"buyer_id": scene.org("port").id}
    scene.installation.send(scene.person("other watch editor"), "POST", "/v1/affiliations", json=body)
    scene.installation.rest()
    finding = findings.released(scene, ["affiliates"], monitor="other watch", site=purchasing.register_site(scene))
    assert scene.status("port manager", f"/v1/findings/{finding.id}") == 404


def test_a_supplier_that_names_another_suppliers_product_is_shown_nothing_of_it(scene: Scene) -> None:
    product = purchasing.add_product(scene, purchasing.supplier_of(scene, "devices for city"))
    hidden = scene.get("city officer", f"/v1/products/{product.id}")
    body = {name: hidden[name] for name in ("brand", "model_number", "category")}
    body |= {"supplier_id": purchasing.supplier_of(scene, "computers for city").id, "model_name": word()}
    made = scene.installation.send(scene.person("computers contact"), "POST", "/v1/products", json=body)
    assert product.id not in made.text
    assert hidden["model_name"] not in made.text
