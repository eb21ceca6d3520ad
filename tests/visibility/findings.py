"""What monitors do with findings."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from support.findings import CHECKED, DRAFT
from visibility.judging import remember
from visibility.oracle import has_readers, is_out, links_to_be_told, readers_of, tell
from visibility.purchasing import new_site
from visibility.scene import Scene
from visibility.world import Facility, Finding, Organisation, word

EDITORS = {"watch": "watch editor", "other watch": "other watch editor"}
SECOND_EDITORS = {"watch": "watch second editor"}
AUTHORS = {"watch": "watch author", "other watch": "other watch editor"}


def draft_finding(
    scene: Scene,
    monitor: str = "watch",
    site: Facility | None = None,
    *,
    source_risk: str = "low",
    embargo_days: int | None = None,
) -> Finding:
    """`site` None: one that no register has heard of; it gets its id at the release."""
    facility = site or new_site(scene)
    words = {"whole": word(), "restricted": word(), "own": word()}
    body = {
        **DRAFT,
        "facility": facility.described,
        "reference": words["own"],
        "summary_public": f"Overtime beyond the legal limit, {words['whole']}.",
        "description_restricted": f"A second book is kept, {words['restricted']}.",
        "source_risk": source_risk,
        "period_from": scene.day(-200),
        "period_to": scene.day(-100),
    }
    embargo = None if embargo_days is None else scene.world.today + timedelta(days=embargo_days)
    if embargo:
        body["embargo_until"] = embargo.isoformat()
    made = scene.post(AUTHORS[monitor], "/v1/findings", body)
    finding = Finding(
        id=made["id"],
        monitor=scene.org(monitor),
        facility=facility,
        words=words,
        source_risk=source_risk,
        embargo_until=embargo,
    )
    return scene.world.add(finding)


def move_finding(scene: Scene, finding: Finding, to: str, by: str | None = None, **given: Any) -> None:
    who = by or (AUTHORS if to == "submitted" else EDITORS)[finding.monitor.name]
    scene.move(who, f"/v1/findings/{finding.id}", to, **given)
    finding.status = to
    finding.changed(*(["own"] if to in ("submitted", "returned", "draft", "validated") else ["own", "whole"]))


def validate(scene: Scene, finding: Finding) -> None:
    move_finding(scene, finding, "submitted")
    move_finding(scene, finding, "validated", checklist=CHECKED)


def release(
    scene: Scene,
    finding: Finding,
    audiences: Iterable[str],
    named: Iterable[Organisation] = (),
    **terms: Any,
) -> None:
    """Also a further release of a finding that is released already.

    A release to suppliers names all that may be told; where there is none, it is for the other audiences.
    """
    by = SECOND_EDITORS.get(finding.monitor.name, EDITORS[finding.monitor.name])
    suppliers = sorted({link.supplier.id for link in links_to_be_told(finding.facility, scene.world)})
    audiences = [audience for audience in audiences if audience != "supplier" or suppliers] or ["affiliates"]
    if "supplier" in audiences:
        confirm_site(scene, finding)
    site = {"facility_id": finding.facility.id} if finding.facility.id else {"facility": "new"}
    given = {
        "audiences": audiences,
        "named_buyers": [each.id for each in named],
        "suppliers": suppliers if "supplier" in audiences else [],
        "reason": "The workers ask for it.",
        "informed_consent_confirmed": True,
        **site,
        **terms,
    }
    made = scene.move(by, f"/v1/findings/{finding.id}", "shared", **given)
    finding.status = made["status"]
    finding.releases.append(readers_of(finding, audiences, named, scene.world))
    tell(finding, scene.world)
    finding.changed("own")
    learn_site(scene, finding)
    remember(scene.world)


def learn_site(scene: Scene, finding: Finding) -> None:
    """A new site gets its id with the first reader."""
    if has_readers(finding, scene.world):
        finding.facility.has_had_readers = True
    if not finding.facility.id:
        read = scene.get(EDITORS[finding.monitor.name], f"/v1/findings/{finding.id}")
        finding.facility.id = read["facility_id"] or ""


def let_embargoes_end(scene: Scene, days: int) -> None:
    """What time brings."""
    scene.advance(days)
    for finding in scene.world.all(Finding):
        tell(finding, scene.world)
        learn_site(scene, finding)


def withdraw_consent(scene: Scene, finding: Finding) -> None:
    """Nobody else is told; those who know it notice nothing."""
    finding.words["consent"] = word()
    body = {"is_consent_withdrawn": True, "consent_note": f"They fear for their work, {finding.words['consent']}."}
    scene.patch(AUTHORS[finding.monitor.name], f"/v1/findings/{finding.id}", body)
    finding.is_consent_withdrawn = True
    finding.is_held = not is_out(finding, scene.world)
    finding.changed("own", "consent")


def renew_consent(scene: Scene, finding: Finding) -> None:
    """One person proposes it and another agrees."""
    for by, proposal in ((AUTHORS, {"is_proposal": True}), (EDITORS, {})):
        body = {"is_consent_withdrawn": False, **proposal}
        scene.patch(by[finding.monitor.name], f"/v1/findings/{finding.id}", body)
    finding.is_consent_withdrawn = finding.is_held = False
    finding.changed("own", "consent")


def confirm_site(scene: Scene, finding: Finding) -> None:
    """An editor does it once, in a validated finding."""
    if finding.status == "validated":
        site = {"facility_id": finding.facility.id}
        scene.patch(EDITORS[finding.monitor.name], f"/v1/findings/{finding.id}", site)
        finding.changed("own")


def released(
    scene: Scene,
    audiences: Iterable[str],
    named: Iterable[Organisation] = (),
    monitor: str = "watch",
    site: Facility | None = None,
    **facts: Any,
) -> Finding:
    finding = draft_finding(scene, monitor, site, **facts)
    validate(scene, finding)
    release(scene, finding, audiences, named)
    return finding


def withdraw(scene: Scene, finding: Finding) -> None:
    """Nobody but its monitor reads it any more; those who knew it are told."""
    was_out = is_out(finding, scene.world)
    scene.move(EDITORS[finding.monitor.name], f"/v1/findings/{finding.id}", "withdrawn", reason="safety")
    finding.status = "withdrawn"
    finding.changed("own", *(["whole"] if was_out else []))


def acknowledge(scene: Scene, finding: Finding, by: str) -> None:
    """The company confirms that it has received the finding: its own reaction, not that of others."""
    scene.move(by, f"/v1/findings/{finding.id}", "acknowledged")
    company = scene.person(by).organisation
    assert company is not None
    finding.changed(f"reaction of {company.id}")


def reply(scene: Scene, finding: Finding, by: str) -> None:
    company = scene.person(by).organisation
    assert company is not None
    part = f"reaction of {company.id}"
    finding.words[part] = word()
    scene.post(
        by, f"/v1/findings/{finding.id}/replies", {"text": f"We ask for the records, {finding.words[part]}."}
    )
    finding.changed(part)
