"""Chapters about a finding: a monitor reports it, and a buyer sees which contracts it affects."""

from local_stack.demo.accounts import MONITOR
from local_stack.demo.invented_data import FINDING, SITE_OF_FINDING
from local_stack.demo.story import Story


def report(story: Story) -> None:
    path = _draft(story)
    editor = story.person("monitor_editor")
    checklist = {"no_personal_data": True, "period_is_coarse": True, "sources_consented": True}
    editor.move(path, "validated", checklist=checklist)
    match = editor.post("/v1/facilities/match", {"queries": {"site": dict(SITE_OF_FINDING)}, "limit": 3})
    best = match["responses"]["site"]["results"][0]
    story.say(f"  Which site is it? The monitor wrote {SITE_OF_FINDING['name']}, {SITE_OF_FINDING['address']}.")
    story.say(f"  The register has {best['facility']['name']}: {best['decision']} (score {best['score']:.2f}).")
    editor.move(
        path,
        "shared",
        audiences=["affiliates"],
        facility_id=best["facility"]["id"],
        reason="The buyers prepare before the supplier is informed.",
    )
    story.facts["facility"] = best["facility"]["id"]
    story.say("  The software only proposes a site; the monitor's editor, a person, confirms it")
    story.say("  and shares the finding with the buyers affiliated to the monitor, before the supplier.")


def _draft(story: Story) -> str:
    """The path of the finding, which its author has submitted to the editor."""
    author = story.person("monitor_author")
    period = {"period_from": story.calendar.days(-120), "period_to": story.calendar.days(-60)}
    finding = author.post("/v1/findings", {"facility": dict(SITE_OF_FINDING), **period, **FINDING})
    story.facts["finding"] = finding["id"]
    path = f"/v1/findings/{finding['id']}"
    author.move(path, "submitted")
    refusal = story.person("buyer").call("GET", path, expect=404)
    story.say(f"  {MONITOR} has interviewed workers of a factory and drafts a finding.")
    story.say(f"  The buyer asks for it by its id: {refusal['code']}. Only the monitor sees it until it is shared.")
    return path


def show_exposure(story: Story) -> None:
    buyer, second = story.person("buyer"), story.person("second_buyer")
    exposures = buyer.get("/v1/exposures", finding_id=story.facts["finding"])
    for item in exposures["items"]:
        if item["contract_id"] == story.facts["contract"]:
            story.say(f"  {item['contract_reference']}: this site {item['relation']} its {item['product_name']}")
            story.say(f"    (tier {item['tier']}, {item['match_kind']}, confidence {item['confidence']})")
    coverage = exposures["coverage"]
    disclosed, delivered = coverage["products_disclosed"], coverage["products_delivered"]
    story.say(f"  Coverage: {disclosed} of {delivered} delivered products have a factory list.")
    story.say('  Without a factory list, "no exposure" only means that nobody knows.')
    other = second.get("/v1/exposures", finding_id=story.facts["finding"])
    story.say("  A second buyer can read the same finding but buys nothing from that site:")
    story.say(f"  it gets {len(other['items'])} rows, and nothing of the first buyer.")
