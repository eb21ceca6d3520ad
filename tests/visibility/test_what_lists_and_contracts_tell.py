"""Rows, contracts, reviews and files tell no more than their level of confidentiality allows."""

import pytest

from support.documents_of_people import TRACES, jpeg
from visibility import dossiers, purchasing
from visibility.installation import done
from visibility.reading import events_of, is_in_register
from visibility.scene import Scene
from visibility.world import Disclosure, DisclosureRow


def accepted_list(scene: Scene, *levels: str) -> Disclosure:
    """Entered and accepted by the university, which is the only one to read rows beyond the parties."""
    supplier = purchasing.supplier_of(scene, "devices for university")
    version = purchasing.enter_list(scene, "university manager", supplier, [(level, None) for level in levels])
    purchasing.submit_list(scene, version, "university manager")
    purchasing.accept_list(scene, version, "university manager")
    return version


@pytest.mark.parametrize("level", ["restricted", "buyer_only"])
def test_a_confidential_row_names_no_site_of_the_register(scene: Scene, level: str) -> None:
    version = accepted_list(scene, level)
    row = next(row for row in scene.world.all(DisclosureRow) if row.disclosure is version)
    assert not is_in_register(scene, row.facility)


@pytest.mark.parametrize("level", ["restricted", "buyer_only"])
def test_exposure_confirms_no_confidential_row_of_the_supplier(scene: Scene, level: str) -> None:
    supplier = purchasing.supplier_of(scene, "computers for city")
    product = purchasing.add_product(scene, supplier)
    contract = purchasing.register_contract(scene, "city", supplier)
    purchasing.record_delivery(scene, contract, product)
    site = purchasing.register_site(scene)
    rows = [(level, site), ("parties", None)]
    version = purchasing.enter_list(
        scene, "computers contact", supplier, rows, product=product, addressed_to=[scene.org("city")]
    )
    purchasing.submit_list(scene, version, "computers contact")
    purchasing.accept_list(scene, version, "city officer")
    exposed = scene.get("city officer", f"/v1/facilities/{site.id}/exposure")
    assert product.id not in [item["product_id"] for item in exposed["items"]]


def test_network_rows_are_for_buyers_and_monitors(scene: Scene) -> None:
    supplier = purchasing.supplier_of(scene, "devices for city")
    version = purchasing.enter_list(
        scene, "devices contact", supplier, [("network", None)], addressed_to=[scene.org("city")]
    )
    purchasing.submit_list(scene, version, "devices contact")
    purchasing.accept_list(scene, version, "city officer")
    path = f"/v1/disclosures/{version.id}/rows"
    assert scene.status("port manager", path) == scene.status("other watch editor", path) == 200
    assert scene.status("laboratory expert", path) == 404


def test_deliveries_of_a_planned_contract_are_hidden_from_its_supplier(scene: Scene) -> None:
    supplier = purchasing.supplier_of(scene, "devices for city")
    contract = purchasing.register_contract(scene, "city", supplier, "planned")
    delivery = purchasing.record_delivery(scene, contract, purchasing.add_product(scene, supplier))
    assert scene.status("devices contact", f"/v1/contracts/{contract.id}") == 404
    assert scene.status("devices contact", f"/v1/contracts/{contract.id}/deliveries/{delivery.id}") == 404


def test_the_supplier_notices_nothing_of_the_next_tender(scene: Scene) -> None:
    contract = purchasing.register_contract(scene, "city", purchasing.supplier_of(scene, "devices for city"))
    path = f"/v1/contracts/{contract.id}"
    before = scene.installation.send(scene.person("devices contact"), "GET", path)
    scene.installation.rest()
    told = events_of(scene, "devices contact")
    purchasing.plan_next_tender(scene, contract, 300)
    scene.installation.rest()
    after = scene.installation.send(scene.person("devices contact"), "GET", path)
    assert (after.headers["ETag"], after.json()) == (before.headers["ETag"], before.json())
    assert events_of(scene, "devices contact") == told


def test_reviews_are_not_told_to_seats_that_may_not_read_them(scene: Scene) -> None:
    talk = dossiers.open_dialogue(scene, "city", purchasing.supplier_of(scene, "devices for city"))
    dossiers.accept_dialogue(scene, talk, "devices contact")
    dossiers.admit(scene, talk, "institute")
    review = dossiers.plan_review(scene, talk)
    scene.installation.rest()
    assert scene.status("institute expert", f"/v1/annual-reviews/{review.id}") == 403
    assert review.id not in " ".join(events_of(scene, "institute expert"))


def test_an_action_point_names_no_review_to_those_who_may_not_read_it(scene: Scene) -> None:
    talk = dossiers.open_dialogue(scene, "city", purchasing.supplier_of(scene, "devices for city"))
    dossiers.accept_dialogue(scene, talk, "devices contact")
    dossiers.admit(scene, talk, "institute")
    point = dossiers.propose_action(scene, talk)
    review = dossiers.hold_review(scene, talk)
    dossiers.carry_over(scene, review)
    shown = scene.installation.send(scene.person("institute expert"), "GET", f"/v1/action-points/{point.id}")
    assert review.id not in shown.text


def test_a_picture_tells_neither_who_made_it_nor_where(scene: Scene) -> None:
    talk = dossiers.open_dialogue(scene, "city", purchasing.supplier_of(scene, "devices for city"))
    form = {"dialogue_id": talk.id, "title": "A picture", "issuer": "An auditor", "issued_on": scene.day(-3)}
    files = {"file": ("picture.jpg", jpeg(), "image/jpeg")}
    sent = done(
        scene.installation.send(scene.person("city officer"), "POST", "/v1/evidence", data=form, files=files)
    )
    kept = scene.installation.send(scene.person("devices contact"), "GET", f"/v1/evidence/{sent['id']}/content")
    assert kept.status_code == 200
    assert [trace for trace in TRACES if trace in kept.content] == []
