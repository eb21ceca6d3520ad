"""The sealer: an order without gaps, in which nothing is ever skipped, and a chain that tells of tampering."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from chassis.caller_proofs import CallerProofs, ProvenConnection, proven
from chassis.journal import WRITE, canonical, digest_of
from chassis.journal_check import check_chain
from chassis.sealer import seal_once
from chassis.settings import for_asyncpg
from chassis.verify import NOT_COMPARED
from chassis.verify import verify as verify_from_outside
from local_stack import provisioning
from local_stack.provisioning import Urls
from local_stack.testing import provision
from support.notebook import tables


async def write(connection: ProvenConnection, verb: str) -> UUID:
    entry = uuid4()
    document = document_of(entry, verb)
    await connection.execute(WRITE, document, connection.proofs.of_entry(document))
    return entry


def document_of(entry: UUID, verb: str, **changes: Any) -> str:
    said = {
        "id": entry,
        "actor": entry,
        "actor_org": entry,
        "actor_roles": [],
        "verb": verb,
        "subject_type": "note",
        "subject_id": entry,
        "audience": [],
        "followed": True,
        "digest": digest_of(b"salt", b"{}").hex(),
        "salt": b"salt".hex(),
        "payload": "{}",
    }
    return canonical({**said, **changes}).decode()


async def seal(connection: asyncpg.Connection, count: int) -> None:
    """Seal until so many rows have a place: a transaction in any database of the cluster may hold them up."""
    sealed = 0
    async with asyncio.timeout(20):
        while sealed < count:
            await seal_once(connection)
            sealed = await connection.fetchval("select count(*) from journal where position is not null")
    await seal_once(connection)


async def order(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch("select position, verb from journal where position is not null order by position")
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    return [row["verb"] for row in rows]


@pytest.fixture(scope="module")
def quiet(admin_url: str, suffix: str) -> Urls:
    """A journal that no service writes to or seals."""
    urls = provision(admin_url, "notebook", f"{suffix}_quiet")
    tables.migrate(urls.owner)
    return Urls(*(for_asyncpg(url) for url in (urls.owner, urls.app, urls.worker)))


@pytest.fixture
async def owning(quiet: Urls) -> AsyncIterator[asyncpg.Connection]:
    async for connection in connected(quiet.owner):
        await connection.execute("truncate journal, journal_payloads, journal_hearers")
        await connection.execute("truncate journal_quarantine, journal_erasures, follower_cursors")
        await connection.execute("alter table journal enable trigger sealed")
        yield connection


@pytest.fixture
async def sealing(quiet: Urls, owning: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    async for connection in connected(quiet.worker):
        yield connection


@pytest.fixture
async def writers(quiet: Urls, owning: asyncpg.Connection) -> AsyncIterator[list[ProvenConnection]]:
    kind = proven(ProvenConnection, await CallerProofs.of_database(quiet.worker))
    connections = [await asyncpg.connect(quiet.app, connection_class=kind) for _ in range(3)]
    yield connections
    for connection in connections:
        await connection.close()


async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


Connections = list[ProvenConnection]


async def test_what_commits_late_is_not_skipped_by_what_commits_early(
    writers: Connections, sealing: asyncpg.Connection
) -> None:
    slow, quick, other = writers
    await write(other, "before")
    long_one = slow.transaction()
    await long_one.start()
    await write(slow, "slow")
    await write(quick, "quick")
    await seal(sealing, 1)
    assert await order(sealing) == ["before"]
    await long_one.commit()
    await seal(sealing, 3)
    assert await order(sealing) == ["before", "slow", "quick"]


async def test_transactions_that_commit_in_the_opposite_order_keep_the_order_they_began_in(
    writers: Connections, sealing: asyncpg.Connection
) -> None:
    open_ones = []
    for number, writer in enumerate(writers):
        transaction = writer.transaction()
        await transaction.start()
        await write(writer, f"began {number}")
        open_ones.append(transaction)
    for transaction in reversed(open_ones):
        await transaction.commit()
        await seal_once(sealing)
    await seal(sealing, 3)
    assert await order(sealing) == ["began 0", "began 1", "began 2"]


async def test_a_transaction_that_only_reads_holds_nothing_back(
    writers: Connections, sealing: asyncpg.Connection
) -> None:
    reading = writers[0].transaction(isolation="repeatable_read")
    await reading.start()
    await writers[0].fetch("select * from notes")
    await write(writers[1], "written")
    await seal(sealing, 1)
    assert await order(sealing) == ["written"]
    await reading.rollback()


async def test_what_is_rolled_back_leaves_no_gap(writers: Connections, sealing: asyncpg.Connection) -> None:
    await write(writers[0], "first")
    given_up = writers[1].transaction()
    await given_up.start()
    await write(writers[1], "given up")
    await write(writers[2], "second")
    await given_up.rollback()
    await seal(sealing, 2)
    assert await order(sealing) == ["first", "second"]


async def test_a_second_sealer_stands_aside(quiet: Urls, writers: Connections, sealing: asyncpg.Connection) -> None:
    await write(writers[0], "written")
    second = await asyncpg.connect(quiet.worker)
    async with second.transaction():
        await second.execute("select pg_advisory_xact_lock(24225)")
        assert await seal_once(sealing) == 0
    await second.close()
    await seal(sealing, 1)


async def test_rows_restored_from_another_cluster_are_sealed_before_new_ones(
    writers: Connections, sealing: asyncpg.Connection, owning: asyncpg.Connection
) -> None:
    entry = await write(writers[0], "restored")
    await owning.execute("update journal set xid = '99999999999' where id = $1", entry)
    await seal(sealing, 1)
    await write(writers[0], "new")
    await seal(sealing, 2)
    assert await order(sealing) == ["restored", "new"]


async def test_a_sound_chain_says_its_head_and_its_tail(writers: Connections, sealing: asyncpg.Connection) -> None:
    for number in range(3):
        await write(writers[0], f"number {number}")
    await seal(sealing, 3)
    await write(writers[0], "not yet sealed")
    assert await check_chain(sealing) == (3, 1)


@pytest.mark.parametrize(
    "tampering",
    [
        "update journal set verb = 'forged' where position = 2",
        "update journal set actor = gen_random_uuid() where position = 2",
        "update journal set at = at - interval '1 day' where position = 2",
        "update journal set followed = false where position = 2",
        "update journal set audience = array[gen_random_uuid()] where position = 2",
        "update journal set digest = 'x' where position = 2",
        "update journal set chain = 'x' where position = 2",
        "delete from journal where position = 2",
        "update journal set position = position + 1 where position = 3",
        """update journal_payloads set payload = '{"a": 1}' from journal where journal_id = id and position = 2""",
    ],
)
async def test_tampering_is_found(
    writers: Connections, sealing: asyncpg.Connection, owning: asyncpg.Connection, tampering: str
) -> None:
    for number in range(3):
        await write(writers[0], f"number {number}")
    await seal(sealing, 3)
    await owning.execute("alter table journal disable trigger sealed")
    await owning.execute(tampering)
    with pytest.raises(ValueError, match=r"at position [23]"):
        await check_chain(sealing)


ERASE = """
create or replace function erase_for_the_test() returns void language sql security definer as $$
  delete from journal_payloads
$$"""


async def test_a_payload_that_the_service_erased_is_no_tampering(
    writers: Connections, sealing: asyncpg.Connection, owning: asyncpg.Connection
) -> None:
    await write(writers[0], "told")
    await seal(sealing, 1)
    await owning.execute(ERASE)
    await writers[0].execute("select erase_for_the_test()")
    assert await check_chain(sealing) == (1, 0)


async def test_a_payload_that_somebody_deleted_is_found(
    writers: Connections, sealing: asyncpg.Connection, owning: asyncpg.Connection
) -> None:
    await write(writers[0], "told")
    await seal(sealing, 1)
    await owning.execute("delete from journal_payloads")
    with pytest.raises(ValueError, match="payload at position 1 was deleted, and not erased by the service"):
        await check_chain(sealing)


@pytest.mark.parametrize(
    "change",
    [
        "insert into journal_hearers (org_id, position) values (gen_random_uuid(), 1)",
        "delete from journal_hearers where position = 1",
        "update journal_hearers set org_id = gen_random_uuid() where position = 1",
    ],
)
async def test_a_changed_audience_of_events_is_found(
    writers: Connections, sealing: asyncpg.Connection, owning: asyncpg.Connection, change: str
) -> None:
    entry = uuid4()
    document = document_of(entry, "told", audience=[entry])
    await writers[0].execute(WRITE, document, writers[0].proofs.of_entry(document))
    await seal(sealing, 1)
    assert await check_chain(sealing) == (1, 0)
    await owning.execute(change)
    with pytest.raises(ValueError, match="the audience of events at position 1 is not the one that was written"):
        await check_chain(sealing)


FORGED = """
insert into journal (id, actor, actor_org, actor_roles, verb, subject_type, subject_id, audience, followed, digest)
values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '{}', 'note.forged', 'note', gen_random_uuid(),
        '{}', true, '')"""


@pytest.mark.parametrize(
    "change",
    [
        "at = '0044-03-15 12:00 BC'",
        "audience = array[null]::uuid[]",
        "digest = 'another'",
    ],
)
async def test_an_entry_that_cannot_be_sealed_is_kept_apart_and_stops_no_other(
    writers: Connections,
    sealing: asyncpg.Connection,
    owning: asyncpg.Connection,
    caplog: pytest.LogCaptureFixture,
    change: str,
) -> None:
    broken = await write(writers[0], "broken")
    await owning.execute(f"update journal set {change} where id = $1", broken)
    await write(writers[1], "sound")
    await seal(sealing, 1)
    assert await order(sealing) == ["sound"]
    seq = await owning.fetchval("select seq from journal where id = $1", broken)
    [(put_apart, reason)] = await owning.fetch("select seq, reason from journal_quarantine")
    assert put_apart == seq
    assert reason.startswith(("it cannot be read", "its audience", "its payload"))
    assert f"journal entry {seq} is not sealed" in caplog.text
    assert await check_chain(sealing) == (1, 1)


@pytest.mark.parametrize(
    "statement",
    [
        FORGED,
        "insert into journal_payloads (journal_id, salt, payload) values (gen_random_uuid(), '', '{}')",
        "insert into journal_hearers (org_id, position) values (gen_random_uuid(), 1)",
        "insert into journal_erasures values (gen_random_uuid(), now(), 'x')",
        "insert into journal_quarantine values (1, 'x', now())",
        "update journal set position = 1",
        "delete from journal_payloads",
    ],
)
async def test_a_stolen_password_writes_nothing_into_the_journal(writers: Connections, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await writers[0].execute(statement)


async def test_injected_sql_writes_no_entry_either(writers: Connections) -> None:
    session, entry = writers[0], uuid4()
    await session.act_for(entry, in_transaction=False)
    proof_of_tenant = await session.fetchval("select current_setting('app.org')")
    document = document_of(entry, "forged")
    signed = session.proofs.of_entry(document_of(entry, "written"))
    for proof in ("", proof_of_tenant, f"1{proof_of_tenant[48:]}", signed, signed.upper()):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="not signed by the service"):
            await session.execute(WRITE, document, proof)


async def test_an_entry_is_written_once_and_its_time_is_the_databases(
    writers: Connections, sealing: asyncpg.Connection
) -> None:
    session, entry = writers[0], uuid4()
    document = document_of(entry, "written", at="2020-01-01T00:00:00Z", position=7, chain="x", xid="1", seq=7)
    proof = session.proofs.of_entry(document)
    await session.execute(WRITE, document, proof)
    fresh = "at > now() - interval '1 hour' and position is null and chain is null and xid > '1'"
    assert await sealing.fetchval(f"select {fresh} from journal where id = $1", entry) is True
    with pytest.raises(asyncpg.UniqueViolationError):
        await session.execute(WRITE, document, proof)


async def test_an_entry_in_no_organisations_name_is_no_requests(writers: Connections) -> None:
    document = document_of(uuid4(), "system.acted", actor_org=UUID(int=0))
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="requests write for an organisation"):
        await writers[0].execute(WRITE, document, writers[0].proofs.of_entry(document))


@pytest.mark.parametrize("change", ["update journal set verb = 'forged'", "delete from journal"])
async def test_a_sealed_row_is_immutable_even_for_the_owner(
    writers: Connections, sealing: asyncpg.Connection, owning: asyncpg.Connection, change: str
) -> None:
    await write(writers[0], "written")
    await seal(sealing, 1)
    with pytest.raises(asyncpg.RestrictViolationError):
        await owning.execute(change)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await sealing.execute(change)


async def test_entries_that_cannot_be_sealed_are_counted(
    quiet: Urls, writers: Connections, sealing: asyncpg.Connection, owning: asyncpg.Connection
) -> None:
    broken = await write(writers[0], "broken")
    await owning.execute("update journal set digest = 'another' where id = $1", broken)
    await write(writers[1], "sound")
    await seal(sealing, 1)
    assert await verify_from_outside(quiet.worker) == (
        "The chain is intact up to position 1; 1 entries are not yet sealed."
        f" 1 of them cannot be sealed: the table journal_quarantine says why. {NOT_COMPARED}"
    )


async def test_a_journal_whose_end_was_cut_off_is_found_by_what_a_follower_has_read(
    quiet: Urls, writers: Connections, sealing: asyncpg.Connection, owning: asyncpg.Connection
) -> None:
    for verb in ("kept", "cut off"):
        await write(writers[0], verb)
    await seal(sealing, 2)
    await sealing.execute(
        "insert into follower_cursors (feed, position, chain) select 'notebook', position, chain from journal"
        " where position = 2 on conflict (feed) do update set position = 2, chain = excluded.chain"
    )
    sound = "The chain is intact up to position 2; 0 entries are not yet sealed."
    assert await verify_from_outside(quiet.worker) == f"{sound} {NOT_COMPARED}"
    agrees = f"{sound} It agrees with what notebook has read, up to position 2."
    assert await verify_from_outside(quiet.worker, quiet.worker) == agrees
    await owning.execute("alter table journal disable trigger sealed")
    await owning.execute("delete from journal_hearers where position = 2")
    await owning.execute("delete from journal where position = 2")
    shorter = sound.replace("position 2", "position 1")
    assert await verify_from_outside(quiet.worker) == f"{shorter} {NOT_COMPARED}"
    with pytest.raises(ValueError, match="ends at position 1, but notebook has read it up to position 2"):
        await verify_from_outside(quiet.worker, quiet.worker)
    await write(writers[0], "put in its place")
    await seal(sealing, 2)
    assert await verify_from_outside(quiet.worker) == f"{sound} {NOT_COMPARED}"
    with pytest.raises(ValueError, match="up to position 2 is not the one that notebook has read"):
        await verify_from_outside(quiet.worker, quiet.worker)


async def test_an_administrator_sees_the_same_as_a_worker_and_reads_what_was_not_compared(
    quiet: Urls, admin_url: str, writers: Connections, sealing: asyncpg.Connection
) -> None:
    as_administrator = provisioning.with_database(admin_url, quiet.worker.rpartition("/")[2])
    await write(writers[0], "written")
    await seal(sealing, 1)
    sound = "The chain is intact up to position 1; 0 entries are not yet sealed."
    nothing = f"{sound} notebook has read nothing of it. {NOT_COMPARED}"
    assert await verify_from_outside(as_administrator, as_administrator) == nothing
    await sealing.execute(
        "insert into follower_cursors (feed, position, chain) select 'notebook', position, chain from journal"
    )
    agrees = f"{sound} It agrees with what notebook has read, up to position 1."
    assert await verify_from_outside(as_administrator, as_administrator) == agrees
    with pytest.raises(ValueError, match="the database postgres has no journal"):
        await verify_from_outside(provisioning.with_database(admin_url, "postgres"))


async def test_an_operator_verifies_from_the_command_line(
    quiet: Urls, writers: Connections, sealing: asyncpg.Connection, owning: asyncpg.Connection
) -> None:
    await write(writers[0], "written")
    await seal(sealing, 1)

    def verified() -> tuple[int, str]:
        program = [sys.executable, "-m", "chassis.verify", quiet.worker]
        ran = subprocess.run(program, capture_output=True, text=True)
        return ran.returncode, ran.stdout + ran.stderr

    assert await asyncio.to_thread(verified) == (
        0,
        f"The chain is intact up to position 1; 0 entries are not yet sealed. {NOT_COMPARED}\n",
    )
    await owning.execute("alter table journal disable trigger sealed")
    await owning.execute("update journal set verb = 'forged'")
    assert await asyncio.to_thread(verified) == (1, "the journal's chain is broken at position 1\n")


@pytest.mark.parametrize("address", ["nonsense", "postgresql://nobody:wrong@127.0.0.1:1/nowhere"])
def test_a_database_that_cannot_be_read_is_no_broken_chain(address: str) -> None:
    ran = subprocess.run([sys.executable, "-m", "chassis.verify", address], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("A database cannot be read: ")
    assert ran.stderr.count("\n") == 1
