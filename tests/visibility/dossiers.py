"""What happens in dialogues: meetings, questions, action points, reviews, evidence."""

from typing import Any

from visibility.installation import done
from visibility.purchasing import EDITORS
from visibility.scene import Scene
from visibility.world import (
    ActionPoint,
    AnnualReview,
    Assignment,
    Contract,
    Dialogue,
    Evidence,
    Finding,
    Meeting,
    Questionnaire,
    Supplier,
    Thing,
    word,
)

ACTIONS_ON_AGENDAS = ("overdue_supplier_action", "overdue_buyer_action", "open_action")


def open_dialogue(scene: Scene, buyer: str, supplier: Supplier, contract: Contract | None = None) -> Dialogue:
    title = word()
    body = {
        "supplier_id": supplier.id,
        "basis": "clause" if contract else "voluntary",
        "title": title,
        "contract_ids": [contract.id] if contract else [],
    }
    made = scene.post(EDITORS[buyer], "/v1/dialogues", body)
    talk = Dialogue(
        id=made["id"], buyer=scene.org(buyer), supplier=supplier, contract=contract, words={"whole": title}
    )
    return scene.world.add(talk)


def accept_dialogue(scene: Scene, talk: Dialogue, by: str) -> None:
    scene.move(by, f"/v1/dialogues/{talk.id}", "accepted")
    talk.changed()


def admit(scene: Scene, talk: Dialogue, guest: str, days: int | None = None) -> None:
    until = None if days is None else scene.day(days)
    body = {"organisation_id": scene.org(guest).id, "until": until}
    scene.post(EDITORS[talk.buyer.name], f"/v1/dialogues/{talk.id}/participants", body)
    talk.seats[scene.org(guest)] = None if until is None else scene.world.today.fromisoformat(until)
    talk.changed()


def hold_meeting(scene: Scene, talk: Dialogue, *, is_shared: bool) -> Meeting:
    """With minutes and internal notes; the others read the minutes if they are shared."""
    words = {"whole": word(), "minutes": word(), "notes": word()}
    body = {
        "dialogue_id": talk.id,
        "kind": "deepening",
        "starts_at": f"{scene.day(-2)}T09:00:00Z",
        "agenda": [words["whole"]],
        "minutes": f"It was said: {words['minutes']}.",
        "internal_notes": f"For us: {words['notes']}.",
    }
    by = EDITORS[talk.buyer.name]
    made = scene.post(by, "/v1/meetings", body)
    meeting = scene.world.add(Meeting(id=made["id"], dialogue=talk, words=words))
    if is_shared:
        share_minutes(scene, meeting)
    talk.changed()
    return meeting


def share_minutes(scene: Scene, meeting: Meeting) -> None:
    scene.move(EDITORS[meeting.dialogue.buyer.name], f"/v1/meetings/{meeting.id}", "minutes_shared")
    meeting.shared.add("minutes")
    meeting.changed()


def change_meeting(scene: Scene, meeting: Meeting, part: str) -> None:
    """`part` is `minutes` or `notes`."""
    field = {"minutes": "minutes", "notes": "internal_notes"}[part]
    meeting.words[part] = word()
    by = EDITORS[meeting.dialogue.buyer.name]
    scene.patch(by, f"/v1/meetings/{meeting.id}", {field: f"Written again: {meeting.words[part]}."})
    meeting.changed(part)


def propose_action(
    scene: Scene,
    talk: Dialogue,
    *,
    origin: Thing | None = None,
    is_for_the_buyer_only: bool = False,
    owner_side: str = "supplier",
) -> ActionPoint:
    title, body = word(), {}
    if origin is not None:
        kind = "finding" if isinstance(origin, Finding) else "meeting"
        body["origin"] = {"kind": kind, "id": origin.id}
    body |= {
        "dialogue_id": talk.id,
        "owner_side": owner_side,
        "title": title,
        "success_criterion": "A document that the other side has read",
        "due_date": scene.day(20),
        "shown_to": "buyer_only" if is_for_the_buyer_only else "parties",
    }
    made = scene.post(EDITORS[talk.buyer.name], "/v1/action-points", body)
    point = ActionPoint(
        id=made["id"],
        dialogue=talk,
        origin=origin,
        is_for_the_buyer_only=made["shown_to"] == "buyer_only",
        words={"whole": title},
    )
    if origin is not None:
        point.changed("origin")
    return scene.world.add(point)


def send_questions(scene: Scene, talk: Dialogue) -> Assignment:
    body = {"dialogue_id": talk.id, "questionnaire": "hrdd-start", "due_at": scene.day(30)}
    made = scene.post(EDITORS[talk.buyer.name], "/v1/assignments", body)
    talk.changed()
    return scene.world.add(Assignment(id=made["id"], dialogue=talk))


def questions_of(scene: Scene, assignment: Assignment) -> list[str]:
    asked = scene.get(EDITORS[assignment.dialogue.buyer.name], f"/v1/assignments/{assignment.id}")
    return [question["code"] for question in asked["questions"]]


def put(scene: Scene, by: str, path: str, body: dict[str, Any]) -> None:
    """Save an answer or a review over the present one, if there is one."""
    address, part, code = path.rsplit("/", 2)
    saved = [item for item in scene.get(by, address)[part] if item["question_code"] == code]
    headers = {"If-Match": f'"{saved[0]["version"]}"'} if saved else {}
    done(scene.installation.send(scene.person(by), "PUT", path, json=body, headers=headers))


def answer(scene: Scene, assignment: Assignment, by: str, *codes: str) -> None:
    assignment.words["answers"] = word()
    for code in codes:
        path = f"/v1/assignments/{assignment.id}/answers/{code}"
        text = f"We know 14 sites in China: {assignment.words['answers']}."
        put(scene, by, path, {"text": text})
    assignment.changed("answers")


def submit_answers(scene: Scene, assignment: Assignment, by: str) -> None:
    scene.move(by, f"/v1/assignments/{assignment.id}", "submitted")
    assignment.shared.add("answers")
    assignment.changed()


def judge(scene: Scene, assignment: Assignment, code: str, by: str) -> None:
    """A level and a motive, which the supplier reads when the review is shared."""
    assignment.words["levels"] = word()
    path = f"/v1/assignments/{assignment.id}/reviews/{code}"
    body = {"level": 1, "motive": f"A policy, nothing about our products: {assignment.words['levels']}."}
    put(scene, by, path, body)
    assignment.changed("levels")


def add_evidence(scene: Scene, talk: Dialogue, by: str) -> Evidence:
    title = word()
    form = {"dialogue_id": talk.id, "title": title, "issuer": "An auditor", "issued_on": scene.day(-30)}
    files = {"file": ("sites.txt", f"Sites of {title}".encode(), "text/plain")}
    made = done(scene.installation.send(scene.person(by), "POST", "/v1/evidence", data=form, files=files))
    evidence = Evidence(id=made["id"], dialogue=talk, words={"whole": title})
    return scene.world.add(evidence)


def plan_review(scene: Scene, talk: Dialogue) -> AnnualReview:
    body = {"dialogue_id": talk.id, "year": scene.world.today.year}
    made = scene.post(EDITORS[talk.buyer.name], "/v1/annual-reviews", body)
    return scene.world.add(AnnualReview(id=made["id"], dialogue=talk))


def move_review(scene: Scene, review: AnnualReview, to: str, **given: Any) -> None:
    scene.move(EDITORS[review.dialogue.buyer.name], f"/v1/annual-reviews/{review.id}", to, **given)
    review.shared |= {"agenda_shared": {"agenda"}, "held": {"agenda"}, "outcomes_shared": {"outcomes"}}.get(
        to, set()
    )
    review.changed()


def hold_review(scene: Scene, talk: Dialogue) -> AnnualReview:
    """Held, with its outcomes still to be written."""
    review = plan_review(scene, talk)
    for to in ("agenda_draft", "agenda_shared", "held", "outcomes_draft"):
        move_review(scene, review, to)
    return review


def carry_over(scene: Scene, review: AnnualReview) -> None:
    """The outcome for each open action: a draft that the supplier does not read yet."""
    by, path = EDITORS[review.dialogue.buyer.name], f"/v1/annual-reviews/{review.id}"
    outcomes = [
        {
            "kind": item["kind"],
            "subject_id": item["subject_id"],
            "outcome": "carry_over",
            "new_due_date": scene.day(150),
        }
        for item in scene.get(by, f"{path}/agenda")["items"]
        if item["kind"] in ACTIONS_ON_AGENDAS
    ]
    scene.post(by, f"{path}/outcomes", outcomes)
    review.changed("outcomes")


def write_questionnaire(scene: Scene, by: str) -> Questionnaire:
    code = word()
    body = {
        "code": code,
        "title": {"en": f"Questions {code}"},
        "purpose": "deepening",
        "languages": ["en"],
        "questions": [{"code": "Q1", "text": {"en": f"Which sites, {code}?"}}],
    }
    made = scene.post(by, "/v1/questionnaires", body)
    owner = scene.person(by).organisation
    assert owner is not None
    return scene.world.add(Questionnaire(id=made["id"], organisation=owner, words={"whole": code}))
