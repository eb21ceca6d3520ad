"""The version of a thing counts what its reader could see: hidden changes leave no gap between two visible ones."""

from collections.abc import Callable

import pytest

from visibility import dossiers, findings, purchasing
from visibility.scene import Scene

Step = Callable[[], object]
Story = tuple[str, str, Step, Step]
"""Who reads which path, what changes out of their sight, and what changes before their eyes."""


def talk_of(scene: Scene) -> dossiers.Dialogue:
    talk = dossiers.open_dialogue(scene, "city", purchasing.supplier_of(scene, "devices for city"))
    dossiers.accept_dialogue(scene, talk, "devices contact")
    return talk


def of_a_meeting(scene: Scene) -> Story:
    meeting = dossiers.hold_meeting(scene, talk_of(scene), is_shared=False)
    return (
        "devices contact",
        f"/v1/meetings/{meeting.id}",
        lambda: [dossiers.change_meeting(scene, meeting, part) for part in ("notes", "minutes")],
        lambda: dossiers.share_minutes(scene, meeting),
    )


def of_a_contract(scene: Scene) -> Story:
    contract = purchasing.register_contract(scene, "city", purchasing.supplier_of(scene, "devices for city"))
    path, days = f"/v1/contracts/{contract.id}", iter(range(300, 400))
    return (
        "devices contact",
        path,
        lambda: purchasing.plan_next_tender(scene, contract, next(days)),
        lambda: scene.patch("city officer", path, {"title": "Another title"}),
    )


def of_a_review(scene: Scene) -> Story:
    talk = talk_of(scene)
    dossiers.propose_action(scene, talk)
    review = dossiers.hold_review(scene, talk)
    return (
        "devices contact",
        f"/v1/annual-reviews/{review.id}",
        lambda: dossiers.carry_over(scene, review),
        lambda: [dossiers.carry_over(scene, review), dossiers.move_review(scene, review, "outcomes_shared")],
    )


def of_questions_that_are_answered(scene: Scene) -> Story:
    assignment = dossiers.send_questions(scene, talk_of(scene))
    codes = dossiers.questions_of(scene, assignment)
    dossiers.answer(scene, assignment, "devices contact", *codes)
    return (
        "city officer",
        f"/v1/assignments/{assignment.id}",
        lambda: dossiers.answer(scene, assignment, "devices contact", codes[0]),
        lambda: dossiers.submit_answers(scene, assignment, "devices contact"),
    )


def of_a_dialogue(scene: Scene) -> Story:
    talk = talk_of(scene)
    return (
        "devices contact",
        f"/v1/dialogues/{talk.id}",
        lambda: dossiers.propose_action(scene, talk, is_for_the_buyer_only=True),
        lambda: dossiers.hold_meeting(scene, talk, is_shared=True),
    )


def of_a_finding(scene: Scene) -> Story:
    site = purchasing.register_site(scene)
    supplier = purchasing.supplier_of(scene, "devices for city")
    version = purchasing.enter_list(
        scene, "devices contact", supplier, [("parties", site)], addressed_to=[scene.org("city")]
    )
    purchasing.submit_list(scene, version, "devices contact")
    purchasing.accept_list(scene, version, "city officer")
    finding = findings.released(scene, ["supplier", "affiliates"], site=site)
    return (
        "devices contact",
        f"/v1/findings/{finding.id}",
        lambda: [step(scene, finding) for step in (findings.withdraw_consent, findings.renew_consent)],
        lambda: findings.reply(scene, finding, "devices contact"),
    )


STORIES = (of_a_meeting, of_a_contract, of_a_review, of_questions_that_are_answered, of_a_dialogue, of_a_finding)


@pytest.mark.parametrize("story", STORIES)
def test_a_version_leaves_out_what_its_reader_could_not_see(scene: Scene, story: Callable[[Scene], Story]) -> None:
    rises = []
    for hidden in (0, 2):
        reader, path, change_unseen, change_seen = story(scene)
        before = version_at(scene, reader, path)
        for _ in range(hidden):
            change_unseen()
        assert version_at(scene, reader, path) == before
        change_seen()
        rises.append(version_at(scene, reader, path) - before)
    assert rises[0] == rises[1] > 0


def version_at(scene: Scene, reader: str, path: str) -> int:
    shown = scene.get(reader, path)
    return int(shown.get("version") or shown["revision"])
