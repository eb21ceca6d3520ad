"""Workbooks that take longer than a request are applied step by step, and go on after a fault."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.state import state_of
from suppliers.data_imports import actions, jobs
from support.cast import Actor, Cast
from support.market import contract_of, day, made, product_of, supplier_of
from support.sites import until
from support.workbooks import CONTRACT, DELIVERY, contract_row, outcomes, send, word, xlsx

LONG = 24
"""Rows of a workbook that is long where four are applied at once."""


@pytest.fixture(autouse=True)
def four_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 4)


def finished(state: dict[str, Any]) -> bool:
    return bool(state["status"] != "processing")


async def deliveries_of(buyer: Actor, number: int) -> tuple[str, bytes]:
    """The path of a contract's deliveries, and a workbook with so many."""
    contract = await contract_of(buyer, reference=word())
    product = await product_of(buyer, contract["supplier_id"])
    rows = [(contract["reference"], product["model_number"], day(n - 170), n + 1) for n in range(number)]
    return f"/v1/contracts/{contract['id']}/deliveries", xlsx(deliveries=[DELIVERY, *rows])


async def test_a_long_workbook_is_applied_after_the_answer(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer, name=word()))["name"]
    rows = [contract_row(f"{word()}", supplier, clauses="") for _ in range(LONG)]
    answer = await send(buyer, xlsx(contracts=[CONTRACT, *rows]))
    assert (answer.status_code, answer.json()["status"]) == (202, "processing")
    done = await until(buyer, answer.headers["Location"], finished)
    assert (done["status"], outcomes(done)) == ("done", {"new": LONG})
    page = made(await buyer.get("/v1/contracts", params={"count": "exact"}), 200)
    assert page["total"] == LONG


async def test_a_step_that_is_broken_off_is_done_once_when_it_goes_on(
    suppliers: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = suppliers.buyer()
    path, file = await deliveries_of(buyer, LONG)
    real, broken = jobs.apply_rows, []

    async def break_off(session: Any, caller: Any, parent: Any, *, numbers: Any) -> None:
        await real(session, caller, parent, numbers=numbers)
        if len(broken) < 2 and parent.owner_id == buyer.org:
            broken.append(numbers)
            raise OSError("the machine stops")

    monkeypatch.setattr(jobs, "apply_rows", break_off)
    answer = await send(buyer, file)
    done = await until(buyer, answer.headers["Location"], finished)
    assert len(broken) == 2
    assert outcomes(done) == {"new": LONG}
    assert made(await buyer.get(path, params={"count": "exact"}), 200)["total"] == LONG


async def test_an_error_in_the_program_ends_the_import_and_says_so(
    suppliers: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = suppliers.buyer()
    _, file = await deliveries_of(buyer, LONG)

    async def fail(session: Any, caller: Any, parent: Any, *, numbers: Any) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(jobs, "apply_rows", fail)
    answer = await send(buyer, file)
    done = await until(buyer, answer.headers["Location"], finished)
    assert (done["status"], done["failure"]) == ("failed", jobs.FAILURE)


async def test_the_job_acts_as_the_person_that_uploaded_the_workbook(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    path, file = await deliveries_of(buyer, LONG)
    answer = await send(buyer, file)
    await until(buyer, answer.headers["Location"], finished)
    delivery = made(await buyer.get(path, params={"limit": 1}), 200)["items"][0]
    async with state_of(suppliers.app).worker_sessions() as session, session.begin():
        connection = await session.connection()
        found = await connection.execute(
            text("select actor, actor_org from journal where subject_id = :subject"),
            {"subject": UUID(delivery["id"])},
        )
        assert [tuple(row) for row in found] == [(buyer.person, buyer.org)]


async def test_the_rows_that_wait_for_an_answer_are_tried_again_after_it(
    suppliers: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = suppliers.buyer()
    real, sizes = actions.apply_rows, []

    async def counted(session: Any, caller: Any, parent: Any, *, numbers: Any) -> None:
        sizes.append(len(numbers))
        await real(session, caller, parent, numbers=numbers)

    monkeypatch.setattr(actions, "apply_rows", counted)
    name, reference = word(), word()
    known = await supplier_of(buyer, name=f"{name} NV")
    product = await product_of(buyer, known["id"])
    rows = [(reference, product["model_number"], day(n - 170), n + 1) for n in range(LONG)]
    file = xlsx(contracts=[CONTRACT, contract_row(reference, f"{name} SA")], deliveries=[DELIVERY, *rows])
    answer = await send(buyer, file)
    path = answer.headers["Location"]
    done = await until(buyer, path, finished)
    assert outcomes(done) == {"question": 1, "blocked": LONG}
    headers = {"If-Match": (await buyer.get(f"{path}/rows/1")).headers["ETag"]}
    made(await buyer.patch(f"{path}/rows/1", json={"record_id": known["id"]}, headers=headers), 200)
    assert made(await buyer.post(f"{path}/rows/1/retry"), 200)["status"] == "new"
    assert sizes == [5], "of the rows that waited, no more are applied in the request than of a workbook"
    done = await until(buyer, path, finished)
    assert (done["status"], outcomes(done)) == ("done", {"new": LONG + 1})


async def test_a_call_off_far_above_its_framework_is_applied(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier, framework = (await supplier_of(buyer, name=word()))["name"], word()
    call_offs = [(*contract_row(word(), supplier, kind="call-off", clauses=""), framework) for _ in range(LONG)]
    rows = [*call_offs, (*contract_row(framework, supplier), None)]
    answer = await send(buyer, xlsx(contracts=[(*CONTRACT, "Framework contract"), *rows]))
    done = await until(buyer, answer.headers["Location"], finished)
    assert (done["status"], outcomes(done)) == ("done", {"new": LONG + 1})
