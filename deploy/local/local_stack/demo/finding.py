"""What a monitor found at one factory, and whom that touches."""

from local_stack.demo.invented import FINDING, TOUCHED_SITE
from local_stack.demo.story import Story


def find(story: Story) -> None:
    author, editor, buyer = (story.person(name) for name in ("monitor_author", "monitor_editor", "buyer"))
    finding = author.post(
        "/v1/findings",
        {
            "facility": dict(TOUCHED_SITE),
            "period_from": story.calendar.days(-120),
            "period_to": story.calendar.days(-60),
            **FINDING,
        },
    )
    path = f"/v1/findings/{finding['id']}"
    author.move(path, "submitted")
    unseen = buyer.call("GET", path, expect=404)
    story.say(f"  The monitor drafts a finding; for everyone else it does not exist: {unseen['code']}.")
    checklist = {"no_personal_data": True, "period_is_coarse": True, "sources_consented": True}
    editor.move(path, "validated", checklist=checklist)
    match = editor.post("/v1/facilities/match", {"queries": {"site": dict(TOUCHED_SITE)}, "limit": 3})
    best = match["responses"]["site"]["results"][0]
    story.say(f"  Which site is it? {best['facility']['name']}: {best['decision']}, {best['score']:.2f}.")
    editor.move(
        path,
        "shared",
        audiences=["affiliates"],
        facility_id=best["facility"]["id"],
        reason="Buyers prepare before the supplier is told.",
    )
    story.facts |= {"finding": finding["id"], "facility": best["facility"]["id"]}
    story.say("  A person, the monitor's editor, confirms the site and shares it with affiliated buyers first.")


def see_exposure(story: Story) -> None:
    buyer, second = story.person("buyer"), story.person("second_buyer")
    touched = buyer.get("/v1/exposures", finding_id=story.facts["finding"])
    for item in touched["items"]:
        if item["contract_id"] == story.facts["contract"]:
            story.say(
                f"  It touches {item['contract_reference']} through {item['product_name']}"
                f" ({item['tier']}, {item['match_kind']}, confidence {item['confidence']})."
            )
    story.say(f"  How much is known at all: {touched['coverage']}")
    other = second.get("/v1/exposures", finding_id=story.facts["finding"])
    story.say(
        f"  The second buyer, who does not buy from there, gets {len(other['items'])} rows of the same shape."
    )
