"""What is said between the two sides: questions and answers, a meeting, the yearly review, the overview."""

from local_stack.demo.invented import GENERIC, MEETING, PROMISES, SPECIFIC
from local_stack.demo.story import Story


def converse(story: Story) -> None:
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
    story.say(f"  {len(codes)} questions asked and answered. The buyer judges each answer and says why:")
    _judge(story, path, codes)
    buyer.move(path, "review_shared")
    again = buyer.post(f"{path}/rounds", {"due_at": story.calendar.days(60)})
    story.facts |= {"assignment": assignment["id"], "second_round": again["id"]}
    asked = ", ".join(question["code"] for question in again["questions"])
    story.say(f"    round 2 asks only what stayed general: {asked}")


def _judge(story: Story, path: str, codes: list[str]) -> None:
    buyer = story.person("buyer")
    for index, code in enumerate(codes):
        level = 2 if index % 2 else 1
        motive = "names a site, a number and a date" if level == 2 else "a policy, nothing about our products"
        buyer.put(f"{path}/reviews/{code}", {"level": level, "motive": motive})
    refusal = buyer.put(f"{path}/reviews/{codes[1]}", {"level": 3, "motive": "convincing"}, expect=422)
    story.say(f"    level 3 without a document is refused: {refusal['code']}")


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
    for side, title in PROMISES.items():
        body = {
            "dialogue_id": story.facts["dialogue"],
            "meeting_id": meeting["id"],
            "owner_side": side,
            "title": title,
            "success_criterion": "Shown by a document the other side has read",
            "due_date": story.calendar.days(120),
        }
        point = buyer.post("/v1/action-points", body)
        story.facts[f"{side}_action"] = point["id"]
        story.say(f"  {side} takes on: {title}")
    owned = f"/v1/action-points/{story.facts['supplier_action']}"
    supplier.move(owned, "agreed")
    supplier.move(owned, "in_progress")
    supplier.move(owned, "done_claimed")
    refusal = supplier.post(f"{owned}/transitions", {"to": "verified"}, expect=403)
    story.say(f"  The supplier cannot close its own point ({refusal['code']}); nor can the buyer its own.")
    story.facts["meeting"] = meeting["id"]


def review(story: Story) -> None:
    buyer = story.person("buyer")
    year = story.calendar.today.year
    made = buyer.post("/v1/annual-reviews", {"dialogue_id": story.facts["dialogue"], "year": year})
    agenda = buyer.get(f"/v1/annual-reviews/{made['id']}/agenda")
    story.facts["review"] = made["id"]
    for position, item in enumerate(agenda["items"], start=1):
        story.say(f"  {position:>2}. {item['kind']:<24} {item['title']}")
    story.say(f"  internal annex, not for the supplier: {[item['kind'] for item in agenda['internal_annex']]}")


def look(story: Story) -> None:
    overview = story.person("buyer").get("/v1/dashboards/overview")
    for figure in overview["figures"]:
        value = "unknown" if figure["value"] is None else f"{figure['value']} {figure['unit']}"
        parts = "" if figure["denominator"] is None else f" ({figure['numerator']} of {figure['denominator']})"
        story.say(f"  {figure['kpi']:<28} {value}{parts}")
