"""Who works with whom, and as whom: links, affiliations and memberships end, a supplier takes another name."""

import time
from typing import Any

from visibility.acts.choosing import Choose, act, some
from visibility.installation import Refused
from visibility.purchasing import EDITORS
from visibility.scene import Scene
from visibility.world import Affiliation, Disclosure, Member, Organisation, SupplierLink, word

ADMINISTRATORS = {
    "computers for city": "computers administrator",
    "devices for university": "devices administrator at university",
}
"""Of the organisations that leave a buyer: one that the platform has confirmed, and one that it has not."""
SPEAKERS = {"devices for city": "devices contact", "computers for city": "computers contact"}
"""Of the organisations that the platform has confirmed."""
LEAVING = ("city viewer", "city coordinator")
REVOKED_SECONDS = 10.0


@act
def end_a_link(scene: Scene, choose: Choose) -> None:
    """By the buyer or by the organisation. What the platform has confirmed stays, with a link to it."""
    live = [link for link in scene.world.all(SupplierLink) if link.status in ("pending", "confirmed")]
    link = some(choose, [each for each in live if each.organisation.name in ADMINISTRATORS and is_with_buyer(each)])
    by = choose([EDITORS[link.buyer.name], ADMINISTRATORS[link.organisation.name]])
    scene.move(by, f"/v1/supplier-links/{link.id}", "ended", reason="We work with others now.")
    was_confirmed = link.status == "confirmed"
    link.status = "ended"
    link.changed()
    if was_confirmed:
        _find_kept(scene, link)
    scene.installation.rest()


def is_with_buyer(link: SupplierLink) -> bool:
    return link.buyer.kind == "buyer"


def _find_kept(scene: Scene, ended: SupplierLink) -> None:
    asked = {"supplier_id": ended.supplier.id, "status": "confirmed"}
    listed = scene.installation.get(scene.admin, "/v1/supplier-links", **asked)["items"]
    kept = next(item for item in listed if item["organisation_id"] == ended.organisation.id)
    platform = scene.admin.organisation
    assert platform is not None
    assert kept["buyer_id"] == platform.id
    scene.world.add(
        SupplierLink(
            id=kept["id"],
            buyer=platform,
            supplier=ended.supplier,
            organisation=ended.organisation,
            status="confirmed",
            is_of_another_name=ended.is_of_another_name,
        )
    )


@act
def rename_a_supplier(scene: Scene, choose: Choose) -> None:
    """By its own people; also by those that work with no buyer any more."""
    organisation = scene.org(choose(sorted(SPEAKERS)))
    change: dict[str, Any] = choose([{"name": f"Famous {word()}"}, {"website": f"https://{word()}.example"}])
    assert organisation.supplier is not None
    scene.patch(SPEAKERS[organisation.name], f"/v1/suppliers/{organisation.supplier.id}", change)
    organisation.supplier.changed()
    for link in _confirmed(scene, organisation):
        link.is_of_another_name = True
    scene.installation.rest()


@act
def confirm_a_renamed_supplier_again(scene: Scene, choose: Choose) -> None:
    outdated = [link for link in scene.world.all(SupplierLink) if link.is_of_another_name]
    link = some(choose, [each for each in outdated if each.status == "confirmed"])
    scene.installation.move(scene.admin, f"/v1/supplier-links/{link.id}", "confirmed", basis="identifier")
    link.changed()
    for each in outdated:
        each.is_of_another_name = each.is_of_another_name and each.organisation is not link.organisation
    for version in scene.world.all(Disclosure):
        if version.author is link.organisation and version.is_under_a_new_name:
            version.is_under_a_new_name = False
            version.changed()
    scene.installation.rest()


def _confirmed(scene: Scene, organisation: Organisation) -> list[SupplierLink]:
    links = [link for link in scene.world.all(SupplierLink) if link.status == "confirmed"]
    return [link for link in links if link.organisation is organisation]


@act
def end_an_affiliation(scene: Scene, choose: Choose) -> None:
    """Today is its last day; who knows a finding keeps it."""
    agreed = [each for each in scene.world.all(Affiliation) if len(each.agreed_by) == 2 and each.last is None]
    affiliation = some(choose, [each for each in agreed if each.monitor is scene.org("watch")])
    by = choose([f"{affiliation.buyer.name} manager", "watch editor"])
    scene.move(by, f"/v1/affiliations/{affiliation.id}", "ended", reason="We left.")
    affiliation.last = scene.world.today
    affiliation.changed()
    scene.installation.rest()


@act
def end_a_membership(scene: Scene, choose: Choose) -> None:
    """Within seconds the person is a stranger: no key of that time opens anything."""
    person = scene.person(some(choose, [name for name in LEAVING if scene.person(name).organisation]))
    prefix = f"{person.name.replace(' ', '-')}-"
    listed = scene.get("city manager", "/v1/members")["items"]
    left = next(item["id"] for item in listed if item["username"].startswith(prefix))
    ended = scene.installation.send(scene.person("city manager"), "DELETE", f"/v1/members/{left}")
    if ended.status_code != 204:
        raise Refused(ended.text)
    until = time.monotonic() + REVOKED_SECONDS
    while scene.status(person.name, "/v1/me") != 401:
        assert time.monotonic() < until, f"{person} still has access"
        time.sleep(0.2)
    scene.world.things.remove(next(each for each in scene.world.all(Member) if each.id == left))
    person.organisation, person.roles = None, frozenset()
