"""What a monitor found at one factory, and whom that touches."""

from local_stack.demo.accounts import MONITOR
from local_stack.demo.invented_data import FINDING, TOUCHED_SITE
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
    story.say(f"  {MONITOR} has spoken with workers at a factory and drafts a finding.")
    story.say(f"  The buyer asks for it by its id: {unseen['code']}. Until it is shared it exists for nobody else.")
    checklist = {"no_personal_data": True, "period_is_coarse": True, "sources_consented": True}
    editor.move(path, "validated", checklist=checklist)
    match = editor.post("/v1/facilities/match", {"queries": {"site": dict(TOUCHED_SITE)}, "limit": 3})
    best = match["responses"]["site"]["results"][0]
    story.say(f"  Which site is it? The monitor wrote {TOUCHED_SITE['name']}, {TOUCHED_SITE['address']}.")
    story.say(f"  The register has {best['facility']['name']}: {best['decision']} ({best['score']:.2f}).")
    editor.move(
        path,
        "shared",
        audiences=["affiliates"],
        facility_id=best["facility"]["id"],
        reason="Buyers prepare before the supplier is told.",
    )
    story.facts |= {"finding": finding["id"], "facility": best["facility"]["id"]}
    story.say("  The machine only proposes: the monitor's editor, a person, confirms the site,")
    story.say("  and shares the finding with the buyers affiliated to the monitor, before the supplier.")


def see_exposure(story: Story) -> None:
    buyer, second = story.person("buyer"), story.person("second_buyer")
    touched = buyer.get("/v1/exposures", finding_id=story.facts["finding"])
    for item in touched["items"]:
        if item["contract_id"] == story.facts["contract"]:
            story.say(f"  {item['contract_reference']}: this site {item['relation']} its {item['product_name']}")
            story.say(f"    (tier {item['tier']}, {item['match_kind']}, confidence {item['confidence']})")
    known = touched["coverage"]
    disclosed, delivered = known["products_disclosed"], known["products_delivered"]
    story.say(f"  How much can be seen at all: {disclosed} of {delivered} products delivered have a factory list.")
    story.say("  Where there is none, finding nothing would mean only that nobody knows.")
    other = second.get("/v1/exposures", finding_id=story.facts["finding"])
    story.say("  A second buyer reads the same finding and buys nothing from there:")
    story.say(f"  it is shown {len(other['items'])} rows, and nothing of the first one's.")
