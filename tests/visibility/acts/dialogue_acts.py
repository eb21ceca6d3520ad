"""What happens in dialogues."""

from visibility import dossiers
from visibility.acts.choosing import Choose, act, agreed_dialogues, some, told
from visibility.scene import Scene
from visibility.world import ActionPoint, AnnualReview, Assignment, Meeting


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
    dossiers.propose_action(scene, some(choose, agreed_dialogues(scene)), is_for_the_buyer_only=True)


@act
def propose_an_action_from_a_finding(scene: Scene, choose: Choose) -> None:
    known = [f for f in told(scene, "city") if any(r.is_public or r.readers for r in f.releases)]
    talk = some(choose, [t for t in agreed_dialogues(scene) if t.buyer is scene.org("city")])
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
    talk = some(choose, [t for t in agreed_dialogues(scene) if t.buyer is scene.org("city")])
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
    dossiers.admit(scene, some(choose, agreed_dialogues(scene)), "laboratory", days=choose([0, 10]))
