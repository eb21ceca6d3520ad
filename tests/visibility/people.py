"""The people of a world. Each organisation is new, so worlds on one platform do not meet but in the register."""

from typing import Any

from visibility.installation import Installation
from visibility.world import Affiliation, Member, Organisation, Person, Supplier, SupplierLink, World, word

KINDS = {
    "city": "buyer",
    "university": "buyer",
    "port": "buyer",
    "watch": "monitor",
    "other watch": "monitor",
    "institute": "expert",
    "laboratory": "expert",
}
MEMBERS = {
    "city officer": ("city", "buyer_officer"),
    "city manager": ("city", "buyer_officer", "buyer_manager"),
    "city viewer": ("city", "buyer_viewer"),
    "city coordinator": ("city", "group_coordinator"),
    "city dashboard": ("city", "dashboard_client"),
    "university manager": ("university", "buyer_officer", "buyer_manager"),
    "port manager": ("port", "buyer_officer", "buyer_manager"),
    "watch author": ("watch", "monitor_author"),
    "watch editor": ("watch", "monitor_editor"),
    "watch second editor": ("watch", "monitor_editor"),
    "other watch editor": ("other watch", "monitor_author", "monitor_editor"),
    "institute expert": ("institute", "expert"),
    "laboratory expert": ("laboratory", "expert"),
}
"""The port is no affiliate and buys nothing that concerns the others: it sees what any signed-in buyer sees."""

SUPPLIERS = {
    "devices for city": ("devices", "city", True),
    "devices for university": ("devices", "university", False),
    "computers for city": ("computers", "city", True),
}
"""The supplier, the buyer that invited its people, and whether the platform has confirmed them."""
SUPPLIERS_MEMBERS = {
    "devices contact": ("devices for city", "supplier_contact"),
    "devices administrator": ("devices for city", "supplier_admin"),
    "devices contact at university": ("devices for university", "supplier_contact"),
    "devices administrator at university": ("devices for university", "supplier_admin"),
    "computers contact": ("computers for city", "supplier_contact"),
    "computers administrator": ("computers for city", "supplier_admin"),
}
AFFILIATED = ("city", "university")


def settle_people(installation: Installation, admin: Person) -> World:
    """A world with its people, two suppliers in the register, and nothing else."""
    world = World(today=installation.today(admin))
    world.people = {"stranger": Person("stranger"), admin.name: admin}
    mark = word()
    organisations = {name: _account(name, kind, mark) for name, kind in KINDS.items()}
    _create(installation, world, organisations, MEMBERS)
    _affiliate(installation, world, organisations)
    suppliers = {name: _register(installation, world, name) for name in ("devices", "computers")}
    represented = {
        name: {
            **_account(name, "supplier", mark),
            "supplier_id": suppliers[supplier].id,
            "buyer": organisations[buyer]["name"],
        }
        for name, (supplier, buyer, _) in SUPPLIERS.items()
    }
    _create(installation, world, organisations | represented, SUPPLIERS_MEMBERS, only=represented)
    for name, (supplier, buyer, is_confirmed) in SUPPLIERS.items():
        organisation = org(world, name)
        organisation.supplier = suppliers[supplier]
        _link(installation, world, admin, organisation, org(world, buyer), is_confirmed=is_confirmed)
    _find_members(installation, world)
    installation.rest()
    return world


def org(world: World, name: str) -> Organisation:
    return next(each for each in world.all(Organisation) if each.name == name)


def _account(name: str, kind: str, mark: str) -> dict[str, Any]:
    return {"name": f"{name} {mark}", "kind": kind, "members": []}


def _create(
    installation: Installation,
    world: World,
    accounts: dict[str, dict[str, Any]],
    members: dict[str, tuple[str, ...]],
    only: dict[str, Any] | None = None,
) -> None:
    keys = {person: installation.new_key() for person in members}
    for person, (name, *roles) in members.items():
        username = f"{person.replace(' ', '-')}-{word()}"
        member = {"username": username, "password": "correct horse", "roles": roles, "api_key": keys[person]}
        accounts[name]["members"] = [*accounts[name]["members"], member]
    ids = installation.create_accounts({"organisations": list(accounts.values())})
    for account in accounts.values():
        account["members"] = []
    for name in only or accounts:
        account = accounts[name]
        world.add(Organisation(id=str(ids[account["name"]]), name=name, kind=account["kind"]))
    for person, (name, *roles) in members.items():
        world.people[person] = Person(person, frozenset(roles), org(world, name), keys[person])


def _affiliate(installation: Installation, world: World, accounts: dict[str, dict[str, Any]]) -> None:
    """With the word of both sides, as the operator of an installation enters those that exist already."""
    monitor = accounts["watch"]["name"]
    installation.create_accounts(
        {
            "organisations": [accounts[name] for name in ("watch", *AFFILIATED)],
            "affiliations": [{"buyer": accounts[name]["name"], "monitor": monitor} for name in AFFILIATED],
        }
    )
    listed = installation.get(world.people["watch editor"], "/v1/affiliations")["items"]
    for item in listed:
        buyer = next(each for each in world.all(Organisation) if each.id == item["buyer_id"])
        watch = org(world, "watch")
        world.add(
            Affiliation(id=item["id"], buyer=buyer, monitor=watch, first=world.today, agreed_by={buyer, watch})
        )


def _register(installation: Installation, world: World, name: str) -> Supplier:
    body = {"name": f"{name} {word()}", "country": "BE", "kinds": ["supplier", "brand"]}
    return world.add(Supplier(id=installation.post(world.people["city officer"], "/v1/suppliers", body)["id"]))


def _link(
    installation: Installation,
    world: World,
    admin: Person,
    organisation: Organisation,
    buyer: Organisation,
    *,
    is_confirmed: bool,
) -> None:
    assert organisation.supplier is not None
    listed = installation.get(admin, "/v1/supplier-links", supplier_id=organisation.supplier.id)["items"]
    link = next(item for item in listed if item["organisation_id"] == organisation.id)
    if is_confirmed:
        installation.move(admin, f"/v1/supplier-links/{link['id']}", "confirmed", basis="domain")
    world.add(
        SupplierLink(
            id=link["id"],
            buyer=buyer,
            supplier=organisation.supplier,
            organisation=organisation,
            status="confirmed" if is_confirmed else "pending",
        )
    )


def _find_members(installation: Installation, world: World) -> None:
    for organisation in list(world.all(Organisation)):
        person = next(each for each in world.people.values() if each.organisation is organisation)
        for item in installation.get(person, "/v1/members")["items"]:
            world.add(Member(id=item["id"], organisation=organisation))
