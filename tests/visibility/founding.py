"""The world as it stands before anything hidden happens: something of every kind, in every state that matters."""

from visibility.dossiers import (
    accept_dialogue,
    add_evidence,
    admit,
    answer,
    hold_meeting,
    judge,
    move_review,
    open_dialogue,
    plan_review,
    propose_action,
    questions_of,
    send_questions,
    submit_answers,
    write_questionnaire,
)
from visibility.findings import draft_finding, move_finding, released, reply, validate, withdraw
from visibility.judging import remember
from visibility.purchasing import (
    accept_list,
    add_contact_point,
    add_product,
    adopt_target,
    claim_label,
    enter_list,
    observe_market,
    open_framework,
    order_under,
    plan_next_tender,
    record_criterion,
    record_delivery,
    record_label_requirement,
    record_life_cycle_costs,
    record_quote,
    record_spend,
    refute_label,
    register_contract,
    register_site,
    submit_list,
    supplier_of,
    write_dossier,
)
from visibility.scene import Scene

LEVELS = ("public", "network", "group", "parties", "restricted", "buyer_only")


def found(scene: Scene) -> None:
    devices, computers = supplier_of(scene, "devices for city"), supplier_of(scene, "computers for city")
    city = scene.org("city")

    laptop, screen = add_product(scene, devices), add_product(scene, computers)
    running = register_contract(scene, "city", devices)
    planned = register_contract(scene, "city", devices, "planned")
    others = register_contract(scene, "university", devices)
    rival = register_contract(scene, "city", computers)
    for contract, product in ((running, laptop), (planned, laptop), (others, laptop), (rival, screen)):
        record_delivery(scene, contract, product)
    record_spend(scene, running)
    plan_next_tender(scene, running, 400)
    order_under(scene, "university", open_framework(scene, "city", devices, [scene.org("university")]))
    for contract in (running, planned):
        record_criterion(scene, contract)
        record_label_requirement(scene, contract)
        record_life_cycle_costs(scene, contract)
    adopt_target(scene, "city")
    add_contact_point(scene, "city", devices)
    add_contact_point(scene, "university", devices)

    record_quote(scene, laptop, devices)
    observe_market(scene)
    refute_label(scene, claim_label(scene, laptop, "devices contact"), "city officer")
    claim_label(scene, laptop, "city officer")
    write_dossier(scene, laptop, devices, "devices contact")
    write_dossier(scene, laptop, devices, "devices contact", is_submitted=False)
    write_dossier(scene, laptop, devices, "university manager", buyer="university")

    shared_site = register_site(scene)
    own_list = enter_list(
        scene, "devices contact", devices, [*((level, None) for level in LEVELS), ("parties", shared_site)],
        product=laptop, addressed_to=[city],
    )  # fmt: skip
    submit_list(scene, own_list, "devices contact")
    accept_list(scene, own_list, "city officer")
    rivals_list = enter_list(
        scene, "computers contact", computers, [("parties", None), ("parties", shared_site)],
        product=screen, addressed_to=[city],
    )  # fmt: skip
    submit_list(scene, rivals_list, "computers contact")
    accept_list(scene, rivals_list, "city officer")
    enter_list(scene, "devices contact", devices, [("parties", None)])
    entered = enter_list(
        scene, "university manager", devices, [("network", None), ("parties", None), ("buyer_only", None)]
    )
    submit_list(scene, entered, "university manager")
    accept_list(scene, entered, "university manager")

    talk = open_dialogue(scene, "city", devices, running)
    accept_dialogue(scene, talk, "devices contact")
    admit(scene, talk, "institute")
    admit(scene, talk, "watch")
    accept_dialogue(scene, open_dialogue(scene, "city", computers), "computers contact")
    other_talk = open_dialogue(scene, "university", devices)
    accept_dialogue(scene, other_talk, "devices contact at university")
    for dialogue in (talk, other_talk):
        hold_meeting(scene, dialogue, is_shared=True)
        hold_meeting(scene, dialogue, is_shared=False)
        propose_action(scene, dialogue)
        propose_action(scene, dialogue, is_for_the_buyer_only=True)
    assignment = send_questions(scene, talk)
    codes = questions_of(scene, assignment)
    answer(scene, assignment, "devices contact", *codes)
    submit_answers(scene, assignment, "devices contact")
    judge(scene, assignment, codes[0], "city officer")
    answer(scene, send_questions(scene, talk), "devices contact", codes[0])
    add_evidence(scene, talk, "devices contact")
    move_review(scene, plan_review(scene, talk), "agenda_draft")
    move_review(scene, plan_review(scene, other_talk), "agenda_draft")
    write_questionnaire(scene, "city officer")

    draft_finding(scene)
    move_finding(scene, draft_finding(scene), "submitted")
    validate(scene, draft_finding(scene, source_risk="high"))
    released(scene, ["named_buyers"], [scene.org("university")], site=shared_site)
    to_all = released(scene, ["supplier", "affiliates"], site=shared_site)
    reply(scene, to_all, "devices contact")
    released(scene, ["public"], monitor="other watch", site=shared_site)
    released(scene, ["affiliates"], embargo_days=40, site=shared_site)
    withdraw(scene, released(scene, ["affiliates"], site=shared_site))
    buyers = released(scene, ["affiliates"], site=shared_site)
    propose_action(scene, talk, origin=buyers, is_for_the_buyer_only=True)
    propose_action(scene, talk, origin=to_all)
    scene.installation.rest()
    remember(scene.world)
