"""The figures of dialogue: counted by hand here, and never from what the caller may not see."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis.calendar_arithmetic import year_until
from chassis.clock import today
from chassis.vocabulary import Role
from dialogue.figures.rules import DueReview, ReviewResult, due_in_the_last_year, result_of
from support.cast import Actor, Cast
from support.dossiers import register_supplier
from support.feeds import ScriptedFeed
from support.findings import Monitor, affiliate, register_site
from support.market import contract_of, day

DUE = DueReview(contract_id=uuid4(), due_at=date(2025, 3, 1), missed_after=date(2025, 4, 30))


async def figures(actor: Actor, **params: str) -> dict[str, dict[str, Any]]:
    answer = await actor.get("/internal/figures", params=params)
    assert answer.status_code == 200, answer.text
    return {figure["kpi"]: figure for figure in answer.json()["figures"]}


@pytest.mark.parametrize(
    ("held", "now", "stands"),
    [
        ([date(2025, 4, 10)], date(2025, 5, 1), ReviewResult.ON_TIME),
        ([date(2024, 12, 1)], date(2025, 5, 1), ReviewResult.ON_TIME),
        ([date(2025, 5, 1)], date(2025, 6, 1), ReviewResult.LATE),
        ([date(2024, 4, 10)], date(2025, 4, 30), ReviewResult.WAITING),
        ([date(2024, 4, 10)], date(2025, 5, 1), ReviewResult.MISSED),
        ([], date(2025, 5, 1), ReviewResult.MISSED),
    ],
)
def test_a_review_counts_for_its_own_due_date(held: list[date], now: date, stands: ReviewResult) -> None:
    assert result_of(DUE, held, now) is stands


def test_a_year_has_one_due_date() -> None:
    assert due_in_the_last_year([DUE], date(2025, 3, 1)) == [DUE]
    assert due_in_the_last_year([DUE], date(2025, 2, 28)) == due_in_the_last_year([DUE], date(2026, 3, 1)) == []


async def test_without_contracts_no_figure_has_a_percentage(dialogue: Cast) -> None:
    found = await figures(dialogue.buyer())
    assert set(found) == {"dialogue_coverage", "open_action_points", "open_findings", "reviews_due"}
    for kpi in ("dialogue_coverage", "reviews_due"):
        assert (found[kpi]["value"], found[kpi]["denominator"]) == (None, 0)
    actions = found["open_action_points"]
    assert (actions["value"], actions["denominator"]) == (0, None)
    assert actions["breakdown"] == {"supplier": 0, "buyer": 0, "group": 0, "joint": 0}
    assert list(found["open_findings"]["breakdown"]) == ["critical", "high", "medium", "low"]


def test_a_figure_of_reviews_covers_the_twelve_months_that_end_today() -> None:
    assert year_until(date(2026, 11, 26)) == (date(2025, 11, 27), date(2026, 11, 26))
    assert year_until(date(2028, 2, 29)) == (date(2027, 3, 1), date(2028, 2, 29))


async def test_dialogue_coverage_counts_suppliers_of_hardware(dialogue: Cast, suppliers: Cast) -> None:
    officer = dialogue.buyer()
    purchasing = suppliers.buyer(org=officer.org)
    spoken, _ = [await contract_of(purchasing, str(await register_supplier(suppliers))) for _ in range(2)]
    body = {
        "supplier_id": spoken["supplier_id"],
        "contract_ids": [spoken["id"]],
        "basis": "clause",
        "title": "Laptops",
    }
    made = (await officer.post("/v1/dialogues", json=body)).json()
    assert (await figures(officer))["dialogue_coverage"]["value"] == 0.0
    meeting = {"dialogue_id": made["id"], "kind": "kick_off", "starts_at": f"{day(-1)}T10:00:00Z"}
    held = await officer.post("/v1/meetings", json={**meeting, "participants": [], "agenda": []})
    assert held.status_code == 201, held.text
    counted = (await figures(officer))["dialogue_coverage"]
    assert (counted["value"], counted["numerator"], counted["denominator"]) == (50.0, 1, 2)


async def test_open_findings_are_those_the_caller_may_see(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed
) -> None:
    monitor, buyer, stranger = Monitor(dialogue), dialogue.buyer(), dialogue.buyer()
    await affiliate(gateway_feed, buyer.org, monitor.org)
    site = await register_site(suppliers)
    before = [(await figures(each))["open_findings"]["value"] for each in (buyer, stranger)]
    await monitor.validated()
    await monitor.shared(site, "affiliates", embargo_until=(today() + timedelta(days=1)).isoformat())
    assert (await figures(buyer))["open_findings"]["value"] == before[0]
    grave = await monitor.shared(site, "affiliates", scale=4)
    await monitor.shared(site, "affiliates")
    counted = (await figures(buyer))["open_findings"]
    assert (counted["value"] - before[0], counted["breakdown"]["critical"]) == (2, 1)
    await monitor.move(grave, "closed_unremedied", reason="The site was closed.")
    assert (await figures(buyer))["open_findings"]["value"] == before[0] + 1
    assert (await figures(stranger))["open_findings"]["value"] == before[1]


async def test_reviews_due_are_counted_from_the_duties_of_the_contracts(dialogue: Cast, suppliers: Cast) -> None:
    officer = dialogue.buyer()
    purchasing = suppliers.buyer(org=officer.org)
    supplier = str(await register_supplier(suppliers))
    contract = await contract_of(purchasing, supplier, start=day(-380))
    counted = (await figures(officer))["reviews_due"]
    assert (counted["value"], counted["numerator"], counted["denominator"]) == (0.0, 0, 1)
    assert counted["breakdown"]["waiting"] == 1
    assert counted["coverage"] == {"known": 0, "unknown": 1}, "a review within its grace is not known yet"
    first, last = year_until(today())
    assert counted["period"] == {"start": first.isoformat(), "end": last.isoformat()}
    body = {"supplier_id": supplier, "contract_ids": [contract["id"]], "basis": "clause", "title": "Laptops"}
    made = (await officer.post("/v1/dialogues", json=body)).json()
    review = (
        await officer.post("/v1/annual-reviews", json={"dialogue_id": made["id"], "year": today().year})
    ).json()
    for to in ("agenda_draft", "agenda_shared", "held"):
        moved = await officer.post(f"/v1/annual-reviews/{review['id']}/transitions", json={"to": to})
        assert moved.status_code == 200, moved.text
    counted = (await figures(officer))["reviews_due"]
    assert (counted["value"], counted["breakdown"]["on_time"]) == (100.0, 1)


async def test_a_dashboard_client_of_the_buyer_reads_figures_and_others_do_not(dialogue: Cast) -> None:
    assert set(await figures(dialogue.buyer(Role.DASHBOARD_CLIENT)))
    for actor in (dialogue.monitor(), dialogue.supplier(dialogue.buyer().org), dialogue.platform()):
        assert (await actor.get("/internal/figures")).status_code == 403
    assert (await dialogue.anonymous.get("/internal/figures")).status_code == 401


async def test_figures_of_the_past_are_refused(dialogue: Cast) -> None:
    yesterday = (today() - timedelta(days=1)).isoformat()
    answer = await dialogue.buyer().get("/internal/figures", params={"as_of": yesterday})
    assert (answer.status_code, answer.json()["code"]) == (422, "only_today")
    assert (await figures(dialogue.buyer(), as_of=today().isoformat()))["open_findings"]["as_of"] == str(today())
