"""After an upgrade nothing is announced twice, and nothing that is long past is announced as news."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI

from chassis.clock import today
from chassis.expiries import Expiry
from chassis.settings import for_asyncpg
from chassis.state import state_of
from dialogue.app import EXPIRIES as DIALOGUE_EXPIRIES
from dialogue.app import create_app as create_dialogue
from dialogue.settings import DialogueSettings
from local_stack.provisioning import Urls
from local_stack.testing import provision
from suppliers.app import EXPIRIES as SUPPLIERS_EXPIRIES
from suppliers.app import create_app as create_suppliers
from suppliers.settings import SuppliersSettings
from support.expiries import write_all
from support.releases import fixture, restore
from support.services import FINDINGS_KEY, Keys, migrate

RELEASE = "20261123-b49f764"


async def run(urls: Urls, statement: str, *values: Any) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(for_asyncpg(urls.owner))
    try:
        return list(await connection.fetch(statement, *values))
    finally:
        await connection.close()


async def upgraded(
    admin_url: str, suffix: str, service: str, before: Iterable[tuple[str, tuple[Any, ...]]]
) -> Urls:
    """A database of an earlier release, with these changes made to it by that release, upgraded."""
    urls = provision(admin_url, service, f"{suffix}_upgraded_expiries")
    await restore(urls.owner, fixture(RELEASE, service))
    for statement, values in before:
        await run(urls, statement, *values)
    migrate(service, urls.owner)
    return urls


async def written(app: FastAPI, urls: Urls, expiries: Iterable[Expiry]) -> list[tuple[str, Any]]:
    """What the job writes after the upgrade."""
    [(last,)] = await run(urls, "select max(seq) from journal")
    await state_of(app).proofs.read_key(urls.worker)
    await write_all(app, expiries)
    await state_of(app).worker_engine.dispose()
    rows = await run(urls, "select verb, subject_id from journal where seq > $1 order by seq", last)
    return [(row["verb"], row["subject_id"]) for row in rows]


async def test_what_the_earlier_release_announced_is_not_announced_again(
    admin_url: str, suffix: str, keys: Keys, tmp_path: Path
) -> None:
    past = today() - timedelta(days=100)
    announced = [
        ("update dialogues set status = 'proposed', answer_by = $1, told_of = $1", (past,)),
        ("update assignments set status = 'sent', due_at = $1, told_of = $1", (past,)),
        ("update action_points set status = 'agreed', due_date = $1, told_of = $1", (past,)),
        (
            "update annual_reviews set status = 'scheduled', held_on = null, due_on = $1, grace_ends = $1,"
            " missed_announced_on = $1",
            (past,),
        ),
        ("update meetings set status = 'cancelled'", ()),
    ]
    urls = await upgraded(admin_url, suffix, "dialogue", announced)
    settings = DialogueSettings(
        database_url=urls.app,
        worker_database_url=urls.worker,
        signing_key=keys.private["dialogue"],
        evidence_dir=tmp_path,
        findings_key=FINDINGS_KEY,
    )
    app = create_dialogue(settings, keys.shared())
    [(rows,)] = await run(urls, "select count(*) from assignments where status = 'sent' and due_at = $1", past)
    assert rows > 0
    assert await written(app, urls, DIALOGUE_EXPIRIES) == []


@pytest.fixture
def long_ago() -> date:
    return today() - timedelta(days=400)


async def test_what_is_long_past_is_no_news_but_what_is_overdue_is_said(
    admin_url: str, suffix: str, keys: Keys, long_ago: date
) -> None:
    registered = long_ago - timedelta(days=200)
    before = [
        (f"update {table} set created_at = $1::date", (registered,))
        for table in ("obligations", "contracts", "contact_points")
    ]
    before += [
        ("update obligations set status = 'scheduled', due_at = $1, grace_days = 0", (long_ago,)),
        (
            "update contracts set status = 'awarded', terminated_on = null, starts_on = $1, ends_on = $2,"
            " max_end = null",
            (registered, long_ago),
        ),
        ("update contact_points set status = 'accepted', active_from = $1, active_to = $2", (registered, long_ago)),
    ]
    urls = await upgraded(admin_url, suffix, "suppliers", before)
    settings = SuppliersSettings(
        database_url=urls.app, worker_database_url=urls.worker, signing_key=keys.private["suppliers"]
    )
    app = create_suppliers(settings, keys.shared())
    obligations = await run(urls, "select id from obligations")
    assert obligations
    said = await written(app, urls, SUPPLIERS_EXPIRIES)
    assert sorted(said) == sorted(("obligation.became_overdue", row["id"]) for row in obligations)
