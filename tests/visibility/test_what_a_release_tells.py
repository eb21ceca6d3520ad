"""A finding reaches those who may know it, with consent where that is needed; nothing tells others of it."""

import pytest

from support.findings import CHECKED
from visibility import dossiers, findings, purchasing
from visibility.reading import events_of, is_in_register
from visibility.scene import Scene
from visibility.world import Finding

SOON = 30


@pytest.mark.parametrize("risk", ["high", "unknown"])
def test_a_release_to_the_public_needs_what_one_to_the_supplier_needs(scene: Scene, risk: str) -> None:
    finding = findings.draft_finding(scene, site=purchasing.register_site(scene), source_risk=risk)
    findings.validate(scene, finding)
    body = {"to": "shared", "audiences": ["public"], "facility_id": finding.facility.id, "reason": "All must know."}
    path = f"/v1/findings/{finding.id}"
    scene.installation.send(scene.person("watch editor"), "POST", f"{path}/transitions", json=body)
    assert scene.status("devices contact", path) == 404


def test_the_preview_says_what_a_release_to_the_public_needs(scene: Scene) -> None:
    finding = findings.draft_finding(scene, site=purchasing.register_site(scene), source_risk="high")
    findings.validate(scene, finding)
    body = {"audiences": ["public"], "facility_id": finding.facility.id}
    preview = scene.post("watch editor", f"/v1/findings/{finding.id}/release-preview", body)
    assert {"consent", "second_person"} <= set(preview["needs"])


def test_one_person_cannot_lower_the_risk_and_release_alone(scene: Scene) -> None:
    by, supplier = "other watch editor", purchasing.supplier_of(scene, "devices for city")
    site = purchasing.register_site(scene)
    version = purchasing.enter_list(
        scene, "devices contact", supplier, [("parties", site)], addressed_to=[scene.org("city")]
    )
    purchasing.submit_list(scene, version, "devices contact")
    purchasing.accept_list(scene, version, "city officer")
    finding = findings.draft_finding(scene, "other watch", site, source_risk="high")
    path, person = f"/v1/findings/{finding.id}", scene.person(by)
    for change in ({"source_risk": "low"}, {"facility_id": site.id}):
        etag = scene.installation.send(person, "GET", path).headers["ETag"]
        scene.installation.send(person, "PATCH", path, json=change, headers={"If-Match": etag})
    for body in (
        {"to": "submitted"},
        {"to": "validated", "checklist": CHECKED},
        {"to": "shared", "audiences": ["supplier"], "suppliers": [supplier.id]},
    ):
        scene.installation.send(person, "POST", f"{path}/transitions", json=body)
    assert scene.status("devices contact", path) == 404


def test_a_finding_that_was_never_told_is_withdrawn_in_silence(scene: Scene) -> None:
    site = purchasing.register_site(scene)
    finding = findings.released(scene, ["affiliates"], embargo_days=SOON, site=site)
    findings.withdraw(scene, finding)
    scene.installation.rest()
    assert finding.id not in " ".join(events_of(scene, "university manager"))


def test_the_site_of_a_finding_under_embargo_is_not_in_the_register(scene: Scene) -> None:
    finding = findings.released(scene, ["affiliates"], embargo_days=SOON)
    assert not is_in_register(scene, finding.facility)


def test_the_site_of_a_refused_release_is_not_in_the_register(scene: Scene) -> None:
    finding = findings.draft_finding(scene)
    findings.validate(scene, finding)
    body = {"to": "shared", "audiences": ["named_buyers"], "named_buyers": [finding.id], "facility": "new"}
    path = f"/v1/findings/{finding.id}/transitions"
    refused = scene.installation.send(scene.person("watch editor"), "POST", path, json={**body, "reason": "Now."})
    assert refused.status_code == 422
    assert not is_in_register(scene, finding.facility)


def test_draft_outcomes_leave_shared_action_points_alone(scene: Scene) -> None:
    talk = dossiers.open_dialogue(scene, "city", purchasing.supplier_of(scene, "devices for city"))
    dossiers.accept_dialogue(scene, talk, "devices contact")
    point = dossiers.propose_action(scene, talk)
    review = dossiers.hold_review(scene, talk)
    before = scene.get("devices contact", f"/v1/action-points/{point.id}")
    dossiers.carry_over(scene, review)
    assert scene.get("devices contact", f"/v1/action-points/{point.id}") == before


def test_a_companys_acknowledgement_is_not_shown_to_other_companies(scene: Scene) -> None:
    finding = shared_with_two_companies(scene)
    before = scene.get("computers contact", f"/v1/findings/{finding.id}")
    findings.acknowledge(scene, finding, "devices contact")
    assert scene.get("computers contact", f"/v1/findings/{finding.id}") == before


def shared_with_two_companies(scene: Scene) -> Finding:
    site = purchasing.register_site(scene)
    for by, name in (("devices contact", "devices for city"), ("computers contact", "computers for city")):
        supplier = purchasing.supplier_of(scene, name)
        version = purchasing.enter_list(scene, by, supplier, [("parties", site)], addressed_to=[scene.org("city")])
        purchasing.submit_list(scene, version, by)
        purchasing.accept_list(scene, version, "city officer")
    return findings.released(scene, ["supplier", "affiliates"], site=site)


def test_the_site_of_a_released_finding_stays(scene: Scene) -> None:
    finding = shared_with_two_companies(scene)
    amend(scene, finding, {"facility_id": purchasing.register_site(scene).id})
    assert scene.get("university manager", f"/v1/findings/{finding.id}")["facility_id"] == finding.facility.id


def test_a_site_that_is_described_again_breaks_nothing(scene: Scene) -> None:
    finding = shared_with_two_companies(scene)
    assert max(amend(scene, finding, {"facility": purchasing.describe_site()})) < 500


def amend(scene: Scene, finding: Finding, changes: object) -> list[int]:
    """Dispute it as a company, change it, share it again; returns the statuses of the answers."""
    path, editor = f"/v1/findings/{finding.id}", scene.person("watch editor")
    scene.move("devices contact", path, "disputed", reason="We do not know this site.")
    scene.move("watch editor", path, "amended")
    etag = scene.installation.send(editor, "GET", path).headers["ETag"]
    changed = scene.installation.send(editor, "PATCH", path, json=changes, headers={"If-Match": etag})
    shared = scene.installation.send(editor, "POST", f"{path}/transitions", json={"to": "shared"})
    read = scene.installation.send(scene.person("university manager"), "GET", path)
    return [changed.status_code, shared.status_code, read.status_code]


def test_the_origin_of_an_action_point_is_shown_to_those_who_may_know_it(scene: Scene) -> None:
    point, finding = action_from_a_finding(scene)
    shown = scene.installation.send(scene.person("institute expert"), "GET", f"/v1/action-points/{point.id}")
    assert finding.id not in shown.text


def test_the_origin_of_an_action_point_goes_with_the_finding(scene: Scene) -> None:
    point, finding = action_from_a_finding(scene)
    findings.withdraw(scene, finding)
    shown = scene.installation.send(scene.person("devices contact"), "GET", f"/v1/action-points/{point.id}")
    assert finding.id not in shown.text


def test_an_action_from_a_finding_is_verified_by_the_monitor_that_found_it(scene: Scene) -> None:
    point, _ = action_from_a_finding(scene)
    for to in ("agreed", "in_progress", "done_claimed"):
        scene.move("devices contact", f"/v1/action-points/{point.id}", to)
    verified = scene.installation.send(
        scene.person("other watch editor"),
        "POST",
        f"/v1/action-points/{point.id}/transitions",
        json={"to": "verified"},
    )
    assert verified.status_code in (403, 404)
    assert scene.get("devices contact", f"/v1/action-points/{point.id}")["status"] == "done_claimed"


def action_from_a_finding(scene: Scene) -> tuple[dossiers.ActionPoint, Finding]:
    """Both sides know the finding; an expert and another monitor in the dialogue do not."""
    finding = shared_with_two_companies(scene)
    talk = dossiers.open_dialogue(scene, "city", purchasing.supplier_of(scene, "devices for city"))
    dossiers.accept_dialogue(scene, talk, "devices contact")
    dossiers.admit(scene, talk, "institute")
    dossiers.admit(scene, talk, "other watch")
    return dossiers.propose_action(scene, talk, origin=finding), finding


def test_the_preview_counts_no_list_that_the_monitor_may_not_know(scene: Scene) -> None:
    finding = findings.draft_finding(scene, site=purchasing.register_site(scene))
    findings.validate(scene, finding)
    path, body = f"/v1/findings/{finding.id}/release-preview", {"audiences": ["supplier"]}
    body |= {"facility_id": finding.facility.id}
    before = scene.post("watch editor", path, body)
    supplier = purchasing.supplier_of(scene, "devices for university")
    version = purchasing.enter_list(scene, "university manager", supplier, [("restricted", finding.facility)])
    purchasing.submit_list(scene, version, "university manager")
    purchasing.accept_list(scene, version, "university manager")
    assert scene.post("watch editor", path, body) == before


def test_a_repeated_answer_shows_no_finding_under_embargo(scene: Scene) -> None:
    finding = shared_with_two_companies(scene)
    path = f"/v1/findings/{finding.id}"
    request = {"json": {"text": "We ask the site for its records."}, "headers": {"Idempotency-Key": finding.id}}
    company = scene.person("devices contact")
    assert scene.installation.send(company, "POST", f"{path}/replies", **request).status_code == 201
    amend(scene, finding, {"embargo_until": scene.day(SOON)})
    assert scene.status("devices contact", path) == 404
    assert scene.installation.send(company, "POST", f"{path}/replies", **request).status_code == 404


def test_a_monitor_lists_public_findings_of_others(scene: Scene) -> None:
    finding = findings.released(scene, ["public"], monitor="other watch", site=purchasing.register_site(scene))
    assert scene.status("watch editor", f"/v1/findings/{finding.id}") == 200
    listed = scene.get("watch editor", "/v1/findings", limit=200)["items"]
    assert finding.id in [item["id"] for item in listed]


@pytest.mark.parametrize("path", ["/v1/findings/{}", "/v1/findings/{}/restricted"])
def test_confidential_answers_are_not_kept_by_caches(scene: Scene, path: str) -> None:
    finding = findings.draft_finding(scene)
    answer = scene.installation.send(scene.person("watch editor"), "GET", path.format(finding.id))
    assert "no-store" in answer.headers.get("Cache-Control", "")
