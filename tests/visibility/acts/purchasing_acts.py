"""What buyers and suppliers enter."""

from visibility import purchasing
from visibility.acts.choosing import Choose, Impossible, act, known_sites, some
from visibility.founding import LEVELS
from visibility.oracle import represents
from visibility.purchasing import supplier_of
from visibility.scene import Scene
from visibility.world import Contract, Disclosure, Framework, Product


@act
def change_the_plan_of_the_next_tender(scene: Scene, choose: Choose) -> None:
    running = [c for c in scene.world.all(Contract) if c.status == "active"]
    purchasing.plan_next_tender(scene, some(choose, running), choose([300, 330, 360, 390]))


@act
def record_what_was_spent(scene: Scene, choose: Choose) -> None:
    spent = {spend.contract for spend in scene.world.all(purchasing.Spend)}
    running = [c for c in scene.world.all(Contract) if c.status == "active" and c not in spent]
    purchasing.record_spend(scene, some(choose, running))


@act
def ask_for_something_in_a_tender(scene: Scene, choose: Choose) -> None:
    contract = some(choose, [c for c in scene.world.all(Contract) if c.status in ("planned", "active")])
    record = choose(
        [purchasing.record_criterion, purchasing.record_label_requirement, purchasing.record_life_cycle_costs]
    )
    record(scene, contract)


@act
def let_another_buyer_order_under_a_framework(scene: Scene, choose: Choose) -> None:
    port = scene.org("port")
    frameworks = [each.contract for each in scene.world.all(Framework) if port not in each.contract.entitled]
    purchasing.entitle(scene, some(choose, frameworks), [port])


@act
def adopt_another_target(scene: Scene, choose: Choose) -> None:
    purchasing.adopt_target(scene, choose(["city", "university"]))


@act
def plan_a_contract_and_its_delivery(scene: Scene, choose: Choose) -> None:
    contract = purchasing.register_contract(scene, "city", supplier_of(scene, "devices for city"), "planned")
    product = next(p for p in scene.world.all(Product) if contract.supplier in p.sellers)
    purchasing.record_delivery(scene, contract, product)


@act
def draft_a_list(scene: Scene, choose: Choose) -> None:
    by, supplier = choose([("devices contact", "devices for city"), ("university manager", "devices for city")])
    levels = [level for level in LEVELS if level != "public"]
    purchasing.enter_list(scene, by, supplier_of(scene, supplier), [(choose(levels), None), (choose(levels), None)])


@act
def submit_a_list(scene: Scene, choose: Choose) -> None:
    drafts = [
        d for d in scene.world.all(Disclosure) if not d.is_submitted and d.author is scene.org("devices for city")
    ]
    purchasing.submit_list(scene, some(choose, drafts), "devices contact")


@act
def accept_a_list(scene: Scene, choose: Choose) -> None:
    city = scene.org("city")
    waiting = [
        d for d in scene.world.all(Disclosure) if city in d.addressed_to and d.is_submitted and not d.accepted_by
    ]
    purchasing.accept_list(scene, some(choose, waiting), "city officer")


@act
def accept_a_list_of_confidential_rows(scene: Scene, choose: Choose) -> None:
    levels = [choose(["restricted", "buyer_only"]), choose(["restricted", "buyer_only"])]
    supplier = supplier_of(scene, "devices for university")
    version = purchasing.enter_list(scene, "university manager", supplier, [(level, None) for level in levels])
    purchasing.submit_list(scene, version, "university manager")
    purchasing.accept_list(scene, version, "university manager")


@act
def accept_a_list_for_the_parties_at_a_known_site(scene: Scene, choose: Choose) -> None:
    supplier = supplier_of(scene, "devices for university")
    known = some(choose, [f for f in known_sites(scene) if f.registered_by])
    version = purchasing.enter_list(scene, "university manager", supplier, [("parties", known)])
    purchasing.submit_list(scene, version, "university manager")
    purchasing.accept_list(scene, version, "university manager")


@act
def publish_a_list_as_unconfirmed_people(scene: Scene, choose: Choose) -> None:
    by, university = "devices contact at university", scene.org("university")
    people = scene.org("devices for university")
    if not represents(people, supplier_of(scene, people.name), university, scene.world):
        raise Impossible
    level = choose(["public", "network"])
    supplier = supplier_of(scene, "devices for university")
    version = purchasing.enter_list(scene, by, supplier, [(level, None)], addressed_to=[university])
    purchasing.submit_list(scene, version, by)
    purchasing.accept_list(scene, version, "university manager")


@act
def name_a_contact_point(scene: Scene, choose: Choose) -> None:
    purchasing.add_contact_point(scene, "university", supplier_of(scene, "devices for university"))
