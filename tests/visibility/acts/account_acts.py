"""Keys, invitations and affiliations."""

from visibility import findings
from visibility.acts.choosing import Choose, Impossible, act, known_sites, some
from visibility.scene import Scene
from visibility.world import Affiliation, ApiKey, Invitation


@act
def create_an_api_key(scene: Scene, choose: Choose) -> None:
    by = choose(["city officer", "watch editor", "devices contact"])
    made = scene.post(by, "/v1/api-keys", {"name": "A machine", "roles": []})
    owner = scene.person(by).organisation
    assert owner is not None
    scene.world.add(ApiKey(id=made["id"], organisation=owner))


@act
def invite_a_colleague(scene: Scene, choose: Choose) -> None:
    by, role = choose([("city manager", "buyer_viewer"), ("watch editor", "monitor_author")])
    made = scene.post(by, "/v1/invitations", {"email": "colleague@office.example", "role": role})
    owner = scene.person(by).organisation
    assert owner is not None
    scene.world.add(Invitation(id=made["id"], organisation=owner))


@act
def declare_a_buyer_to_be_an_affiliate(scene: Scene, choose: Choose) -> None:
    """The buyer is not asked; a release to affiliates follows."""
    port, monitor = scene.org("port"), scene.org("other watch")
    if any(each.buyer is port for each in scene.world.all(Affiliation)):
        raise Impossible
    made = scene.post("other watch editor", "/v1/affiliations", {"buyer_id": port.id})
    scene.world.add(
        Affiliation(id=made["id"], buyer=port, monitor=monitor, first=scene.world.today, agreed_by={monitor})
    )
    scene.installation.rest()
    findings.released(scene, ["affiliates"], monitor="other watch", site=some(choose, known_sites(scene)))
