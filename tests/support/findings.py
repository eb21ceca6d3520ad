"""A monitor's finding and its people, as the tests of findings, exposures and reviews need them."""

from datetime import date
from typing import Any
from uuid import UUID

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.feeds import ScriptedFeed

CHECKED = {"no_personal_data": True, "period_is_coarse": True, "sources_consented": True}
SUMMARY = "Overtime far beyond the legal limit, part of it unpaid."
RESTRICTED = "Said only to the monitor: the night shift keeps a second book."

DRAFT: dict[str, Any] = {
    "facility": {"name": "Havenkant Assembly Works", "address": "12 Example Dock Road, Shenzhen", "country": "CN"},
    "period_from": "2026-03-01",
    "period_to": "2026-04-30",
    "method": ["worker_interviews_offsite"],
    "summary_public": SUMMARY,
    "description_restricted": RESTRICTED,
    "provisions": ["HR01", "WG03"],
    "scale": 2,
    "scope": 2,
    "irremediability": 2,
    "severity_motive": "Most of the line loses sleep and pay.",
    "source_risk": "low",
    "declaration_no_personal_data": True,
}


class Monitor:
    """A monitoring organisation with an author and two editors."""

    def __init__(self, dialogue: Cast, org: UUID | None = None) -> None:
        self.author = dialogue.monitor(Role.MONITOR_AUTHOR, org=org)
        self.org = self.author.org
        self.editor = dialogue.monitor(Role.MONITOR_EDITOR, org=self.org)
        self.second_editor = dialogue.monitor(Role.MONITOR_EDITOR, org=self.org)

    async def draft(self, **facts: Any) -> dict[str, Any]:
        answer = await self.author.post("/v1/findings", json={**DRAFT, **facts})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def move(self, finding: str, to: str, by: Actor | None = None, **given: Any) -> Any:
        actor = by or (self.author if to == "submitted" else self.editor)
        return await actor.post(f"/v1/findings/{finding}/transitions", json={"to": to, **given})

    async def validated(self, **facts: Any) -> str:
        """The id of a finding that only waits for its release."""
        finding = str((await self.draft(**facts))["id"])
        assert (await self.move(finding, "submitted")).status_code == 200
        answer = await self.move(finding, "validated", checklist=CHECKED)
        assert answer.status_code == 200, answer.text
        return finding

    async def shared(
        self, facility_id: str, *audiences: str, terms: dict[str, Any] | None = None, **facts: Any
    ) -> str:
        """The id of a finding released to these audiences."""
        finding = await self.validated(**facts)
        await self.share(finding, facility_id, *audiences, **(terms or {}))
        return finding

    async def share(self, finding: str, facility_id: str | None, *audiences: str, **terms: Any) -> Any:
        """Release it; to suppliers as an editor does it who names all that may be named."""
        given = {
            "audiences": list(audiences),
            "facility_id": facility_id,
            "reason": "The workers ask for it.",
            **terms,
        }
        if "supplier" in audiences and "suppliers" not in given:
            given["suppliers"] = await self.eligible(finding, facility_id)
        answer = await self.move(finding, "shared", **given)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def confirm_site(self, finding: str, facility_id: str, by: Actor | None = None) -> Any:
        editor, address = by or self.editor, f"/v1/findings/{finding}"
        tag = (await editor.get(address)).headers["ETag"]
        return await editor.patch(address, json={"facility_id": facility_id}, headers={"If-Match": tag})

    async def candidates(self, finding: str, facility_id: str | None = None) -> list[dict[str, Any]]:
        """The suppliers that the editor sees, at the site that is confirmed first where one is given."""
        known = (await self.editor.get(f"/v1/findings/{finding}")).json()["facility_id"]
        if facility_id not in (None, known):
            assert (await self.confirm_site(finding, str(facility_id))).status_code == 200
        preview = await self.editor.post(
            f"/v1/findings/{finding}/release-preview", json={"audiences": ["supplier"]}
        )
        assert preview.status_code == 200, preview.text
        return list(preview.json()["supplier_candidates"])

    async def eligible(self, finding: str, facility_id: str | None = None) -> list[str]:
        """The suppliers that a release can name."""
        found = await self.candidates(finding, facility_id)
        return [candidate["supplier_id"] for candidate in found if candidate["is_eligible"]]


async def register_site(suppliers: Cast, name: str = "Havenkant Assembly Works", **facts: Any) -> str:
    body = {"name": name, "address": "12 Example Dock Road, Shenzhen", "country": "CN", **facts}
    answer = await suppliers.buyer().post("/v1/facilities", params={"allow_duplicate": True}, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def affiliate(feed: ScriptedFeed, buyer: UUID, monitor: UUID, until: date | None = None) -> None:
    said = {"buyer_id": str(buyer), "monitor_id": str(monitor), "from": "2026-01-01"}
    await feed.say("affiliation.started", {**said, "to": until.isoformat() if until else None})


async def register_organisation(feed: ScriptedFeed, org: UUID, kind: str) -> None:
    said = {"organisation_id": str(org), "name": f"{kind} {str(org)[:4]}", "kind": kind, "supplier_id": None}
    await feed.say("organisation.registered", said)
