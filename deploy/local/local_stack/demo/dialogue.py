"""Chapters between the two sides: questions and answers, a meeting, the annual review, the overview."""

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

from local_stack.demo.invented_data import ACTION_POINTS, GENERIC, MEETING, SPECIFIC
from local_stack.demo.people import Person
from local_stack.demo.story import Story

INDENT = "    "


def ask_and_review(story: Story) -> None:
    supplier, buyer = story.people["supplier"], story.person("buyer")
    dialogue = buyer.post(
        "/v1/dialogues",
        {
            "supplier_id": story.facts["supplier"],
            "contract_ids": [story.facts["contract"]],
            "basis": "clause",
            "title": "Human rights in the making of our laptops",
        },
    )
    story.facts["dialogue"] = dialogue["id"]
    body = {"dialogue_id": dialogue["id"], "questionnaire": "hrdd-start", "due_at": story.calendar.days(30)}
    assignment = buyer.post("/v1/assignments", body)
    path = f"/v1/assignments/{assignment['id']}"
    codes = [question["code"] for question in assignment["questions"]]
    for index, code in enumerate(codes):
        supplier.put(f"{path}/answers/{code}", {"text": SPECIFIC if index % 2 else GENERIC})
    supplier.move(path, "submitted")
    story.say(f"  The buyer opens the dialogue that the clause requires and sends {len(codes)} questions.")
    story.say("  The supplier answers all of them. The buyer gives each answer a level, with the reason:")
    _review_answers(story, path, codes)
    buyer.move(path, "review_shared")
    second_round = buyer.post(f"{path}/rounds", {"due_at": story.calendar.days(60)})
    story.facts |= {"assignment": assignment["id"], "second_round": second_round["id"]}
    questions = second_round["questions"]
    repeated = ", ".join(question["code"] for question in questions)
    story.say(f"  Round 2 repeats only the questions with a generic answer, {repeated}:")
    follow_up = questions[0]["follow_up_text"]["en"]
    story.say("\n".join(wrap(follow_up, 96, initial_indent=INDENT, subsequent_indent=INDENT)))


def _review_answers(story: Story, path: str, codes: list[str]) -> None:
    buyer = story.person("buyer")
    refusal = buyer.put(f"{path}/reviews/{codes[1]}", {"level": 3, "motive": "convincing"}, expect=422)
    for index, code in enumerate(codes):
        level = 2 if index % 2 else 1
        motive = "names a site, a number and a date" if level == 2 else "a policy, nothing about our products"
        elements = ["facility", "number", "date"] if level == 2 else []
        buyer.put(f"{path}/reviews/{code}", {"level": level, "motive": motive, "concrete_elements": elements})
        story.say(f"    {code}  level {level}: {motive}")
    story.say("  Level 3 needs evidence. Without a document it is refused:")
    story.say(f"    {refusal['code']}: {refusal['detail']}")


def meet(story: Story) -> None:
    supplier, buyer = story.people["supplier"], story.person("buyer")
    meeting = buyer.post(
        "/v1/meetings",
        {
            "dialogue_id": story.facts["dialogue"],
            "starts_at": f"{story.calendar.days(-3)}T09:00:00Z",
            **MEETING,
        },
    )
    story.say("  The buyer and the supplier's auditor met. Each side gets an action point:")
    for side, title in ACTION_POINTS.items():
        body = {
            "dialogue_id": story.facts["dialogue"],
            "meeting_id": meeting["id"],
            "owner_side": side,
            "title": title,
            "success_criterion": "A document that the other side has read",
            "due_date": story.calendar.days(120),
        }
        point = buyer.post("/v1/action-points", body)
        story.facts[f"{side}_action"] = point["id"]
        story.say(f"    the {side:<8} by {body['due_date']}: {title}")
    for side, owner in {"supplier": supplier, "buyer": buyer}.items():
        _claim_and_close(story, side, owner)
    story.say("  Only the other side can verify an action point.")
    story.facts["meeting"] = meeting["id"]


def _claim_and_close(story: Story, side: str, owner: Person) -> None:
    owned = f"/v1/action-points/{story.facts[f'{side}_action']}"
    story.people["supplier"].move(owned, "agreed")
    owner.move(owned, "in_progress")
    owner.move(owned, "done_claimed")
    refusal = owner.post(f"{owned}/transitions", {"to": "verified"}, expect=403)
    story.say(f"  The {side} reports that its point is done and tries to verify it: {refusal['code']}.")


def prepare_review(story: Story) -> None:
    buyer = story.person("buyer")
    year = story.calendar.today.year
    created = buyer.post("/v1/annual-reviews", {"dialogue_id": story.facts["dialogue"], "year": year})
    agenda = buyer.get(f"/v1/annual-reviews/{created['id']}/agenda")
    story.facts["review"] = created["id"]
    story.say(f"  Nobody wrote this agenda for {year}: it lists what is still open.")
    for position, item in enumerate(agenda["items"], start=1):
        story.say(f"    {position:>2}. {item['title']}")
    story.say("  The supplier may not see the finding, so it is only in the buyer's internal annex:")
    for item in agenda["internal_annex"]:
        is_of_this_run = item["subject_id"] == story.facts["finding"]
        story.say(f"      - {item['title']}{'' if is_of_this_run else ' (a finding of an earlier run)'}")


def show_overview(story: Story) -> None:
    overview = story.person("buyer").get("/v1/dashboards/overview")
    story.say("  All contracts of this buyer, also of other runs. Each figure shows what it was counted from:")
    for figure in overview["figures"]:
        story.say(f"    {figure['kpi'].replace('_', ' '):<24} {_as_text(figure)}")
    story.say("  reviews due: the share of due reviews that were held on time.")


def _as_text(figure: Mapping[str, Any]) -> str:
    if figure["denominator"] is None:
        return f"{figure['value']:g}"
    if figure["value"] is None:
        return "unknown: nothing to count from"
    return f"{figure['value']:g} % ({figure['numerator']} of {figure['denominator']})"
