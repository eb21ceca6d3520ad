"""What people can do next in a founded world. Who may notice it is not said here: the oracle says it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from visibility import dossiers, findings, purchasing
from visibility.founding import LEVELS
from visibility.purchasing import supplier_of
from visibility.scene import Scene
from visibility.world import (
    ActionPoint,
    Affiliation,
    AnnualReview,
    ApiKey,
    Assignment,
    Contract,
    Dialogue,
    Disclosure,
    Facility,
    Finding,
    Invitation,
    Meeting,
    Product,
)

T = TypeVar("T")
Choose = Callable[[Sequence[T]], T]
Act = Callable[[Scene, Choose], None]


class Impossible(Exception):
    """The world has nothing that this act needs."""


ACTS: dict[str, Act] = {}


def act(function: Act) -> Act:
    ACTS[function.__name__.replace("_", " ")] = function
    return function


def some(choose: Choose, options: Sequence[T]) -> T:
    if not options:
        raise Impossible
    return choose(options)


# Findings.


@act
def draft_a_finding(scene: Scene, choose: Choose) -> None:
    findings.draft_finding(scene, site=choose([None, *_sites(scene)]), source_risk=choose(["low", "high"]))


@act
def change_a_draft_finding(scene: Scene, choose: Choose) -> None:
    draft = some(choose, _findings(scene, "draft"))
    scene.patch("watch author", f"/v1/findings/{draft.id}", {"summary_public": "Another text, still a draft."})
    draft.words.pop("whole", None)
    draft.changed("whole", "own")


@act
def validate_a_finding(scene: Scene, choose: Choose) -> None:
    findings.validate(scene, some(choose, _findings(scene, "draft")))


@act
def release_a_finding_under_embargo(scene: Scene, choose: Choose) -> None:
    audiences = choose([["affiliates"], ["supplier"], ["public"], ["named_buyers"]])
    findings.released(
        scene,
        audiences,
        [scene.org("port")] if audiences == ["named_buyers"] else [],
        site=some(choose, _sites(scene)),
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
def release_a_finding(scene: Scene, choose: Choose) -> None:
    audiences = choose([["affiliates"], ["supplier", "affiliates"], ["named_buyers"], ["public"]])
    named = [choose([scene.org("university"), scene.org("city")])] if audiences == ["named_buyers"] else []
    findings.released(scene, audiences, named, site=choose([None, *_sites(scene)]))


@act
def release_a_finding_to_more_readers(scene: Scene, choose: Choose) -> None:
    findings.release(scene, some(choose, _findings(scene, "shared")), ["named_buyers"], [scene.org("port")])


@act
def preview_a_release(scene: Scene, choose: Choose) -> None:
    finding = some(choose, _findings(scene, "validated"))
    body = {"audiences": ["affiliates", "supplier"], "facility_id": some(choose, _sites(scene)).id}
    scene.post("watch editor", f"/v1/findings/{finding.id}/release-preview", body)


@act
def read_the_restricted_fields(scene: Scene, choose: Choose) -> None:
    scene.get("watch author", f"/v1/findings/{some(choose, _findings(scene)).id}/restricted")


@act
def withdraw_an_embargoed_finding(scene: Scene, choose: Choose) -> None:
    embargoed = [f for f in _findings(scene, "shared") if f.embargo_until and f.embargo_until > scene.world.today]
    findings.withdraw(scene, some(choose, embargoed))


@act
def withdraw_a_finding(scene: Scene, choose: Choose) -> None:
    findings.withdraw(scene, some(choose, [f for f in _findings(scene) if f.status != "withdrawn"]))


@act
def acknowledge_a_finding(scene: Scene, choose: Choose) -> None:
    findings.acknowledge(scene, some(choose, _told(scene, "devices for city", "shared")), "devices contact")


@act
def reply_to_a_finding(scene: Scene, choose: Choose) -> None:
    findings.reply(scene, some(choose, _told(scene, "computers for city")), "computers contact")


# Purchasing.


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
    known = some(choose, [f for f in _sites(scene) if f.registered_by])
    version = purchasing.enter_list(scene, "university manager", supplier, [("parties", known)])
    purchasing.submit_list(scene, version, "university manager")
    purchasing.accept_list(scene, version, "university manager")


@act
def publish_a_list_as_unconfirmed_people(scene: Scene, choose: Choose) -> None:
    by, university = "devices contact at university", scene.org("university")
    level = choose(["public", "network"])
    supplier = supplier_of(scene, "devices for university")
    version = purchasing.enter_list(scene, by, supplier, [(level, None)], addressed_to=[university])
    purchasing.submit_list(scene, version, by)
    purchasing.accept_list(scene, version, "university manager")


@act
def name_a_contact_point(scene: Scene, choose: Choose) -> None:
    purchasing.add_contact_point(scene, "university", supplier_of(scene, "devices for university"))


# Dialogues.


@act
def change_what_the_supplier_does_not_read_of_a_meeting(scene: Scene, choose: Choose) -> None:
    meeting = some(choose, [m for m in scene.world.all(Meeting) if "minutes" not in m.shared])
    dossiers.change_meeting(scene, meeting, choose(["minutes", "notes"]))


@act
def share_the_minutes_of_a_meeting(scene: Scene, choose: Choose) -> None:
    meeting = some(choose, [m for m in scene.world.all(Meeting) if "minutes" not in m.shared])
    dossiers.share_minutes(scene, meeting)


@act
def propose_an_action_for_the_buyer_only(scene: Scene, choose: Choose) -> None:
    dossiers.propose_action(scene, some(choose, _talks(scene)), is_for_the_buyer_only=True)


@act
def propose_an_action_from_a_finding(scene: Scene, choose: Choose) -> None:
    known = [f for f in _told(scene, "city") if any(r.is_public or r.readers for r in f.releases)]
    talk = some(choose, [t for t in _talks(scene) if t.buyer is scene.org("city")])
    dossiers.propose_action(scene, talk, origin=some(choose, known), is_for_the_buyer_only=True)


@act
def drop_an_action_of_the_buyer(scene: Scene, choose: Choose) -> None:
    city = scene.org("city")
    own = [a for a in scene.world.all(ActionPoint) if a.is_for_the_buyer_only and a.dialogue.buyer is city]
    point = some(choose, [a for a in own if not a.changes["whole"]])
    scene.move("city manager", f"/v1/action-points/{point.id}", "dropped", reason="Done elsewhere.")
    point.changed()


@act
def save_an_answer_that_is_not_submitted(scene: Scene, choose: Choose) -> None:
    assignment = some(choose, [a for a in scene.world.all(Assignment) if "answers" not in a.shared])
    dossiers.answer(scene, assignment, "devices contact", choose(dossiers.questions_of(scene, assignment)[:3]))


@act
def judge_an_answer(scene: Scene, choose: Choose) -> None:
    assignment = some(choose, [a for a in scene.world.all(Assignment) if "answers" in a.shared])
    dossiers.judge(scene, assignment, choose(dossiers.questions_of(scene, assignment)[:4]), "city officer")


@act
def write_a_questionnaire(scene: Scene, choose: Choose) -> None:
    dossiers.write_questionnaire(scene, choose(["city officer", "university manager"]))


@act
def add_evidence(scene: Scene, choose: Choose) -> None:
    talk = some(choose, [t for t in _talks(scene) if t.buyer is scene.org("city")])
    dossiers.add_evidence(scene, talk, "city officer")


@act
def move_a_review_on(scene: Scene, choose: Choose) -> None:
    review = some(choose, [r for r in scene.world.all(AnnualReview) if "agenda" not in r.shared])
    dossiers.move_review(scene, review, "agenda_shared")


@act
def hold_a_review_and_write_its_outcomes(scene: Scene, choose: Choose) -> None:
    review = some(choose, [r for r in scene.world.all(AnnualReview) if not r.changes["outcomes"]])
    for to in ("agenda_shared", "held", "outcomes_draft")["agenda" in review.shared :]:
        dossiers.move_review(scene, review, to)
    dossiers.carry_over(scene, review)


@act
def write_outcomes_again(scene: Scene, choose: Choose) -> None:
    drafted = [r for r in scene.world.all(AnnualReview) if r.changes["outcomes"] and "outcomes" not in r.shared]
    dossiers.carry_over(scene, some(choose, drafted))


@act
def admit_the_laboratory(scene: Scene, choose: Choose) -> None:
    dossiers.admit(scene, some(choose, _talks(scene)), "laboratory", days=choose([0, 10]))


# Accounts.


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
    findings.released(scene, ["affiliates"], monitor="other watch", site=some(choose, _sites(scene)))


# What there is to choose from.


def _findings(scene: Scene, *statuses: str) -> list[Finding]:
    """Of the monitor `watch`."""
    own = [f for f in scene.world.all(Finding) if f.monitor is scene.org("watch")]
    return [f for f in own if not statuses or f.status in statuses]


def _told(scene: Scene, name: str, *statuses: str) -> list[Finding]:
    """Findings that this organisation reads."""
    reader = scene.org(name)
    shown = [f for f in _findings(scene, *(statuses or ("shared", "acknowledged"))) if not f.embargo_until]
    return [f for f in shown if any(reader in release.readers for release in f.releases)]


def _sites(scene: Scene) -> list[Facility]:
    return [f for f in scene.world.all(Facility) if f.id and f.registered_by]


def _talks(scene: Scene) -> list[Dialogue]:
    return [t for t in scene.world.all(Dialogue) if t.changes["whole"] > 1]
