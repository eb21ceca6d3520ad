"""The hash chain of a journal: each sealed entry has a link over the one before it and all of itself."""

import hashlib
from typing import Any
from uuid import UUID

import orjson

from chassis.journal import canonical, digest_of

ENTRY = """
select journal.seq, journal.position, journal.chain, journal.id, journal.at, journal.actor, journal.actor_org,
       journal.actor_roles, journal.verb, journal.subject_type, journal.subject_id, journal.origin,
       journal.outcome, journal.audience,
       journal.followed, journal.digest, journal_payloads.salt, journal_payloads.payload::text as payload
from journal left join journal_payloads on journal_payloads.journal_id = journal.id"""
"""All that a link is over, its place, and the payload as far as it is not erased."""


def link(previous: bytes, row: Any) -> bytes:
    """The next link of the chain: SHA-256 over the one before and all of the row but its place."""
    facts = [
        row["id"],
        row["at"].isoformat(),
        row["actor"],
        row["actor_org"],
        row["actor_roles"],
        row["verb"],
        row["subject_type"],
        row["subject_id"],
        row["origin"],
        row["outcome"],
        row["audience"],
        row["followed"],
        bytes(row["digest"]).hex(),
    ]
    return hashlib.sha256(previous + canonical({"row": facts})).digest()


def fault_of(row: Any) -> str:
    """Why an entry cannot be sealed; empty where it can."""
    if not all(isinstance(reader, UUID) for reader in row["audience"]):
        return "its audience is not a list of organisations"
    if row["salt"] is not None and digest_of_payload(row) != bytes(row["digest"]):
        return "its payload is not the one that its digest names"
    return ""


def digest_of_payload(row: Any) -> bytes:
    return digest_of(bytes(row["salt"]), canonical(orjson.loads(row["payload"])))
