"""What monitors and companies do with findings."""

from visibility import findings
from visibility.acts.choosing import Choose, act, findings_of_watch, known_sites, some, told
from visibility.scene import Scene
from visibility.world import DisclosureRow, Facility, Finding, Supplier, SupplierLink


def with_consent(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if not finding.is_consent_withdrawn]


def embargoed(scene: Scene) -> list[Finding]:
    today = scene.world.today
    return [f for f in findings_of_watch(scene, "shared") if f.embargo_until and f.embargo_until > today]


@act
def draft_a_finding(scene: Scene, choose: Choose) -> None:
    findings.draft_finding(scene, site=choose([None, *known_sites(scene)]), source_risk=choose(["low", "high"]))


@act
def change_a_draft_finding(scene: Scene, choose: Choose) -> None:
    draft = some(choose, findings_of_watch(scene, "draft"))
    scene.patch("watch author", f"/v1/findings/{draft.id}", {"summary_public": "Another text, still a draft."})
    draft.words.pop("whole", None)
    draft.changed("whole", "own")


@act
def validate_a_finding(scene: Scene, choose: Choose) -> None:
    findings.validate(scene, some(choose, with_consent(findings_of_watch(scene, "draft"))))


@act
def withdraw_the_consent_to_a_finding(scene: Scene, choose: Choose) -> None:
    """Known or not, under an embargo or not yet released."""
    agreed = with_consent(findings_of_watch(scene, "draft", "validated", "shared"))
    findings.withdraw_consent(scene, some(choose, agreed))


@act
def withdraw_the_consent_under_an_embargo(scene: Scene, choose: Choose) -> None:
    findings.withdraw_consent(scene, some(choose, with_consent(embargoed(scene))))


@act
def agree_to_a_finding_again(scene: Scene, choose: Choose) -> None:
    afraid = [f for f in findings_of_watch(scene) if f.is_consent_withdrawn and f.status != "withdrawn"]
    findings.renew_consent(scene, some(choose, afraid))


@act
def release_a_finding_under_embargo(scene: Scene, choose: Choose) -> None:
    audiences = choose([["affiliates"], ["supplier"], ["public"], ["named_buyers"]])
    findings.released(
        scene,
        audiences,
        [scene.org("port")] if audiences == ["named_buyers"] else [],
        site=some(choose, known_sites(scene)),
        embargo_days=choose([30, 60]),
    )


@act
def release_a_finding_under_embargo_with_a_new_site(scene: Scene, choose: Choose) -> None:
    findings.released(scene, choose([["affiliates"], ["public"]]), embargo_days=50)


@act
def try_a_release_that_is_refused_with_a_new_site(scene: Scene, choose: Choose) -> None:
    finding = findings.draft_finding(scene, source_risk="high")
    findings.validate(scene, finding)
    body = {"to": "shared", "audiences": ["named_buyers"], "named_buyers": [finding.id], "facility": "new"}
    path = f"/v1/findings/{finding.id}/transitions"
    refused = scene.installation.send(
        scene.person("watch second editor"), "POST", path, json={**body, "reason": "Go."}
    )
    assert refused.status_code == 422, refused.text


@act
def try_a_release_to_a_renamed_supplier(scene: Scene, choose: Choose) -> None:
    """At a site that its own list names: it is refused until the platform has confirmed it again."""
    renamed = {link.supplier for link in scene.world.all(SupplierLink) if link.is_of_another_name}
    site = some(choose, [site for site in known_sites(scene) if renamed & stating(scene, site)])
    finding = findings.draft_finding(scene, site=site)
    findings.validate(scene, finding)
    findings.confirm_site(scene, finding)
    named = sorted(supplier.id for supplier in renamed & stating(scene, site))
    body = {"to": "shared", "audiences": ["supplier"], "suppliers": named, "reason": "They must know."}
    refused = scene.installation.send(
        scene.person("watch second editor"), "POST", f"/v1/findings/{finding.id}/transitions", json=body
    )
    assert refused.status_code == 422, refused.text
    findings.withdraw(scene, finding)  # a preview of it would tell the platform each time that somebody looked


def stating(scene: Scene, site: Facility) -> set[Supplier]:
    """Who names the site in an accepted list of its own."""
    rows = [row for row in scene.world.all(DisclosureRow) if row.facility is site and row.disclosure.accepted_by]
    return {row.disclosure.supplier for row in rows if row.disclosure.author.supplier is row.disclosure.supplier}


@act
def release_a_finding(scene: Scene, choose: Choose) -> None:
    audiences = choose([["affiliates"], ["supplier", "affiliates"], ["named_buyers"], ["public"]])
    named = [choose([scene.org("university"), scene.org("city")])] if audiences == ["named_buyers"] else []
    findings.released(scene, audiences, named, site=choose([None, *known_sites(scene)]))


@act
def release_a_finding_to_more_readers(scene: Scene, choose: Choose) -> None:
    shared = with_consent(findings_of_watch(scene, "shared"))
    findings.release(scene, some(choose, shared), ["named_buyers"], [scene.org("port")])


@act
def preview_a_release(scene: Scene, choose: Choose) -> None:
    finding = some(choose, findings_of_watch(scene, "validated"))
    body = {"audiences": ["affiliates", "supplier"], "facility_id": some(choose, known_sites(scene)).id}
    scene.post("watch editor", f"/v1/findings/{finding.id}/release-preview", body)


@act
def read_the_restricted_fields(scene: Scene, choose: Choose) -> None:
    scene.get("watch author", f"/v1/findings/{some(choose, findings_of_watch(scene)).id}/restricted")


@act
def withdraw_an_embargoed_finding(scene: Scene, choose: Choose) -> None:
    findings.withdraw(scene, some(choose, embargoed(scene)))


@act
def withdraw_a_finding(scene: Scene, choose: Choose) -> None:
    findings.withdraw(scene, some(choose, [f for f in findings_of_watch(scene) if f.status != "withdrawn"]))


@act
def acknowledge_a_finding(scene: Scene, choose: Choose) -> None:
    findings.acknowledge(scene, some(choose, told(scene, "devices for city", "shared")), "devices contact")


@act
def reply_to_a_finding(scene: Scene, choose: Choose) -> None:
    findings.reply(scene, some(choose, told(scene, "computers for city")), "computers contact")
