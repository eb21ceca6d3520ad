"""Reviews of answers: what they need, when the supplier sees them, and the rounds that follow from them."""

from datetime import UTC, datetime, timedelta

from support.assignments import Ask, SentAssignment
from support.cast import Cast
from support.feeds import ScriptedFeed
from support.findings import register_organisation

RECENT = str(datetime.now(UTC).date() - timedelta(days=100))
DOCUMENT = {"document": "Site list", "issuer": "Meridiaan", "issued_on": RECENT, "page": "2"}


async def test_only_the_buyer_sees_reviews_until_they_are_shared(ask: Ask) -> None:
    asked = await ask()
    await asked.say("A1")
    early = await asked.judge("A1", level=1, motive="Too early")
    assert (early.status_code, early.json()["code"]) == (409, "not_under_review")
    await asked.submit()
    judged = await asked.judge("A1", level=1, motive="A policy.", flags=["marketing_language"])
    assert (judged.status_code, judged.json()["level"]) == (200, 1)
    seen = await asked.read()
    assert (seen["status"], seen["quality"]["generic_share"]["value"]) == ("under_review", 100.0)
    assert seen["quality"]["generic_share"]["coverage"] == {"known": 1, "unknown": 7}
    hidden = await asked.read(asked.talk.voice)
    assert (hidden["reviews"], hidden["quality"]) == ([], None)
    assert (await asked.share()).json()["status"] == "review_shared"
    shared = await asked.read(asked.talk.voice)
    assert (shared["reviews"][0]["motive"], shared["quality"]["score"]["value"]) == ("A policy.", 0.33)
    late = await asked.judge("A1", level=2)
    assert late.status_code == 409


async def test_the_supplier_never_reviews(ask: Ask) -> None:
    asked = await ask()
    answer = await asked.talk.voice.put(f"{asked.address}/reviews/A1", json={"level": 3})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_level_3_without_recent_evidence_is_refused(ask: Ask) -> None:
    asked = await ask()
    await asked.say("A1")
    await asked.say("B1", evidence=[{**DOCUMENT, "issued_on": "2020-01-01"}])
    await asked.say("C1", evidence=[DOCUMENT])
    await asked.submit()
    for code in ("A1", "B1"):
        answer = await asked.judge(code, level=3, motive="It says so.")
        assert (answer.status_code, answer.json()["code"]) == (422, "evidence_required")
        assert answer.json()["errors"][0]["pointer"] == "/level"
    assert (await asked.judge("C1", level=3)).status_code == 200


async def test_low_and_changed_levels_need_a_motive(ask: Ask) -> None:
    asked = await ask()
    await asked.say("A1")
    await asked.submit()
    bare = await asked.judge("A1", level=1)
    assert (bare.status_code, bare.json()["code"]) == (422, "motive_required")
    await asked.judge("A1", level=2, concrete_elements=["number"])
    assert (await asked.judge("A1", level=3)).status_code == 422
    changed = await asked.judge("A1", level=1, motive="On reading again: nothing about our products.")
    assert (changed.status_code, changed.json()["version"]) == (200, 2)


async def test_level_2_names_what_a_reader_can_check(ask: Ask) -> None:
    asked = await ask()
    await asked.say("A1")
    await asked.submit()
    vague = await asked.judge("A1", level=2, motive="It is specific.")
    assert (vague.status_code, vague.json()["code"]) == (422, "concrete_element_required")
    assert vague.json()["errors"][0]["pointer"] == "/concrete_elements"
    assert (await asked.judge("A1", level=2, concrete_elements=["facility"])).status_code == 200


async def test_a_review_is_not_replaced_unread(ask: Ask) -> None:
    asked = await ask()
    await asked.say("A1")
    await asked.submit()
    path, body = f"{asked.address}/reviews/A1", {"level": 1, "motive": "A policy."}
    first = await asked.talk.officer.put(path, json=body)
    assert (await asked.talk.officer.put(path, json=body)).json()["code"] == "precondition_required"
    tag = {"If-Match": first.headers["ETag"]}
    assert (await asked.talk.officer.put(path, json=body, headers=tag)).status_code == 200
    stale = await asked.talk.officer.put(path, json=body, headers=tag)
    assert (stale.status_code, stale.json()["current"]) == (412, 2)


async def test_each_reviewer_has_a_review_and_the_buyers_counts(
    ask: Ask, dialogue: Cast, gateway_feed: ScriptedFeed
) -> None:
    asked = await ask()
    expert = dialogue.expert()
    await register_organisation(gateway_feed, expert.org, "expert")
    await asked.talk.officer.post(f"{asked.talk.address}/participants", json={"organisation_id": str(expert.org)})
    for code in ("A1", "B1"):
        await asked.say(code)
    await asked.submit()
    await asked.judge("A1", level=2, concrete_elements=["number"])
    for code in ("A1", "B1"):
        said = {"level": 1, "motive": "The expert finds it generic."}
        assert (await expert.put(f"{asked.address}/reviews/{code}", json=said)).status_code == 200
    seen = (await asked.read())["reviews"]
    found = [(item["question_code"], item["level"], item["reviewer_id"], item["counts"]) for item in seen]
    buyer = str(asked.talk.officer.org)
    expected = [("A1", 2, buyer, True), ("A1", 1, str(expert.org), False), ("B1", 1, str(expert.org), False)]
    assert found == expected
    assert (await asked.read(expert))["reviews"] == seen
    assert (await asked.read())["quality"]["levels"] == {"0": 0, "1": 0, "2": 1, "3": 0}
    await asked.share()
    shown = (await asked.read(asked.talk.voice))["reviews"]
    assert [(item["question_code"], item["level"]) for item in shown] == [("A1", 2)]
    nothing = await asked.round()
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_follow_up")


async def test_a_changed_review_keeps_what_it_said_for_reviewers(ask: Ask) -> None:
    asked = await ask()
    await asked.say("A1")
    await asked.submit()
    await asked.judge("A1", level=2, concrete_elements=["number"], motive="A number.")
    await asked.judge("A1", level=1, motive="The number is of the group.")
    (review,) = (await asked.read())["reviews"]
    earlier = [(item["level"], item["motive"]) for item in review["history"]]
    assert (review["level"], earlier) == (1, [(2, "A number.")])
    await asked.share()
    (shown,) = (await asked.read(asked.talk.voice))["reviews"]
    assert (shown["level"], shown["history"]) == (1, [])


async def test_an_accepted_refusal_is_left_out_of_the_score(ask: Ask) -> None:
    asked = await ask()
    await asked.say("A1")
    await asked.talk.voice.put(f"{asked.address}/answers/B1", json={"refusal_reason": "Competition law."})
    await asked.submit()
    await asked.judge("A1", level=2, concrete_elements=["number"])
    assert (await asked.judge("B1", excluded="na")).json()["code"] == "not_excusable"
    assert (await asked.judge("B1", level=1, excluded="lawful_refusal")).status_code == 422
    assert (await asked.judge("B1", excluded="lawful_refusal")).status_code == 200
    quality = (await asked.read())["quality"]
    assert (quality["score"]["value"], quality["score"]["excluded"]) == (0.67, {"lawful_refusal": 1})


async def test_evidence_of_the_future_is_refused(ask: Ask) -> None:
    asked = await ask()
    tomorrow = str(datetime.now(UTC).date() + timedelta(days=1))
    answer = await asked.say("A1", evidence=[DOCUMENT, {**DOCUMENT, "issued_on": tomorrow}])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/evidence/1/issued_on")


async def test_the_next_round_asks_only_what_was_0_or_1(ask: Ask) -> None:
    asked = await ask()
    generic_answer = await asked.say("A1")
    await asked.say("C1")
    await asked.say("D1", evidence=[DOCUMENT])
    await asked.submit()
    for code, level in {"A1": 1, "B1": 0, "C1": 2, "D1": 3}.items():
        assert (
            await asked.judge(code, level=level, motive="So it is.", concrete_elements=["date"])
        ).status_code == 200
    early = await asked.round()
    assert (early.status_code, early.json()["code"]) == (409, "illegal_transition")
    await asked.share()
    second = await asked.round()
    said = second.json()
    assert (second.status_code, said["status"], said["round_no"]) == (201, "sent", 2)
    assert (said["parent_assignment_id"], said["due_at"]) == (asked.address.rpartition("/")[2], "2027-04-30")
    assert [question["code"] for question in said["questions"]] == ["A1", "B1"]
    generic, unanswered = said["questions"]
    assert generic["origin_answer_id"] == generic_answer.json()["id"]
    assert generic["follow_up_text"]["en"].startswith("You describe a policy.")
    assert unanswered["origin_answer_id"] is None
    assert unanswered["follow_up_text"]["nl"] == "Aan wie vroeg u de ontbrekende fabriek, en wat was het antwoord?"
    assert (await asked.read())["status"] == "follow_up_open"
    assert (await asked.round()).status_code == 409
    assert (await asked.move(asked.talk.officer, "closed")).json()["status"] == "closed"


async def test_a_round_without_anything_open_is_refused(ask: Ask) -> None:
    asked = await ask()
    await asked.say("A1")
    await asked.submit()
    await asked.judge("A1", level=2, concrete_elements=["number"])
    await asked.share()
    answer = await asked.round()
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_follow_up")


async def test_after_four_rounds_there_is_no_further_round(ask: Ask) -> None:
    asked = await ask()
    for number in (1, 2, 3, 4):
        await asked.say("A1", f"Round {number}: we respect rights.")
        await asked.submit()
        await asked.judge("A1", level=1, motive="Still a policy.", follow_up_text={"en": "Who, since when?"})
        await asked.share()
        answer = await asked.round()
        if number < 4:
            assert answer.json()["questions"][0]["follow_up_text"] == {"en": "Who, since when?"}
            asked = SentAssignment(asked.talk, answer.json()["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "rounds_exhausted")
